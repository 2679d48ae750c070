/**
 * The package as a user gets it: packed, then installed in an empty directory.
 *
 * @module
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export interface Installed {
  /** The dispatcher's file, for `node FILE`. */
  file: string;
  /** The link that a package manager makes. */
  link: string;
}

/** Pack the checkout, unless a `tarball` is given, and install it below `dir`. */
export const installPackage = (dir: string, tarball?: string): Installed => {
  const place = join(dir, "installed");
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, "package.json"), '{ "private": true }\n');
  npm(["install", "--no-audit", "--no-fund", "--prefer-offline", "--silent", tarball ?? pack(dir)], place);
  const modules = join(place, "node_modules");
  // Beside it, as whoever has a Node without SQLite installs it.
  for (const name of ["@photostructure/sqlite", "node-gyp-build"])
    cpSync(join(checkout, "node_modules", name), join(modules, name), { recursive: true });
  return {
    file: join(modules, "kprovengine/dist/scripts/kprovengine.cjs"),
    link: join(modules, ".bin/kprovengine"),
  };
};

// --- internal ---

const checkout = fileURLToPath(new URL("../../", import.meta.url));

const pack = (dir: string): string => {
  npm(["pack", "--silent", "--pack-destination", dir], checkout);
  const name = readdirSync(dir).find((entry) => entry.endsWith(".tgz"));
  if (name === undefined) throw new Error('"npm pack" left no package');
  return join(dir, name);
};

const npm = (args: readonly string[], cwd: string): void =>
  void execFileSync("npm", args, { cwd, stdio: ["ignore", "ignore", "inherit"] });

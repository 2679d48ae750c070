/**
 * Pack the package and install it in an empty directory, once for all end-to-end tests.
 *
 * It has no dependencies. Optional peers are copied from this checkout, where `npm ci` put exactly the locked ones: installing
 * needs no network then, and is otherwise what npm does.
 *
 * @module
 */
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** A directory with the packed package in its `node_modules`. */
    installed: string;
  }
}

const top = fileURLToPath(new URL("../..", import.meta.url));

export default function setup(project: TestProject): () => void {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), "kprov-e2e-")));
  project.provide("installed", install(dir));
  return () => rmSync(dir, { recursive: true, force: true });
}

// --- internal ---

const install = (dir: string): string => {
  const options = {
    cwd: top,
    encoding: "utf8" as const,
    stdio: ["ignore", "pipe", "pipe"] as ["ignore", "pipe", "pipe"],
  };
  const built = process.env["KPROV_BUILT"] === undefined ? [] : ["--ignore-scripts"];
  execFileSync("npm", ["pack", "--silent", "--pack-destination", dir, ...built], options);
  const target = join(dir, "app/node_modules/kprovengine");
  mkdirSync(target, { recursive: true });
  execFileSync("tar", ["-xzf", join(dir, "kprovengine-0.1.0.tgz"), "--strip-components=1", "-C", target]);
  for (const name of peers)
    cpSync(join(top, "node_modules", name), join(dir, "app/node_modules", name), { recursive: true });
  mkdirSync(join(dir, "app/node_modules/.bin"));
  for (const name of ["kprovengine", "kprov"])
    symlinkSync("../kprovengine/dist/scripts/kprovengine.cjs", join(dir, "app/node_modules/.bin", name));
  chmodSync(join(target, "dist/scripts/kprovengine.cjs"), 0o755);
  return join(dir, "app");
};

/** What the catalog asks for beside the package where Node has no SQLite of its own, and what that needs. */
const peers = ["@photostructure/sqlite", "node-gyp-build"];

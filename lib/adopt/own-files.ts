/**
 * This package's own files: templates that are copied into adopting repositories, and the one-file form of itself.
 *
 * @module
 */
import { readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { sha256 } from "../digest.ts";
import { errnoOf, KprovError } from "../errors.ts";
import { oneFile } from "../one-file.ts";
import { version } from "../version.ts";

/** The one-file form of some version of this program. */
export interface OwnForm {
  /** One character a byte. */
  content: string;
  version: string;
  sha256: string;
}

/** `templates/NAME`. Throws `E_IO` when it isn't there. */
export const readTemplate = (name: string): string => {
  const builtIn = oneFile?.templates[name];
  if (builtIn !== undefined) return builtIn;
  return readOwn(join("templates", name), "utf8");
};

/**
 * The one-file form that belongs to what runs now: in the package a file of its own, in the one file that file itself.
 * Throws `E_IO` when it can't be read.
 */
export const readOwnForm = (): OwnForm => {
  const content = oneFile === undefined ? readOwn("dist/vendor/kprov.mjs", "latin1") : readStarted();
  return { content, version, sha256: sha256(Buffer.from(content, "latin1")) };
};

/** True when what runs is a file that lies in the repository that it judges. */
export const isVendored = (): boolean => oneFile !== undefined;

// --- internal ---

const readOwn = (name: string, encoding: "utf8" | "latin1"): string => {
  const path = join(packageRoot(), name);
  try {
    return readFileSync(path, encoding);
  } catch (cause) {
    throw new KprovError("E_IO", `Cannot read "${name}" of this package: ${errnoOf(cause)}`, {
      cause,
      hint: "install kprovengine again; in a checkout of it, npm run build makes what is missing",
    });
  }
};

/** The dispatcher acts only when it is what Node was started with. */
const readStarted = (): string => {
  try {
    return readFileSync(realpathSync(process.argv[1] ?? ""), "latin1");
  } catch (cause) {
    throw new KprovError("E_IO", "Cannot read the file that is running", { cause });
  }
};

/**
 * The directory of the package.json that names this package, above wherever this code runs from: `lib/`,
 * `dist/scripts/` or `dist/chunks/`. An adopter's own package.json in between is another package's.
 */
const packageRoot = (): string => {
  const here = dirname(fileURLToPath(import.meta.url));
  for (let dir = here; ; dir = dirname(dir)) {
    if (nameOf(join(dir, "package.json")) === "kprovengine") return dir;
    if (dir === dirname(dir)) break;
  }
  throw new KprovError("E_IO", "Cannot find this package's own files", {
    hint: "run the installed package: npx kprovengine init",
  });
};

const nameOf = (path: string): unknown => {
  try {
    return (JSON.parse(readFileSync(path, "utf8")) as { name?: unknown } | null)?.name;
  } catch {
    return undefined; // Missing, or no package of ours.
  }
};

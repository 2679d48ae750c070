/**
 * Which file is the configuration.
 *
 * @module
 */
import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, extname, join, relative, resolve, sep } from "node:path";
import { KprovError, messageOf } from "../errors.ts";

export interface ConfigFile {
  /** Absolute. */
  path: string;
  /** Absolute: what its paths and globs are relative to. */
  root: string;
  /** Relative to `root`, POSIX. */
  name: string;
}

/**
 * The configuration for `cwd`: `file` when given, else the nearest `kprov.config.{ts,mts,mjs,json}` in `cwd` and
 * its parents, up to the repository's top, the home directory or the file system's root. Undefined when there is none.
 *
 * Its directory is the root. A file named by hand that lies elsewhere than in `cwd` or above it speaks about `cwd`.
 *
 * Throws `E_CONFIG` for a `file` that is missing or of another kind, for two configurations in one directory, for one
 * that only has a name like it (`kprov.config.js`), and for one in a directory outside any repository that everybody can
 * write to.
 */
export const findConfig = (cwd: string, file?: string): ConfigFile | undefined => {
  const start = resolve(cwd);
  if (file !== undefined) return namedConfig(start, file);
  const home = homeDirectory();
  for (let dir = start; ; dir = dirname(dir)) {
    const present = candidates.filter((name) => isThere(join(dir, name)));
    if (present.length > 1) {
      const names = present.map((name) => `"${name}"`).join(" and ");
      const place = relative(start, dir) || ".";
      throw new KprovError("E_CONFIG", `Cannot choose a configuration: expected one in "${place}", found ${names}`);
    }
    const [name] = present;
    if (name !== undefined) {
      if (dir !== start) assertPrivate(dir, name);
      return { path: join(dir, name), root: dir, name };
    }
    assertNoOther(dir);
    if (isThere(join(dir, ".git")) || dir === home || dir === dirname(dir)) return undefined;
  }
};

/** The bytes of a configuration, read once. Throws `E_CONFIG` when they can't be had. */
export const readConfigFile = ({ path, name }: ConfigFile): Buffer => {
  let fd: number | undefined;
  try {
    // NONBLOCK: a FIFO in its place must not wait for a writer.
    fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stats = fstatSync(fd);
    if (!stats.isFile()) throw new Error("expected a regular file");
    if (stats.size > largest) throw new Error(`expected at most ${largest} bytes, found ${stats.size}`);
    return readFileSync(fd);
  } catch (cause) {
    throw new KprovError("E_CONFIG", `Cannot read "${name}": ${messageOf(cause)}`, { cause });
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
};

// --- internal ---

const extensions = [".ts", ".mts", ".mjs", ".json"];
const candidates = extensions.map((extension) => `kprov.config${extension}`);
/** What other tools read, so that somebody will try. Asked one by one: listing a large directory would take longer. */
const others = [".js", ".cjs", ".cts", ".jsonc", ".json5", ".yaml", ".yml", ".toml"].map((end) => `kprov.config${end}`);
const largest = 2 ** 20;

const namedConfig = (cwd: string, file: string): ConfigFile => {
  const path = resolve(cwd, file);
  if (!extensions.includes(extname(path))) {
    const wanted = extensions.join(", ");
    throw new KprovError("E_CONFIG", `Cannot use "${file}" as configuration: expected a file that ends in ${wanted}`);
  }
  if (!isThere(path)) {
    throw new KprovError("E_CONFIG", `Cannot use "${file}" as configuration: there is no such file`);
  }
  const dir = dirname(path);
  const isAbove = cwd === dir || cwd.startsWith(dir.endsWith(sep) ? dir : dir + sep);
  const root = isAbove ? dir : cwd;
  return { path, root, name: relative(root, path).split(sep).join("/") };
};

/** A dangling link is there: it must not be taken for "no configuration". */
const isThere = (path: string): boolean => {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (cause) {
    throw new KprovError("E_CONFIG", `Cannot look for a configuration: ${messageOf(cause)}`, { cause });
  }
};

/** Passed over, it would leave every gate at its defaults while its author believes in it. */
const assertNoOther = (dir: string): void => {
  const other = others.find((name) => isThere(join(dir, name)));
  if (other === undefined) return;
  const wanted = candidates.map((name) => `"${name}"`).join(", ");
  throw new KprovError("E_CONFIG", `Cannot use "${other}" as configuration: expected one of ${wanted}`, {
    hint: "rename it",
  });
};

/** In `/tmp` and its like, whoever shares the machine could leave a configuration for those who work below. */
const assertPrivate = (dir: string, name: string): void => {
  if ((statSync(dir).mode & 0o002) === 0) return;
  for (let above = dir; ; above = dirname(above)) {
    if (isThere(join(above, ".git"))) return;
    if (above === dirname(above)) break;
  }
  throw new KprovError("E_CONFIG", `Cannot trust "${join(dir, name)}": everybody can write to its directory`, {
    hint: "name it with --config if it is meant",
  });
};

const homeDirectory = (): string | undefined => {
  try {
    return homedir();
  } catch {
    return undefined; // No entry in the password file: the search ends at the root then.
  }
};

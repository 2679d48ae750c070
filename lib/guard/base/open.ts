/**
 * The policy of the base: its configuration and lists, read from git, never from the work tree.
 *
 * @module
 */
import { existsSync, mkdirSync, realpathSync } from "node:fs";
import { basename, dirname, extname, isAbsolute, join, posix, relative, resolve, sep } from "node:path";
import { isSelfContained, type LoadedConfig, type LoadOptions, loadConfig } from "../../config/index.ts";
import { KprovError, messageOf } from "../../errors.ts";
import { withScratch } from "../../undo.ts";
import { topLevel } from "../surface/top-level.ts";
import type { AskedBase } from "./asked.ts";
import { assertNotLed } from "./led-here.ts";
import { mendingFetch, resolveBase } from "./resolve.ts";
import { listDirectories, listTree, readAll, type TreeEntry, writeTree } from "./tree.ts";

/** A configuration and the directory in which the lists lie that it names. */
export interface Policy {
  loaded: LoadedConfig;
  policyRoot: string;
}

export interface Base {
  /** As it was asked for. */
  name: string;
  /** Who asked: `--base`, or the CI's variable. */
  from: string;
  commit: string;
  /**
   * What judges. `loaded` names places in the work tree, which is what is judged; `policyRoot` holds the base's lists. Null
   * when the base has no configuration at all: then nobody but the candidate has one.
   */
  policy: Policy | null;
}

/**
 * Do `work` with the base that is asked for. Its files lie in a temporary directory until `work` ends. `load` says how the
 * candidate's own configuration is loaded.
 *
 * Throws `E_BASE`, exit 3, when the base can't be had or used; as `git` does.
 */
export const withBase = async <T>(
  asked: AskedBase,
  load: LoadOptions,
  work: (base: Base) => Promise<T>,
): Promise<T> => {
  const commit = resolveBase(asked, load.cwd);
  return withScratch("kprovengine-base-", async (dir) => {
    const policy = await policyOf(asked, commit, load, dir);
    return work({ name: asked.name, from: asked.from, commit, policy });
  });
};

// --- internal ---

const policyOf = async (asked: AskedBase, commit: string, load: LoadOptions, dir: string): Promise<Policy | null> => {
  try {
    return await readPolicy(commit, load, dir);
  } catch (cause) {
    const { code, hint } = cause instanceof KprovError ? cause : {};
    if (code === "E_BASE") throw cause;
    // In a partial clone the objects are elsewhere, and nothing is fetched behind anybody's back.
    const mending = code === "E_GIT" ? mendingFetch(asked.branch, load.cwd).replace("fetch", "fetch --refetch") : hint;
    const options = { cause, ...(mending !== undefined && { hint: mending }) };
    throw new KprovError("E_BASE", `Cannot use the base "${asked.name}": ${messageOf(cause)}`, options);
  }
};

const readPolicy = async (commit: string, load: LoadOptions, dir: string): Promise<Policy | null> => {
  const top = realpathSync(topLevel(load.cwd));
  const asked = placeOf(load, top);
  await assertNotLed(commit, {
    cwd: load.cwd,
    top,
    places: [asked.cwd, ...(asked.file === undefined ? [] : [asked.file])],
  });
  const { place, files } = await findIn(commit, asked, load.cwd);
  // Where the search for a configuration ends.
  mkdirSync(join(dir, ".git"));
  mkdirSync(join(dir, place.cwd), { recursive: true });
  await writeTree(files, dir, load.cwd);
  const isCode = await needsWholeTree(files, load.cwd);
  if (isCode) await writeRest(await listTree(commit, [], load.cwd), dir, load.cwd);
  const { file: _, ...rest } = load;
  const options = { ...rest, cwd: join(dir, place.cwd) };
  const loading = () => loadConfig({ ...options, ...(place.file !== undefined && { file: join(dir, place.file) }) });
  const loaded = isCode ? await within(dir, loading) : await loading();
  const { path, root } = loaded;
  if (path === null) return null;
  if (!isCode) await writeRest(await policyFiles(commit, loaded, dir, load.cwd), dir, load.cwd);
  // The same configuration, about the files of the work tree.
  const at = (place: string) => join(top, relative(dir, place));
  return { loaded: { ...loaded, root: at(root), path: at(path) }, policyRoot: root };
};

interface Place {
  /** From the top, POSIX: where the search begins. */
  cwd: string;
  /** From the top: what `--config` names. */
  file?: string;
}

const placeOf = ({ cwd, file }: LoadOptions, top: string): Place => {
  const from = (path: string) => relative(top, path).split(sep).join("/");
  const place = { cwd: from(realpathSync(cwd)) };
  if (file === undefined) return place;
  const path = resolve(cwd, file);
  const own = existsSync(dirname(path)) ? from(join(realpathSync(dirname(path)), basename(path))) : "../";
  if (isOutside(own))
    throw new KprovError("E_BASE", `Cannot judge by the base: "${file}" lies outside of the repository`, {
      hint: "leave --config out, or give --no-base-branch",
    });
  return { ...place, file: own };
};

/** Of a path from a directory: `relative` gives another drive as it is. */
const isOutside = (path: string): boolean => path === ".." || path.startsWith("../") || isAbsolute(path);

/**
 * What `--config` names, or what the base itself has where it hasn't that file: a candidate that adopts, renames or points
 * elsewhere must not choose its judge by it.
 */
const findIn = async (commit: string, place: Place, cwd: string): Promise<{ place: Place; files: TreeEntry[] }> => {
  const files = await configFiles(commit, place, cwd);
  if (files.length > 0) return { place, files };
  const found: Place = { cwd: place.cwd };
  return { place: found, files: await configFiles(commit, found, cwd) };
};

/** All that the search could meet: also what it refuses, such as a second one or `kprov.config.js`. */
const configFiles = async (commit: string, { cwd, file }: Place, repository: string): Promise<TreeEntry[]> => {
  if (file !== undefined) return (await listTree(commit, [file], repository)).map(assertFile);
  const directories = ["", ...cwd.split("/").map((_, index, parts) => parts.slice(0, index + 1).join("/"))];
  const entries = await listDirectories(commit, directories, repository);
  return entries.filter(({ path }) => posix.basename(path).startsWith("kprov.config.")).map(assertFile);
};

const assertFile = (entry: TreeEntry): TreeEntry => {
  if (entry.mode !== "120000") return entry;
  throw new KprovError("E_BASE", `Cannot use the base: its configuration "${entry.path}" is a symbolic link`);
};

const needsWholeTree = async (files: readonly TreeEntry[], cwd: string): Promise<boolean> => {
  const contents = await readAll(files, cwd);
  for (const { path, blob } of files) {
    // What is only called like a configuration, such as a note beside it, is never run.
    const isCode = [".ts", ".mts", ".mjs"].includes(extname(path));
    if (isCode && !(await isSelfContained(String(contents.get(blob)), extname(path)))) return true;
  }
  return false;
};

/** Code may read what lies beside it, and must not find the candidate's. */
const within = async <T>(dir: string, work: () => Promise<T>): Promise<T> => {
  const before = process.cwd();
  process.chdir(dir);
  try {
    return await work();
  } finally {
    process.chdir(before);
  }
};

/** `.kprov/`, and every file of the base that a text of its configuration names. */
const policyFiles = async (
  commit: string,
  { config, root }: LoadedConfig,
  dir: string,
  cwd: string,
): Promise<TreeEntry[]> => {
  const scope = relative(dir, root).split(sep).join("/");
  const named = textsOf(config).flatMap((text) => {
    const path = relative(dir, resolve(root, text)).split(sep).join("/");
    return path === "" || isOutside(path) || text.includes("\0") ? [] : [path];
  });
  const own = scope === "" ? ".kprov" : `${scope}/.kprov`;
  const wanted = new Set([own, ...named]);
  const entries = await listTree(commit, [...wanted], cwd);
  return entries.filter(({ path }) => path.startsWith(`${own}/`) || wanted.has(path));
};

/** A rule's function is no part of it: somebody else's may have itself among its properties. */
const textsOf = (value: unknown): string[] => {
  if (typeof value === "string") return value.length <= 4096 ? [value] : [];
  return Object.values(typeof value === "function" ? {} : (value ?? {})).flatMap(textsOf);
};

const writeRest = async (entries: readonly TreeEntry[], dir: string, cwd: string): Promise<void> => {
  const size = entries.length;
  if (size > mostFiles)
    throw new KprovError(
      "E_BASE",
      `Cannot read the base's configuration: it is code that may read any of ${size} files`,
      {
        hint: "use a kprov.config.json, or a configuration that imports nothing",
      },
    );
  await writeTree(
    entries.filter(({ path }) => !existsSync(join(dir, path))),
    dir,
    cwd,
  );
};

const mostFiles = 20_000;

/**
 * Scripts of package.json where a call leaves open which: by a pattern of their names, or in one of many packages.
 *
 * @module
 */
import { parseSource, SourceError } from "../../sources/index.ts";
import type { Tree } from "../../sources/tree.ts";
import { upwards } from "../installed.ts";
import { matcherOf } from "../listed.ts";
import { placesOfValue } from "../places.ts";
import { inDirectory, plainShell, type TaskFiles, type TaskScript } from "./task.ts";

/** Scripts as a call names them. */
export interface Named {
  /** `*` in it stands for anything. */
  name: string;
  /** What is put behind each, quoted. */
  args: readonly string[];
}

/** Those of the nearest package.json, as npm and node find it, and what is called like them with pre and post around. */
export const nearestScripts = async (cwd: string, named: Named, files: TaskFiles): Promise<TaskScript[]> => {
  const paths = upwards(cwd).map((directory) => inDirectory(directory, "package.json"));
  const path = paths.find((one) => files.paths.includes(one));
  return path === undefined ? [] : await scriptsOf(await openPackage(path, files), named);
};

/** Those of all packages that `which` may mean: their names or directories, undefined for what only a run knows. */
export const scriptsOfPackages = async (which: Which, named: Named, files: TaskFiles): Promise<TaskScript[]> => {
  const found: TaskScript[] = [];
  for (const one of await packagesOf(which, files)) found.push(...(await scriptsOf(one, named)));
  return found;
};

/** The directories of all packages that `which` may mean. What is no JSON is one to nobody. */
export const placesOfPackages = async (which: Which, files: TaskFiles): Promise<readonly string[]> =>
  (await packagesOf(which, files)).flatMap(({ directory, text }) => (isJson(text) ? [directory] : []));

/** Whether npm can read it, too. */
export const isJson = (text: string): boolean => {
  try {
    JSON.parse(text.replace(/^\uFEFF/, ""));
    return true;
  } catch {
    return false;
  }
};

// --- internal ---

type Which = readonly (string | undefined)[];

interface Package {
  directory: string;
  text: string;
  /** Undefined for what is no package.json. */
  read: () => Promise<Tree | undefined>;
}

const openPackage = async (path: string, files: TaskFiles): Promise<Package> => {
  const directory = path.replace(/\/?[^/]*$/, "");
  // Among data of tests such a file may be broken on purpose.
  const text = (await unlessBroken(() => files.text(path))) ?? "";
  let tree: Promise<Tree | undefined> | undefined;
  const read = (): Promise<Tree | undefined> => {
    tree ??= unlessBroken(() => parseSource(path, text));
    return tree;
  };
  return { directory, text, read };
};

const unlessBroken = async <T>(read: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return undefined;
  }
};

/** Which of them a workspace takes in is not told apart. */
const packagesOf = async (which: Which, files: TaskFiles): Promise<readonly Package[]> => {
  const all = await allPackages(files);
  const meant = new Set<Package>();
  for (const one of which) {
    let isFound = false;
    for (const candidate of all) {
      if (!(await isMeant(candidate, one))) continue;
      meant.add(candidate);
      isFound = true;
    }
    // A pattern, or what stands for something else.
    if (!isFound) return all;
  }
  return which.length === 0 ? all : [...meant];
};

/** Each is opened once: packages may call each other. */
const known = new WeakMap<TaskFiles, readonly Package[]>();

const allPackages = async (files: TaskFiles): Promise<readonly Package[]> => {
  const opened = known.get(files);
  if (opened !== undefined) return opened;
  const all: Package[] = [];
  for (const path of files.paths)
    if (/(?:^|\/)package\.json$/.test(path) && !/(?:^|\/)node_modules\//.test(path))
      all.push(await openPackage(path, files));
  known.set(files, all);
  return all;
};

/** By its directory, one around it, or its name, of which pnpm takes what is behind the slash. */
const isMeant = async ({ directory, text, read }: Package, which: string | undefined): Promise<boolean> => {
  if (which === undefined || !/^[@\w./-]+$/.test(which) || which.includes("...")) return false;
  const place = which.replace(/^(?:\.\/)+|\/+$/g, "");
  if (`${directory}/`.startsWith(`${place}/`)) return true;
  if (!mayHold(text, which)) return false;
  const name = (await read())?.text(["name"])?.value ?? "";
  return name === which || name.endsWith(`/${which}`);
};

/** Most have none of the name, and a workspace has many. A letter may be written by its number. */
const mayHold = (text: string, word: string): boolean => text.includes(word) || text.includes("\\");

const scriptsOf = async ({ directory: cwd, text, read }: Package, { name, args }: Named): Promise<TaskScript[]> => {
  if (!name.split("*").every((part) => mayHold(text, part))) return [];
  const tree = await read();
  if (tree === undefined) return [];
  const isOne = matcherOf(name);
  return tree.names(["scripts"]).flatMap(({ value: found }): TaskScript[] => {
    const isItself = isOne(found);
    const script = tree.text(["scripts", found]);
    if (script === undefined || !(isItself || isOne(found.replace(/^(?:pre|post)/, "")))) return [];
    const whole = isItself ? [script.value, ...args].join(" ") : script.value;
    return [{ ...plainShell, text: whole, places: placesOfValue(text, script), cwd, faults: [] }];
  });
};

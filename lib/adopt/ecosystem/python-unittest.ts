/**
 * What `unittest discover` has to be told, so that it finds the tests that are there.
 *
 * Before Python 3.12 it succeeds when it has found none: a gate that would stay open.
 *
 * @module
 */
import { below, type View } from "../view.ts";
import { pathWord } from "./words.ts";

/**
 * Words behind `discover` for the project at `root`; `prefix` is that directory where the command starts above it.
 *
 * It enters packages only (docs.python.org, "unittest: Test Discovery"): tests in a directory without `__init__.py` are
 * found when it starts there. A note names those that one command can't reach.
 */
export const unittestWords = (view: View, root: string, prefix = ""): string[] => {
  const inside = root === "" ? "" : `${root}/`;
  const all = view.paths.filter((path) => path.startsWith(inside) && /(^|\/)(test[^/]*|[^/]*_test)\.py$/.test(path));
  const usual = all.filter((path) => /(^|\/)test[^/]*\.py$/.test(path));
  const tests = (usual.length > 0 ? usual : all).map((path) => path.slice(inside.length));
  const isPackage = (dir: string) => view.has(below(root, `${dir}/__init__.py`));
  const [start = "", ...others] = byFrequency(tests.map((path) => startOf(path, isPackage)));
  for (const missed of others)
    view.notes.push({
      path: below(root, missed),
      message: `unittest starts in "${start === "" ? "." : start}" and does not get there: add __init__.py, or a command to preflight`,
    });
  const directory = [prefix, start].filter((part) => part !== "").join("/");
  return [
    ...(directory === "" ? [] : ["-s", pathWord(directory)]),
    ...(usual.length === 0 && all.length > 0 ? ["-p", "*_test.py"] : []),
  ];
};

// --- internal ---

/** The directory from which `path` is reached through packages alone; `""` for the project's own. */
const startOf = (path: string, isPackage: (dir: string) => boolean): string => {
  let dir = path.slice(0, Math.max(0, path.lastIndexOf("/")));
  while (dir !== "" && isPackage(dir)) dir = dir.slice(0, Math.max(0, dir.lastIndexOf("/")));
  return dir;
};

/** Each of `names` once, the one that comes most often first. */
const byFrequency = (names: readonly string[]): string[] => {
  const count = new Map<string, number>();
  for (const name of names) count.set(name, (count.get(name) ?? 0) + 1);
  return [...count].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([name]) => name);
};

/**
 * What belongs to the project, and what is only counted: the system, the toolchain, git, caches, bundles.
 *
 * @module
 */
import { existsSync, realpathSync } from "node:fs";
import { isBelow, joinBytes, toBytes } from "./byte-path.ts";

export interface Scope {
  /** Of the repository, or the working directory outside one; absolute, as bytes, without links. */
  top: string;
  /** Below the repository or the working directory, whatever it is there for. Paths are absolute, as bytes. */
  isWatched(path: string): boolean;
  /** Null: of the project. Else where it is counted: a path of the system, or one relative to the working directory. */
  rootOf(path: string): string | null;
  /** How documents name it: relative to the working directory. */
  nameOf(path: string): string;
}

export interface Place {
  /** Absolute. */
  cwd: string;
  /** The repository's top; null outside one. */
  top: string | null;
  /** Directory of bundles. */
  outDir: string;
}

export const createScope = (place: Place): Scope => {
  const [cwd, out] = [place.cwd, place.outDir].map(realPath) as [string, string];
  const top = place.top === null ? cwd : realPath(place.top);
  const tops = [top, cwd];
  const environments = new Map<string, string | null>();
  const isWatched = (path: string): boolean => tops.some((directory) => isBelow(path, directory));
  const nameOf = (path: string): string => relativeBytes(cwd, path);
  return {
    top,
    isWatched,
    nameOf,
    rootOf: (path) => {
      if (!isWatched(path)) return systemRoot(path);
      if (isBelow(path, out)) return nameOf(out);
      const home = isBelow(path, top) ? top : cwd;
      const segments = path
        .slice(home.length + 1)
        .split("/")
        .slice(0, -1);
      const at = segments.findIndex((segment) => apart.has(segment));
      if (path === `${home}/.git` || at !== -1) return nameOf([home, ...segments.slice(0, at + 1)].join("/") || path);
      const environment = environmentOf(path, { home, environments });
      return environment === null ? null : nameOf(environment);
    },
  };
};

// --- internal ---

/** Directories that git, package managers and tools keep for themselves. */
const apart: ReadonlySet<string> = new Set([
  ...[".git", "node_modules", "site-packages", "dist-packages"],
  ...["__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache"],
]);

/** The Python or conda environment around the path (PEP 405; conda keeps its records in `conda-meta`). */
const environmentOf = (
  path: string,
  { home, environments }: { home: string; environments: Map<string, string | null> },
): string | null => {
  const directory = path.slice(0, path.lastIndexOf("/"));
  if (!isBelow(directory, home) || directory === home) return null;
  const known = environments.get(directory);
  if (known !== undefined) return known;
  const isOne = ["pyvenv.cfg", "conda-meta"].some((name) => existsSync(Buffer.from(`${directory}/${name}`, "latin1")));
  const found = isOne ? directory : environmentOf(directory, { home, environments });
  environments.set(directory, found);
  return found;
};

/** As fine as says something, and as coarse as is the same for every run. */
const systemRoot = (path: string): string => {
  const segments = path.split("/").slice(1, -1);
  const depth = depths[segments[0] ?? ""] ?? 2;
  return `/${segments.slice(0, depth).join("/")}`;
};

const depths: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    ["bin", "dev", "etc", "lib", "lib32", "lib64", "proc", "run", "sbin", "sys", "tmp", "usr"].map((name) => [name, 1]),
  ),
  home: 3,
};

const realPath = (path: string): string => {
  try {
    return toBytes(realpathSync(path));
  } catch {
    return toBytes(path); // Not there yet.
  }
};

const relativeBytes = (from: string, to: string): string => {
  if (isBelow(to, from)) return to.slice(from === "/" ? 1 : from.length + 1) || ".";
  const parent = joinBytes(from, "..");
  const rest = relativeBytes(parent, to);
  return rest === "." ? ".." : `../${rest}`;
};

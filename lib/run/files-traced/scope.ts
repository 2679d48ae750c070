/**
 * Which files are named, in the project and outside, and which are only counted: the system, the toolchain, git, caches, bundles.
 *
 * @module
 */
import { existsSync, realpathSync } from "node:fs";
import { isRunId, layout } from "../../evidence/index.ts";
import { isBelow, joinBytes, toBytes } from "./byte-path.ts";
import { createInstallations } from "./installations.ts";
import { apart, systemRoot } from "./system.ts";

export interface Scope {
  /** Of the repository, or the working directory outside one; absolute, as bytes, without links. */
  top: string;
  /** Below the repository or the working directory, whatever it is there for. Paths are absolute, as bytes. */
  isProject(path: string): boolean;
  /** Whether it may have to be named, as far as its path tells: to be looked at when it is first read. */
  isWatched(path: string): boolean;
  /** Null: it is named. Else where it is counted: a path of the machine, or one relative to the working directory. */
  rootOf(path: string): string | null;
  /** How documents name it: relative to the working directory; absolute outside of the project. */
  nameOf(path: string): string;
  /** Tell it the recorded tools (absolute paths): what they are installed with is counted. */
  know(tools: readonly string[]): void;
}

export interface Place {
  /** Absolute. */
  cwd: string;
  /** The repository's top; null outside one. */
  top: string | null;
  /** Directory of bundles. */
  outDir: string;
  /** The step's home directory; none when it has none. */
  home?: string | undefined;
}

export const createScope = (place: Place): Scope => {
  const [cwd, out] = [place.cwd, place.outDir].map(realPath) as [string, string];
  const top = place.top === null ? cwd : realPath(place.top);
  const tops = [top, cwd];
  const homes = homesOf(place.home);
  const environments = new Map<string, string | null>();
  const installations = createInstallations({ project: tops, homes });
  const isProject = (path: string): boolean => tops.some((directory) => isBelow(path, directory));
  const nameOf = (path: string): string => (isProject(path) ? relativeBytes(cwd, path) : path);
  const inProject = (path: string): string | null => {
    const home = isBelow(path, top) ? top : cwd;
    const own = apartAt(path, home);
    if (path === `${home}/.git` || own !== null) return nameOf(own ?? path);
    const environment = environmentOf(path, { home, environments });
    return environment === null ? null : nameOf(environment);
  };
  return {
    top,
    isProject,
    nameOf,
    isWatched: (path) => isProject(path) || systemRoot(path, homes) === null,
    rootOf: (path) => {
      if (isEvidence(path, out)) return nameOf(out);
      if (isProject(path)) return inProject(path);
      return systemRoot(path, homes) ?? installations.rootOf(path) ?? apartAt(path, "");
    },
    know: installations.know,
  };
};

// --- internal ---

/** A bundle, a run under way, or what the output directory keeps of its bundles: not whatever else somebody has put there. */
const isEvidence = (path: string, out: string): boolean => {
  if (!isBelow(path, out) || path === out) return false;
  const [name = "", ...inside] = path.slice(out === "/" ? 1 : out.length + 1).split("/");
  if (/^\.kprov-(run-|lock|head)/.test(name)) return true;
  const bundle = Buffer.from(`${out}/${name}`, "latin1").toString();
  return inside.length > 0 && isRunId(name) && existsSync(`${bundle}/${layout.manifest}`);
};

/** The outermost directory below `home` that a tool keeps for itself. */
const apartAt = (path: string, home: string): string | null => {
  const segments = path
    .slice(home.length + 1)
    .split("/")
    .slice(0, -1);
  const at = segments.findIndex((segment) => apart.has(segment));
  return at === -1 ? null : [home, ...segments.slice(0, at + 1)].join("/");
};

/** By the name that it was given, and without links. */
const homesOf = (home: string | undefined): string[] =>
  home?.startsWith("/") !== true || home === "/" ? [] : [...new Set([joinBytes("/", toBytes(home)), realPath(home)])];

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

/**
 * Which tracked paths the configuration speaks of, and which projects they belong to.
 *
 * @module
 */
import { realpathSync } from "node:fs";
import { isAbsolute, posix, relative, sep } from "node:path";
import { KprovError } from "../../errors.ts";
import { baseNameOf } from "../rule.ts";

/** One project of a repository; without `projects` there is one, at the configuration's directory. */
export interface ProjectOption {
  /** Directory, relative to the configuration's. */
  root: string;
  /** Its technical name. Without one, its manifests must agree with each other. */
  name?: string;
}

export interface Project {
  /** From the repository's top, `""` for the top itself. */
  root: string;
  name: string | null;
  /** Whether `root` was written by a person, who expects something there. */
  isDeclared: boolean;
}

/**
 * The configuration's directory, from the repository's top: `""` for the top itself, and for a configuration that lies
 * outside of the repository. What it says is about the files below it.
 */
export const scopeOf = (top: string, root: string): string => {
  const path = relative(realpathSync(top), realpathSync(root)).split(sep).join("/");
  return path === ".." || path.startsWith("../") || isAbsolute(path) ? "" : path;
};

/** `path` from `scope`; undefined when it lies elsewhere. */
export const withinScope = (path: string, scope: string): string | undefined => {
  if (scope === "") return path;
  return path.startsWith(`${scope}/`) ? path.slice(scope.length + 1) : undefined;
};

/** The projects to judge, sorted as given; the directory of the configuration is always one. Throws `E_CONFIG`. */
export const projectsOf = (given: readonly ProjectOption[], scope: string, name: string | null): Project[] => {
  const declared = given.map(({ root, name: own = null }): Project => {
    const path = posix.normalize(root).replace(/\/$/, "");
    if (root === "" || path === ".." || path.startsWith("../") || path.startsWith("/") || root.includes("\\")) {
      throw new KprovError(
        "E_CONFIG",
        `Cannot use "projects[].root": expected a directory below the configuration, found "${root}"`,
      );
    }
    return { root: path === "." ? scope : posix.join(scope, path), name: own, isDeclared: true };
  });
  const twice = declared.find(({ root }, index) => declared.some((other, at) => at < index && other.root === root));
  if (twice !== undefined)
    throw new KprovError("E_CONFIG", `Cannot use "projects": "${twice.root || "."}" is given twice`);
  const top = declared.find(({ root }) => root === scope);
  if (top !== undefined) top.name ??= name;
  return top === undefined ? [{ root: scope, name, isDeclared: false }, ...declared] : declared;
};

/** The directory of `path`, `""` for the top. */
export const directoryOf = (path: string): string =>
  path.slice(0, Math.max(0, path.length - baseNameOf(path).length - 1));

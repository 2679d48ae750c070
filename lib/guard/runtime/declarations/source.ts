/**
 * What a reader of declarations is given.
 *
 * @module
 */
import type { Beside } from "../../ci/index.ts";
import type { Located, Tree } from "../../sources/tree.ts";
import type { Statement } from "../declaration.ts";

export type { Beside } from "../../ci/index.ts";

/** Reads one kind of file. Throws what the parser throws when the file, or one that it brings in, is malformed. */
export interface Reader {
  /** The paths of the files that it reads. */
  reads: RegExp;
  /** It is a CI's definition, whether or not it sets up a runtime, and may bring in other files. */
  isCi?: boolean;
  read: (path: string, text: string, beside: Beside) => Promise<Statement[]>;
}

/** `value` in a list, or nothing: for statements that a file may leave out. */
export const present = <T>(value: T | undefined): T[] => (value === undefined ? [] : [value]);

/** The first value there is at one of `keys`. */
export const valueAt = (tree: Tree, ...keys: (string | number)[]): Located<unknown>[] => present(tree.get(keys));

export const baseNameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** Files that are called one of `names`, in any directory. */
export const isNamed = (...names: readonly string[]): RegExp =>
  new RegExp(`(?:^|/)(?:${names.map((name) => name.replaceAll(".", "\\.")).join("|")})$`);

/**
 * What a reader of declarations is given.
 *
 * @module
 */
import type { Located, Tree } from "../../sources/tree.ts";
import type { Statement, Unseen } from "../declaration.ts";

/** What else git tracks, in the version that is judged. */
export interface Beside {
  /** Every tracked path, from the top. */
  paths: readonly string[];
  /**
   * The text of another file; undefined when git tracks no file there. Throws `E_SOURCE` for what can't be read, a
   * file in the middle of a merge included.
   */
  text: (path: string) => Promise<string | undefined>;
  /** Say that a part of CI is named and was not read. */
  unseen: (part: Unseen) => void;
}

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

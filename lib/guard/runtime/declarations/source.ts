/**
 * What a reader of declarations is given.
 *
 * @module
 */
import type { Located, Tree } from "../../sources/tree.ts";
import type { Statement } from "../declaration.ts";

/** Reads one kind of file. Throws what the parser throws when the file is malformed. */
export interface Reader {
  /** Whether it reads the file at this path. */
  reads: (path: string) => boolean;
  /** It is a CI's definition, whether or not it sets up a runtime. */
  isCi?: boolean;
  read: (path: string, text: string) => Promise<Statement[]>;
}

/** `value` in a list, or nothing: for statements that a file may leave out. */
export const present = <T>(value: T | undefined): T[] => (value === undefined ? [] : [value]);

/** The first value there is at one of `keys`. */
export const valueAt = (tree: Tree, ...keys: (string | number)[]): Located<unknown>[] => present(tree.get(keys));

export const baseNameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** Whether the file is called one of `names`, in any directory. */
export const isNamed =
  (...names: readonly string[]) =>
  (path: string): boolean =>
    names.includes(baseNameOf(path));

/**
 * What a structured file says, and where: the view that rules have of TOML, JSON, YAML, INI and the rest.
 *
 * @module
 */

/** A value with the place where it stands. */
export interface Located<T> {
  value: T;
  /** From the repository's top, POSIX. */
  path: string;
  /** 1-based. */
  line: number;
  /** 1-based, in UTF-16 units. */
  column: number;
}

/** Names from the top of a document down to a value; a number is an index into a list. */
export type Keys = readonly (string | number)[];

/** One parsed file. Values are plain: strings, numbers, booleans, null, lists and maps of these. */
export interface Tree {
  path: string;
  /** The value at `keys`; undefined when there is none. */
  get(keys: Keys): Located<unknown> | undefined;
  /** The value at `keys` when it is a string. */
  text(keys: Keys): Located<string> | undefined;
  /** The names below a map at `keys`, each with its place; none when there is no map. */
  names(keys: Keys): Located<string>[];
  /** The elements of a list at `keys`; none when there is no list. */
  items(keys: Keys): Located<unknown>[];
}

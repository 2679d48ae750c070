/**
 * What an own rule sees of a repository: one state of what git tracks, read-only, with a place for everything.
 *
 * Types only. The same objects stand for a real repository and for a fixture of a rule.
 *
 * @module
 */

/** Where something stands. */
export interface Place {
  /** From the repository's top, POSIX. */
  readonly path: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based, in UTF-16 units. */
  readonly column?: number;
}

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

/** One line of a file, without its end. */
export interface Line extends Required<Place> {
  readonly text: string;
}

/** What a pattern found: the place where it begins. */
export interface Match extends Required<Place> {
  /** What was matched. */
  readonly text: string;
  /** What the pattern's groups matched, the first group first; undefined for one that took no part. */
  readonly groups: readonly (string | undefined)[];
  /** The same for groups with a name. */
  readonly named: Readonly<Record<string, string | undefined>>;
}

/**
 * One path that git tracks. What it holds is read when it is asked for, and once.
 *
 * A method that can't answer throws: the rule could not decide then. Bytes may be changed, they are a copy; anything else
 * refuses to be changed.
 */
export interface RepositoryFile extends Place {
  readonly kind: "file" | "link" | "submodule";
  /** The repository's own `.gitignore` files ignore it. */
  readonly ignored: boolean;
  /** Bytes; of a link, of its target. Throws for a submodule. */
  size(): number;
  /** Throws for a submodule, above 64 MiB, and when the content is not in this clone or is in a merge conflict. */
  bytes(): Uint8Array;
  /** UTF-8, without a byte order mark. Throws as `bytes`, for a link, above 4 MiB, and for what is no text. */
  text(): string;
  /** Lines end with LF, CR LF or CR; behind the last end of a line there is no further line. Throws as `text`. */
  lines(): readonly Line[];
  /** Every match of `pattern` in the text, whatever its `g` and `y` flags. Throws as `text`, and for a pattern that matches nothing at all. */
  find(pattern: RegExp): readonly Match[];
  /** TOML, JSON, JSON with comments, YAML or INI, by the file's name. Throws as `text`, and for what is malformed or ambiguous. */
  tree(): Tree;
  /** Where a link leads, as it stands in git. Throws for anything else. */
  target(): string;
}

/** What git says besides the files. */
export interface GitFacts {
  /** Object name of HEAD's commit; null before the first one. */
  readonly commit: string | null;
  /** Short name; null when HEAD is detached. */
  readonly branch: string | null;
  /** Tags of HEAD's commit, sorted by bytes. */
  readonly tags: readonly string[];
}

/** One state of a repository: its index; or that with the bytes that lie in the work tree. */
export interface Repository {
  /** Every tracked path, sorted by bytes; one that is not UTF-8 is written with `\xff`. */
  readonly paths: readonly string[];
  /** Those that the rule's `files` match, in the same order. */
  readonly files: readonly RepositoryFile[];
  /** One of `files` by its path; undefined when git tracks no such path. Throws for a path that `files` do not match. */
  file(path: string): RepositoryFile | undefined;
  readonly git: GitFacts;
}

/**
 * The two halves of an index driver: one that stores, one that answers and cannot write.
 *
 * @module
 */
import type { Location, RefusedFacts, RunFacts } from "./model.ts";

/** What a catalog was made under: with another one every bundle is judged again. */
export interface Circumstances {
  /** SHA-256 of the trust file's bytes; null without one. */
  trust: string | null;
  /** SHA-256 of what decides which texts are searchable. */
  searchable: string;
}

/** In the place of `searchable` while a catalog is brought from other circumstances to these. */
export const unsettled = "unsettled";

export interface Entry {
  location: Location;
  facts: { run: RunFacts } | { refused: RefusedFacts };
}

/** One writer at a time. Everything is durable, and seen by readers, when `commit` returns; a kill loses what came after it. */
export interface CatalogWriter {
  readonly circumstances: Circumstances | null;
  /** Every location below a source, by name. */
  locations: (source: string) => Map<string, { stamp: string }>;
  /** Every source that a location was ever put for, also when nothing is left in it. */
  sources: () => string[];
  /** Replaces what was known of the location. */
  put: (entry: Entry) => void;
  /** The bundle is no longer there; its facts go with its last location. */
  remove: (location: Pick<Location, "source" | "name">) => void;
  commit: () => void;
  setCircumstances: (circumstances: Circumstances) => void;
  close: () => void;
}

/** Values that a row is made of. */
export type Cell = string | number | bigint | null | Uint8Array;
export type RowOf = Record<string, Cell>;

/** Opened so that it cannot write; safe beside writers and other readers. */
export interface CatalogReader {
  readonly file: string;
  /** Runs one statement of ours. Throws `E_CATALOG_*`. */
  all: <Row = RowOf>(sql: string, ...parameters: Cell[]) => Row[];
  get: <Row = RowOf>(sql: string, ...parameters: Cell[]) => Row | undefined;
  iterate: <Row = RowOf>(sql: string, ...parameters: Cell[]) => IterableIterator<Row>;
  /** All statements in between see the same state. */
  snapshot: <T>(use: () => T) => T;
  close: () => void;
}

/**
 * Where bundles lie: a directory today; a store of objects would answer the same questions.
 *
 * @module
 */
import type { Tree } from "../verify/index.ts";

/** Lists and reads bundles. Nothing is ever written. */
export interface IndexSource {
  /** What a catalog knows it by; of a directory, the absolute path without links. */
  readonly path: string;
  /** The directory that another thread can read it from; null where none can. */
  readonly directory: string | null;
  /** All of it was asked for: only then is a bundle gone that it does not list any more. */
  readonly isWhole: boolean;
  /** Names of what lies there as a bundle, sorted by bytes, each once. Throws `E_IO` when it can't be read. */
  list: () => string[];
  /** What is there, without reading. `known` begins with the stamp that it had; null for none. Never throws. */
  look: (name: string, known: string | null) => Look;
  /** What tells the same for notes beside it; by run id. */
  noteStamps: () => ReadonlyMap<string, string>;
  /** The bundle as a directory on this machine. `close` is called when it was read. */
  open: (name: string) => OpenSource;
}

export interface Look {
  /**
   * What tells that neither the bundle nor what lies in `attestations/` has changed. Opaque, at most 40 characters. Null when it
   * can't be told, or when a change within the next moment could not be told from now: then it is read every time.
   */
  stamp: string | null;
  /** What `open` will find, for a bundle that lies in a directory and had to be walked: nobody walks it twice. */
  tree?: Tree;
}

export interface OpenSource {
  dir: string;
  close: () => void;
}

/**
 * The files that a file of CI brings in, in the same version as itself, and what of them could not be had.
 *
 * @module
 */
import { type Published, SourceError, type Version } from "../sources/index.ts";
import type { Located } from "../sources/tree.ts";

/** A part of CI that another part names, and that was not read. */
export interface Unseen {
  /** What names it. */
  located: Located<string>;
  /** What kind of place that is, such as `include`. */
  source: string;
  why: string;
  /** It must be here, and isn't, or can't be followed. Otherwise it lies elsewhere, which is nobody's fault. */
  isBroken: boolean;
}

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

export interface BesideView {
  beside: Beside;
  /** What was said of parts that were not read. */
  unseen: Unseen[];
  /** Whether a file that was asked for is another one in the work tree. */
  differs: () => boolean;
}

/** The view of other files that the reader of one file has, in the index or in the work tree. */
export const createBeside = (
  { paths, versions }: Pick<Published, "paths" | "versions">,
  from: Version["from"],
): BesideView => {
  const unseen: Unseen[] = [];
  let isOther = false;
  const text = async (path: string): Promise<string | undefined> => {
    const all = await versions(path);
    const [first, ...others] = all.filter((version) => version.from === "index");
    const lying = all.find((version) => version.from === "work tree");
    if (lying !== undefined) isOther = true;
    if (from === "work tree" && lying !== undefined) return lying.text;
    if (others.length > 0) throw new SourceError(path, { line: 1, column: 1 }, "it is in the middle of a merge");
    return first?.text;
  };
  return { beside: { paths, text, unseen: (part) => void unseen.push(part) }, unseen, differs: () => isOther };
};

/**
 * The files that a file brings in, in the same version as itself.
 *
 * @module
 */

import { type Published, SourceError, type Version } from "../sources/index.ts";
import type { Unseen } from "./declaration.ts";
import type { Beside } from "./declarations/source.ts";

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

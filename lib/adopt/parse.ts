/**
 * Structured files, read by the room that judges them: init must not understand a manifest differently.
 *
 * @module
 */
import { messageOf } from "../errors.ts";
import { parseSource, type Tree } from "../guard/index.ts";

export type { Tree };

/** The tree of `text`, or why there is none. */
export const parse = async (path: string, text: string): Promise<{ tree: Tree } | { why: string }> => {
  try {
    return { tree: await parseSource(path, text) };
  } catch (error) {
    return { why: messageOf(error) };
  }
};

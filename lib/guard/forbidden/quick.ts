/**
 * The quick look: does anything match, in bytes that were read into its own buffer?
 *
 * @module
 */

import { createSimdSearch, threadCode } from "../../simd/index.ts";
import type { Matcher, Thread } from "./matcher.ts";
import { plainThread } from "./plain-thread.ts";

export interface Quick {
  /** To read into. */
  buffer: Buffer;
  /** Whether anything matches in the first `end` bytes of the buffer. */
  hasMatch(end: number): boolean;
  /** The same for a second thread. */
  thread: Thread;
}

/** The fastest one that `matcher` allows, with a buffer of `size` bytes. */
export const createQuick = (matcher: Matcher, size: number): Quick => {
  const { groups, longest, letters = "keep" } = matcher;
  const patterns = groups.flatMap((group) => group.patterns.map(({ bytes }) => bytes));
  const simd = matcher.thread === undefined ? createSimdSearch(patterns, { size, letters }) : undefined;
  if (simd !== undefined) return { ...simd, thread: { code: simdCode, data: simd.data, longest } };
  const buffer = Buffer.allocUnsafe(size);
  return {
    buffer,
    hasMatch: (end) => matcher.hasMatch(buffer.subarray(0, end)),
    thread: matcher.thread ?? (letters === "keep" ? plainThread(groups) : { ...unsure, longest }),
  };
};

/** Numbers of `contents` in which it finds nothing. */
export const missedBy = ({ buffer, hasMatch }: Quick, contents: readonly Buffer[]): number[] =>
  contents.flatMap((content, index) => {
    content.copy(buffer);
    return content.length <= buffer.length && hasMatch(content.length) ? [] : [index];
  });

// --- internal ---

/** The second thread leaves everything to a close look. */
const unsure = { code: "const createHasMatch = () => () => true;", data: null };

const simdCode = `${threadCode}
const createHasMatch = (data) => {
  const { buffer, hasMatch } = instantiate(data);
  const look = (bytes, end) => {
    if (bytes !== buffer) buffer.set(bytes);
    return hasMatch(end);
  };
  return Object.assign(look, { buffer });
};`;

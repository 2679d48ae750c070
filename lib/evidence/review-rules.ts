/**
 * What a review must keep beside its form.
 *
 * @module
 */

/** Characters of a note. */
export const maxNote = 10_000;
/** Heads that one review may name. */
export const maxPrevious = 100;

/**
 * What no note may hold: controls (Unicode category Cc, newlines too), line and paragraph separators, lone surrogates, and the
 * controls that embed, override or isolate a direction (Unicode TR 9): they would let a signed text read as another one.
 */
export const noControls = /^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u;

/** Why `note` can't be part of a review; undefined when it can. */
export const noteFault = (note: string): string | undefined => {
  if (!noControls.test(note)) return "expected one line without control characters";
  return [...note].length <= maxNote ? undefined : `expected at most ${maxNote} characters`;
};

/** Sorted, each once: one set of predecessors has one form. */
export const isSortedSet = (digests: readonly string[]): boolean =>
  digests.every((digest, index) => index === 0 || (digests[index - 1] ?? "") < digest);

/** A reject says why. */
export const hasReason = ({ decision, note }: { decision: string; note: string }): boolean =>
  decision === "approve" || note.trim() !== "";

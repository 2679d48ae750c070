/**
 * Texts of ours without the private tokens in them: paths, values, names of branches.
 *
 * @module
 */
import type { Finding } from "../../report.ts";
import { escapeSequences } from "../../text.ts";
import type { Match, Matcher } from "../forbidden/index.ts";

export type Mask = (text: string) => string;

/** Puts the name of the token in its place, with everything that the token was spread over. */
export const createMask =
  (matcher: Matcher): Mask =>
  (text) => {
    const bytes = Buffer.from(text);
    const found = [...matcher.matches(bytes), ...shownMatches(text, matcher)];
    found.sort((a, b) => a.start - b.start || b.end - a.end);
    if (found.length === 0) return text;
    const parts: string[] = [];
    let done = 0;
    for (const { token, start, end } of found) {
      if (start >= done) parts.push(bytes.toString("utf8", done, start), `[private ${matcher.tokens[token]}]`);
      done = Math.max(done, end);
    }
    return parts.join("") + bytes.toString("utf8", done);
  };

/**
 * A finding with every text in it masked. Codes and fingerprints say nothing. An edit with a token in it is left to people:
 * masked it would be another one.
 */
export const maskFinding = ({ edit, ...finding }: Finding, mask: Mask): Finding => {
  const { path, message, expected, actual, fix } = finding;
  const isPlain = edit !== undefined && mask(edit.from) === edit.from && mask(edit.to) === edit.to;
  return {
    ...finding,
    ...(isPlain && { edit }),
    ...(path !== undefined && { path: mask(path) }),
    message: mask(message),
    ...(expected !== undefined && { expected: mask(expected) }),
    ...(actual !== undefined && { actual: mask(actual) }),
    ...(fix !== undefined && { fix: mask(fix) }),
  };
};

// --- internal ---

/** Of what a terminal shows, which is not the escape sequences: a command may colour each word. */
const shownMatches = (text: string, matcher: Matcher): Match[] => {
  if (!/[\u001b\u009b]/.test(text)) return [];
  const pieces: Buffer[] = [];
  /** Where each piece begins: in what is shown, and in `text`. */
  const starts: { shown: number; at: number }[] = [];
  let [done, shown, at] = [0, 0, 0];
  const take = (end: number) => {
    const piece = Buffer.from(text.slice(done, end));
    pieces.push(piece);
    starts.push({ shown, at });
    [done, shown, at] = [end, shown + piece.length, at + piece.length];
  };
  for (const { 0: sequence, index } of text.matchAll(escapeSequences)) {
    take(index);
    done += sequence.length;
    at += Buffer.byteLength(sequence);
  }
  take(text.length);
  const placeOf = (byte: number): number => {
    // By halves: there may be as many pieces as matches.
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      const { shown: first = 0 } = starts[middle] ?? {};
      if (first <= byte) low = middle;
      else high = middle;
    }
    const { at: begin = 0, shown: first = 0 } = starts[low] ?? {};
    return begin + byte - first;
  };
  return matcher
    .matches(Buffer.concat(pieces))
    .map((match) => ({ ...match, start: placeOf(match.start), end: placeOf(match.end - 1) + 1 }));
};

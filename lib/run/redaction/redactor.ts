/**
 * Takes known secret values out of what is about to be written.
 *
 * @module
 */
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { KprovError, messageOf } from "../../errors.ts";
import { compareBytes } from "../../report.ts";
import { createMatcher, type Match, type Matcher } from "./matcher.ts";
import type { Secret } from "./secrets.ts";

export interface RedactedStream {
  /**
   * What can be written now. Holds back only bytes that could be the beginning of a secret, never more than the
   * longest form and marker. The result may share memory with `chunk`.
   */
  push(chunk: Uint8Array): Buffer;
  /** What was held back. */
  end(): Buffer;
}

export interface Redactor {
  /** There are no secrets to look for. */
  readonly isEmpty: boolean;
  /** `value` with every secret replaced by `[redacted:NAME]`. Doing it twice changes nothing. */
  text(value: string): string;
  /** A deep copy of plain JSON with every string, values and keys, passed through {@link Redactor.text}; numbers stay. */
  json<T>(value: T): T;
  /** Redacts bytes as they come; the result does not depend on how they are cut into chunks. */
  stream(): RedactedStream;
  /** Names of the secrets in a file's bytes, sorted; `[]` when clean. Throws `E_IO` when it can't be read to its end. */
  sweep(path: string): Promise<string[]>;
  /** Names of the secrets in `bytes`, sorted. */
  sweepBytes(bytes: Uint8Array): string[];
  /** How many occurrences were replaced so far, by name, sorted. Never values, lengths or digests. */
  report(): { name: string; count: number }[];
}

/**
 * A redactor for `secrets`; values under {@link minSecretBytes} are ignored.
 *
 * Leftmost occurrences first, of several with one start the longest; overlapping ones become one replacement, named
 * after the first. `formsOf` says which encodings are found and which are not.
 */
export const createRedactor = (secrets: readonly Secret[]): Redactor => {
  const matcher = createMatcher(secrets);
  const counts = new Map<string, number>();
  const count = (name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1);
  const text = (value: string): string => {
    if (matcher.isEmpty) return value;
    const bytes = Buffer.from(value, "utf8");
    const redacted = redact({ matcher, count, covered: 0, next: 0 }, bytes, true).output;
    return redacted === bytes ? value : redacted.toString("utf8");
  };
  return {
    isEmpty: matcher.isEmpty,
    text,
    json: (value) => (matcher.isEmpty ? value : (redactJson(value, text) as typeof value)),
    stream: () => createStream(matcher, count),
    sweep: (path) => sweepFile(matcher, path),
    sweepBytes: (bytes) => {
      const found = new Set<string>();
      matcher.walk(bytes, 0, true, noteIn(found));
      return [...found].sort(compareBytes);
    },
    report: () => [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => compareBytes(a.name, b.name)),
  };
};

// --- internal ---

interface State {
  matcher: Matcher;
  count: (name: string) => void;
  /** Bytes at the beginning of the window that a replacement written earlier stands for. */
  covered: number;
  /** Where the search goes on. */
  next: number;
}

/** Redacts the settled part of `window`; `output` is `window` itself when all of it can go out unchanged. */
const redact = (state: State, window: Buffer, isLast: boolean): { output: Buffer; held: number } => {
  const pieces: Buffer[] = [];
  let { covered } = state;
  const { held, next } = state.matcher.walk(window, state.next, isLast, ({ start, end, name, marker }: Match) => {
    if (marker === undefined || end <= covered) return;
    if (start >= covered) pieces.push(window.subarray(covered, start), marker);
    covered = end;
    state.count(name);
  });
  const isWhole = pieces.length === 0 && covered === 0 && held === window.length;
  if (covered < held) pieces.push(window.subarray(covered, held));
  state.covered = Math.max(covered - held, 0);
  state.next = next - held;
  const [first = Buffer.alloc(0)] = pieces;
  return { output: isWhole ? window : pieces.length > 1 ? Buffer.concat(pieces) : first, held };
};

const createStream = (matcher: Matcher, count: (name: string) => void): RedactedStream => {
  const state: State = { matcher, count, covered: 0, next: 0 };
  let tail: Buffer = Buffer.alloc(0);
  let seen = 0;
  const take = (window: Buffer, isLast: boolean): Buffer => {
    const { output, held } = redact(state, window, isLast);
    // A copy, because a view would keep the whole chunk in memory, and its owner may reuse it.
    tail = Buffer.from(window.subarray(held));
    return output;
  };
  return {
    push: (chunk) => {
      seen += chunk.length;
      if (seen > much && seen - chunk.length <= much) hurry(matcher).catch(() => undefined); // Then the slow way finds the same.
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      return take(tail.length === 0 ? bytes : Buffer.concat([tail, bytes]), false);
    },
    end: () => take(tail, true),
  };
};

const noteIn =
  (found: Set<string>) =>
  ({ name, marker }: Match): void => {
    if (marker !== undefined) found.add(name);
  };

const sweepSize = 2 ** 20;

/** Bytes from which on a search that has to be loaded and compiled pays. */
const much = 8 * 2 ** 20;

/** From now on, windows without anything in them are told by WebAssembly, several times faster; where there is none, walked. */
const hurry = async (matcher: Matcher): Promise<void> => {
  if (matcher.mayHold !== undefined) return;
  const { createSimdSearch } = await import("../../simd/index.ts");
  const search = createSimdSearch(matcher.patterns, { size: 2 * sweepSize + matcher.reach });
  if (search !== undefined)
    matcher.mayHold = (bytes) => {
      if (bytes.length > search.buffer.length) return true;
      search.buffer.set(bytes);
      return search.hasMatch(bytes.length);
    };
};

const sweepFile = async (matcher: Matcher, path: string): Promise<string[]> => {
  const found = new Set<string>();
  let fd: number | undefined;
  try {
    // NONBLOCK: opening a FIFO must not wait for a writer.
    fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stats = fstatSync(fd);
    if (!stats.isFile()) throw new Error("it is not a regular file");
    if (stats.size > much) await hurry(matcher);
    const window = Buffer.allocUnsafe(Math.min(sweepSize, stats.size + 1) + matcher.reach);
    let kept = 0;
    let next = 0;
    for (;;) {
      const bytesRead = readSync(fd, window, kept, window.length - kept, null);
      const end = kept + bytesRead;
      const walked = matcher.walk(window.subarray(0, end), next, bytesRead === 0, noteIn(found));
      if (bytesRead === 0 || found.size === matcher.names.length) break;
      window.copy(window, 0, walked.held, end);
      kept = end - walked.held;
      next = walked.next - walked.held;
      await new Promise(setImmediate); // Signals are heard between two windows.
    }
  } catch (cause) {
    throw new KprovError("E_IO", `Cannot search "${path}" for secrets: ${messageOf(cause)}`, { cause });
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
  return [...found].sort(compareBytes);
};

const redactJson = (value: unknown, text: (value: string) => string): unknown => {
  if (typeof value === "string") return text(value);
  if (Array.isArray(value)) return value.map((item) => redactJson(item, text));
  if (typeof value !== "object" || value === null) return value;
  const entries = new Map<string, unknown>();
  for (const [key, item] of Object.entries(value)) {
    let name = text(key);
    // Two secrets as keys may become one; losing an entry silently would be worse than an odd name.
    while (entries.has(name)) name += "'";
    entries.set(name, redactJson(item, text));
  }
  return Object.fromEntries(entries);
};

/**
 * Where in a JSON text an offset lies: its path, found by reading up to it once, in constant memory.
 *
 * The grammar is RFC 8259's; what does not follow it has no place. Several documents one after the other, as in JSON Lines,
 * are taken one by one.
 *
 * @module
 */
import { elapsed } from "../../clock.ts";
import type { ByteSource } from "./source.ts";

export interface JsonPlace {
  /** From the document's root: names and indices of what holds the offset. */
  steps: (string | number)[];
  /** A name of an object, rather than a value, is being written there. */
  isName: boolean;
  /** Offset at which that name or value begins. */
  start: number;
  /** Offset at which the document begins. */
  document: number;
  /** True when it is not the first document of several. */
  isLater: boolean;
}

/**
 * Undefined when the bytes before `offset` are no JSON, or are nested deeper than 512. `next`: the bytes that stand at `offset` in
 * what is compared; a number that ends there in both of them is complete.
 */
export const jsonPlace = async (
  source: ByteSource,
  offset: number,
  next: readonly number[],
): Promise<JsonPlace | undefined> => {
  const reader = createReader(source);
  let breathed = elapsed();
  for (let at = 0; at < offset; at += chunkSize) {
    const chunk = source.read(at, Math.min(chunkSize, offset - at));
    for (let index = 0; index < chunk.length; index += 1)
      if (!reader.push(chunk[index] ?? 0, at + index)) return undefined;
    if (elapsed() - breathed < 50) continue;
    await new Promise(setImmediate); // So that signals are heard.
    breathed = elapsed();
  }
  return reader.place(offset, next.some(isScalar));
};

/** As RFC 9535 writes a path: plain names with a dot, others in brackets. */
export const formatJsonPath = (steps: readonly (string | number)[]): string =>
  `$${steps
    .map((step) => {
      if (typeof step === "number") return `[${step}]`;
      return /^[A-Za-z_][A-Za-z0-9_]*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
    })
    .join("")}`;

// --- internal ---

const chunkSize = 2 ** 18;
const deepest = 512;
/** Bytes of a name that are kept. */
const longestName = 1024;

interface Level {
  kind: "object" | "array";
  /** Where the name is written, between its quotes. */
  from: number;
  to: number;
  index: number;
}

type State = "value" | "name" | "colon" | "after" | "text" | "scalar";

const createReader = (source: ByteSource) => {
  const levels: Level[] = [];
  let state: State = "value";
  let [isName, isEscaped, isOpened] = [false, false, false];
  let [start, document, documents] = [0, 0, 0];

  const top = (): Level | undefined => levels.at(-1);
  const close = (kind: Level["kind"]): boolean => {
    if (levels.pop()?.kind !== kind) return false;
    state = "after";
    return true;
  };
  const open = (kind: Level["kind"]): boolean => {
    levels.push({ kind, from: 0, to: 0, index: 0 });
    state = kind === "object" ? "name" : "value";
    isOpened = true;
    return levels.length <= deepest;
  };
  const inText = (byte: number, at: number): boolean => {
    if (byte === quote && !isEscaped) {
      const level = top();
      if (isName && level !== undefined) {
        level.from = start + 1;
        level.to = at;
      }
      state = isName ? "colon" : "after";
    }
    isEscaped = byte === backslash && !isEscaped;
    return true;
  };
  const beginText = (at: number, asName: boolean): boolean => {
    state = "text";
    isName = asName;
    isEscaped = false;
    start = at;
    isOpened = false;
    return true;
  };
  const beginValue = (byte: number, at: number): boolean => {
    if (levels.length === 0) {
      document = at;
      documents += 1;
    }
    if (byte === quote) return beginText(at, false);
    start = at;
    if (byte === 0x7b) return open("object");
    if (byte === 0x5b) return open("array");
    if (byte === 0x5d && isOpened) return close("array");
    if (!isScalar(byte)) return false;
    state = "scalar";
    isOpened = false;
    return true;
  };
  const afterValue = (byte: number, at: number): boolean => {
    const level = top();
    if (level === undefined) return beginValue(byte, at);
    if (byte === 0x7d) return close("object");
    if (byte === 0x5d) return close("array");
    if (byte !== 0x2c) return false;
    level.index += 1;
    isOpened = false;
    state = level.kind === "object" ? "name" : "value";
    return true;
  };
  const beginName = (byte: number, at: number): boolean =>
    byte === 0x7d && isOpened ? close("object") : byte === quote && beginText(at, true);
  const afterName = (byte: number): boolean => {
    state = "value";
    isOpened = false;
    return byte === 0x3a;
  };
  const push = (byte: number, at: number): boolean => {
    if (state === "text") return inText(byte, at);
    if (state === "scalar" && isScalar(byte)) return true;
    if (state === "scalar") state = "after";
    if (isSpace(byte)) return true;
    if (state === "name") return beginName(byte, at);
    if (state === "colon") return afterName(byte);
    return state === "value" ? beginValue(byte, at) : afterValue(byte, at);
  };
  const place = (offset: number, goesOn: boolean): JsonPlace => {
    if (state === "scalar" && !goesOn) state = "after";
    const isNaming = state === "name" || (state === "text" && isName);
    const held = levels.map(({ kind, from, to, index }) => (kind === "object" ? nameOf(source, from, to) : index));
    // A name that is not complete is no step yet, and behind a value its container is meant.
    const isBetween = isNaming || (state === "after" && levels.length > 0) || state === "colon";
    const steps = isBetween ? held.slice(0, -1) : held;
    const isInside = state === "text" || state === "scalar";
    return { steps, isName: isNaming, start: isInside ? start : offset, document, isLater: documents > 1 };
  };
  return { push, place };
};

const [quote, backslash] = [0x22, 0x5c];
const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
/** Bytes of numbers, `true`, `false`, `null`, and of `NaN` and `Infinity`, which Python writes. */
const isScalar = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) ||
  (byte >= 0x61 && byte <= 0x7a) ||
  (byte >= 0x41 && byte <= 0x5a) ||
  byte === 0x2b ||
  byte === 0x2d ||
  byte === 0x2e;

const nameOf = (source: ByteSource, from: number, to: number): string => {
  const text = source.read(from, Math.min(to - from, longestName)).toString("utf8");
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return text; // Cut, or not valid: shown as it stands.
  }
};

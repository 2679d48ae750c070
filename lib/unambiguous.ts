/**
 * What `JSON.parse` accepts silently although two readers may understand it differently.
 *
 * @module
 */
import { KprovError } from "./errors.ts";
import type { JsonValue } from "./json.ts";
import { cutShort } from "./secrecy.ts";

/**
 * Refuses with `E_JSON` a `text`, of which `JSON.parse` has made `value`, for duplicate keys, `__proto__` as a key,
 * numbers that a double can't hold, and nesting beyond `maxDepth`.
 */
export const assertUnambiguous = (
  text: string,
  value: JsonValue,
  { name, maxDepth }: { name: string; maxDepth: number },
): void => {
  if (isClearlyUnambiguous(text, value, maxDepth)) return;
  scanAll({ text, name, maxDepth, open: [], expectKey: false });
};

// --- internal ---

/**
 * Sees quickly that all is well, which it nearly always is: as many keys in the value as colons in the text, no
 * number that could be lost, no deep nesting. False only means that somebody has to look more closely.
 */
const isClearlyUnambiguous = (text: string, value: JsonValue, maxDepth: number): boolean => {
  let [colons, depth] = [0, 0];
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === 0x22) {
      at = endOfString(text, at) - 1;
    } else if (isDigit(unit)) {
      const end = endOfInteger(text, at);
      // Fifteen digits always fit; an exponent may make anything of them.
      if (end - at > 15 || (text.charCodeAt(end) | 0x20) === 0x65) return false;
      at = end - 1;
    } else {
      if (unit === 0x3a) colons += 1;
      depth += stepOf(unit);
      if (depth > maxDepth) return false;
    }
  }
  return countKeys(value) === colons;
};

const isDigit = (unit: number): boolean => unit >= 0x30 && unit <= 0x39;

const endOfInteger = (text: string, start: number): number => {
  let at = start + 1;
  while (isDigit(text.charCodeAt(at))) at += 1;
  return at;
};

/** One deeper, one up, or neither. */
const stepOf = (unit: number): number => {
  if (unit === 0x7b || unit === 0x5b) return 1;
  return unit === 0x7d || unit === 0x5d ? -1 : 0;
};

/** Keys of all objects in `value`; not a number when one is `__proto__`. */
const countKeys = (value: JsonValue): number => {
  if (typeof value !== "object" || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) count += countKeys(item);
    return count;
  }
  for (const key of Object.keys(value)) {
    count += key === "__proto__" ? Number.NaN : 1;
    const below = value[key];
    if (typeof below === "object") count += countKeys(below);
  }
  return count;
};

interface Scan {
  text: string;
  name: string;
  maxDepth: number;
  /** One set of seen keys per open object; undefined stands for an array. */
  open: (Set<string> | undefined)[];
  expectKey: boolean;
}

/** Walks the text, token by token. */
const scanAll = (scan: Scan): void => {
  const { text } = scan;
  const token = /["{}[\],]|-?\d[\d.eE+-]*/g;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [found] = match;
    if (found === '"') token.lastIndex = scanString(scan, match.index);
    else if (/^[-\d]/.test(found)) scanNumber(scan, found, match.index);
    else scanStructure(scan, found, match.index);
  }
};

const scanStructure = (scan: Scan, found: string, at: number): void => {
  if (found === "{" || found === "[") {
    scan.open.push(found === "{" ? new Set() : undefined);
    if (scan.open.length > scan.maxDepth) throw refusal(scan, `nesting deeper than ${scan.maxDepth}`, at);
    scan.expectKey = found === "{";
  } else if (found === ",") {
    scan.expectKey = scan.open.at(-1) !== undefined;
  } else {
    scan.open.pop();
    scan.expectKey = false;
  }
};

/** Returns where the string ends; a string where a key is due must be new in its object. */
const scanString = (scan: Scan, at: number): number => {
  const end = endOfString(scan.text, at);
  if (!scan.expectKey) return end;
  scan.expectKey = false;
  const key = JSON.parse(scan.text.slice(at, end)) as string;
  const seen = scan.open.at(-1);
  if (key === "__proto__") throw refusal(scan, 'the key "__proto__"', at);
  if (seen?.has(key)) throw refusal(scan, `duplicate key "${key}"`, at);
  seen?.add(key);
  return end;
};

const scanNumber = (scan: Scan, literal: string, at: number): void => {
  const value = Number(literal);
  const isLossy = !Number.isFinite(value) || (/^-?\d+$/.test(literal) && !Number.isSafeInteger(value));
  if (isLossy) throw refusal(scan, `the number ${cutShort(literal, 40)}, which a double can't hold`, at);
};

const refusal = (scan: Scan, what: string, at: number): KprovError =>
  new KprovError("E_JSON", `Cannot read "${scan.name}": ${what} at offset ${at}`);

const endOfString = (text: string, start: number): number => {
  for (let at = text.indexOf('"', start + 1); ; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === 0x5c) slashes += 1;
    if (slashes % 2 === 0) return at + 1;
  }
};

/**
 * Quotes, escapes and variables of a Dockerfile.
 *
 * @module
 */

/** A value as far as the file itself tells it. */
export interface Expanded {
  /** References that can't be resolved stand in it as they are written. */
  value: string;
  /** Their names, each once. */
  unresolved: string[];
}

/** What is known of a variable: its value, that it has none, or (undefined) nothing. */
export type Lookup = (name: string) => Expanded | "unset" | undefined;

/**
 * Expand one word: https://docs.docker.com/reference/dockerfile/#environment-replacement. Patterns (`${x#…}`,
 * `${x/…}`) stay unresolved. Throws a `SyntaxError` for open quotes and braces, and for values over 64 KiB, which
 * only variables that multiply reach.
 */
export const expand = (word: string, escapeMark: string, lookup: Lookup): Expanded => {
  const state: State = { word, at: 0, escape: escapeMark, lookup, unresolved: new Set() };
  const value = readUntil(state, undefined);
  return { value, unresolved: [...state.unresolved] };
};

// --- internal ---

const maxLength = 65_536;

interface State {
  word: string;
  at: number;
  escape: string;
  lookup: Lookup;
  unresolved: Set<string>;
}

/** Reads to the end, or past `stop`. */
const readUntil = (state: State, stop: "}" | undefined, depth = 0): string => {
  if (depth > 16) throw new SyntaxError("braces nested deeper than 16");
  const { word } = state;
  let value = "";
  for (let unit = word[state.at]; unit !== undefined; unit = word[state.at]) {
    state.at += 1;
    if (unit === stop) return value;
    value += readUnit(state, unit, depth);
    assertShort(value);
  }
  if (stop !== undefined) throw new SyntaxError("a brace that is never closed");
  return value;
};

const readUnit = (state: State, unit: string, depth: number): string => {
  if (unit === "'") return readSingle(state);
  if (unit === '"') return readDouble(state, depth);
  if (unit === "$") return readReference(state, depth);
  return unit === state.escape ? (state.word[state.at++] ?? "") : unit;
};

/** Asked of each part of a value, because variables that multiply would fill the memory before its end. */
const assertShort = (value: string): void => {
  if (value.length > maxLength) throw new SyntaxError(`a value of over ${maxLength} characters`);
};

const readSingle = (state: State): string => {
  const end = state.word.indexOf("'", state.at);
  if (end === -1) throw new SyntaxError("a quote that is never closed");
  const value = state.word.slice(state.at, end);
  state.at = end + 1;
  return value;
};

/** The escape holds before `"`, `$` and itself only. */
const readDouble = (state: State, depth: number): string => {
  let value = "";
  for (let unit = state.word[state.at]; unit !== undefined; unit = state.word[state.at]) {
    state.at += 1;
    const next = state.word[state.at];
    if (unit === '"') return value;
    if (unit === "$") value += readReference(state, depth);
    else if (unit === state.escape && (next === '"' || next === "$" || next === state.escape)) {
      value += next;
      state.at += 1;
    } else value += unit;
    assertShort(value);
  }
  throw new SyntaxError("a quote that is never closed");
};

const readReference = (state: State, depth: number): string => {
  const start = state.at - 1;
  const plain = /(?:[\p{L}_][\p{L}\p{Nd}_]*|\d+|[@*#?\-$!])/uy;
  plain.lastIndex = state.at;
  const name = plain.exec(state.word)?.[0];
  if (name !== undefined) {
    state.at += name.length;
    return resolve(state, name, () => state.word.slice(start, state.at));
  }
  if (state.word[state.at] !== "{") return "$";
  return readBraces(state, start, depth);
};

const readBraces = (state: State, start: number, depth: number): string => {
  const head = /\{([\p{L}\p{Nd}_]+|[@*#?\-$!])(:?[-+?]|[#%/:]|\})/uy;
  head.lastIndex = state.at;
  const [matched, name = "", operator = ""] = head.exec(state.word) ?? [];
  if (matched === undefined) throw new SyntaxError("a substitution that can't be understood");
  state.at += matched.length;
  const written = () => state.word.slice(start, state.at);
  if (operator === "}") return resolve(state, name, written);
  // What the word itself leaves open counts only when the word is used.
  const before = state.unresolved;
  state.unresolved = new Set(before);
  const word = readUntil(state, "}", depth + 1);
  const after = state.unresolved;
  state.unresolved = before;
  const useWord = (): string => {
    state.unresolved = after;
    return word;
  };
  const found = state.lookup(name);
  if (found === undefined || !/[-+?]/.test(operator)) return leaveOpen(state, name, written());
  const isSet = found !== "unset" && (found.value !== "" || !operator.startsWith(":"));
  if (operator.endsWith("-")) return isSet ? resolve(state, name, written) : useWord();
  if (operator.endsWith("+")) return isSet ? useWord() : "";
  return isSet ? resolve(state, name, written) : leaveOpen(state, name, written());
};

const resolve = (state: State, name: string, written: () => string): string => {
  const found = state.lookup(name);
  if (found === undefined || found === "unset") return leaveOpen(state, name, written());
  for (const open of found.unresolved) state.unresolved.add(open);
  return found.value;
};

const leaveOpen = (state: State, name: string, written: string): string => {
  state.unresolved.add(name);
  return written;
};

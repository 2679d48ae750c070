/**
 * Conditions of GitHub Actions, evaluated for one situation: true, false, or not to be known.
 *
 * docs.github.com "Evaluate expressions in workflows and actions": operators, functions, how values are compared.
 *
 * @module
 */
import { peek, type TokenReader, tokensOf } from "../tokens.ts";

/** What a condition comes to. */
export type Truth = boolean | undefined;

/** A value of which only a run knows what it is. */
export interface Unknown {
  unknown: string;
  /** Whoever proposes a change says it: its title, its labels, its commit's message. */
  isTheirs: boolean;
}

export type Value = string | number | boolean | null | Unknown;

/** What names stand for in a situation: by their path in lower case, such as `github.event_name`, and as written. */
export interface Situation {
  name: string;
  valueOf: (path: string, written: string) => Value;
  /** What decides whether two texts are the same, where only a run can tell. */
  unsure?: (a: string, b: string) => Unknown | undefined;
}

/** What a condition comes to in a situation, and what it depends on where that can't be known. */
export interface Outcome {
  truth: Truth;
  /** Names of what is not known. */
  unknown: readonly Unknown[];
}

/** Evaluate the text of an `if`. Undefined when it can't be understood. */
export const evaluateCondition = (text: string, situation: Situation): Outcome | undefined => {
  const whole = /^\s*\$\{\{([\s\S]*)\}\}\s*$/.exec(text);
  const inner = whole?.[1]?.includes("${{") === false ? whole[1] : text;
  // Text around an expression makes a text of it, and a text that is not empty is true.
  if (inner === text && text.includes("${{")) return { truth: true, unknown: [] };
  const reader: Reader = { tokens: tokensOf(inner, words), at: 0, situation, unknown: [], depth: 0 };
  if (reader.tokens === undefined || reader.tokens.length === 0) return undefined;
  try {
    const value = readOr(reader);
    if (reader.at < reader.tokens.length) return undefined;
    const truth = truthOf(value);
    return { truth, unknown: truth === undefined ? reader.unknown : [] };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
};

/** Whether a condition asks about the state of what ran before, so that GitHub does not add `success()`. */
export const asksForStatus = (text: string): boolean => /\b(?:always|failure|cancelled|success)\s*\(/i.test(text);

// --- internal ---

interface Reader extends TokenReader {
  situation: Situation;
  unknown: Unknown[];
  depth: number;
}

const words = /\s+|'(?:[^']|'')*'|&&|\|\||==|!=|<=|>=|[<>!()[\],*]|\.|-?\d[\w.]*|[A-Za-z_][\w-]*/gy;

const take = (reader: Reader, token: string): void => {
  if (peek(reader) !== token) throw new SyntaxError(`expected ${token}`);
  reader.at += 1;
};

const isUnknown = (value: Value): value is Unknown => typeof value === "object" && value !== null;

const truthOf = (value: Value): Truth => (isUnknown(value) ? undefined : value !== "" && Boolean(value));

/** The operand that decides, as in JavaScript; where one can't be known, the other may still decide. */
const readOr = (reader: Reader): Value => {
  reader.depth += 1;
  if (reader.depth > 50) throw new SyntaxError("nesting");
  let left = readAnd(reader);
  while (peek(reader) === "||") {
    reader.at += 1;
    const right = readAnd(reader);
    const [a, b] = [truthOf(left), truthOf(right)];
    if (a === false) left = right;
    else if (a === undefined) left = b === true ? true : left;
  }
  reader.depth -= 1;
  return left;
};

const readAnd = (reader: Reader): Value => {
  let left = readComparison(reader);
  while (peek(reader) === "&&") {
    reader.at += 1;
    const right = readComparison(reader);
    const [a, b] = [truthOf(left), truthOf(right)];
    if (a === true) left = right;
    else if (a === undefined) left = b === false ? false : left;
  }
  return left;
};

const readComparison = (reader: Reader): Value => {
  const left = readUnary(reader);
  const operator = peek(reader) ?? "";
  if (!["==", "!=", "<", "<=", ">", ">="].includes(operator)) return left;
  reader.at += 1;
  const right = readUnary(reader);
  if (isUnknown(left)) return left;
  if (isUnknown(right)) return right;
  const isText = typeof left === "string" && typeof right === "string";
  const unsure = isText ? reader.situation.unsure?.(left, right) : undefined;
  if (unsure !== undefined) return noted(reader, unsure);
  return compare(operator, left, right);
};

const compare = (
  operator: string,
  left: string | number | boolean | null,
  right: string | number | boolean | null,
): boolean => {
  const isText = typeof left === "string" && typeof right === "string";
  const [a, b] = isText ? [left.toLowerCase(), right.toLowerCase()] : [numberOf(left), numberOf(right)];
  if (operator === "==") return a === b;
  if (operator === "!=") return a !== b;
  if (operator.startsWith("<")) return operator === "<" ? a < b : a <= b;
  return operator === ">" ? a > b : a >= b;
};

/** GitHub makes numbers of values of different kinds. */
const numberOf = (value: string | number | boolean | null): number =>
  value === null || value === "" ? 0 : Number(value);

const readUnary = (reader: Reader): Value => {
  if (peek(reader) !== "!") return readPrimary(reader);
  reader.at += 1;
  const value = readUnary(reader);
  const truth = truthOf(value);
  return truth === undefined ? value : !truth;
};

const readPrimary = (reader: Reader): Value => {
  const token = peek(reader);
  if (token === undefined) throw new SyntaxError("ends early");
  reader.at += 1;
  if (token === "(") {
    const value = readOr(reader);
    take(reader, ")");
    return value;
  }
  if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
  if (/^-?\d/.test(token)) return Number(token);
  if (token === "true" || token === "false") return token === "true";
  if (token === "null") return null;
  if (!/^[A-Za-z_]/.test(token)) throw new SyntaxError(token);
  return peek(reader) === "(" ? readCall(reader, token.toLowerCase()) : readPath(reader, token);
};

const readPath = (reader: Reader, first: string): Value => {
  let written = first;
  for (;;) {
    const token = peek(reader);
    if (token === ".") {
      const name = reader.tokens?.[reader.at + 1];
      if (name === undefined) throw new SyntaxError("a dot");
      written += `.${name}`;
      reader.at += 2;
    } else if (token === "[") {
      reader.at += 1;
      const key = readOr(reader);
      take(reader, "]");
      written += isUnknown(key) ? ".*" : `.${String(key)}`;
    } else break;
  }
  return noted(reader, reader.situation.valueOf(written.toLowerCase(), written));
};

const noted = (reader: Reader, value: Value): Value => {
  if (isUnknown(value)) reader.unknown.push(value);
  return value;
};

const readCall = (reader: Reader, name: string): Value => {
  take(reader, "(");
  const args: Value[] = [];
  while (peek(reader) !== ")") {
    args.push(readOr(reader));
    if (peek(reader) === ",") reader.at += 1;
    else if (peek(reader) !== ")") throw new SyntaxError("arguments");
  }
  take(reader, ")");
  const called = functions[name];
  if (called === undefined) return noted(reader, { unknown: `${name}()`, isTheirs: false });
  const lost = args.find(isUnknown);
  if (lost !== undefined) return lost;
  return called(args.map((value) => (isUnknown(value) ? "" : String(value ?? "")).toLowerCase()));
};

/** `success()` where nothing failed before: what failed before fails the job already. */
const functions: Readonly<Record<string, (args: readonly string[]) => Value>> = {
  success: () => true,
  always: () => true,
  failure: () => false,
  cancelled: () => false,
  contains: ([text = "", part = ""]) => text.includes(part),
  startswith: ([text = "", part = ""]) => text.startsWith(part),
  endswith: ([text = "", part = ""]) => text.endsWith(part),
};

/**
 * Conditions of GitLab CI, evaluated for one situation.
 *
 * docs.gitlab.com "CI/CD job rules", "CI/CD variable expressions".
 *
 * @module
 */
import { peek, type TokenReader, tokensOf } from "../tokens.ts";

/** The value of a variable; null where it is not set. */
export type Variable = string | null | Unknown;

/** What only a run can tell. */
export interface Unknown {
  unknown: string;
  isTheirs: boolean;
  /** It is set to something, and to none of these. */
  not?: readonly string[];
}

export type Truth = boolean | undefined;

export interface Outcome {
  truth: Truth;
  /** What it depends on, where that can't be known. */
  on?: Unknown | undefined;
}

/** Evaluate the text of `rules:if` or `only:variables`. Undefined when it can't be understood. */
export const evaluateRule = (text: string, variable: (name: string) => Variable): Outcome | undefined => {
  const reader: Reader = { tokens: tokensOf(text, words), at: 0, variable, on: undefined, depth: 0 };
  try {
    const truth = readOr(reader);
    return peek(reader) === undefined ? { truth, on: truth === undefined ? reader.on : undefined } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
};

/** Whether only a run can tell it. */
export const isUnknown = (value: Variable): value is Unknown => value !== null && typeof value !== "string";

/** Whether two values are the same. */
export const isEqual = (one: Variable, other: Variable): Truth => {
  if (!isUnknown(one)) return isUnknown(other) ? isEqual(other, one) : one === other;
  if (isUnknown(other)) return undefined;
  const isRefused = one.not !== undefined && (other === null || other === "" || one.not.includes(other));
  return isRefused ? false : undefined;
};

/** Whether a value matches `/pattern/i`, or without the i. Throws a SyntaxError for one that is not understood. */
export const matchesPattern = (value: Variable, pattern: string): Truth => {
  const [, source = "", flags] = /\/(.*)\/(i?)$/s.exec(pattern) ?? [];
  // RE2 reads these in another way, or not at all; a quantifier over a group with one of its own takes time without end.
  const isOdd = /\\(?![dDwWsSbBtnrfv])[A-Za-z0-9]|\[\[:|\(\?<?[=!]|[+*}]\)[+*{]/.test(source);
  if (flags === undefined || source.length > 200 || isOdd) throw new SyntaxError("pattern");
  const expression = new RegExp(source, flags);
  if (isUnknown(value)) return value.not !== undefined && /^\^?\.[*+]\$?$/.test(source) ? true : undefined;
  return value !== null && expression.test(value);
};

/** Of conditions that all have to hold. */
export const allOf = (outcomes: readonly Outcome[]): Outcome => {
  if (outcomes.some(({ truth }) => truth === false)) return { truth: false };
  return outcomes.find(({ truth }) => truth === undefined) ?? { truth: true };
};

/** Of conditions of which one has to hold. */
export const anyOf = (outcomes: readonly Outcome[]): Outcome =>
  outcomes.find(({ truth }) => truth === true) ?? outcomes.find(({ truth }) => truth === undefined) ?? { truth: false };

// --- internal ---

interface Reader extends TokenReader {
  variable: (name: string) => Variable;
  on: Outcome["on"];
  depth: number;
}

const words = /\s|\$\w+|\$\{\w+\}|"[^"]*"|'[^']*'|\/(?:\\.|[^/\\\n])+\/[a-z]*|&&|\|\||==|!=|=~|!~|[()!]|null\b/gy;

const readOr = (reader: Reader): Truth => {
  reader.depth += 1;
  if (reader.depth > 50) throw new SyntaxError("nesting");
  let left = readAnd(reader);
  while (peek(reader) === "||") {
    reader.at += 1;
    const right = readAnd(reader);
    left = left === true || right === true ? true : left === false ? right : undefined;
  }
  reader.depth -= 1;
  return left;
};

const readAnd = (reader: Reader): Truth => {
  let left = readTerm(reader);
  while (peek(reader) === "&&") {
    reader.at += 1;
    const right = readTerm(reader);
    left = left === false || right === false ? false : left === true ? right : undefined;
  }
  return left;
};

const readTerm = (reader: Reader): Truth => {
  const token = peek(reader);
  if (token === "!") {
    reader.at += 1;
    const truth = readTerm(reader);
    return truth === undefined ? undefined : !truth;
  }
  if (token === "(") {
    reader.at += 1;
    const truth = readOr(reader);
    if (peek(reader) !== ")") throw new SyntaxError("bracket");
    reader.at += 1;
    return truth;
  }
  const left = readValue(reader);
  const operator = peek(reader) ?? "";
  if (!["==", "!=", "=~", "!~"].includes(operator)) return said(reader, left, isSet(left));
  reader.at += 1;
  const truth = operator.includes("~") ? readMatch(reader, left) : readEqual(reader, left);
  return truth === undefined ? undefined : truth === (operator === "==" || operator === "=~");
};

const readMatch = (reader: Reader, left: Variable): Truth => {
  const pattern = peek(reader) ?? "";
  if (pattern.startsWith("/")) {
    reader.at += 1;
    return said(reader, left, matchesPattern(left, pattern));
  }
  readValue(reader);
  return said(reader, { unknown: "a pattern in a variable", isTheirs: false }, undefined);
};

const readEqual = (reader: Reader, left: Variable): Truth => {
  const right = readValue(reader);
  return said(reader, isUnknown(left) ? left : right, isEqual(left, right));
};

/** `truth`, and where it is not known, what it depends on. */
const said = (reader: Reader, value: Variable, truth: Truth): Truth => {
  if (truth === undefined && isUnknown(value)) reader.on ??= value;
  return truth;
};

const isSet = (value: Variable): Truth => {
  if (isUnknown(value)) return value.not === undefined ? undefined : true;
  return value !== null && value !== "";
};

const readValue = (reader: Reader): Variable => {
  const token = peek(reader);
  if (token === undefined) throw new SyntaxError("ends early");
  reader.at += 1;
  if (token === "null") return null;
  if (token.startsWith("$")) return reader.variable(token.replace(/[${}]/g, ""));
  if (/^["']/.test(token)) return token.slice(1, -1);
  throw new SyntaxError(token);
};

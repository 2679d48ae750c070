/**
 * Conditions of GitLab CI, evaluated for one situation.
 *
 * docs.gitlab.com "CI/CD job rules", "CI/CD variable expressions".
 *
 * @module
 */
import { peek, type TokenReader, tokensOf } from "../tokens.ts";

/** The value of a variable; null where it is not set; `unknown` where only a run can tell. */
export type Variable = string | null | { unknown: string; isTheirs: boolean };

export type Truth = boolean | undefined;

export interface Outcome {
  truth: Truth;
  /** What it depends on, where that can't be known. */
  on?: { unknown: string; isTheirs: boolean };
}

/** Evaluate the text of `rules:if` or `only:variables`. Undefined when it can't be understood. */
export const evaluateRule = (text: string, variable: (name: string) => Variable): Outcome | undefined => {
  const reader: Reader = { tokens: tokensOf(text, words), at: 0, variable, on: undefined, depth: 0 };
  if (reader.tokens === undefined || reader.tokens.length === 0) return undefined;
  try {
    const truth = readOr(reader);
    if (reader.at < reader.tokens.length) return undefined;
    return { truth, ...(truth === undefined && reader.on !== undefined && { on: reader.on }) };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
};

// --- internal ---

interface Reader extends TokenReader {
  variable: (name: string) => Variable;
  on: Outcome["on"];
  depth: number;
}

const words = /\s+|\$\w+|\$\{\w+\}|"[^"]*"|'[^']*'|\/(?:\\.|[^/\\\n])+\/[a-z]*|&&|\|\||==|!=|=~|!~|[()!]|null\b/gy;

const readOr = (reader: Reader): Truth => {
  reader.depth += 1;
  if (reader.depth > 50) throw new SyntaxError("nesting");
  let left = readAnd(reader);
  while (peek(reader) === "||") {
    reader.at += 1;
    const right = readAnd(reader);
    left = left === true || right === true ? true : left === false ? right : right === false ? left : undefined;
  }
  reader.depth -= 1;
  return left;
};

const readAnd = (reader: Reader): Truth => {
  let left = readTerm(reader);
  while (peek(reader) === "&&") {
    reader.at += 1;
    const right = readTerm(reader);
    left = left === false || right === false ? false : left === true ? right : right === true ? left : undefined;
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
  if (!["==", "!=", "=~", "!~"].includes(operator))
    return known(reader, left, (value) => value !== null && value !== "");
  reader.at += 1;
  const pattern = peek(reader) ?? "";
  if (operator.includes("~") && pattern.startsWith("/")) {
    reader.at += 1;
    const matches = matcherOf(pattern);
    return known(reader, left, (value) => (value !== null && matches(value)) === (operator === "=~"));
  }
  const right = readValue(reader);
  if (operator.includes("~"))
    return known(reader, { unknown: "a pattern in a variable", isTheirs: false }, () => false);
  return known(reader, left, (a) => known(reader, right, (b) => (a === b) === (operator === "==")));
};

const known = (reader: Reader, value: Variable, ask: (value: string | null) => Truth): Truth => {
  if (value === null || typeof value === "string") return ask(value);
  reader.on ??= value;
  return undefined;
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

const matcherOf = (pattern: string): ((value: string) => boolean) => {
  const end = pattern.lastIndexOf("/");
  const source = pattern.slice(1, end);
  // A quantifier over a group with one of its own takes time without end.
  if (source.length > 200 || /[+*}]\)[+*{]/.test(source)) throw new SyntaxError("pattern");
  const expression = new RegExp(source, pattern.slice(end + 1).includes("i") ? "i" : "");
  return (value) => expression.test(value);
};

/**
 * Reading the usual configuration without a compiler.
 *
 * Most configurations are one object, plus three harmless pieces of TypeScript: an `import type`, a
 * `satisfies`, an annotation. Blanking these leaves a module that Node runs as it is, in a millisecond
 * instead of a third of a second, and without a compiled copy lying about that somebody could exchange.
 *
 * @module
 */
import { foreignWords, type Token, tokenize } from "./tokens.ts";

/**
 * `source` as a JavaScript module without imports that means the same, or undefined when that is not plain to
 * see: then the compiler has to look at it.
 *
 * Only text that is never valid JavaScript is blanked, so a mistake here ends in a syntax error, not in another
 * meaning. TypeScript with both `<` and `>` is left to the compiler: JavaScript reads `f<T>(x)` as comparisons.
 */
export const nativeModule = (source: string, isTypeScript: boolean): string | undefined => {
  const tokens = tokenize(source);
  if (tokens === undefined) return undefined;
  const hasMark = (mark: string) => tokens.some(({ kind, text }) => kind === "mark" && text === mark);
  if (isTypeScript && hasMark("<") && hasMark(">")) return undefined;
  const cuts: Cut[] = [];
  let preamble = "";
  let at = 0;
  while (at < tokens.length) {
    const imported = importAt(tokens, at);
    const cut = imported?.cut ?? typeAt(tokens, at);
    for (const name of imported?.defines ?? []) preamble += defined.get(name) ?? "";
    if (cut === undefined) {
      if (needsCompiler(tokens, at)) return undefined;
      at += 1;
      continue;
    }
    if (cut.isType && !isTypeScript) return undefined;
    cuts.push(cut);
    at = cut.end;
  }
  return preamble + blank(source, tokens, cuts);
};

// --- internal ---

/** Tokens from `begin` up to, not including, `end`. */
interface Cut {
  begin: number;
  end: number;
  isType: boolean;
}

/** What `import { defineConfig, defineRule } from "kprovengine"` brings. */
const defined = new Map([
  ["defineConfig", "const defineConfig=(config)=>config;"],
  ["defineRule", "const defineRule=(rule)=>rule;"],
]);

/** `import type { … } from "…"`, or an import of nothing but types and what {@link defined} has from this package. */
const importAt = (tokens: readonly Token[], at: number): { cut: Cut; defines: string[] } | undefined => {
  const textAt = (index: number) => tokens[index]?.text;
  if (textAt(at) !== "import") return undefined;
  const isTypeOnly = textAt(at + 1) === "type";
  const open = at + (isTypeOnly ? 2 : 1);
  if (textAt(open) !== "{") return undefined;
  const close = tokens.findIndex((token, index) => index > open && token.text === "}");
  const from = tokens[close + 2];
  if (close === -1 || textAt(close + 1) !== "from" || from?.kind !== "string") return undefined;
  const end = close + (textAt(close + 3) === ";" ? 4 : 3);
  const names = tokens.slice(open + 1, close);
  const cut = { begin: at, end, isType: true };
  if (isTypeOnly) return { cut, defines: [] };
  const clauses = names
    .map((token) => token.text)
    .join(" ")
    .split(",");
  const values = clauses.map((clause) => clause.trim()).filter((clause) => !/^(type \S+)?$/.test(clause));
  if (from.text.slice(1, -1) !== "kprovengine" || values.some((value) => !defined.has(value))) return undefined;
  return { cut: { ...cut, isType: values.length < clauses.length }, defines: values };
};

/** `satisfies T` or `as T` behind a value, or `: T` in `const name: T =`. */
const typeAt = (tokens: readonly Token[], at: number): Cut | undefined => {
  const [token, before] = [tokens[at], tokens[at - 1]];
  if (token === undefined || before === undefined) return undefined;
  if (token.text === "satisfies" || token.text === "as") {
    const follows = before.kind !== "mark" || ["}", "]", ")"].includes(before.text);
    const end = follows && token.kind === "word" && !token.newline ? typeEnd(tokens, at + 1) : undefined;
    return end === undefined ? undefined : { begin: at, end, isType: true };
  }
  const declares = ["const", "let"].includes(tokens[at - 2]?.text ?? "");
  if (token.text !== ":" || !declares || before.kind !== "word") return undefined;
  const end = typeEnd(tokens, at + 1);
  return end !== undefined && tokens[end]?.text === "=" ? { begin: at, end, isType: true } : undefined;
};

/** The end of `Name`, `space.Name`, `Name[]`, `readonly Name[]` or `const`; undefined for any other type. */
const typeEnd = (tokens: readonly Token[], begin: number): number | undefined => {
  let at = tokens[begin]?.text === "readonly" ? begin + 1 : begin;
  const first = tokens[at];
  if (first?.kind !== "word" || first.newline) return undefined;
  at += 1;
  while (tokens[at]?.text === "." && tokens[at + 1]?.kind === "word") at += 2;
  while (tokens[at]?.text === "[" && !tokens[at]?.newline && tokens[at + 1]?.text === "]") at += 2;
  const next = tokens[at];
  // Behind a line break JavaScript would read on at "(", "[", "." or an operator, where TypeScript stops.
  const isOver = next === undefined || (next.newline && next.kind === "word") || enders.has(next.text);
  return isOver ? at : undefined;
};

const enders = new Set([";", ",", ")", "]", "}", "=", "as", "satisfies"]);

const needsCompiler = (tokens: readonly Token[], at: number): boolean => {
  const token = tokens[at];
  if (token?.kind !== "word") return false;
  // `Array.from` is no import.
  if (token.text === "from" && tokens[at - 1]?.text === ".") return false;
  // `export { a as b }` is JavaScript, so its `as` must not be blanked.
  return foreignWords.has(token.text) || (token.text === "export" && tokens[at + 1]?.text === "{");
};

/**
 * Replace what was cut by spaces; line breaks stay, so that positions in messages stay true. A statement leaves a
 * semicolon, or the lines around it could grow together.
 */
const blank = (source: string, tokens: readonly Token[], cuts: readonly Cut[]): string => {
  let text = "";
  let done = 0;
  for (const { begin, end } of cuts) {
    const [start, stop] = [tokens[begin]?.start ?? done, tokens[end - 1]?.end ?? done];
    const spaces = source.slice(start, stop).replace(/[^\n\r\u2028\u2029]/gu, " ");
    text += source.slice(done, start) + (tokens[begin]?.text === "import" ? `;${spaces.slice(1)}` : spaces);
    done = stop;
  }
  return text + source.slice(done);
};

/**
 * A module as a function's body: Node's loader of modules takes longer to start than everything else that a
 * configuration needs.
 *
 * @module
 */
import { type Token, tokenize } from "./tokens.ts";

/**
 * The body of a strict function that returns what `module` exports by default, each position in it in the same line; or
 * undefined when that would not mean the same for certain. `module` imports nothing and names nothing that modules alone
 * have (see `nativeModule`).
 */
export const scriptOf = (module: string): string | undefined => {
  const tokens = tokenize(module);
  if (tokens === undefined) return undefined;
  const at = tokens.findIndex(({ text }) => text === "export");
  const [exported, following, value] = tokens.slice(at, at + 3);
  if (exported === undefined || following?.text !== "default" || value === undefined) return undefined;
  // What only one of both takes, or takes for something else.
  if (tokens.some(({ kind, text }, index) => index !== at && kind === "word" && foreignWords.has(text)))
    return undefined;
  if (declarations.has(value.text) || !beginsStatement(tokens, at) || hasComma(tokens.slice(at + 2))) return undefined;
  const between = module.slice(exported.start, following.end).replace(/[^\n\r\u2028\u2029]/gu, "");
  const [before, after] = [module.slice(0, exported.start), module.slice(following.end)];
  return `"use strict"; let ${result}; ${before}${result} =${between}${after}\n; return ${result};`;
};

// --- internal ---

const result = "kprovConfig$";

const foreignWords = new Set(["export", "return", "await", "yield", "target", "arguments", result]);

/** They bind a name as well. */
const declarations = new Set(["function", "class", "async"]);

const beginsStatement = (tokens: readonly Token[], at: number): boolean => {
  const before = tokens[at - 1];
  let depth = 0;
  for (const { kind, text } of tokens.slice(0, at)) depth += kind === "mark" ? depthOf(text) : 0;
  if (depth !== 0) return false;
  if (before === undefined || before.text === ";" || before.text === "}") return true;
  // Both put a semicolon between a value and a name on the next line.
  return tokens[at]?.newline === true && (before.kind === "string" || before.text === "]");
};

/** `export default a, b` is no module. */
const hasComma = (tokens: readonly Token[]): boolean => {
  let depth = 0;
  return tokens.some(({ kind, text }) => {
    if (kind !== "mark") return false;
    depth += depthOf(text);
    return text === "," && depth === 0;
  });
};

const depthOf = (mark: string): number => (/^[{[(]$/.test(mark) ? 1 : /^[}\])]$/.test(mark) ? -1 : 0);

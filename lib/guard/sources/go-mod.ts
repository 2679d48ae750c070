/**
 * What a go.mod says about the module itself.
 *
 * @module
 */

import { cutShort } from "../../secrecy.ts";
import { readableText, SourceError } from "./fault.ts";
import type { Located } from "./tree.ts";

export interface GoMod {
  /** The module path. */
  module: Located<string> | undefined;
  /** The oldest Go that will do: `1.22`, `1.22.3`. */
  go: Located<string> | undefined;
  /** `go1.22.3`, `default`. */
  toolchain: Located<string> | undefined;
}

/**
 * Parse a go.mod: https://go.dev/ref/mod#go-mod-file. Directives other than these three are read past.
 *
 * Throws `E_SOURCE` for a directive given twice or with more or less than one value, an open string, a block without
 * its beginning or end, and block comments, which go.mod doesn't have.
 */
export const parseGoMod = (path: string, text: string): GoMod => {
  const found: GoMod = { module: undefined, go: undefined, toolchain: undefined };
  let block: Located<string> | undefined;
  for (const [index, raw] of readableText(path, text).split("\n").entries()) {
    const tokens = tokensOf(path, raw, index + 1);
    const [first, second] = tokens;
    if (first === undefined) continue;
    if (block === undefined && second?.raw === "(" && tokens.length === 2) block = first;
    else if (first.raw === ")" && tokens.length === 1) {
      if (block === undefined) throw new SourceError(path, first, '")" without its block');
      block = undefined;
    } else if (block !== undefined) take(found, block, tokens);
    else take(found, first, tokens.slice(1));
  }
  if (block !== undefined) throw new SourceError(path, block, `the block "${block.value}" is never closed`);
  return found;
};

// --- internal ---

interface Token extends Located<string> {
  /** As written. */
  raw: string;
}

const take = (found: GoMod, verb: Located<string>, values: readonly Token[]): void => {
  const name = verb.value;
  if (name !== "module" && name !== "go" && name !== "toolchain") return;
  const [token, ...more] = values;
  if (token === undefined || more.length > 0) {
    throw new SourceError(verb.path, token ?? verb, `expected one value of "${name}", found ${values.length}`);
  }
  if (found[name] !== undefined) throw new SourceError(verb.path, token, `"${name}" a second time`);
  const { raw: _, ...located } = token;
  found[name] = located;
};

/** Lexical elements: identifiers, strings, punctuation, and comments from `//` to the end of the line. */
const tokensOf = (path: string, text: string, line: number): Token[] => {
  const tokens: Token[] = [];
  const pattern = /\/\/[\s\S]*|("(?:[^"\\]|\\.)*")|`([^`]*)`|=>|[()[\]{},]|(?:(?!\/\/|\/\*)[^\s()[\]{},"`])+|\S/g;
  for (const { 0: raw, 1: quoted, 2: plain, index } of text.matchAll(pattern)) {
    if (raw.startsWith("//")) continue;
    const place = { path, line, column: index + 1 };
    if (/^["`/]$/.test(raw)) {
      throw new SourceError(path, place, raw === "/" ? "expected // for a comment" : "a string that is never closed");
    }
    const value = quoted === undefined ? (plain ?? raw) : unquote(quoted, place);
    tokens.push({ value, ...place, raw });
  }
  return tokens;
};

const unquote = (quoted: string, place: Omit<Located<string>, "value">): string => {
  try {
    return JSON.parse(quoted) as string;
  } catch (cause) {
    // Go has escapes that JSON lacks; in a path or version none of them has a place.
    throw new SourceError(place.path, place, `a string that can't be understood: ${cutShort(quoted, 40)}`, cause);
  }
};

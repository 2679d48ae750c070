/**
 * A program of which only a run knows the name, and what is known all the same.
 *
 * @module
 */
import type { Word } from "../shell/syntax.ts";
import { type Called, unknownWhy } from "./call.ts";

/** A program that only a run knows, by what is known of it. */
export const meantBy = (first: Word, rest: readonly Word[]): readonly Called[] => {
  const raw = first.raw.replace(/["']/g, "");
  const as = (value: string): Called => ({ words: [{ ...first, value }, ...rest] });
  if (isOfManager(first)) return [as("npm"), as("yarn")];
  if (/^\$\{?npm_node_execpath\}?$/.test(raw)) return [as("node")];
  const [, searched] = /^(?:\$\(|`)(?:which|command -v) ([\w.-]+)[)`]$/.exec(raw) ?? [];
  if (searched !== undefined) return [as(searched)];
  const tail = tailOf(first);
  if (tail === undefined) return [unknownWhy(first)];
  return [{ tail, shell: undefined, args: rest }, as(tail.replace(/.*\//s, ""))];
};

/** npm and its kin say so of themselves to the scripts that they run. */
export const isOfManager = ({ raw }: Word): boolean => /^"?\$(?:npm_execpath|\{npm_execpath\})"?$/.test(raw);

/** `"$ROOT/scripts/x.sh"`: the end of a path of which a run knows the rest. */
export const tailOf = ({ raw }: Word): string | undefined =>
  raw.length > longestPath
    ? undefined
    : /[\w)}`](?:\/\.{1,2})*((?:\/(?!\.{1,2}\/)[\w.@+-]+)+)$/.exec(raw.replace(/["']/g, ""))?.[1];

// --- internal ---

const longestPath = 1000;

/**
 * Commands that can't fail.
 *
 * @module
 */
import { programOf } from "./ends.ts";
import type { Functions } from "./state.ts";
import type { Node } from "./syntax.ts";

/** Commands that can't fail where they are used as they are meant. */
export const cannotFail = (node: Node, functions: Functions): boolean => {
  if (node.kind !== "simple") return node.kind === "function";
  if (node.opens === true) return false;
  if (node.words.length === 0) return !node.assignments.some(({ raw }) => /\$\(|`/.test(raw));
  const name = programOf(node, functions) ?? "";
  if (name === "cd" || name === "pushd") return node.words[1]?.value !== undefined;
  const isFine = harmless.get(name);
  return isFine !== undefined && node.words.slice(1).every(({ raw, value }) => isFine.test(value ?? raw));
};

// --- internal ---

const any = /(?:)/;
const variable = /^(?:-[xrgaA]|[A-Za-z_]\w*(?:=.*)?)$/s;

/** Commands that can't fail with these words behind them. */
const harmless = new Map<string, RegExp>([
  ...["echo", ":", "true"].map((name) => [name, any] as const),
  ...["export", "declare", "readonly"].map((name) => [name, variable] as const),
  ["unset", /^(?:-[fv]|[A-Za-z_]\w*)$/],
  ["set", /^(?:[-+](?:[abefhkmuvxBCEPT]*o?|-)|[a-z]+|\$.*)$/s],
  ["trap", /^(?!-)(?:.*[^\w].*|[a-z]\w*|-|)$|^(?:EXIT|HUP|INT|QUIT|TERM|0|[12]|15)$/s],
  ["umask", /^0?[0-7]{1,3}$/],
  ["printf", /^(?!-)(?:[^%\\]|%[s%]|\\[nt\\])*$/],
  ["pwd", /^-[LP]$/],
]);

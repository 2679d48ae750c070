/**
 * Commands that can't fail.
 *
 * @module
 */

import type { Tracer } from "./flow.ts";
import { programOf } from "./nodes.ts";
import { argumentsAt, isOption } from "./switches.ts";
import type { Node, Word } from "./syntax.ts";

/** Commands that can't fail where they are used as they are meant; a directory is looked for where they led. */
export const cannotFail = (node: Node, tracer: Tracer): boolean => {
  if (node.kind !== "simple") return node.kind === "function";
  if (node.opens === true) return false;
  if (node.words.length === 0) return !node.assignments.some(({ raw }) => /\$\(|`/.test(raw));
  const isFine = harmless.get(programOf(node, tracer.state.functions) ?? "");
  return isFine?.(node.words.slice(1), tracer) === true;
};

// --- internal ---

type IsFine = (words: readonly Word[], tracer: Tracer) => boolean;

const each =
  (pattern: RegExp): IsFine =>
  (words) =>
    words.every(({ raw, value }) => pattern.test(value ?? raw));

/** Nothing can be written to an output that is closed. */
const printing =
  (pattern: RegExp): IsFine =>
  (words, tracer) =>
    tracer.held.isOpen() && each(pattern)(words, tracer);

/** Only to where there surely is a directory: it was the last to be followed. */
const changing: IsFine = (words, { state }) => words.slice(0, -1).every(isFlag) && state.went?.isSure === true;

const isFlag = ({ value }: Word): boolean => /^-[PL-]$/.test(value ?? "");

/** Flags and names that every version knows, and arguments behind them. */
const switching: IsFine = (words) => {
  const at = argumentsAt(words) ?? words.length;
  const isKnown = ({ value = "" }: Word): boolean => /^[-+][abefhkmuvxBCEPT]*o?$/.test(value) || isOption(value);
  return words.slice(0, at).every(isKnown) && words.slice(at, at + 1).every(({ value }) => value !== undefined);
};

/** Without a signal it is no action but one itself. */
const trapping: IsFine = ([action, ...signals]) => {
  if (action === undefined) return true;
  const isAction = action.value === undefined ? /^"[^"]*"$/.test(action.raw) : !action.value.startsWith("-");
  const isSignal = ({ value = "" }: Word): boolean => /^(?:EXIT|HUP|INT|QUIT|TERM|0|[12]|15)$/i.test(value);
  return isAction && signals.length > 0 && signals.every(isSignal);
};

const any = /(?:)/;
/** Those that bash itself holds can't be changed. */
const own = "(?!(?:E?UID|PPID|BASHOPTS|SHELLOPTS|BASH_VERSINFO)\\b)";
const variable = `${own}[A-Za-z_]\\w*(?:=.*)?`;

/** Commands that can't fail with the words behind them that their entry takes. */
const harmless = new Map<string, IsFine>([
  ["cd", changing],
  ["pushd", changing],
  ["echo", printing(any)],
  ...[":", "true"].map((name) => [name, each(any)] as const),
  ["export", each(new RegExp(`^${variable}$`, "s"))],
  ["declare", each(new RegExp(`^(?:-[xg]|${variable})$`, "s"))],
  ["unset", each(new RegExp(`^(?:-[fv]|${own}[A-Za-z_]\\w*)$`))],
  ["set", switching],
  ["trap", trapping],
  ["umask", each(/^0?[0-7]{1,3}$/)],
  ["printf", printing(/^(?!-)(?:[^%\\]|%[s%]|\\[nt\\])*$/)],
  ["pwd", printing(/^-[LP]$/)],
]);

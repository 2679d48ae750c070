/**
 * Traps: what they do with the status of a shell that ends.
 *
 * @module
 */
import type { Fault } from "../fault.ts";
import { doubtful, faultAt, masked } from "./flow.ts";
import type { Held } from "./held.ts";
import type { Functions, Written } from "./state.ts";
import type { Simple } from "./syntax.ts";

/** A trap at the end, or at a failure, can give the shell another status. */
export const trapFault = (
  { node, ...place }: Written<Simple>,
  { functions, held }: { functions: Functions; held: Held },
): Fault | undefined => {
  const words = node.words.slice(node.words[1]?.value === "--" ? 2 : 1);
  const [action, ...signals] = words;
  const names = signals
    .map(({ value }) => (value ?? "EXIT").toUpperCase())
    .filter((name) => held.isKilling() || !outside.test(name));
  if (action === undefined || names.length === 0) return undefined;
  // What only a run knows is put in where the trap is set: `$?` is that of then.
  const first = { text: action.value ?? action.raw.replace(/^"|"$/g, ""), isFirst: action.value !== undefined };
  const texts = textsOf(first, functions);
  const ends = texts.flatMap(({ text, isFirst }) => endsOf(text, isFirst));
  const isUnread =
    // And it is read once more.
    (action.value === undefined && !held.isPlain(action.raw)) ||
    // Of a function, bash takes that status.
    /\breturn\b/.test(first.text) ||
    texts.some(({ text }) => unread.test(text) || (!names.every((name) => atEnd.test(name)) && switching.test(text)));
  if (!isUnread && ends.every((end) => end === "failure")) return undefined;
  const isSure = !isUnread && names.some((name) => atFailure.test(name)) && ends.every((end) => end === "other");
  return faultAt(
    place,
    node,
    isSure
      ? masked("a trap ends the shell with another status")
      : doubtful("what a trap does to the shell can't be followed"),
  );
};

// --- internal ---

/** What comes from outside, and is no end that a script comes to by itself. */
const outside = /^(?:(?:SIG)?(?:HUP|INT|QUIT|TERM|PIPE|ALRM|USR1|USR2|WINCH|TSTP|CONT)|1|2|3|13|14|15)$/;

/** What a script comes to when a command of it fails. */
const atFailure = /^(?:SIG)?(?:EXIT|ERR|DEBUG)$|^0$/;

const atEnd = /^(?:SIG)?EXIT$|^0$/;

/** A command that only a run knows, or that may be anything. */
const unread =
  /\b(?:exec|eval|builtin)\b|(?:^|[;&|({\n]|\b(?:then|do|else|if|while|until)\s)[^\S\n]*(?:[\w.-]*["'\\]|[$`]|command(?! -v)\b)/;

/** Before the end, these change what becomes of the failure that led there, or what is run behind it, and where. */
const switching =
  /\b(?:set|shopt|return|break|continue|cd|pushd|popd|export|unset|read|mapfile|readarray|getopts|let|alias|declare|typeset|readonly|local|source|hash)\b|(?:^|[;&|({!\n]|\b(?:then|do|else|if|while|until)\s)[^\S\n]*(?:\.\s|(?:[A-Z]|npm_)\w*(?:\[[^\]]{0,999}\])?\+?=)|\bprintf\s+-v|>(?!&|[|>]?\s*\/dev\/)/;

interface ActionText {
  text: string;
  /** `$?` is the status of the shell where it begins. */
  isFirst: boolean;
}

/** The action, and the functions that it may call. */
const textsOf = (action: ActionText, functions: Functions): ActionText[] => {
  const texts = [action];
  const seen = new Set<string>();
  for (const { text, isFirst } of texts) {
    const words = text.trim().split(/[\s;&|(){}<>"'`]/);
    for (const name of words) {
      if (seen.has(name)) continue;
      seen.add(name);
      for (const one of functions.get(name) ?? []) {
        if (one === undefined) continue;
        const body = one.text.slice(one.node.at, one.node.end);
        texts.push({ text: body, isFirst: isFirst && words[0] === name });
      }
    }
  }
  return texts;
};

const endsOf = (text: string, isFirst: boolean): ("failure" | "other" | "unknown")[] =>
  [...text.matchAll(/\bexit\b[ \t]*([^\s;&|})]*)/g)].map(({ 1: status = "", index }) => {
    if (/^\d+$/.test(status)) return Number(status) % 256 === 0 ? "other" : "failure";
    if (status === "") return "other";
    if (/^"?\$\?"?$/.test(status) && isFirst && /^[\s{(]*$/.test(text.slice(0, index))) return "failure";
    return "unknown";
  });

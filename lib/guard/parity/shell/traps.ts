/**
 * Traps: what they do with the status of a shell that ends.
 *
 * @module
 */
import type { Fault } from "../fault.ts";
import { doubtful, faultAt, masked } from "./flow.ts";
import type { Held } from "./held.ts";
import { asks } from "./nodes.ts";
import type { Functions, Written } from "./state.ts";
import type { Simple } from "./syntax.ts";
import { type ActionText, keptBy } from "./trapped.ts";

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
  const first: ActionText = {
    text: action.value ?? action.raw.replace(/^"|"$/g, ""),
    isFirst: action.value !== undefined,
  };
  const texts = textsOf(first, functions);
  // Before other events nothing need have failed.
  const isOfFailure = signals.every(({ value }) => value !== undefined) && names.every((name) => atKept.test(name));
  const ends = texts.flatMap((one) => endsOf(one, isOfFailure, keptBy(one, texts, held)));
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

/** Where `$?` is the status with which the shell ends. */
const atKept = /^(?:SIG)?(?:EXIT|ERR)$|^0$/;

/** A command that only a run knows, or that may be anything. */
const unread =
  /\b(?:exec|eval|builtin)\b|(?:^|[;&|({\n]|\b(?:then|do|else|if|while|until)\s)[^\S\n]*(?:[\w.-]*["'\\]|[$`]|command(?! -v)\b)/;

/** Before the end, these change what becomes of the failure that led there, or what is run behind it, and where. */
const switching =
  /\b(?:set|shopt|return|break|continue|cd|pushd|popd|export|unset|read|mapfile|readarray|getopts|let|alias|declare|typeset|readonly|local|source|hash)\b|(?:^|[;&|({!\n]|\b(?:then|do|else|if|while|until)\s)[^\S\n]*(?:\.\s|(?:[A-Z]|npm_)\w*(?:\[[^\]]{0,999}\])?\+?=)|\bprintf\s+-v|>(?!&|[|>]?\s*\/dev\/)/;

/** The action, and the functions that it may call. */
const textsOf = (action: ActionText, functions: Functions): ActionText[] => {
  const texts = [action];
  const seen = new Set<string>();
  for (const { text, isFirst } of texts) {
    // What is run for a word of the call, or to open a file, leaves its own status behind.
    const isPlain = !/[$<>]\(|`/.test(text);
    const words = text.trim().split(/[\s;&|(){}<>"'`]/);
    for (const name of words) {
      if (seen.has(name)) continue;
      seen.add(name);
      for (const one of functions.get(name) ?? []) {
        if (one === undefined) continue;
        const body = one.text.slice(one.node.at, one.node.end);
        const isCalledFirst = isFirst && isPlain && words[0] === name && !asks(one.node);
        texts.push({ text: body, isFirst: isCalledFirst, name });
      }
    }
  }
  return texts;
};

/** `kept`: the variable that holds the status of the shell. */
const endsOf = (
  { text, isFirst }: ActionText,
  isOfFailure: boolean,
  kept: string | undefined,
): ("failure" | "other" | "unknown")[] =>
  [...text.matchAll(/\bexit\b[ \t]*("?\$\{\w+\}"?(?![^\s;&|})])|[^\s;&|})]*)/g)].map(({ 1: status = "", index }) => {
    if (/^\d+$/.test(status)) return Number(status) % 256 === 0 ? "other" : "failure";
    if (status === "") return "other";
    if (!isOfFailure) return "unknown";
    if (kept !== undefined && [`$${kept}`, `\${${kept}}`].includes(status.replace(/^"(.*)"$/, "$1"))) return "failure";
    if (/^"?\$\?"?$/.test(status) && isFirst && /^[\s{(]*$/.test(text.slice(0, index))) return "failure";
    return "unknown";
  });

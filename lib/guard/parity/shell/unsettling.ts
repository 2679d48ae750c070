/**
 * Commands of the shell behind which it is no longer sure what others mean: aliases, builtins that are switched off, code that
 * another one runs in passing.
 *
 * @module
 */
import type { Fault } from "../fault.ts";
import { doubtful, faultAt, type Tracer } from "./flow.ts";
import { isOfShell } from "./held.ts";
import { nameOf } from "./nodes.ts";
import { isReserved } from "./reader.ts";
import type { ShellState } from "./state.ts";
import type { Simple, Word } from "./syntax.ts";

/** What can't be told of every command behind it; undefined for most. */
export const unsettledBy = (tracer: Tracer, node: Simple): Fault | undefined => {
  const { state } = tracer;
  const name = nameOf(node) ?? "";
  const { words } = node;
  noteAliases(tracer, node, name, words);
  const isUnlike = ofBash.has(name) || (name === "time" && mayBeOfShell(tracer, words));
  const own = state.isSh === true && isUnlike ? `"${name}" is no command of every sh` : undefined;
  const why = own ?? (doubts.get(name)?.(words.map(({ value, raw }) => value ?? raw)) || undefined);
  if (why !== undefined) return faultAt(tracer, node, doubtful(why));
  return isAliasing(state) ? state.alias : undefined;
};

// --- internal ---

/** Builtins that dash doesn't have, and by which nothing is claimed without them. */
const ofBash = new Set("builtin declare let popd pushd shopt typeset setopt unsetopt emulate".split(" "));

/** Whether what is timed is run by the shell itself, where it is no program that times it. */
const mayBeOfShell = ({ state, held }: Tracer, words: readonly Word[]): boolean => {
  const timed = words.slice(1).find(({ value }) => value?.startsWith("-") !== true);
  const { raw, value = "" } = timed ?? { raw: "" };
  return !held.isProgram(raw) || state.functions.has(value) || isReserved(value) || value.includes("=");
};

type Doubt = (values: readonly string[]) => string | false;

const onFlag =
  (flag: RegExp, why: string): Doubt =>
  (values) =>
    values.some((value) => flag.test(value)) && why;

const callsBack = onFlag(/^-\w*C|^["']?\$/, "what it runs for each line can't be followed");

const read = onFlag(/^\/(?:dev|proc)\//, "what it reads can't be followed");

const doubts: ReadonlyMap<string, Doubt> = new Map<string, Doubt>([
  ["enable", onFlag(/^-|^["']?\$/, "which commands are the shell's own can't be followed")],
  ["compgen", onFlag(/^-\w*F|^["']?\$/, "the function that it runs can't be followed")],
  [".", read],
  ["source", read],
  ["hash", onFlag(/^-\w*p/, "another program may stand for a name")],
  ["mapfile", callsBack],
  ["readarray", callsBack],
  ["local", onFlag(/^-$|^["']?\$/, "the switches are put back at the end of the function")],
  ["shopt", (values) => values.includes("extdebug") && "with extdebug a trap decides which commands are run"],
]);

/** bash expands them where it is told to, others always: bash's manual, "Aliases". */
const isAliasing = ({ isSh, isExpanding }: ShellState): boolean => isSh === true || isExpanding === true;

const noteAliases = ({ state, ...place }: Tracer, node: Simple, name: string, words: readonly Word[]): void => {
  const values = words.map(({ value }) => value);
  if (name === "shopt" && values.some((value) => value === undefined || value === "expand_aliases"))
    state.isExpanding = true;
  if (name === "set" && values.includes("posix")) state.isExpanding = true;
  if (node.assignments.some(({ raw }) => raw.startsWith("POSIXLY_CORRECT"))) state.isExpanding = true;
  const isSet = node.assignments.some(({ raw }) => raw.startsWith("BASH_ALIASES"));
  if (isSet || (name === "alias" && values.some((value) => !isHarmless(value))))
    state.alias = faultAt(place, node, doubtful("an alias may stand for any command behind it"));
};

/** A program by the name of none of the shell's own, or only a question. */
const isHarmless = (value: string | undefined): boolean => {
  if (value === undefined) return false;
  if (!value.includes("=")) return true;
  const [, name = "", body = ""] = /^([\w.-]+)=([\w./-]+(?: [\w./@%+=:,-]+)* ?)$/.exec(value) ?? [];
  const words = [name, ...body.split(" ")];
  return body !== "" && !relied.has(name) && words.every((word) => !isOfShell(word) && !isReserved(word));
};

/** Of these it is known what they return. */
const relied = new Set(": [ declare echo export false printf pwd readonly test true typeset umask".split(" "));

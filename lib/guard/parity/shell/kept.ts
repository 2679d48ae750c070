/**
 * A status that a script keeps, to end with it later.
 *
 * @module
 */
import { goesOn } from "./ends.ts";
import type { Tracer } from "./flow.ts";
import { cannotFail } from "./harmless.ts";
import { asks, exitStatus, isFailure, nameOf, programOf } from "./nodes.ts";
import type { List, Simple } from "./syntax.ts";

type Item = List["items"][number];

/** `exit $?`, or an `exit` alone, right behind it. */
export const keepsStatus = ({ state }: Tracer, { node, isBackground }: Item): boolean => {
  if (isBackground || node.kind !== "simple" || programOf(node, state.functions) !== "exit") return false;
  return isFailure(node, !asks(node));
};

/**
 * When `first` keeps the status in a variable: "ends with it" when the script surely ends with that variable's value by one
 * of the commands `behind`, else the variable's name.
 */
export const keptStatus = (tracer: Tracer, first: Item, behind: () => readonly Item[]): string | undefined => {
  const name = keptIn(tracer, first);
  if (name === undefined || isOfBash(name) || !tracer.held.isFree() || isTwice(first, name)) return name;
  const { functions } = tracer.state;
  for (const { node, isBackground } of behind().slice(0, mostBehind)) {
    if (isBackground) continue;
    // What may end the shell before, or change the variable, leaves nothing sure.
    if (node.kind !== "simple" || functions.has(nameOf(node) ?? "") || mayChange(tracer, node, name)) return name;
    if (programOf(node, functions) === "exit") return endsWith(node, name) ? "ends with it" : name;
    if (!goesOn(node, functions)) return name;
  }
  return name;
};

/** Whether the shell itself changes the variable. */
export const isOfBash = (name: string): boolean => bashOwn.test(name);

// --- internal ---

/** Commands that are gone through for one variable. */
const mostBehind = 200;

/** Variables that the shell itself changes. */
const bashOwn = /^(?:_|S?RANDOM|SECONDS|LINENO|REPLY|COLUMNS|LINES|BASH\w*|EPOCH\w+|OPT\w+|PIPESTATUS)$/;

const keptIn = (tracer: Tracer, { node, isBackground }: Item): string | undefined => {
  // Behind a command in an assignment $? is the status of that.
  if (isBackground || node.kind !== "simple" || node.words.length > 0) return undefined;
  if (asks(node) || !cannotFail(node, tracer)) return undefined;
  const names = node.assignments.map(({ raw }) => /^(\w+)=(?:"?\$\?"?|"?\$\{\?\}"?)$/.exec(raw)?.[1]);
  return names.find((name) => name !== undefined);
};

/** Set again by the same command. */
const isTwice = ({ node }: Item, name: string): boolean =>
  node.kind === "simple" && node.assignments.filter(({ raw }) => /^\w+/.exec(raw)?.[0] === name).length > 1;

const endsWith = (node: Simple, name: string): boolean =>
  [`$${name}`, `\${${name}}`].includes(`${exitStatus(node) ?? ""}`.replaceAll('"', ""));

/** Builtins that set variables by their names. */
const setters = new Set(
  "export declare typeset local readonly unset read let getopts mapfile readarray wait".split(" "),
);

/** The name to set is known only by a run, or put together of pieces. */
const unsureName = /^(?:["'][\w+-]*|[\w+-]+)["'\\$`{]|^[\\$`{]/;

/** Whether a command mentions a variable otherwise than by its plain value. */
const mayChange = ({ text, state }: Tracer, node: Simple, name: string): boolean => {
  const isMentioned = (written: string, before = ""): boolean => {
    if (!written.includes(name)) return false;
    const rest = written.replace(new RegExp(`\\$(?:${name}\\b|\\{${name}\\})`, "g"), "");
    return new RegExp(`${before}\\b${name}\\b`, "s").test(rest);
  };
  // ${name:=0}, $((name = 0))
  if (isMentioned(text.slice(node.at, node.end), "\\$(?:\\{|\\(\\(|\\[).*")) return true;
  const program = programOf(node, state.functions) ?? "";
  const isSetter = setters.has(program) || (program === "printf" && node.words[1]?.value?.startsWith("-v") !== false);
  const named = isSetter ? node.words : [];
  // A word that only a run knows may be its name; and a flag may hold it.
  return (
    named.some(({ raw }) => unsureName.test(raw) || (raw.startsWith("-") && raw.endsWith(name))) ||
    [...node.assignments, ...named].some(({ raw }) => isMentioned(raw))
  );
};

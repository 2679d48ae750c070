/**
 * Variables that commands set, or take away, in the shell that runs the gate after them, and what else they do to it.
 *
 * @module
 */
import type { Judge } from "./environment-files.ts";
import { type Fault, shortened } from "./fault.ts";
import type { Run } from "./runs.ts";
import { isMissed, variableFaults } from "./variables.ts";

/** What a command does to the shell that runs the gate after it. */
export const setFaults = (one: Run, judge: Judge): Fault[] => {
  const { argv, raws, at, text } = one;
  const [name] = argv;
  const words = raws.map((raw, index) => argv[index] ?? raw);
  // A word that turns out to be nothing leaves the assignments in front of it to the shell.
  if (name === undefined) return one.assignments.flatMap(assignmentFaults(one, judge));
  const flags = words.filter((word) => /^[-+]/.test(word)).join("");
  if (name === "alias" && raws.some((word) => word.includes("=") || word.includes("$")))
    return [doubt(at, "an alias may stand for what runs the gate", text)];
  if ((name === "." || name === "source") && (one.isTask || (argv[1] === undefined && !ofAHome.test(raws[1] ?? ""))))
    return [doubt(at, "what the file does to the shell that runs the gate is not known", text)];
  if (name === "unset")
    return words.flatMap((word, index) => {
      if (isOpen(one, index)) return [doubt(at, "which variable is taken away is known only when it runs", text)];
      return isMissed(word) ? variableFaults(word, undefined, at, text) : [];
    });
  if (!setters.has(name) || (name === "printf" && !flags.includes("v"))) return [];
  if (name === "wait" && !flags.includes("p")) return [];
  if (["declare", "typeset", "local"].includes(name) && flags.includes("n"))
    return [doubt(at, "the variable may stand for any other", text)];
  if (flags.includes("f")) return [doubt(at, "a function may stand for what runs the gate", text)];
  return words.flatMap((word, index): Fault[] => {
    // A name may stand behind its flag in the same word; printf has no other ones.
    const own = word.replace(/^-[a-z]*?[apv]/, "");
    if (name === "printf" && own === word && words[index - 1] !== "-v") return [];
    if (isOpen(one, index)) return [doubt(at, "which variable is set is known only when it runs", text)];
    const [, variable = "", value] = /^(\w+)(?:\[.*\])?(?:\+?=(.*))?$/s.exec(own) ?? [];
    // A name alone changes nothing, unless it is taken out of the environment or filled.
    const isLeft = value === undefined && ["export", "declare", "typeset", "readonly"].includes(name);
    return isLeft && !/n|\+x/.test(flags) ? [] : judge(variable, value, at, text);
  });
};

/** What an assignment in front of a command, or instead of one, sets. */
export const assignmentFaults =
  ({ at }: Run, judge: Judge) =>
  (raw: string): Fault[] => {
    const [, name = "", value] = /(\w+)(?:\[.*\])?\+?=(.*)/s.exec(raw) ?? [];
    return judge(name, value, at, raw);
  };

/** Something of what is `written` is not known: `why`. */
export const doubt = (at: Fault["at"], why: string, written: string): Fault => ({
  ...{ kind: "unread", level: "undecided", at, why },
  written: shortened(written),
});

// --- internal ---

/** Whether only a run knows which name a word has: something is expanded in it, or files or several words stand in its place. */
const isOpen = ({ argv, raws, loose }: Run, index: number): boolean => {
  const raw = raws[index] ?? "";
  if ((argv[index] !== undefined && !loose.includes(raw)) || /^\w+(?:\[\w+\])?\+?=/.test(raw)) return false;
  return !(readers.has(argv[0]) && valued.test(raw));
};

const readers = new Set<string | undefined>(["read", "mapfile", "readarray"]);

/** A flag of theirs with what is no name: `read -d$'\n'`. */
const valued = /^-[b-z]*[dinNptuOcCs]/;

const setters = new Set([
  "export",
  "declare",
  "typeset",
  "local",
  "readonly",
  "read",
  "printf",
  "wait",
  "mapfile",
  "readarray",
  "getopts",
]);

/** What installers of tools write outside of the repository. */
const ofAHome = /^["']?\$\{?(?:HOME|NVM_DIR|CARGO_HOME|RUNNER_TEMP)\}?\/(?!.*\.\.)/;

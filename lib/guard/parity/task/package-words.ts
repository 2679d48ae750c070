/**
 * The words of `npm`, `pnpm`, `yarn` and `bun`: what they are to do, where, and what they are given for it.
 *
 * @module
 */
import { shellQuote } from "../../../text.ts";
import type { Fault } from "../fault.ts";
import { joined } from "../shell/state.ts";
import type { Word } from "../shell/syntax.ts";
import { isInstalling } from "./package-install.ts";
import { isCommand, isRunning } from "./package-names.ts";
import type { Asked } from "./task.ts";

export interface Words {
  /** Those that are no options. */
  plain: string[];
  cwd: string;
  faults: Fault[];
  /** What is put behind the script, quoted. */
  args: string[];
  /** A flag of which it is not known what becomes of the script. */
  unknown: string | undefined;
  /** The packages of a workspace in which it is to run, as they are named: none for all of them. Undefined outside of one. */
  which: (string | undefined)[] | undefined;
}

/** npm reads its flags wherever they stand before `--`; the others pass on all that stands behind the script's name. */
export const readWords = (program: string, { at, words, cwd }: Asked): Words | { why: string } => {
  const found: Words = { plain: [], which: undefined, cwd, faults: [], args: [], unknown: undefined };
  const rest = words.slice(1);
  let isOver = false;
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    isOver ||= word.value === "--";
    if (isNamed(found, program) && (program !== "npm" || isOver)) {
      found.args = argsOf([word, ...rest]);
      break;
    }
    // Without a name it is the next word all the same.
    if (word.value === "--") continue;
    const [flag = "", ...given] = (word.value ?? "").split("=");
    const isPlace = places.has(`${program} ${flag}`);
    const directory = given.length > 0 ? given.join("=") : isPlace ? (rest.shift()?.value ?? "/") : "";
    const why = isPlace ? moveTo(found, directory) : readWord(found, word, { at, rest, program });
    if (why !== undefined) return { why };
  }
  return found;
};

/** The same with options for what pnpm and yarn have commands for: `yarn workspace NAME …`, `pnpm recursive …`. */
export const spreadWords = (program: string, words: readonly Word[]): readonly Word[] => {
  const values = words.map(({ value = "" }) => value);
  const at = values.findIndex(
    (value, index) => index > 0 && !value.startsWith("-") && !places.has(`${program} ${values[index - 1]}`),
  );
  const [first, second] = at === -1 ? [] : words.slice(at);
  if (first === undefined) return words;
  const as = (value: string, from: number): readonly Word[] => [
    ...words.slice(0, at),
    { ...first, value },
    ...words.slice(from),
  ];
  if (program === "pnpm" && /^(?:recursive|multi|m)$/.test(first.value ?? "")) return as("--recursive", at + 1);
  if (program !== "yarn") return words;
  if (first.value === "workspace") return as(`--workspace=${second?.value ?? "*"}`, at + 2);
  if (first.value !== "workspaces" || second === undefined) return words;
  if (second.value === "run") return as("--workspaces", at + 1);
  const command = words.findIndex(({ value }) => value === "run" || value === "exec");
  return second.value === "foreach" && command !== -1 ? as("--workspaces", command) : words;
};

// --- internal ---

const isNamed = ({ plain }: Words, program: string): boolean =>
  plain[isRunning(program, plain[0] ?? "") ? 1 : 0] !== undefined;

const moveTo = (found: Words, directory: string): string | undefined => {
  const below = joined(found.cwd, directory);
  found.cwd = below ?? "";
  return below === undefined ? "it leaves the repository" : undefined;
};

/** Why what is run can't be told, or undefined. */
const readWord = (found: Words, { value, raw }: Word, { at, rest, program }: Around): string | undefined => {
  if (value === undefined) {
    // What else is installed, or how, says nothing against what an installation runs.
    const isKnown = found.plain.length > 1 || (found.plain.length > 0 && isInstalling(program, found.plain[0], []));
    if (!isKnown) return `what "${raw}" stands for is known only when it runs`;
    found.unknown ??= raw;
  } else if (workspaces.test(value)) addPackages(found, value, rest, program);
  else if (value === "--if-present") {
    const why = "--if-present is content when there is no such script";
    found.faults.push({ kind: "skipped", level: "undecided", at, why });
  } else if (!value.startsWith("-")) found.plain.push(value);
  else if (!isHarmless(value)) {
    found.unknown ??= value;
    if (found.plain.length === 0 && isBeforeCommand(program, value, rest)) rest.shift();
  } else if (program === "npm" && takesNext(value, rest[0]?.value)) rest.shift();
  return undefined;
};

interface Around {
  at: Fault["at"];
  /** The words behind it. */
  rest: Word[];
  program: string;
}

/** Npm takes `--color false` together, and `--color gate` not: github.com/npm/nopt, "Types". */
const takesNext = (flag: string, next: string | undefined): boolean => {
  if (flag === "--loglevel") return true;
  return switches.has(flag) && (isTruth(next) || (next === "always" && flag.endsWith("color")));
};

/** `--cache .npm ci`: of an option that is not known the next word may be the value, where it is no command itself. */
const isBeforeCommand = (program: string, flag: string, rest: readonly Word[]): boolean => {
  const [next, behind] = rest.map(({ value }) => value ?? "");
  if (flag.includes("=") || next === undefined || next.startsWith("-") || isCommand(program, next)) return false;
  return program === "npm" || isCommand(program, behind ?? "");
};

const isTruth = (value: string | undefined): boolean => value === "true" || value === "false";

const argsOf = (words: readonly Word[]): string[] =>
  words.filter(({ value }) => value !== "--").map(({ value, raw }) => (value === undefined ? raw : shellQuote(value)));

const addPackages = (found: Words, flag: string, rest: Word[], program: string): void => {
  found.which ??= [];
  const [name = "", ...given] = flag.split("=");
  const naming = program === "npm" ? ["-w", "--workspace"] : ["-F", "--filter", "--filter-prod", "--workspace"];
  if (!naming.includes(name)) return;
  found.which.push(given.length > 0 ? given.join("=") : rest.shift()?.value);
};

const workspaces = /^(?:-w|--workspaces?|--workspace-root|--filter|--filter-prod|-r|--recursive|-F|-ws)(?:=|$)/;
const places = new Set([
  ...["npm --prefix", "npm -C", "pnpm --dir", "pnpm --prefix", "pnpm -C"],
  ...["yarn --cwd", "bun --cwd"],
]);
/** They only say more or less. */
const isHarmless = (flag: string): boolean => {
  const [name = "", ...value] = flag.split("=");
  if (switches.has(name)) return value.length === 0 || isTruth(value.join("="));
  return name === "--loglevel" || verbosities.has(flag);
};

const switches = new Set([
  ...["color", "fund", "audit", "progress", "update-notifier"].flatMap((name) => [`--${name}`, `--no-${name}`]),
  "--foreground-scripts",
]);
const verbosities = new Set(["-s", "--silent", "-q", "--quiet", "-d", "--verbose"]);

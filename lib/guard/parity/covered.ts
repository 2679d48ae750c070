/**
 * Which commands preflight runs itself, and which need no cover because they check nothing.
 *
 * @module
 */
import { shellQuote } from "../../text.ts";
import type { ParityContext } from "./context.ts";
import { isFetching } from "./fetching.ts";
import { followScript } from "./follow.ts";
import { isSplitting } from "./fronts.ts";
import { isHeld, isLost, isReading } from "./held-runs.ts";
import { inert } from "./launch.ts";
import { placesOfFile } from "./places.ts";
import type { Run } from "./runs.ts";
import { isBuiltin } from "./shell/builtins.ts";
import { plainShell } from "./task/task.ts";
import { effectOf } from "./variables.ts";

/** Whether preflight runs the same command in the same directory. */
export type Covers = (run: Run) => boolean;

/** Of `preflight.commands`, each with all that it runs of the repository. */
export const createCovers = async (context: ParityContext): Promise<Covers> => {
  const known = new Set<string | undefined>();
  const directory = (context.configPath ?? "").replace(/\/?[^/]*$/, "");
  for (const argv of Object.values(context.commands)) {
    const script = {
      ...plainShell,
      text: argv.map(shellQuote).join(" "),
      places: placesOfFile("", ""),
      cwd: directory,
      faults: [],
    };
    const { runs } = await followScript(script, context.beside);
    // What it runs for its output alone it does not ask.
    for (const run of runs) if (!isLost(run) && !run.isBeside) known.add(keyOf(run));
  }
  known.delete(undefined);
  return (run) => known.has(keyOf(run));
};

/** Commands that arrange things or say something, and by themselves check nothing. */
export const isPlumbing = (run: Run): boolean => {
  const { argv, isAsked, text } = run;
  const [name] = argv;
  if (isLost(run)) return true;
  if (isAsked && (run.isEnding !== true || isComparing(run) || isReading(run))) return !isWriting(run);
  if (argv.length === 0) return !/^[[(]/.test(text) || counting.test(text);
  if (saysVersion(run) || isCopying(run) || isFetching(run) || (isHeld(run) && isReading(run))) return true;
  // What starts the vendored tool compares its bytes with their pin.
  if (name === "[" && text.includes(".kprov/kprov.mjs.sha256")) return true;
  return plumbing.has(name) && !(name === "env" && argv.some((word) => word === undefined || isSplitting(word)));
};

// --- internal ---

/** Programs that put other files in the place of those that are there. */
const writers = new Set<string | undefined>("cp mv ln rm dd install rsync patch truncate unlink tar unzip".split(" "));
const gitWriters = new Set<string | undefined>(
  "am apply checkout cherry-pick clean merge mv pull read-tree rebase reset restore revert rm stash switch".split(" "),
);

/** Whatever it is asked, it writes: what the gate is, or what it judges. */
const isWriting = ({ argv: [name, ...words] }: Run): boolean =>
  writers.has(name) ||
  (/^(?:sed|perl)$/.test(name ?? "") && words.some((word) => /^-\w*i|^--in-place/.test(word ?? "-i"))) ||
  (name === "git" && (words[0] === undefined || words.some((word) => gitWriters.has(word))));

/** It compares or sets values: a command without words is an assignment, `[[` or `((`. */
const isComparing = ({ argv }: Run): boolean => argv.length === 0 || argv[0] === "[" || argv[0] === "test";

/** `(( i += 1 ))`: it sets a number, and compares nothing. */
const counting =
  /^\(\(\s*(?:[A-Za-z_]\w*\s*(?:\+\+|--|[-+*/%]?=(?!=)[\w\s$+*/%-]*)|(?:\+\+|--)\s*[A-Za-z_]\w*)\s*\)\)$/;

/** By these flags, too: of other programs they mean something else. */
const versions = new Map<string | undefined, RegExp>([
  ...["node", "npm", "pnpm", "yarn", "bun"].map((name) => [name, /^-v$/] as const),
  ...["python", "python3", "pip", "pip3", "cargo", "rustc"].map((name) => [name, /^-V$/] as const),
  ["go", /^version$/],
]);

/** `node --version`: a program of the path, with nothing that makes it load something else. */
const saysVersion = ({ argv, assignments, loose }: Run): boolean => {
  const [name = "", flag = "", ...others] = argv;
  if (others.length > 0 || loose.length > 0 || !/^[a-z][\w.+-]*$/.test(name) || isBuiltin(name)) return false;
  const isPlain = assignments.every((one) => effectOf(/^\w*/.exec(one)?.[0] ?? "") === undefined);
  return isPlain && (flag === "--version" || versions.get(name)?.test(flag) === true);
};

/** `tee build.log`, to files of which it is known whether the gate reads them: what they are is said where they count. */
const isCopying = ({ argv: [, ...words], raws, fronts }: Run): boolean =>
  raws[0] === "tee" &&
  fronts.length === 0 &&
  words.every((word, index) => {
    if (word === undefined) return ofTheHost.test(raws[index + 1] ?? "");
    return word.startsWith("-") ? /^(?:-[aip]+|--append)$/.test(word) : near.test(word);
  });

const near = /^(?!.*\.\.)(?:[\w.@%+,-][\w./@%+:=,-]*|\/tmp\/[\w./-]+|\/dev\/(?:null|stdout|stderr|tty))$/;
const ofTheHost =
  /^"?\$(?:GITHUB_(?:OUTPUT|STEP_SUMMARY|ENV|PATH)|\{GITHUB_(?:OUTPUT|STEP_SUMMARY|ENV|PATH)\}|(?:RUNNER_TEMP|\{RUNNER_TEMP\})(?:\/[\w-][\w.-]*)+)"?$/;

const plumbing = new Set<string | undefined>(
  [
    ...[
      "echo",
      "printf",
      "cd",
      "export",
      "unset",
      "local",
      "declare",
      "readonly",
      "true",
      "false",
      ":",
      "pwd",
      "umask",
      "read",
    ],
    ...[
      "wait",
      "alias",
      "shift",
      "break",
      "continue",
      "sleep",
      "date",
      "hostname",
      "uname",
      "whoami",
      "mkdir",
      "env",
      "printenv",
    ],
    // It only reads what others have set, and what it sets is not followed.
    ...["source", "."],
  ].flat(),
);

/** Directory and words, with one spelling for programs of `node_modules/.bin`; undefined where only a run can tell. */
const keyOf = ({ argv, cwd }: Run): string | undefined => {
  if (cwd === undefined || argv.length === 0 || argv.includes(undefined)) return undefined;
  return JSON.stringify([cwd, ...spelled(argv as string[])]);
};

const spelled = (argv: readonly string[]): readonly string[] => {
  const [program = "", second = "", ...rest] = argv;
  if (program === "npx" || program === "bunx") {
    const words = argv.slice(1);
    return words.slice(words.findIndex((word) => !inert.test(word)));
  }
  if (program === "npm" && ["exec", "x"].includes(second)) return rest[0] === "--" ? rest.slice(1) : rest;
  if (program === "pnpm" && second === "exec") return rest;
  if (program === "npm" && (second === "run" || second === "run-script") && rest[0] === "test") return ["npm", ...rest];
  if (program === "npm" && ["t", "tst"].includes(second)) return ["npm", "test", ...rest];
  return [program.replace(/^(?:\.\/)?node_modules\/\.bin\//, "").replace(/^\.\//, ""), ...argv.slice(1)];
};

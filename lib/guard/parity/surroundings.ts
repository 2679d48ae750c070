/**
 * What a job does around the call of the gate that makes it another gate: variables, PATH, aliases, and the programs in
 * front of it.
 *
 * @module
 */
import { alteredFaults, programsOf } from "./altered/index.ts";
import { beforeRun } from "./before.ts";
import { actionFaults } from "./brought.ts";
import type { ParityContext } from "./context.ts";
import { fileFaults, handedFaults, type Judge } from "./environment-files.ts";
import { expandedFaults } from "./expanded.ts";
import { type Fault, shortened, spotOf } from "./fault.ts";
import { includedFaults } from "./included.ts";
import type { Step } from "./model.ts";
import type { Run } from "./runs.ts";
import { asNumber, isCount } from "./task/make-jobs.ts";
import { isInstalled, isMissed, variableFaults } from "./variables.ts";
import { broughtFaults, type Watched, writtenFaults } from "./written.ts";

/** Of the gate that `run` calls in `step`: what stands before it in its job, and around it. */
export const surroundingFaults = (
  step: Step,
  run: Run,
  {
    beside: { paths },
    branch,
    configPath,
    version,
  }: Pick<ParityContext, "beside" | "branch" | "configPath" | "version">,
): Fault[] => {
  const { steps } = step.job;
  const asked = askedFaults([...run.via, run]);
  const judgeFrom =
    (isHere: boolean): Judge =>
    (name, value, ...place) => [
      ...(name === "PATH" && isInstalled(value ?? "", { paths, isHere }) ? [] : variableFaults(name, value, ...place)),
      ...asked(name, value, ...place),
    ];
  const judge = judgeFrom(true);
  const before = steps.slice(0, steps.indexOf(step) + 1);
  const runs = step.followed?.runs ?? [];
  const past = runs.slice(0, runs.indexOf(run));
  const watched: Watched = {
    paths,
    unless: [...run.via, run].flatMap(({ unless }) => unless),
    programs: programsOf(run),
  };
  const chain = [...run.via, run];
  // A shell that runs a command for its output alone sets nothing in the one around it.
  const earlier = past.filter(
    ({ via, held }) => via.every((one, at) => run.via[at] === one) && (held === undefined || chain[via.length]?.held),
  );
  const isSet = isSettingPlace(step);
  const isHere = (one: Run): boolean => one.cwd !== undefined && !isSet;
  const done = beforeRun(before, run);
  return [
    ...before.flatMap((one) => injectedFaults(one, one === step ? run : undefined)),
    ...step.variables.flatMap((name) => asked(name.value, name.text, name, name.value)),
    ...before.flatMap((one) => fileFaults(one, judgeFrom(staysHere(one)))),
    ...(step.job.handed ?? []).flatMap((one) => handedFaults(one, judge)),
    ...earlier.flatMap((one) => setFaults(one, judgeFrom(isHere(one)))),
    ...[...run.via, run].flatMap((one) => [expandedFaults(one, judge), one.handed ?? []].flat()),
    ...writtenFaults(done, watched),
    ...includedFaults({ steps: before, runs: done.runs }, watched.unless),
    ...alteredFaults(done, before.slice(0, -1), { run, paths, branch, configPath, version }),
    ...before.flatMap((one) => [...broughtFaults(one, watched), ...actionFaults(one, paths)]),
    ...[...run.via, run].flatMap((one) => [
      ...one.assignments.flatMap(assignmentFaults(one, judgeFrom(isHere(one)))),
      ...frontFaults(one, judgeFrom(isHere(one))),
    ]),
  ];
};

// --- internal ---

/** What others write into a script; into that of `run` only up to the end of the command that leads to it. */
const injectedFaults = ({ injected = [] }: Step, run: Run | undefined): Fault[] => {
  const end = run === undefined ? Number.POSITIVE_INFINITY : (run.via[0] ?? run).past.text.length;
  return injected.flatMap(({ at, fault }) => (at < end ? fault : []));
};

const textsIn = ({ script, followed }: Step): string[] =>
  [...(script === undefined ? [] : [script]), ...(followed?.scripts ?? [])].map(({ text }) => text);

/** Whether it may say itself what the variable holds by which a shell names its directory. */
const isSettingPlace = (step: Step): boolean =>
  textsIn(step).some((text) => /(?<![\w$]|\$\{)PWD\b|\bpwd["'\\]*\s*\(\s*\)|\bfunction\s+pwd\b/.test(text));

/** Whether all that a step runs begins in the checkout and goes nowhere else. */
const staysHere = (step: Step): boolean => {
  const how = step.script?.how;
  const isBegun = how !== undefined && !("why" in how) && how.cwd !== undefined;
  return isBegun && !isSettingPlace(step) && !textsIn(step).some((text) => /\b(?:cd|pushd|popd)\b/.test(text));
};

/** A task runner takes it from its environment, and it decides what the gate's task runs. */
const askedFaults = (runs: readonly Run[]): Judge => {
  const asks = new Set(runs.flatMap((one) => one.asks));
  return (name, value, at, written) => {
    // Npm reads its settings in any case.
    const asked = /^npm_config_/i.test(name) ? name.toLowerCase().replaceAll("-", "_") : name;
    const isAsked = asks.has(asked) || (asks.has(asNumber(name)) && !isCount(value ?? ""));
    return isAsked ? [doubt(spotOf(at), "what the gate's task runs depends on the variable", written)] : [];
  };
};

const doubt = (at: Fault["at"], why: string, written: string): Fault => ({
  ...{ kind: "unread", level: "undecided", at, why },
  written: shortened(written),
});

const assignmentFaults =
  ({ at }: Run, judge: Judge) =>
  (raw: string): Fault[] => {
    const [, name = "", value] = /(\w+)(?:\[.*\])?\+?=(.*)/s.exec(raw) ?? [];
    return judge(name, value, at, raw);
  };

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

/** What a command does to the shell that runs the gate after it. */
const setFaults = (one: Run, judge: Judge): Fault[] => {
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
  if (name === "unset") return words.filter(isMissed).flatMap((word) => variableFaults(word, undefined, at, text));
  if (!setters.has(name) || (name === "printf" && !flags.includes("v"))) return [];
  if (name === "wait" && !flags.includes("p")) return [];
  if (["declare", "typeset", "local"].includes(name) && flags.includes("n"))
    return [doubt(at, "the variable may stand for any other", text)];
  if (flags.includes("f")) return [doubt(at, "a function may stand for what runs the gate", text)];
  return words.flatMap((word, index): Fault[] => {
    const raw = raws[index] ?? "";
    if (name !== "printf" && (/^[$`"']/.test(raw) || (one.loose.includes(raw) && !/^\w+(?:\[\w+\])?\+?=/.test(raw))))
      return [doubt(at, "which variable is set is known only when it runs", text)];
    const [, variable = "", value] = /^(\w+)(?:\[.*\])?(?:\+?=(.*))?$/s.exec(word) ?? [];
    // A name alone changes nothing, unless it is taken out of the environment or filled.
    const isLeft = value === undefined && ["export", "declare", "typeset", "readonly"].includes(name);
    return isLeft && !/n|\+x/.test(flags) ? [] : judge(variable, value, at, text);
  });
};

/** Flags of the programs in front that change neither what is run nor by what environment. */
const knownFlags: Readonly<Record<string, RegExp>> = {
  sudo: /^(?:-E|--preserve-env|-n|-H|-u|-g)$/,
  time: /^-p$/,
  command: /^-p$/,
  nice: /^-n$|^-n?-?\d+$/,
  stdbuf: /^-[ioe][L0-9]\w*$/,
  timeout: /^(?:-[sk]|--foreground|--signal=\w+|--kill-after=\w+|-v|--verbose)$/,
  "xvfb-run": /^(?:-a|--auto-servernum|-s|-n)$/,
  env: /^(?:-u|--unset=\w+|-u\w+|--)$/,
};

const none = /^$/;

/** `env -u NAME`, `sudo`, `command -v`: what stands in front of the program. */
const frontFaults = (run: Run, judge: Judge): Fault[] => {
  const { fronts, at, text } = run;
  const written = [...fronts.flatMap(({ words }) => words.map(({ raw }) => raw)), text].join(" ");
  return fronts.flatMap(({ program, flags, others }) => {
    const isKept = program !== "sudo" || flags.some(({ flag }) => ["-E", "--preserve-env"].includes(flag));
    return [
      ...flags.flatMap((flag) => flagFaults({ program, ...flag, at, written })),
      ...others.flatMap(({ value }) => assignmentFaults(run, judge)(value ?? "")),
      ...(isKept ? [] : [doubt(at, "sudo takes away the variables that say what CI is about: it needs -E", written)]),
    ];
  });
};

interface Flag {
  program: string;
  flag: string;
  /** The next word, where that belongs to it. */
  value: { value: string | undefined } | undefined;
  at: Fault["at"];
  written: string;
}

const flagFaults = ({ program, flag, value, at, written }: Flag): Fault[] => {
  if (/^--(?:help|version)$/.test(flag) || (program === "command" && /^-p?[vV]/.test(flag)))
    return [{ kind: "different", level: "violation", at, why: "it only shows a text", written: shortened(written) }];
  if (!(knownFlags[program] ?? none).test(flag))
    return [doubt(at, `what ${flag} of ${program} does to the gate is not known`, written)];
  if (program !== "env") return [];
  const name = value === undefined ? flag.replace(/--unset=|-u/, "") : value.value;
  if (name === undefined) return [doubt(at, "which variable env takes away is known only when it runs", written)];
  return isMissed(name) ? variableFaults(name, undefined, at, written) : [];
};

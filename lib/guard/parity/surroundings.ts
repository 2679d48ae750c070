/**
 * What a job does around the call of the gate that makes it another gate: variables, PATH, aliases, and the programs in
 * front of it.
 *
 * @module
 */
import { alteredFaults, programsOf } from "./altered/index.ts";
import { assignmentFaults, doubt, setFaults } from "./assigned.ts";
import { bare } from "./bare.ts";
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
  const chain = [...run.via, run];
  const asked = askedFaults(chain);
  const judgeFrom =
    (isHere: boolean): Judge =>
    (name, value, ...place) => [
      ...(name === "PATH" && isInstalled(value ?? "", { paths, isHere }) ? [] : variableFaults(name, value, ...place)),
      ...asked(name, value, ...place),
    ];
  const before = steps.slice(0, steps.indexOf(step) + 1);
  const runs = step.followed?.runs ?? [];
  const past = runs.slice(0, runs.indexOf(run));
  const watched: Watched = {
    paths,
    unless: chain.flatMap(({ unless }) => unless),
    programs: programsOf(run),
  };
  // A shell that runs a command for its output alone sets nothing in the one around it.
  const earlier = past.filter(
    ({ via, held }) => via.every((one, at) => run.via[at] === one) && (held === undefined || chain[via.length]?.held),
  );
  const isSet = isSettingPlace(step);
  const judgeAt = (one: Run): Judge => judgeFrom(one.cwd !== undefined && !isSet);
  const done = beforeRun(before, run);
  return [
    ...before.flatMap((one) => injectedFaults(one, one === step ? run : undefined)),
    ...step.variables.flatMap((name) => asked(name.value, name.text, name, name.value)),
    ...before.flatMap((one) => fileFaults(one, judgeFrom(staysHere(one)))),
    ...(step.job.handed ?? []).flatMap((one) => handedFaults(one, judgeAt(run))),
    ...earlier.flatMap((one) => setFaults(one, judgeAt(one))),
    ...chain.flatMap((one) => [expandedFaults(one, judgeAt(one)), one.handed ?? []].flat()),
    ...writtenFaults(done, watched),
    ...includedFaults({ steps: before, runs: done.runs }, watched.unless),
    ...alteredFaults(done, before, { run, paths, branch, configPath, version }),
    ...before.flatMap((one) => [...broughtFaults(one, watched), ...actionFaults(one, paths)]),
    ...chain.flatMap((one) => [
      ...one.assignments.flatMap(assignmentFaults(one, judgeAt(one))),
      ...frontFaults(one, judgeAt(one)),
    ]),
  ];
};

// --- internal ---

/** What others write into a script; into that of `run` only up to the end of the command that leads to it. */
const injectedFaults = ({ injected = [] }: Step, run: Run | undefined): Fault[] => {
  const end = run === undefined ? Number.POSITIVE_INFINITY : (run.via[0] ?? run).past.text.length;
  return injected.flatMap(({ at, fault }) => (at < end ? fault : []));
};

/** What is followed, as it stands and as a shell reads it. */
const textsIn = ({ followed }: Step): string[] => (followed?.scripts ?? []).flatMap(({ text }) => [text, bare(text)]);

/** Whether it may say itself what the variable holds by which a shell names its directory. */
const isSettingPlace = (step: Step): boolean =>
  textsIn(step).some((text) => /(?<![\w$]|\$\{)PWD\b|\bpwd\s*\(\s*\)|\bfunction\s+pwd\b/.test(text));

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

/**
 * Every step of CI against preflight: what is covered, what is listed, what is neither.
 *
 * @module
 */
import type { Finding } from "../../report.ts";
import { fingerprintOf } from "../fingerprint.ts";
import type { ParityContext } from "./context.ts";
import { type Covers, isPlumbing } from "./covered.ts";
import { shortened } from "./fault.ts";
import type { Listed, Named } from "./listed.ts";
import type { Ci, Step } from "./model.ts";
import { isOwnAction } from "./routes.ts";
import type { Followed, Run, Unfollowed } from "./runs.ts";
import { toolCallOf } from "./tool.ts";
import { isKnownAction } from "./uses.ts";

export interface StepsContext {
  parity: ParityContext;
  listed: Listed;
  covers: Covers;
}

export interface JudgedSteps {
  findings: Finding[];
  considered: number;
  /** How many of them can't be followed. */
  unread: number;
}

/** Judge all steps of a definition that decides about changes. */
export const judgeSteps = (ci: Ci, context: StepsContext): JudgedSteps => {
  const judged: JudgedSteps = { findings: [], considered: 0, unread: 0 };
  for (const { steps } of ci.jobs) {
    for (const step of steps) {
      judged.considered += 1;
      const { findings, isUnread } = judgeStep(step, context);
      judged.findings.push(...findings);
      if (isUnread) judged.unread += 1;
    }
  }
  return judged;
};

/** Whether a step runs something that nobody can follow and nobody answers for. */
export const isOpenStep = ({ at, script, followed }: Step, context: StepsContext): boolean => {
  if (script === undefined || context.listed.hasCommand(namedAs(script), at.path)) return false;
  return "why" in script.how || (followed ?? nothing).unfollowed.some((one) => isLost(one, context));
};

// --- internal ---

const nothing: Followed = { runs: [], scripts: [], unfollowed: [] };

/** A script that no shell runs is one command. */
const namedAs = ({ text, how }: NonNullable<Step["script"]>): Named => ("why" in how ? { text } : { whole: text });

const judgeStep = (step: Step, context: StepsContext): { findings: Finding[]; isUnread: boolean } => {
  const { uses, script, followed } = step;
  if (uses !== undefined) return { findings: judgeUse(step, uses.value, context), isUnread: false };
  if (script === undefined) return { findings: [], isUnread: false };
  if (context.listed.hasCommand(namedAs(script), step.at.path)) return { findings: [], isUnread: false };
  if ("why" in script.how)
    return { findings: [unread({ ...step, why: script.how.why, written: shortened(script.text) })], isUnread: true };
  const { runs, unfollowed } = followed ?? nothing;
  const lost = unfollowed.filter((one) => isLost(one, context));
  const findings = [...lost.map(unread), ...runs.flatMap((run) => judgeRun(run, context))];
  return { findings, isUnread: lost.length > 0 };
};

const judgeUse = (step: Step, value: string, { listed }: StepsContext): Finding[] => {
  const { at } = step;
  if (isOwnAction(step) || isKnownAction(value) || listed.hasUse(value, at.path)) return [];
  const name = value.replace(/@.*/s, "");
  return [
    {
      ...{ code: "PARITY_UNCOVERED", level: "violation", ...at },
      fingerprint: fingerprintOf("PARITY_UNCOVERED", ["uses", name]),
      message: `CI uses "${name}", which preflight does not run`,
      actual: `uses: ${value}`,
      fix: `run what it does in preflight.commands, or list { run: "uses: ${name}", reason: "…" } under parity.ciOnly`,
    },
  ];
};

const judgeRun = (run: Run, context: StepsContext): Finding[] => {
  // What installs answers for it.
  if (run.isBeside) return [];
  const call = toolCallOf(run.argv);
  if (call !== undefined && !running.has(call.command)) return judgeOwn(run, call.command, context);
  // Whether an entry is met does not depend on what else answers for the command.
  const isListed = isAnswered(run.via, context) || context.listed.hasCommand(run, run.at.path);
  const isCovered = context.covers(run);
  if (isCovered && !run.via.some(context.covers)) return maskFindings(run);
  if (isCovered || isListed || run.isTask || isPlumbing(run)) return [];
  return [
    {
      ...{ code: "PARITY_UNCOVERED", level: "violation", ...run.at },
      fingerprint: fingerprintOf("PARITY_UNCOVERED", ["run", run.text]),
      message: "CI runs a command that preflight does not",
      actual: shortened(run.text),
      fix: `add it to preflight.commands, or list { run: ${JSON.stringify(shortened(run.text))}, reason: "…" } under parity.ciOnly`,
    },
  ];
};

/** Of our own commands those that run others, which may fail. */
const running: ReadonlySet<string> = new Set(["run", "rerun"]);

/** A single check is a part of preflight, when that runs it; what else we do checks nothing. */
const judgeOwn = (run: Run, command: string, { parity, listed }: StepsContext): Finding[] => {
  if (!command.startsWith("check-") || parity.checks.includes(command)) return [];
  if (listed.hasCommand({ text: run.text }, run.at.path)) return [];
  return [
    {
      ...{ code: "PARITY_UNCOVERED", level: "violation", ...run.at },
      fingerprint: fingerprintOf("PARITY_UNCOVERED", ["run", run.text]),
      message: `CI runs ${command}, for which the configuration asks nothing`,
      actual: shortened(run.text),
      fix: `configure ${command}, so that preflight runs it too`,
    },
  ];
};

/** The failure of a command of preflight is to count in CI as well. */
const maskFindings = ({ faults, text }: Run): Finding[] =>
  faults
    .filter(({ kind, level }) => kind === "masked" && level === "violation")
    .map(({ level, at, written, why }) => ({
      ...{ code: "PARITY_MASKED", level, ...at },
      message: `The failure of "${shortened(text)}", a command of preflight, is lost: ${why}`,
      fingerprint: fingerprintOf("PARITY_MASKED", [written ?? ""]),
      ...(written !== undefined && { actual: written }),
    }));

const unread = ({ at, why, written }: Pick<Unfollowed, "at" | "why" | "written">): Finding => ({
  ...{ code: "PARITY_UNREAD", level: "undecided", ...at },
  fingerprint: fingerprintOf("PARITY_UNREAD", [written]),
  message: `What CI runs here can't be followed: ${why}`,
  actual: shortened(written),
  fix: `write it so that it can be followed, or list { run: ${JSON.stringify(shortened(written))}, reason: "…" } under parity.ciOnly`,
});

/** What installs answers for what else it runs: that counts before the gate. */
const isLost = ({ via, isInstalled }: Unfollowed, context: StepsContext): boolean =>
  !isInstalled && !isAnswered(via, context);

/** Something that leads to it is listed, or preflight runs it. */
const isAnswered = (runs: readonly Run[], { listed, covers }: StepsContext): boolean =>
  runs.some((run) => listed.hasCommand(run, run.at.path) || covers(run));

/**
 * How the run ended: the same in every document, and possible at all.
 *
 * @module
 */
import { exits } from "../../errors.ts";
import { type ExternalParameters, layout, type Outcome, type RunSummary } from "../../evidence/index.ts";
import type { Finding } from "../../report.ts";
import { shownValue, violation } from "../finding.ts";
import type { TraceFacts } from "../trace.ts";
import { mustEqual, type Rule } from "./evidence.ts";

export const judgeOutcome: Rule = ({ summary, provenance, trace }) => {
  const findings: Finding[] = [];
  const stated = provenance?.predicate.runDetails.kprov_outcome;
  const parameters = provenance?.predicate.buildDefinition.externalParameters;
  if (stated !== undefined) findings.push(...contradictionsOf(stated, layout.provenance));
  if (stated?.status === "timed-out" && parameters?.timeoutMs === null)
    findings.push(
      inconsistent(layout.provenance, "A run without a timeout ran out of time", "a timeout", "no timeout"),
    );
  if (summary !== undefined) {
    findings.push(...contradictionsOf(summary.outcome, layout.summary));
    if (stated !== undefined)
      findings.push(
        ...mustEqual(layout.summary, "The outcome is another one than in provenance.json", stated, summary.outcome),
      );
    findings.push(...judgeExit(summary, parameters, trace));
  }
  const outcome = stated ?? summary?.outcome;
  return outcome === undefined || trace === undefined ? findings : [...findings, ...judgeEnds(outcome, trace)];
};

// --- internal ---

const inconsistent = (path: string, message: string, expected: string, actual: string): Finding =>
  violation("OUTCOME_INCONSISTENT", path, message, { expected, actual });

const contradictionsOf = (outcome: Outcome, path: string): Finding[] => {
  const { status, exitCode, signal, findings } = outcome;
  const isClean = exitCode === 0 && signal === null && findings.length === 0;
  const actual = shownValue({ status, exitCode, signal, findings: findings.map(({ code }) => code) });
  if (status === "succeeded" && !isClean) {
    return [
      inconsistent(
        path,
        "A run that succeeded has an exit code, signal or finding",
        "exit code 0 and nothing else",
        actual,
      ),
    ];
  }
  if (status === "failed" && isClean)
    return [inconsistent(path, "A failed run has no reason", "an exit code or a finding", actual)];
  if (status === "signalled" && signal === null)
    return [inconsistent(path, "A signalled run has no signal", "the signal's name", actual)];
  if (status === "failed" && signal !== null)
    return [inconsistent(path, "A signal ended the step, and yet it failed by itself", "no signal", actual)];
  const isStarted = findings.every(({ code }) => code !== "STEP_NOT_STARTED");
  const ends = (exitCode === null ? 0 : 1) + (signal === null ? 0 : 1);
  if (ends !== (isStarted ? 1 : 0))
    return [
      inconsistent(
        path,
        "A step ends with an exit code or by a signal, and one that was not started with neither",
        isStarted ? "an exit code or a signal" : "neither",
        actual,
      ),
    ];
  return [];
};

/** What the trace says about the end of the step and of the run. */
const judgeEnds = (outcome: Outcome, { marks }: TraceFacts): Finding[] => {
  const [step, run] = [marks.get("step.end")?.attributes, marks.get("run.end")?.attributes];
  const { exitCode, signal } = outcome;
  return [
    ...(run === undefined
      ? []
      : mustEqual(layout.trace, "The run ended otherwise than the outcome says", outcome.status, run["status"])),
    ...(step === undefined
      ? []
      : mustEqual(
          layout.trace,
          "The step ended otherwise than the outcome says",
          { exitCode: notStartedExit(outcome) ?? exitCode, signal },
          { exitCode: step["exitCode"], signal: step["signal"] },
        )),
  ];
};

/** 126 or 127, as shells exit for a command that can't be started; undefined for one that was. */
const notStartedExit = ({ findings }: Outcome): number | undefined => {
  const finding = findings.find(({ code }) => code === "STEP_NOT_STARTED");
  if (finding === undefined) return undefined;
  return finding.subject === "not-found" ? 127 : 126;
};

/** The recorder's own exit code follows from the outcome (design: the child's own, 128+n, 124, 125, 126, 127). */
const judgeExit = (
  { exitCode, incomplete, outcome }: RunSummary,
  parameters: ExternalParameters | undefined,
  trace: TraceFacts | undefined,
): Finding[] => {
  const isPipeline = parameters !== undefined && parameters.argv === null;
  // A step whose output could not be passed on exits like missing evidence, and nothing else tells it.
  const mayBeCut = outcome.status === "succeeded" && !isPipeline && parameters?.terminal !== true;
  const allowed = incomplete
    ? [exits.evidence]
    : [...exitsOf(outcome, isPipeline, trace), ...(mayBeCut ? [exits.evidence] : [])];
  const isAllowed = allowed.length === 0 ? exitCode > 128 && exitCode <= 192 : allowed.includes(exitCode);
  if (isAllowed) return [];
  const expected = allowed.length === 0 ? "129 to 192" : allowed.join(" or ");
  return [
    inconsistent(
      layout.summary,
      "The exit code does not follow from the outcome",
      `exit code ${expected}`,
      `exit code ${exitCode}`,
    ),
  ];
};

/** Empty for a signal whose number depends on the system. */
const exitsOf = (outcome: Outcome, isPipeline: boolean, trace: TraceFacts | undefined): number[] => {
  const { status, exitCode, signal } = outcome;
  if (isPipeline) return [status === "succeeded" ? exits.proved : exits.violated];
  if (status === "timed-out") return [exits.timeout];
  if (signal !== null) return exitsOfSignal(signal);
  const own = notStartedExit(outcome) ?? exitCode;
  if (own !== null && own !== 0) return [own];
  if (status === "interrupted")
    return exitsOfSignal(trace?.marks.get("signal.forwarded")?.attributes["signal"] ?? null);
  return [status === "succeeded" ? exits.proved : exits.violated];
};

/** Signals with one number on every system (POSIX, kill). */
const numbers: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGALRM: 14,
  SIGTERM: 15,
};

const exitsOfSignal = (signal: unknown): number[] => {
  const number = typeof signal === "string" && Object.hasOwn(numbers, signal) ? numbers[signal] : undefined;
  return number === undefined ? [] : [128 + number];
};

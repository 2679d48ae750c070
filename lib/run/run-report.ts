/**
 * What a run answers: its outcome, what went wrong, and where the bundle is.
 *
 * @module
 */
import { exits } from "../errors.ts";
import type { Outcome } from "../evidence/index.ts";
import type { Finding } from "../report.ts";
import type { Around } from "./around.ts";
import type { WrittenBundle } from "./bundle.ts";
import type { ChildEnd } from "./child.ts";
import type { RunFacts } from "./facts.ts";
import type { RunReport } from "./options.ts";
import type { RefusedEvents } from "./trace-writer.ts";

/** The answer of a run that left a bundle. */
export const reportOf = (
  facts: RunFacts,
  written: WrittenBundle,
  { around, child, logFault }: { around: Around; child: ChildEnd | null; logFault: string | null },
): RunReport => {
  const { outcome } = facts;
  const findings = outcomeFindings(outcome);
  for (const { path, secrets } of written.withheld) {
    findings.push({
      code: "MEMBER_WITHHELD",
      level: "undecided",
      path,
      message: `It holds the value of ${secrets.join(", ")} and was left out`,
    });
  }
  if (logFault !== null)
    findings.push({
      code: "LOG_CUT",
      level: "undecided",
      message: `A log could not be written to its end: ${logFault}`,
    });
  if (facts.traceFault !== null)
    findings.push({
      code: "FILE_TRACE_CUT",
      level: "undecided",
      message: `Not everything that the step opened was seen: ${facts.traceFault}`,
    });
  findings.push(...streamFindings(child), ...eventFindings(around.trace.refused()));
  const { redactor } = around;
  const redactions = redactor.report(); // Before anything is said: what the evidence says, too.
  const say = (text: string): string => redactor.text(text);
  return {
    schema: "kprov.run/v1",
    runId: facts.runId,
    bundle: say(around.workspace.bundle),
    outcome: { ...outcome, findings: outcome.findings.map(({ code, subject }) => ({ code, subject: say(subject) })) },
    exitCode: written.incomplete ? exits.evidence : facts.exitCode,
    stableDigest: written.stableDigest,
    bundleDigest: written.bundleDigest,
    inputs: facts.inputs.length,
    outputs: facts.outputs.length,
    unchanged: facts.unchangedOutputs.map(say),
    completeness: facts.completeness,
    ...watchedOf(facts, say),
    findings: findings.map((finding) => ({
      ...finding,
      ...(finding.path !== undefined && { path: say(finding.path) }),
      message: say(finding.message),
    })),
    redactions,
  };
};

/** Output that the caller could not take. */
export const streamFindings = (child: ChildEnd | null): Finding[] =>
  typeof child?.forwardFault !== "string"
    ? []
    : [
        {
          code: "STREAM_CUT",
          level: "undecided",
          message: `What the step printed could not be passed on: ${child.forwardFault}`,
        },
      ];

/** What the step said of itself and nobody could take; the run is as good as without it. */
export const eventFindings = (refused: RefusedEvents | null): Finding[] => {
  if (refused === null) return [];
  const { total, reasons, first } = refused;
  const counts = Object.entries(reasons).map(([reason, count]) => `${count} ${reason}`);
  const lines = total === 1 ? "1 line was" : `${total} lines were`;
  return [
    {
      code: "EVENTS_REFUSED",
      level: "undecided",
      message: `Of what the step wrote to KPROV_EVENTS, ${lines} refused (${counts.join(", ")}); ${first}`,
    },
  ];
};

/** Why a run has failed, beside its exit status. */
export const outcomeFindings = (outcome: Outcome): Finding[] =>
  outcome.findings.map(({ code, subject }) => ({
    code: code as Finding["code"],
    level: "violation",
    path: subject,
    message: messages[code] ?? code,
  }));

// --- internal ---

const watchedOf = ({ traced, scan }: RunFacts, say: (text: string) => string): Pick<RunReport, "files" | "scan"> => ({
  ...(traced !== null && {
    files: {
      readNotDeclared: traced.readNotDeclared.map(say),
      declaredNotRead: traced.declaredNotRead.map(say),
      writtenNotDeclared: traced.writtenNotDeclared.map(say),
      limits: traced.limits,
      byCommit: traced.files.filter(({ annotations }) => annotations.kprov_role === "source").length,
    },
  }),
  ...(scan !== null && {
    scan: {
      files: scan.files,
      created: scan.created.map(say),
      changed: scan.changed.map(say),
      deleted: scan.deleted.map(say),
    },
  }),
});

const messages: Record<string, string> = {
  INPUT_UNDECLARED: "The step read it, and it is not declared",
  READS_UNSEEN: "The step may have read files that the tracer could not see",
  INPUT_CHANGED: "The input changed while the step ran",
  OUTPUT_MISSING: "The declared output was not made",
  OUTPUT_UNREADABLE: "The declared output can't be recorded",
  OUTPUT_NOT_COLLECTED: "The output could not be copied into the bundle",
  STEP_NOT_STARTED: "The command could not be started",
};

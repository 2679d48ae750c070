/**
 * What the step opened: about this run, and in agreement with what its provenance declares.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import {
  completenessOf,
  dependenciesOf,
  type FileAccess,
  type FileTrace,
  layout,
  type Provenance,
  type ResourceDescriptor,
  type RunSummary,
} from "../../evidence/index.ts";
import type { Finding } from "../../report.ts";
import { differences, disagreement, mustEqual, type Rule } from "./evidence.ts";

export const judgeFiles: Rule = ({ members, summary, provenance, fileTrace }) => {
  if (provenance === undefined) return [];
  const findings = judgeCompleteness(provenance, { members, summary });
  const { findings: reasons } = provenance.predicate.runDetails.kprov_outcome;
  const unseen = reasons.filter(({ code }) => ofTrace.includes(code));
  if (fileTrace === undefined) {
    const isLost = completenessOf(provenance) === "traced";
    if (unseen.length > 0 && !isLost) findings.push(withoutTrace(unseen.map(({ code }) => code)));
    return findings;
  }
  return [
    ...findings,
    ...judgeRun(fileTrace, provenance, summary),
    ...judgeInputs(fileTrace, provenance),
    ...judgeOutputs(fileTrace, provenance),
    ...judgeSource(fileTrace, provenance),
    ...judgeLists(fileTrace, provenance),
  ];
};

// --- internal ---

const path = layout.fileTrace;
const ofTrace = ["INPUT_UNDECLARED", "READS_UNSEEN"];

/** What redaction leaves in the place of a secret: different names may have become one. */
const marker = "[redacted:";

const withoutTrace = (codes: readonly string[]): Finding =>
  disagreement(layout.provenance, "The outcome speaks of a trace of files", "no such finding", codes.join(", "));

/** The word for it, and what it stands for. */
const judgeCompleteness = (
  provenance: Provenance,
  { members, summary }: Pick<Parameters<Rule>[0], "members" | "summary">,
): Finding[] => {
  const completeness = completenessOf(provenance);
  const what = "The completeness that provenance.json states is not the bundle's";
  const findings: Finding[] = [];
  if (members !== undefined) {
    const hasTrace = members.some((member) => member.path === path);
    const isWithheld = summary?.withheld.some((member) => member.path === path) === true;
    if (hasTrace && completeness !== "traced")
      findings.push(disagreement(layout.provenance, what, "traced", completeness));
    if (!hasTrace && !isWithheld && completeness === "traced")
      findings.push(disagreement(layout.provenance, what, `a member ${path}`, "no such member"));
  }
  if (summary === undefined) return findings;
  if (summary.scan !== undefined && completeness === "declared")
    findings.push(disagreement(layout.provenance, what, "scanned", completeness));
  if (summary.scan === undefined && completeness === "scanned")
    findings.push(disagreement(layout.summary, what, "a scan", "no scan"));
  return findings;
};

const judgeRun = (
  { subject, predicate: { monitoredProcess, metadata } }: FileTrace,
  provenance: Provenance,
  summary: RunSummary | undefined,
): Finding[] => {
  const { buildDefinition, runDetails } = provenance.predicate;
  return [
    ...mustEqual(path, "The subjects are not provenance.json's", provenance.subject, subject),
    ...mustEqual(path, "The trace is of another builder", runDetails.builder.id, monitoredProcess.hostID),
    ...mustEqual(path, "The trace is of another build type", buildDefinition.buildType, monitoredProcess.type),
    ...(summary === undefined
      ? []
      : [
          ...mustEqual(path, "The trace is of another run", summary.runId, monitoredProcess.event),
          ...mustEqual(
            path,
            "The trace is of another time than the run",
            { buildStartedOn: summary.startedAt, buildFinishedOn: summary.finishedAt },
            metadata,
          ),
        ]),
  ];
};

/** Each input was read or not, with the digest that provenance has. */
const judgeInputs = ({ predicate }: FileTrace, provenance: Provenance): Finding[] => {
  const declared = new Map(
    dependenciesOf(provenance, "input")
      .filter(({ mediaType }) => mediaType === undefined)
      .map((input) => [declaredName(input), input.digest?.["sha256"]]),
  );
  const opened = predicate.monitorLog.fileAccess.filter(({ annotations }) => annotations.kprov_role === "input");
  const findings = opened.flatMap((file) =>
    mustEqual(
      path,
      `The input "${nameOf(file)}" has another digest in provenance.json`,
      declared.get(nameOf(file)),
      file.digest?.sha256,
    ),
  );
  const read = opened.filter(isInput).map(nameOf);
  const { onlyLeft, onlyRight } = differences([...declared.keys()], [...read, ...predicate.kprov_declaredNotRead]);
  return [
    ...findings,
    ...without(onlyLeft).map((name) =>
      disagreement(path, "An input was neither read nor not read", name, "no such input"),
    ),
    ...without(onlyRight).map((name) =>
      disagreement(path, "An input is none of provenance.json", "no such input", name),
    ),
  ];
};

const judgeOutputs = ({ predicate }: FileTrace, provenance: Provenance): Finding[] => {
  const subjects = new Map(provenance.subject.map((subject) => [declaredName(subject), subject.digest.sha256]));
  return predicate.monitorLog.fileAccess
    .filter(({ annotations }) => annotations.kprov_role === "output")
    .flatMap((file) =>
      mustEqual(
        path,
        `The output "${nameOf(file)}" has another digest in provenance.json`,
        subjects.get(nameOf(file)),
        file.digest?.sha256,
      ),
    );
};

/** Only a provenance that names a commit pins its files. */
const judgeSource = ({ predicate }: FileTrace, provenance: Provenance): Finding[] => {
  if (dependenciesOf(provenance, "source").length > 0) return [];
  return predicate.monitorLog.fileAccess
    .filter(({ annotations }) => annotations.kprov_role === "source")
    .map((file) => disagreement(path, "A file is said to be a commit's", "a source in provenance.json", nameOf(file)));
};

/** The lists follow from the files, and the reasons why the run failed from the lists. */
const judgeLists = ({ predicate }: FileTrace, provenance: Provenance): Finding[] => {
  const { monitorLog, kprov_readNotDeclared: unnamed, kprov_limits: limits } = predicate;
  const reasons = provenance.predicate.runDetails.kprov_outcome.findings;
  const subjectsOf = (code: string) => reasons.filter((reason) => reason.code === code).map(({ subject }) => subject);
  const read = monitorLog.fileAccess.filter((file) => isInput(file) && !isDeclared(file)).map(nameOf);
  const outputs = new Set(provenance.subject.map(declaredName));
  const written = monitorLog.fileAccess.filter((file) => isLeft(file, outputs)).map(nameOf);
  const undeclared = subjectsOf("INPUT_UNDECLARED");
  const known: readonly string[] = limits;
  return [
    ...compare("read and not declared", [...new Set(read)], unnamed),
    ...compare("written and not declared", [...new Set(written)], predicate.kprov_writtenNotDeclared),
    ...(undeclared.length === 0 ? [] : compare("a reason why the run failed", unnamed, undeclared)),
    ...subjectsOf("READS_UNSEEN")
      .filter((limit) => !known.includes(limit))
      .map((limit) =>
        disagreement(path, "The run failed for a limit that the trace does not have", limit, "no such limit"),
      ),
  ];
};

const compare = (what: string, left: readonly string[], right: readonly string[]): Finding[] => {
  const { onlyLeft, onlyRight } = differences(left, right);
  return [
    ...without(onlyLeft).map((name) => disagreement(path, `A file is not listed as ${what}`, name, "no such entry")),
    ...without(onlyRight).map((name) => disagreement(path, `A file is listed as ${what}`, "no such entry", name)),
  ];
};

const without = (names: readonly string[]): string[] => names.filter((name) => !name.includes(marker));

const isInput = ({ annotations }: FileAccess): boolean =>
  annotations.kprov_access.some((kind) => kind === "read" || kind === "executed");

const isDeclared = ({ annotations: { kprov_role: role } }: FileAccess): boolean =>
  role !== undefined && role !== "output";

/** Written, still there, and no output. */
const isLeft = (file: FileAccess, outputs: ReadonlySet<string>): boolean => {
  const { kprov_role: role, kprov_access: kinds } = file.annotations;
  if (!kinds.includes("written") || kinds.includes("removed") || role === "output") return false;
  return role !== "input" || !outputs.has(nameOf(file));
};

/** Of an input or a subject: one elsewhere is told by its URI. */
const declaredName = ({ name, uri }: Pick<ResourceDescriptor, "name" | "uri">): string =>
  uri === undefined ? (name ?? "") : pathOf(uri);

/** Of an entry of the trace, whose URI may be there only for want of a digest. */
const nameOf = ({ name, uri }: FileAccess): string => name ?? pathOf(uri ?? "");

const pathOf = (uri: string): string => {
  try {
    return fileURLToPath(uri);
  } catch {
    return uri;
  }
};

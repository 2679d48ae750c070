/**
 * What was asked for and how it ended: everything of a provenance but its lists.
 *
 * @module
 */
import { isDeepStrictEqual } from "node:util";
import { completenessOf, type Provenance } from "../../evidence/index.ts";
import { type Change, type Section, valueChange } from "../difference.ts";
import { wordsOf } from "../run.ts";
import { compareWords } from "../words.ts";

/** Outcome, command, git, configuration, trust: a section each. */
export const compareRequests = (before: Provenance, after: Provenance): Section[] => [
  section("outcome", compareOutcomes(before, after)),
  section("command", compareCommands(before, after)),
  section("git", compareGit(before, after)),
  section("configuration", compareConfiguration(before, after)),
  section("trust", compareTrust(before, after)),
];

// --- internal ---

const section = (name: string, changes: Change[]): Section => ({ name, same: null, changes });

const parametersOf = ({ predicate }: Provenance) => predicate.buildDefinition.externalParameters;
const internalsOf = ({ predicate }: Provenance) => predicate.buildDefinition.internalParameters;
const outcomeOf = ({ predicate }: Provenance) => predicate.runDetails.kprov_outcome;

const compareOutcomes = (before: Provenance, after: Provenance): Change[] => {
  const [old, now] = [outcomeOf(before), outcomeOf(after)];
  const findings = ({ findings: list }: typeof old) => list.map(({ code, subject }) => `${code} ${subject}`);
  return [
    ...valueChange("status", old.status, now.status),
    ...valueChange("exit status", textOf(old.exitCode), textOf(now.exitCode)),
    ...valueChange("signal", old.signal, now.signal),
    ...compareSets("finding", findings(old), findings(now)),
  ];
};

const textOf = (value: unknown): string | null => (value === null || value === undefined ? null : wordsOf(value));

/** What is compared by sections of its own, or as what it came to. */
const elsewhere: ReadonlySet<string> = new Set(["step", "argv", "inputs", "outputs", "inputRefs", "configuration"]);

const labels: Readonly<Record<string, string>> = {
  pipeline: "built-in pipeline",
  collect: "outputs collected",
  cleanEnvironment: "clean environment",
  terminal: "terminal left to the command",
  timeoutMs: "timeout in milliseconds",
  workingDirectory: "working directory",
};

const compareCommands = (before: Provenance, after: Provenance): Change[] => {
  const [old, now] = [parametersOf(before), parametersOf(after)];
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])].filter((name) => !elsewhere.has(name));
  const values = (parameters: object, name: string): unknown => (parameters as Record<string, unknown>)[name];
  return [
    ...valueChange("step", old.step, now.step),
    ...compareArguments(old.argv, now.argv),
    ...names
      .filter((name) => !isDeepStrictEqual(values(old, name), values(now, name)))
      .flatMap((name) => valueChange(labels[name] ?? name, textOf(values(old, name)), textOf(values(now, name)))),
    ...compareSets("declared input", old.inputs, now.inputs),
    ...compareSets("declared output", old.outputs, now.outputs),
  ];
};

const compareArguments = (before: string[] | null, after: string[] | null): Change[] => {
  if (before !== null && after !== null) return compareWords(before, after);
  return valueChange("command", before === null ? null : wordsOf(before), after === null ? null : wordsOf(after));
};

const compareGit = (before: Provenance, after: Provenance): Change[] => {
  const [old, now] = [internalsOf(before).git, internalsOf(after).git];
  if (old === null || now === null) {
    const words = (git: typeof old) => (git === null ? "none" : `commit ${git.before.commit ?? "none yet"}`);
    return valueChange("repository", words(old), words(now));
  }
  return [
    ...valueChange("commit", old.before.commit, now.before.commit),
    ...valueChange("uncommitted changes", wordsOf(old.before.dirty), wordsOf(now.before.dirty)),
    ...valueChange("uncommitted changes after the step", wordsOf(old.after.dirty), wordsOf(now.after.dirty)),
    ...(old.after.commit === old.before.commit && now.after.commit === now.before.commit
      ? []
      : valueChange("commit after the step", old.after.commit, now.after.commit)),
  ];
};

const compareConfiguration = (before: Provenance, after: Provenance): Change[] => {
  const [old, now] = [parametersOf(before).configuration, parametersOf(after).configuration];
  const named = valueChange("file", old?.path ?? null, now?.path ?? null);
  const [change] = valueChange("content", digestOf(old?.sha256), digestOf(now?.sha256));
  if (change === undefined) return named;
  const note =
    old?.effective === now?.effective ? "the same settings, written differently" : "other settings take effect";
  return [...named, { ...change, ...(old !== null && now !== null && { note }) }];
};

const digestOf = (sha256: string | undefined): string | null => (sha256 === undefined ? null : `sha256:${sha256}`);

const compareTrust = (before: Provenance, after: Provenance): Change[] => {
  const [old, now] = [internalsOf(before), internalsOf(after)];
  return [
    ...valueChange("trust mode", old.trustMode, now.trustMode),
    ...valueChange("builder", before.predicate.runDetails.builder.id, after.predicate.runDetails.builder.id),
    ...valueChange("completeness", completenessOf(before), completenessOf(after)),
    ...compareSets("recorded variable", old.recordedEnvironment, now.recordedEnvironment),
  ];
};

const compareSets = (name: string, before: readonly string[], after: readonly string[]): Change[] => {
  const [old, now] = [new Set(before), new Set(after)];
  return [
    ...[...old].filter((item) => !now.has(item)).map((item): Change => entry("removed", name, item)),
    ...[...now].filter((item) => !old.has(item)).map((item): Change => entry("added", name, item)),
  ];
};

const entry = (what: "added" | "removed", name: string, item: string): Change => ({
  what,
  name,
  before: what === "removed" ? item : null,
  after: what === "added" ? item : null,
});

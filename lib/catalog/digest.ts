/**
 * Two catalogs of the same bundles say the same: a digest that shows it.
 *
 * @module
 */
import { crypto } from "../lazy-crypto.ts";
import type { RefusedFacts, RunFacts } from "./model.ts";

/**
 * SHA-256 over everything that is known of a run. Lists are sets, so their order does not count; that of `argv` does.
 *
 * What is hashed is one line of JSON: an array, in which each list is an array of lines in the order of UTF-16 code units, as
 * RFC 8785 sorts. Never over where a bundle lies.
 */
export const factsDigest = (run: RunFacts): Buffer => storableRun(run).digest;

/** The same for a bundle that was refused. */
export const refusedDigest = (refused: RefusedFacts): Buffer => storableRefused(refused).digest;

/** The facts as they can be stored, and their digest. Nearly always they are what was given. */
export const storableRun = (run: RunFacts): { run: RunFacts; digest: Buffer } => {
  const line = runLine(run);
  if (!unstorable.test(line)) return { run, digest: digestOf(line) };
  const clean = storable(run);
  return { run: clean, digest: digestOf(runLine(clean)) };
};

export const storableRefused = (refused: RefusedFacts): { refused: RefusedFacts; digest: Buffer } => {
  const line = refusedLine(refused);
  if (!unstorable.test(line)) return { refused, digest: digestOf(line) };
  const clean = storable(refused);
  return { refused: clean, digest: digestOf(refusedLine(clean)) };
};

/**
 * The logical digest of a catalog: SHA-256 over the digests of all its facts, in the order of their bytes.
 *
 * `sorted` gives each once.
 */
export const logicalDigestOf = (sorted: Iterable<Uint8Array>): string => {
  const hash = crypto().createHash("sha256").update("kprov.catalog/v1\n");
  for (const digest of sorted) hash.update(digest);
  return hash.digest("hex");
};

// --- internal ---

const digestOf = (line: string): Buffer => crypto().hash("sha256", line, "buffer");

/** As JSON escapes them: a NUL, at which one of the engines ends a text, and half a character, which is no UTF-8. */
const unstorable = /\\u(?:0000|d[89a-f])/;

/** The same facts with a visible sign (U+2400) for NUL, and U+FFFD for half a character. */
const storable = <T>(value: T): T => {
  if (typeof value === "string") return value.replaceAll("\0", "\u2400").toWellFormed() as T;
  if (Array.isArray(value)) return value.map(storable) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, below]) => [key, storable(below)])) as T;
};

type Plain = string | number | boolean | null;

/** Written out, because a general serialiser took a third of the time of storing a run. */
const runLine = (run: RunFacts): string => {
  const { toolchain } = run;
  const own: (Plain | readonly string[])[] = [
    ...["run", run.bundleDigest, run.stableDigest, run.runId, run.project, run.step],
    ...[run.startedAt, run.finishedAt, run.durationMs, run.outcome, run.exitCode, run.signal, run.isIncomplete],
    ...[run.trustMode, run.builder, run.recorder, run.commit, run.branch, run.isDirty],
    ...[run.configDigest, run.previousBundle, run.rerunOf, run.origin, run.review, run.inputBytes, run.outputBytes],
    ...[toolchain.digest, toolchain.os, toolchain.architecture],
    run.argv,
  ];
  return [
    JSON.stringify(own),
    lines(run.members, ({ path, size, digest, isStable }) => [path, size, digest, isStable]),
    lines(run.files, ({ role, path, size, digest, mediaType }) => [role, path, size, digest, mediaType]),
    lines(toolchain.tools, ({ name, role, version, digest }) => [name, role, version, digest]),
    lines(toolchain.distributions, ({ interpreter, name, version }) => [interpreter, name, version]),
    lines(run.checks, ({ name, verdict, isTrusted }) => [name, verdict, isTrusted]),
    lines(run.findings, ({ code, level, path, message }) => [code, level, path, message]),
    lines(run.signatures, (s) => [s.path, s.over, s.predicateType, s.status, s.owner, s.fingerprint]),
    lines(run.reviews, (r) => [r.decision, r.reviewer, r.isCounted, r.at, r.comment, r.digest]),
    lines(run.tags, ({ key, value }) => [key, value]),
    lines(run.annotations, ({ at, author, text }) => [at, author, text]),
    lines(run.texts, ({ path, text, isCut }) => [path, text, isCut]),
  ].join("\n");
};

const refusedLine = ({ name, verdict, bundleDigest, runId, project, step, findings }: RefusedFacts): string => {
  const own = JSON.stringify(["refused", name, verdict, bundleDigest, runId, project, step]);
  return `${own}\n${lines(findings, ({ code, level, path, message }) => [code, level, path, message])}`;
};

const lines = <Fact>(facts: readonly Fact[], row: (fact: Fact) => Plain[]): string =>
  facts
    .map((fact) => JSON.stringify(row(fact)))
    .sort()
    .join("\n");

/**
 * Valid bundles made from the evidence formats alone, and ways to spoil them.
 *
 * @module
 */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { sha256 } from "../../lib/digest.ts";
import {
  createProvenance,
  formatManifest,
  formatSums,
  formatTraceEvent,
  layout,
  type Member,
  type Outcome,
  type ResourceDescriptor,
  type RunSummary,
  type Subject,
  stabilityOf,
  stableDigest,
  type Toolchain,
  type TraceEvent,
  traceStart,
} from "../../lib/evidence/index.ts";
import { formatDocument } from "../../lib/json.ts";

export interface BundleOptions {
  runId?: string;
  /** Of the run: `2026-02-15` by default. */
  day?: string;
  /** Milliseconds since the epoch, instead of a quarter past eight on that day. */
  startedAt?: number;
  outcome?: Outcome;
  /** Outputs in the bundle, by name below `outputs/`. */
  outputs?: Record<string, string | Uint8Array>;
  /** Outputs that stay where they are; the bundle then collects none. */
  subjects?: Subject[];
  inputs?: ResourceDescriptor[];
  references?: string[];
  /** Null: not recorded. */
  logs?: { stdout: string; stderr: string } | null;
  previous?: RunSummary["previous"];
  withheld?: RunSummary["withheld"];
  incomplete?: boolean;
}

export const succeeded: Outcome = { status: "succeeded", exitCode: 0, signal: null, findings: [] };
export const failed: Outcome = { status: "failed", exitCode: 3, signal: null, findings: [] };
export const commit = "0123456789abcdef0123456789abcdef01234567";

/** How an input of this content is described. */
export const inputOf = (name: string, content: string): ResourceDescriptor => ({
  name,
  digest: { sha256: sha256(content) },
  annotations: { kprov_role: "input" },
});

/** Write a bundle into `parent` and return its path. */
export const writeBundle = (parent: string, options: BundleOptions = {}): string => {
  const {
    runId = "2026-02-15T20-13-00Z-0000000a",
    outcome = succeeded,
    logs = { stdout: "hello\n", stderr: "" },
  } = options;
  const outputs =
    options.outputs ?? (options.subjects === undefined ? { "a.csv": "1,2\n", "deep/b.csv": "3,4\n" } : {});
  const dir = join(parent, runId);
  const put = (path: string, bytes: string | Uint8Array): void => {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), bytes);
  };
  for (const [name, content] of Object.entries(outputs)) put(`${layout.outputs}${name}`, content);
  if (logs !== null) {
    put(layout.stdout, logs.stdout);
    put(layout.stderr, logs.stderr);
  }
  put(layout.toolchain, formatDocument(toolchain));
  put(layout.review, formatDocument({ schema: "kprov.human-review/v1", status: "PENDING", approvalsRequired: 1 }));
  const collected = Object.entries(outputs).map(
    ([name, content]): Subject => ({ name, digest: { sha256: sha256(content) } }),
  );
  const subjects = options.subjects ?? collected;
  const trace = traceOf(runId, outcome, { inputs: options.inputs?.length ?? 0, outputs: subjects.length });
  put(layout.trace, trace.text);
  put(layout.provenance, formatDocument(provenanceOf(options, subjects, outcome)));
  put(layout.summary, formatDocument(summaryOf({ ...options, runId, outcome, logs }, subjects.length, trace)));
  reseal(dir);
  return dir;
};

/** Make summary, manifest and sums right again for whatever the other members are now. */
export const reseal = (dir: string, options: { keepStableDigest?: boolean } = {}): void => {
  if (options.keepStableDigest !== true) {
    editDocument(dir, layout.summary, (summary) => {
      summary["stableDigest"] = stableDigest(membersOf(dir));
    });
  }
  sealMembers(dir, membersOf(dir));
};

/** Write manifest and sums for these members. */
export const sealMembers = (dir: string, members: readonly Member[]): void => {
  const manifest = formatManifest(members);
  writeFileSync(join(dir, layout.manifest), manifest);
  writeFileSync(join(dir, layout.sums), formatSums(members, manifest));
};

/** Every file as the manifest would list it. */
export const membersOf = (dir: string): Member[] =>
  filesOf(dir)
    .filter((path) => path !== layout.manifest && path !== layout.sums && !path.startsWith(layout.attestations))
    .map((path) => {
      const bytes = readFileSync(join(dir, path));
      return { path, size: bytes.length, sha256: sha256(bytes), stability: stabilityOf(path) };
    });

/** Paths of all plain files below `dir`, sorted. */
export const filesOf = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, encoding: "utf8" })
    .filter((path) => statSync(join(dir, path)).isFile())
    .sort();

// biome-ignore lint/suspicious/noExplicitAny: a test reaches into any document.
type Loose = any;

/** Change one JSON document in place, in canonical form. */
export const editDocument = (dir: string, path: string, edit: (document: Loose) => void): void => {
  const document: Loose = JSON.parse(readFileSync(join(dir, path), "utf8"));
  edit(document);
  writeFileSync(join(dir, path), formatDocument(document));
};

/** Write the trace anew, chained, after `edit`; the summary follows it. */
export const editTrace = (dir: string, edit: (events: TraceEvent[]) => TraceEvent[]): void => {
  const lines = readFileSync(join(dir, layout.trace), "utf8").trimEnd().split("\n");
  const trace = chainOf(edit(lines.map((line) => JSON.parse(line) as TraceEvent)));
  writeFileSync(join(dir, layout.trace), trace.text);
  editDocument(dir, layout.summary, (summary) => {
    summary.trace = { events: trace.events, head: trace.head };
  });
};

// --- internal ---

interface WrittenTrace {
  text: string;
  events: number;
  head: string;
}

const toolchain: Toolchain = {
  schema: "kprov.toolchain/v1",
  platform: { os: "linux", architecture: "x64", distribution: { id: "debian", version: "12" } },
  tools: [{ name: "python3", role: "command", version: "3.11.2", sha256: sha256("python") }],
  python: [],
  cuda: null,
  lockFiles: [{ path: "uv.lock", size: 4, sha256: sha256("lock") }],
};

const chainOf = (events: readonly TraceEvent[]): WrittenTrace => {
  let previous = traceStart;
  const lines = events.map((event, seq) => {
    const { line, head } = formatTraceEvent({ ...event, seq, previous });
    previous = head;
    return `${line}\n`;
  });
  return { text: lines.join(""), events: lines.length, head: previous };
};

const traceOf = (runId: string, outcome: Outcome, files: { inputs: number; outputs: number }): WrittenTrace => {
  const isOfStep = (kind: string) => kind.startsWith("step.") || kind.startsWith("signal.");
  const event = (
    kind: TraceEvent["kind"],
    offsetUs: number,
    attributes: TraceEvent["attributes"] = {},
  ): TraceEvent => ({
    schema: "kprov.trace-event/v1",
    seq: 0,
    kind,
    offsetUs,
    traceId: "0af7651916cd43dd8448eb211c80319c",
    spanId: isOfStep(kind) ? "b7ad6b7169203331" : "00f067aa0ba902b7",
    parentSpanId: isOfStep(kind) ? "00f067aa0ba902b7" : null,
    attributes,
    previous: traceStart,
  });
  return chainOf([
    event("run.start", 0, { runId }),
    event("inputs.recorded", 1000, { files: files.inputs }),
    event("toolchain.recorded", 1500, { tools: 1 }),
    event("step.start", 2000, { argv0: "python3" }),
    ...(outcome.status === "interrupted"
      ? [event("signal.forwarded", 1_500_000, { signal: "SIGTERM", forwarded: true })]
      : []),
    event("step.end", 1_502_000, { exitCode: outcome.exitCode, signal: outcome.signal }),
    event("outputs.recorded", 1_503_000, { files: files.outputs }),
    event("run.end", 1_600_000, { status: outcome.status }),
  ]);
};

const provenanceOf = (options: BundleOptions, subjects: Subject[], outcome: Outcome) => {
  const references = options.references ?? [];
  return createProvenance({
    subjects,
    parameters: {
      step: "train",
      argv: ["python3", "train.py"],
      pipeline: null,
      inputs: (options.inputs ?? []).map(({ name, uri }) => name ?? uri?.replace("file://", "") ?? ""),
      inputRefs: references,
      outputs: subjects.map(({ name, uri }) => uri?.replace("file://", "") ?? name),
      collect: options.subjects === undefined,
      cleanEnvironment: false,
      terminal: options.logs === null,
      timeoutMs: outcome.status === "timed-out" ? 1000 : null,
      workingDirectory: ".",
      configuration: null,
    },
    recordedEnvironment: ["LANG", "PATH"],
    trustMode: "workstation",
    git: { before: { commit, dirty: false }, after: { commit, dirty: true } },
    dependencies: [
      { name: "source", digest: { gitCommit: commit }, annotations: { kprov_role: "source" } },
      ...(options.inputs ?? []),
      ...references.map((reference) => ({
        uri: reference.slice(0, reference.lastIndexOf("@")),
        digest: { sha256: reference.slice(-64) },
        annotations: { kprov_role: "declared" },
      })),
      { name: "uv.lock", digest: { sha256: sha256("lock") }, annotations: { kprov_role: "lock-file" } },
      { name: "python3", digest: { sha256: sha256("python") }, annotations: { kprov_role: "tool" } },
    ],
    outcome,
  });
};

const timeOf = ({ day = "2026-02-15", startedAt = Date.parse(`${day}T20:13:00.000Z`) }: BundleOptions, later: number) =>
  new Date(startedAt + later).toISOString();

const exitCodeOf = ({ status, exitCode, signal }: Outcome, incomplete: boolean): number => {
  if (incomplete) return 125;
  if (status === "timed-out") return 124;
  if (signal !== null) return 128 + constants.signals[signal as NodeJS.Signals];
  return exitCode === 0 && status !== "succeeded" ? 1 : (exitCode ?? 1);
};

const summaryOf = (
  options: BundleOptions & { runId: string; outcome: Outcome },
  outputs: number,
  trace: WrittenTrace,
): RunSummary => ({
  schema: "kprov.run-summary/v1",
  runId: options.runId,
  project: "claims-etl",
  step: "train",
  tags: { k: "v" },
  startedAt: timeOf(options, 0),
  finishedAt: timeOf(options, 1600),
  durationMs: 1500,
  outcome: options.outcome,
  exitCode: exitCodeOf(options.outcome, options.incomplete ?? false),
  stableDigest: "0".repeat(64),
  previous: options.previous ?? null,
  trustMode: { mode: "workstation", reason: "no CI variables" },
  recorder: { name: "kprovengine", version: "0.1.0", node: "20.19.0" },
  host: { name: "host", kernel: "6.1", user: "ann" },
  workingDirectory: "/home/ann/etl",
  environment: { LANG: "C.UTF-8" },
  git: {
    state: "recorded",
    reason: null,
    branch: "main",
    shallow: false,
    remotes: [],
    before: { commit, changed: [], untracked: [] },
    after: { commit, changed: [{ path: "a.csv", status: ".M" }], untracked: [] },
  },
  tools: [{ name: "python3", role: "command", path: "/usr/bin/python3", fromCache: false }],
  logs: {
    recorded: options.logs !== null,
    stdoutBytes: Buffer.byteLength(options.logs?.stdout ?? ""),
    stderrBytes: Buffer.byteLength(options.logs?.stderr ?? ""),
    complete: true,
  },
  inputs: { files: options.inputs?.length ?? 0, bytes: 0 },
  outputs: { files: outputs, bytes: 0, unchanged: [] },
  trace: { events: trace.events, head: trace.head },
  redactions: [],
  withheld: options.withheld ?? [],
  incomplete: options.incomplete ?? false,
});

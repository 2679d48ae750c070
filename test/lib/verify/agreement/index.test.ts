import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sha256 } from "../../../../lib/digest.ts";
import { layout, noOutputs, type Outcome } from "../../../../lib/evidence/index.ts";
import { verifyBundle } from "../../../../lib/verify/index.ts";
import {
  type BundleOptions,
  editDocument,
  editTrace,
  failed,
  inputOf,
  reseal,
  writeBundle,
} from "../../../support/bundle.ts";
import { temporary } from "../../../support/temporary.ts";

// biome-ignore lint/suspicious/noExplicitAny: a test reaches into any document.
type Loose = any;
type Spoil = (dir: string) => void;

const other = "f".repeat(64);

/** Findings of a bundle whose documents were changed and whose digests were all made right again. */
const judgeSpoiled = async (spoil: Spoil, options: BundleOptions = {}, keepStableDigest = false) => {
  const dir = writeBundle(temporary(), options);
  spoil(dir);
  reseal(dir, { keepStableDigest });
  return (await verifyBundle(dir, { integrityOnly: true })).findings;
};

const inSummary =
  (edit: (summary: Loose) => void): Spoil =>
  (dir) =>
    editDocument(dir, layout.summary, edit);
const inProvenance =
  (edit: (provenance: Loose) => void): Spoil =>
  (dir) =>
    editDocument(dir, layout.provenance, edit);
const inToolchain =
  (edit: (toolchain: Loose) => void): Spoil =>
  (dir) =>
    editDocument(dir, layout.toolchain, edit);
const internal = (provenance: Loose) => provenance.predicate.buildDefinition.internalParameters;
const external = (provenance: Loose) => provenance.predicate.buildDefinition.externalParameters;
const dependencies = (provenance: Loose) => provenance.predicate.buildDefinition.resolvedDependencies;
const outcome = (provenance: Loose) => provenance.predicate.runDetails.kprov_outcome;
const withoutRole = (role: string) =>
  inProvenance((provenance) => {
    provenance.predicate.buildDefinition.resolvedDependencies = dependencies(provenance).filter(
      ({ annotations }: Loose) => annotations.kprov_role !== role,
    );
  });

const both =
  (status: string, exitCode: number | null, more: object = {}): Spoil =>
  (dir) => {
    const value: Loose = { status, exitCode, signal: null, findings: [], ...more };
    editDocument(dir, layout.summary, (summary) => Object.assign(summary, { outcome: value }));
    editDocument(dir, layout.provenance, (provenance) => Object.assign(outcome(provenance), value));
    editTrace(dir, (events) =>
      events.map((event) => {
        if (event.kind === "run.end") return { ...event, attributes: { status } };
        return event.kind === "step.end" ? { ...event, attributes: { exitCode, signal: value.signal } } : event;
      }),
    );
  };

const notStarted = [{ code: "STEP_NOT_STARTED", subject: "not-found" }];

/** Other attributes for the first event of a kind, chained anew. */
const inEvent =
  (kind: string, attributes: object): Spoil =>
  (dir) =>
    editTrace(dir, (events) =>
      events.map((event) =>
        event.kind === kind ? { ...event, attributes: { ...event.attributes, ...attributes } } : event,
      ),
    );
const input = inputOf("x.csv", "x");
const timedOut: Outcome = { status: "timed-out", exitCode: null, signal: "SIGTERM", findings: [] };
const killed: Outcome = { status: "signalled", exitCode: null, signal: "SIGKILL", findings: [] };
const interrupted: Outcome = { status: "interrupted", exitCode: 0, signal: null, findings: [] };
const noGit = (state: string) => (dir: string) => {
  withoutRole("source")(dir);
  inProvenance((p) => Object.assign(internal(p), { git: null }))(dir);
  inSummary((s) => Object.assign(s.git, { state, before: null, after: null, branch: null }))(dir);
};

/** Everything forged consistently otherwise. */
const gaps: [string, string, Spoil, BundleOptions?][] = [
  ["DOCUMENTS_DISAGREE", "another signal in the trace", inEvent("step.end", { signal: "SIGKILL" })],
  ["DOCUMENTS_DISAGREE", "no exit code in the trace", inEvent("step.end", { exitCode: null })],
  ["DOCUMENTS_DISAGREE", "an exit code that is text", inEvent("step.end", { exitCode: "0" })],
  ["DOCUMENTS_DISAGREE", "a trace of another run", inEvent("run.start", { runId: "run-9" })],
  ["DOCUMENTS_DISAGREE", "a trace with other inputs", inEvent("inputs.recorded", { files: 1 })],
  ["DOCUMENTS_DISAGREE", "a trace with other outputs", inEvent("outputs.recorded", { files: 1 })],
  ["DOCUMENTS_DISAGREE", "a trace with other tools", inEvent("toolchain.recorded", { tools: 2 })],
  ["DOCUMENTS_DISAGREE", "a trace of another command", inEvent("step.start", { argv0: "python4" })],
  ["DOCUMENTS_DISAGREE", "a trace of a pipeline", inEvent("step.start", { pipeline: "text" })],
  [
    "DOCUMENTS_DISAGREE",
    "an input twice by name",
    (dir) => {
      inProvenance((p) => dependencies(p).push({ ...input, digest: { sha256: other } }))(dir);
      inSummary((s) => Object.assign(s.inputs, { files: 2 }))(dir);
      inEvent("inputs.recorded", { files: 2 })(dir);
    },
    { inputs: [input] },
  ],
  [
    "DOCUMENTS_DISAGREE",
    "inputs that were not declared",
    inProvenance((p) => Object.assign(external(p), { inputs: [] })),
    { inputs: [input] },
  ],
  [
    "DOCUMENTS_DISAGREE",
    "declared inputs that were not recorded",
    inProvenance((p) => Object.assign(external(p), { inputs: ["x.csv"] })),
  ],
  ...["gone.csv", "*.bin", "a.csv/below", "dee", "[", "!x"].map((output): [string, string, Spoil] => [
    "DOCUMENTS_DISAGREE",
    `the declared output "${output}" that was not made`,
    inProvenance((p) => external(p).outputs.push(output)),
  ]),
  [
    "DOCUMENTS_DISAGREE",
    "a command and a pipeline",
    inProvenance((p) => Object.assign(external(p), { pipeline: "text" })),
  ],
  ["DOCUMENTS_DISAGREE", "an empty command", inProvenance((p) => Object.assign(external(p), { argv: [] }))],
  [
    "OUTCOME_INCONSISTENT",
    "an exit code that is not the child's",
    inSummary((s) => Object.assign(s, { exitCode: 4 })),
    { outcome: failed },
  ],
  [
    "OUTCOME_INCONSISTENT",
    "missing evidence of a failed run that is whole",
    inSummary((s) => Object.assign(s, { exitCode: 125 })),
    { outcome: failed },
  ],
  [
    "OUTCOME_INCONSISTENT",
    "a cut stream of a terminal left to the step",
    inSummary((s) => Object.assign(s, { exitCode: 125 })),
    { logs: null },
  ],
  [
    "OUTCOME_INCONSISTENT",
    "a timeout that did not exit 124",
    inSummary((s) => Object.assign(s, { exitCode: 143 })),
    { outcome: timedOut },
  ],
  [
    "OUTCOME_INCONSISTENT",
    "a timeout of a run that had none",
    inProvenance((p) => Object.assign(external(p), { timeoutMs: null })),
    { outcome: timedOut },
  ],
  [
    "OUTCOME_INCONSISTENT",
    "a signal that did not exit 128+n",
    inSummary((s) => Object.assign(s, { exitCode: 1 })),
    { outcome: killed },
  ],
  [
    "OUTCOME_INCONSISTENT",
    "a step that was not started and exited",
    (dir) => {
      both("failed", 0, { findings: notStarted })(dir);
      inSummary((s) => Object.assign(s, { exitCode: 127 }))(dir);
      inEvent("step.end", { exitCode: 127 })(dir);
    },
  ],
  ["DOCUMENTS_DISAGREE", "no state of git that was recorded", noGit("recorded")],
  [
    "DOCUMENTS_DISAGREE",
    "a state of git where there is no repository",
    inSummary((s) => Object.assign(s.git, { state: "no-repository" })),
  ],
  ["DOCUMENTS_DISAGREE", "a tool without a place", inSummary((s) => Object.assign(s, { tools: [] }))],
  ["DOCUMENTS_DISAGREE", "a tool in another role", inSummary((s) => Object.assign(s.tools[0], { role: "launcher" }))],
  ["DOCUMENTS_DISAGREE", "a step longer than its times", inSummary((s) => Object.assign(s, { durationMs: 1601 }))],
  ["DOCUMENTS_DISAGREE", "a step shorter than in the trace", inSummary((s) => Object.assign(s, { durationMs: 1498 }))],
  [
    "DOCUMENTS_DISAGREE",
    "times further apart than the trace",
    inSummary((s) => Object.assign(s, { finishedAt: "2026-02-15T21:13:01.600Z" })),
  ],
  [
    "DOCUMENTS_DISAGREE",
    "30 February",
    inSummary((s) =>
      Object.assign(s, { startedAt: "2026-02-30T20:13:00.000Z", finishedAt: "2026-02-30T20:13:01.600Z" }),
    ),
  ],
];

const cases: [string, string, Spoil, BundleOptions?][] = [
  ["DOCUMENTS_DISAGREE", "another step in the summary", inSummary((s) => Object.assign(s, { step: "deploy" }))],
  [
    "DOCUMENTS_DISAGREE",
    "another step in provenance",
    inProvenance((p) => Object.assign(external(p), { step: "deploy" })),
  ],
  [
    "DOCUMENTS_DISAGREE",
    "another trust mode in the summary",
    inSummary((s) => Object.assign(s.trustMode, { mode: "github-actions" })),
  ],
  [
    "DOCUMENTS_DISAGREE",
    "another trust mode in provenance",
    inProvenance((p) => Object.assign(internal(p), { trustMode: "github-actions" })),
  ],
  [
    "DOCUMENTS_DISAGREE",
    "a builder that is not the trust mode's",
    inProvenance((p) =>
      Object.assign(p.predicate.runDetails.builder, { id: "pkg:npm/kprovengine#builder/github-actions/v1" }),
    ),
  ],
  ["DOCUMENTS_DISAGREE", "a run id that is none", inSummary((s) => Object.assign(s, { runId: "../x" }))],
  [
    "DOCUMENTS_DISAGREE",
    "a previous run id that is none",
    inSummary((s) => Object.assign(s, { previous: { runId: "", bundleDigest: other } })),
  ],
  [
    "DOCUMENTS_DISAGREE",
    "itself as the bundle before",
    inSummary((s) => Object.assign(s, { previous: { runId: s.runId, bundleDigest: other } })),
  ],
  [
    "DOCUMENTS_DISAGREE",
    "an end before the start",
    inSummary((s) => Object.assign(s, { finishedAt: "2026-02-15T20:12:59.999Z" })),
  ],
  [
    "DOCUMENTS_DISAGREE",
    "a time that does not exist",
    inSummary((s) => Object.assign(s, { finishedAt: "2026-02-35T20:12:59.999Z" })),
  ],
  ["DOCUMENTS_DISAGREE", "a step longer than its run", inSummary((s) => Object.assign(s, { durationMs: 1602 }))],
  [
    "DOCUMENTS_DISAGREE",
    "a recorded variable that is not listed",
    inSummary((s) => Object.assign(s.environment, { TOKEN: "x" })),
  ],
  [
    "DOCUMENTS_DISAGREE",
    "another outcome in the summary",
    inSummary((s) => Object.assign(s, { outcome: failed, exitCode: 3 })),
  ],
  ["DOCUMENTS_DISAGREE", "another outcome in provenance", inProvenance((p) => Object.assign(outcome(p), failed))],
  [
    "DOCUMENTS_DISAGREE",
    "another outcome in the trace",
    (dir) =>
      editTrace(dir, (events) =>
        events.map((event) => (event.kind === "run.end" ? { ...event, attributes: { status: "failed" } } : event)),
      ),
  ],
  [
    "DOCUMENTS_DISAGREE",
    "no outcome in the trace",
    (dir) =>
      editTrace(dir, (events) =>
        events.map((event) => (event.kind === "run.end" ? { ...event, attributes: {} } : event)),
      ),
  ],
  [
    "DOCUMENTS_DISAGREE",
    "another exit code in the trace",
    (dir) =>
      editTrace(dir, (events) =>
        events.map((event) => (event.kind === "step.end" ? { ...event, attributes: { exitCode: 1 } } : event)),
      ),
  ],
  ["OUTCOME_INCONSISTENT", "succeeded with exit code 3", both("succeeded", 3)],
  [
    "OUTCOME_INCONSISTENT",
    "succeeded with a finding",
    both("succeeded", 0, { findings: [{ code: "INPUT_CHANGED", subject: "a" }] }),
  ],
  ["OUTCOME_INCONSISTENT", "succeeded with a signal", both("succeeded", 0, { signal: "SIGKILL" })],
  ["OUTCOME_INCONSISTENT", "succeeded without an exit code", both("succeeded", null)],
  ["OUTCOME_INCONSISTENT", "failed without a reason", both("failed", 0)],
  ["OUTCOME_INCONSISTENT", "signalled without a signal", both("signalled", null)],
  ["OUTCOME_INCONSISTENT", "succeeded and exited 3", inSummary((s) => Object.assign(s, { exitCode: 3 }))],
  [
    "OUTCOME_INCONSISTENT",
    "failed and exited 0",
    inSummary((s) => Object.assign(s, { exitCode: 0 })),
    { outcome: failed },
  ],
  [
    "DOCUMENTS_DISAGREE",
    "another commit in the summary",
    inSummary((s) => Object.assign(s.git.before, { commit: "a".repeat(40) })),
  ],
  [
    "DOCUMENTS_DISAGREE",
    "another commit in provenance",
    inProvenance((p) => Object.assign(internal(p).git.before, { commit: "a".repeat(40) })),
  ],
  [
    "DOCUMENTS_DISAGREE",
    "another commit as the source",
    inProvenance((p) => Object.assign(dependencies(p)[0].digest, { gitCommit: "a".repeat(40) })),
  ],
  ["DOCUMENTS_DISAGREE", "no source", withoutRole("source")],
  [
    "DOCUMENTS_DISAGREE",
    "a clean state that the summary calls dirty",
    inProvenance((p) => Object.assign(internal(p).git.after, { dirty: false })),
  ],
  [
    "DOCUMENTS_DISAGREE",
    "a state of git in one document only",
    inProvenance((p) => Object.assign(internal(p), { git: null })),
  ],
  ["DOCUMENTS_DISAGREE", "a tool that is no dependency", withoutRole("tool")],
  ["DOCUMENTS_DISAGREE", "a lock file that is no dependency", withoutRole("lock-file")],
  ["DOCUMENTS_DISAGREE", "a dependency that is no tool", inToolchain((t) => Object.assign(t, { tools: [] }))],
  [
    "DOCUMENTS_DISAGREE",
    "a tool with another digest",
    inToolchain((t) => Object.assign(t.tools[0], { sha256: other })),
  ],
  [
    "DOCUMENTS_DISAGREE",
    "a lock file with another digest",
    inToolchain((t) => Object.assign(t.lockFiles[0], { sha256: other })),
  ],
  ["DOCUMENTS_DISAGREE", "a tool twice", inProvenance((p) => dependencies(p).push(dependencies(p).at(-1)))],
  [
    "DOCUMENTS_DISAGREE",
    "a dependency without a role",
    inProvenance((p) => dependencies(p).push({ name: "x", digest: { sha256: other } })),
  ],
  [
    "DOCUMENTS_DISAGREE",
    "a preflight without a digest",
    inProvenance((p) => dependencies(p).push({ uri: "file:///x", annotations: { kprov_role: "preflight" } })),
  ],
  [
    "DOCUMENTS_DISAGREE",
    "two preflights",
    inProvenance((p) => {
      const annotations = { kprov_role: "preflight" };
      dependencies(p).push({ name: "a", digest: { sha256: other }, annotations });
      dependencies(p).push({ name: "b", digest: { sha256: other }, annotations });
    }),
  ],
  [
    "DOCUMENTS_DISAGREE",
    "an input without a digest",
    inProvenance((p) => dependencies(p).push({ uri: "file:///x", annotations: { kprov_role: "input" } })),
  ],
  [
    "DOCUMENTS_DISAGREE",
    "an input more than the summary counts",
    inProvenance((p) => dependencies(p).push(inputOf("x", "x"))),
  ],
  [
    "DOCUMENTS_DISAGREE",
    "an input less than the summary counts",
    withoutRole("input"),
    { inputs: [inputOf("x", "x")] },
  ],
  [
    "DOCUMENTS_DISAGREE",
    "a reference that was not declared",
    inProvenance((p) => Object.assign(external(p), { inputRefs: [] })),
    { references: [`s3://b/k@sha256:${other}`] },
  ],
  [
    "DOCUMENTS_DISAGREE",
    "an output of another digest",
    inProvenance((p) => Object.assign(p.subject[0].digest, { sha256: other })),
  ],
  ["DOCUMENTS_DISAGREE", "an output less in provenance", inProvenance((p) => p.subject.pop())],
  [
    "DOCUMENTS_DISAGREE",
    "an output more in provenance",
    inProvenance((p) => p.subject.push({ name: "c.csv", digest: { sha256: other } })),
  ],
  [
    "DOCUMENTS_DISAGREE",
    "an output in place of another",
    (dir) => writeFileSync(join(dir, "outputs/a.csv"), "changed"),
  ],
  [
    "DOCUMENTS_DISAGREE",
    "outputs that were not collected",
    inProvenance((p) => Object.assign(external(p), { collect: false })),
  ],
  [
    "DOCUMENTS_DISAGREE",
    "the empty list instead of outputs",
    inProvenance((p) => Object.assign(p, { subject: [noOutputs] })),
  ],
  ["DOCUMENTS_DISAGREE", "another count of outputs", inSummary((s) => Object.assign(s.outputs, { files: 3 }))],
  ["DOCUMENTS_DISAGREE", "an output removed with its manifest entry", (dir) => rmSync(join(dir, "outputs/a.csv"))],
  ["DOCUMENTS_DISAGREE", "a log cut with its manifest entry", (dir) => writeFileSync(join(dir, layout.stdout), "hel")],
  ["DOCUMENTS_DISAGREE", "a log removed with its manifest entry", (dir) => rmSync(join(dir, layout.stderr))],
  ["DOCUMENTS_DISAGREE", "logs that were not recorded", inSummary((s) => Object.assign(s.logs, { recorded: false }))],
  [
    "DOCUMENTS_DISAGREE",
    "logs of a terminal left to the step",
    inProvenance((p) => Object.assign(external(p), { terminal: true })),
  ],
  ["DOCUMENTS_DISAGREE", "another number of events", inSummary((s) => Object.assign(s.trace, { events: 5 }))],
  ["DOCUMENTS_DISAGREE", "another head of the trace", inSummary((s) => Object.assign(s.trace, { head: other }))],
  [
    "BUNDLE_INCOMPLETE",
    "a bundle that calls itself incomplete",
    inSummary((s) => Object.assign(s, { incomplete: true, exitCode: 125 })),
  ],
  [
    "BUNDLE_INCOMPLETE",
    "a withheld member",
    inSummary((s) =>
      Object.assign(s, { withheld: [{ path: "outputs/c", secrets: ["TOKEN"] }], incomplete: true, exitCode: 125 }),
    ),
  ],
];

describe("judgeAgreement", () => {
  it.each([
    ...[
      "a.csv",
      "./a.csv",
      "deep",
      "deep/",
      ".",
      "*.csv",
      "d*/**",
      "/home/ann/etl/deep",
      "/home/ann/x/../etl/*.csv",
    ].map((output): [string, Spoil, BundleOptions?] => [
      `the declared output "${output}"`,
      inProvenance((p) => Object.assign(external(p), { outputs: [output] })),
    ]),
    [
      "a declared output outside the working directory",
      inProvenance((p) => Object.assign(external(p), { outputs: ["/data/x", "/data/*/y.bin"] })),
      { subjects: [{ name: "y.bin", uri: "file:///data/x/y.bin", digest: { sha256: other } }] },
    ],
    [
      "a declared output whose name held a secret",
      inProvenance((p) => Object.assign(external(p), { outputs: ["out-*.csv", "[redacted:TOKEN]"] })),
      { subjects: [{ name: "[redacted:TOKEN].csv", digest: { sha256: other } }] },
    ],
    [
      "a declared output that a failed run did not make",
      inProvenance((p) => external(p).outputs.push("gone.csv")),
      { outcome: failed },
    ],
    ["a stream that was cut", inSummary((s) => Object.assign(s, { exitCode: 125 }))],
    [
      "a step that ended well after an interruption",
      inSummary((s) => Object.assign(s, { exitCode: 143 })),
      { outcome: interrupted },
    ],
    [
      "a command that was not found",
      (dir) => {
        both("failed", null, { findings: notStarted })(dir);
        inSummary((s) => Object.assign(s, { exitCode: 127 }))(dir);
        inEvent("step.end", { exitCode: 127 })(dir);
      },
    ],
    ["no git", noGit("not-installed")],
    [
      "git that broke while the step ran",
      (dir) => {
        inProvenance((p) => Object.assign(internal(p), { git: null }))(dir);
        inSummary((s) => Object.assign(s.git, { state: "failed", reason: "gone", after: null }))(dir);
      },
    ],
    [
      "a launcher that makes its tools as part of the step",
      (dir) => {
        inProvenance((p) => Object.assign(external(p), { argv: ["uv", "run", "x.py"] }))(dir);
        inEvent("step.start", { argv0: "uv" })(dir);
        inEvent("toolchain.recorded", { tools: 0 })(dir);
      },
    ],
  ] satisfies [string, Spoil, BundleOptions?][])("accepts %s", async (_, spoil, options) => {
    expect(await judgeSpoiled(spoil, options)).toEqual([]);
  });

  it("is undecided about declared outputs that are too many to compare, within seconds", async () => {
    const globs = Array.from({ length: 20_000 }, (_, index) => `*${index}b`);
    const findings = await judgeSpoiled(
      inProvenance((p) => Object.assign(external(p), { outputs: globs })),
      { subjects: Array.from({ length: 20_000 }, (_, index) => ({ name: `a${index}`, digest: { sha256: other } })) },
    );
    expect(new Set(findings.map(({ code, level }) => `${level} ${code}`))).toEqual(
      new Set(["undecided DOCUMENTS_DISAGREE"]),
    );
  }, 20_000);

  it("judges a declared output made to be slow", async () => {
    const findings = await judgeSpoiled(
      inProvenance((p) => Object.assign(external(p), { outputs: [`${"*a".repeat(30)}b`] })),
      { outputs: { ["a".repeat(200)]: "" } },
    );
    expect(findings).toMatchObject([{ code: "DOCUMENTS_DISAGREE", level: "violation" }]);
  });

  it.each(gaps)("reports only %s for %s, forged consistently", async (code, _, spoil, options) => {
    const findings = await judgeSpoiled(spoil, options);
    expect([...new Set(findings.map((finding) => `${finding.level} ${finding.code}`))]).toEqual([`violation ${code}`]);
  });

  it.each(cases)("reports only %s for %s", async (code, _, spoil, options) => {
    const findings = await judgeSpoiled(spoil, options);
    expect([...new Set(findings.map((finding) => `${finding.level} ${finding.code}`))]).toEqual([`violation ${code}`]);
  });

  it("reports STABLE_DIGEST_MISMATCH with both digests", async () => {
    const findings = await judgeSpoiled(
      inSummary((s) => Object.assign(s, { stableDigest: other })),
      {},
      true,
    );
    expect(findings).toMatchObject([{ code: "STABLE_DIGEST_MISMATCH", path: layout.summary, actual: other }]);
  });

  it("shows what both documents say", async () => {
    const findings = await judgeSpoiled(inSummary((s) => Object.assign(s, { step: "deploy" })));
    expect(findings).toEqual([
      {
        code: "DOCUMENTS_DISAGREE",
        level: "violation",
        path: layout.summary,
        message: "The step is another one than in provenance.json",
        expected: "train",
        actual: "deploy",
      },
    ]);
  });

  it("does not blame a withheld output or log for being absent", async () => {
    const withheld = [
      { path: "outputs/a.csv", secrets: ["TOKEN"] },
      { path: layout.stdout, secrets: ["TOKEN"] },
    ];
    const findings = await judgeSpoiled(
      (dir) => {
        rmSync(join(dir, "outputs/a.csv"));
        rmSync(join(dir, layout.stdout));
      },
      { withheld, incomplete: true },
    );
    expect(findings.map(({ code, path }) => `${code} ${path}`)).toEqual([
      "BUNDLE_INCOMPLETE logs/stdout.log",
      "BUNDLE_INCOMPLETE outputs/a.csv",
    ]);
  });

  it("accepts a signalled, timed out or interrupted run", async () => {
    for (const status of ["signalled", "timed-out", "interrupted"] as const) {
      const dir = writeBundle(temporary(), { outcome: { status, exitCode: null, signal: "SIGTERM", findings: [] } });
      expect(await verifyBundle(dir, { integrityOnly: true })).toMatchObject({
        verdict: "proved",
        outcome: { status },
      });
    }
  });

  it("accepts a run without a repository", async () => {
    const findings = await judgeSpoiled((dir) => {
      withoutRole("source")(dir);
      inProvenance((p) => Object.assign(internal(p), { git: null }))(dir);
      inSummary((s) => Object.assign(s.git, { state: "no-repository", before: null, after: null, branch: null }))(dir);
    });
    expect(findings).toEqual([]);
  });

  it("accepts input references in upper case as declared", async () => {
    const upper = `s3://b/k@sha256:${sha256("k").toUpperCase()}`;
    const findings = await judgeSpoiled(
      inProvenance((p) => Object.assign(external(p), { inputRefs: [upper] })),
      { references: [`s3://b/k@sha256:${sha256("k")}`] },
    );
    expect(findings).toEqual([]);
  });
});

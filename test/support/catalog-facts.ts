/**
 * Facts of a history that never was; without the test runner, so that benchmarks can have them as well.
 *
 * @module
 */
import type { Location, RefusedFacts, RunFacts } from "../../lib/catalog/index.ts";
import { sha256 } from "../../lib/digest.ts";

/** 2026-01-01T00:00:00Z. Run `n` of {@link exampleRun} begins `n` × 10 minutes later. */
export const exampleStart = Date.UTC(2026, 0, 1);

/**
 * Facts of the `n`th run of a history: three projects, three steps each, every tenth failed, outputs of a step are inputs of the
 * next one. Equal for equal `n`; `changes` replace fields.
 */
export const exampleRun = (n: number, changes: Partial<RunFacts> = {}): RunFacts => {
  const [project, step] = [projects[Math.floor(n / 3) % projects.length] ?? "", steps[n % steps.length] ?? ""];
  const startedAt = exampleStart + n * 600_000;
  const isFailed = n % 10 === 9;
  const runId = `${new Date(startedAt).toISOString().slice(0, 19).replaceAll(":", "-")}Z-${sha256(`run ${n}`).slice(0, 8)}`;
  const isReviewed = n % 5 === 0;
  const files = filesOf(n);
  const bytesOf = (wanted: string): number =>
    files.reduce((sum, { role, size }) => sum + (role === wanted ? (size ?? 0) : 0), 0);
  return {
    ...{ bundleDigest: sha256(`bundle ${n}`), stableDigest: sha256(`stable ${n % 1000}`), runId, project, step },
    ...{ startedAt, finishedAt: startedAt + 1000 + (n % 97), durationMs: 1000 + (n % 97) },
    ...{ outcome: isFailed ? "failed" : "succeeded", exitCode: isFailed ? 3 : 0, signal: null, isIncomplete: false },
    ...{ argv: ["python", `${step}.py`, "--seed", String(n)], trustMode: "signed" },
    ...{ builder: "https://kprovengine.dev/local/v1", recorder: "kprovengine 0.1.0" },
    ...{ commit: sha256(`commit ${Math.floor(n / 20)}`).slice(0, 40), branch: n % 4 === 0 ? "feature/x" : "main" },
    ...{
      isDirty: n % 7 === 0,
      configDigest: sha256("config"),
      previousBundle: n < 9 ? null : sha256(`bundle ${n - 9}`),
    },
    ...{ rerunOf: null, origin: "proved", review: isReviewed ? "approved" : "pending" },
    members: memberNames.map((path) => ({
      ...{ path, size: 100 + (n % 50), digest: sha256(`member ${path} ${n}`), isStable: path.startsWith("outputs/") },
    })),
    ...{ inputBytes: bytesOf("input"), outputBytes: bytesOf("output") },
    files,
    toolchain: toolchainOf(n % 4),
    checks: [{ name: "preflight", verdict: n % 8 === 7 ? "violated" : "proved", isTrusted: true }],
    findings: isFailed ? [{ code: "OUTPUT_MISSING", level: "violation", path: "out.csv", message: "is missing" }] : [],
    signatures: [
      {
        ...{ path: `attestations/provenance.${sha256(`key ${n % 2}`).slice(0, 16)}.dsse.json`, over: "provenance" },
        ...{
          predicateType: "https://slsa.dev/provenance/v1",
          status: "verified",
          owner: "ci",
          fingerprint: sha256("key"),
        },
      },
    ],
    reviews: isReviewed
      ? [
          {
            ...{
              decision: "approve",
              reviewer: n % 2 === 0 ? "ada" : "grace",
              isCounted: true,
              at: startedAt + 60_000,
            },
            ...{ comment: "totals agree", digest: sha256(`review ${n}`) },
          },
        ]
      : [],
    tags: [
      { key: "team", value: n % 3 === 0 ? "risk" : "claims" },
      ...(n % 11 === 0 ? [{ key: "release", value: "" }] : []),
    ],
    annotations: n % 13 === 0 ? [{ at: startedAt, author: "ada", text: `baseline number ${n}` }] : [],
    texts: [],
    ...changes,
  };
};

/** A bundle that was refused. */
export const exampleRefused = (n: number, changes: Partial<RefusedFacts> = {}): RefusedFacts => ({
  name: `2026-01-01T00-00-00Z-refused${n}`,
  verdict: "violated",
  bundleDigest: sha256(`refused ${n}`),
  runId: `2026-01-01T00-00-00Z-refused${n}`,
  project: "claims-etl",
  step: "clean",
  findings: [{ code: "MEMBER_CHANGED", level: "violation", path: "outputs/a.csv", message: "its digest differs" }],
  ...changes,
});

/** Where the `n`th bundle lies. */
export const exampleLocation = (n: number, source = "/history/runs"): Location => ({
  source,
  name: `bundle-${n}`,
  stamp: `stamp ${n}`,
});

/** `count` runs of {@link exampleRun}, one after the other. */
export function* exampleRuns(count: number): Generator<RunFacts> {
  for (let n = 0; n < count; n += 1) yield exampleRun(n);
}

// --- internal ---

const projects = ["claims-etl", "risk-model", "compliance-report"] as const;
const steps = ["clean", "train", "report"] as const;

const memberNames = [
  ...["human_review.json", "logs/stderr.log", "logs/stdout.log", "outputs/out.csv", "outputs/summary.md"],
  ...["provenance.json", "run_summary.json", "toolchain.json", "trace.jsonl"],
] as const;

const filesOf = (n: number): RunFacts["files"] => [
  // What the step before wrote.
  ...(n % 3 === 0
    ? []
    : [
        {
          ...{ role: "input" as const, path: "data/before.csv", size: 2000, digest: sha256(`output 0 ${n - 1}`) },
          mediaType: "text/csv",
        },
      ]),
  ...Array.from({ length: 7 }, (_, i) => ({
    ...{
      role: "input" as const,
      path: `data/part-${i}.parquet`,
      size: 1000 + i,
      digest: sha256(`input ${i} ${n % 500}`),
    },
    mediaType: "application/vnd.apache.parquet",
  })),
  ...["out.csv", "summary.md"].map((path, i) => ({
    ...{ role: "output" as const, path, size: 2000 + i, digest: sha256(`output ${i} ${n}`) },
    mediaType: i === 0 ? "text/csv" : "text/markdown",
  })),
];

const toolchainOf = (k: number): RunFacts["toolchain"] => ({
  ...{ digest: sha256(`toolchain ${k}`), os: "linux", architecture: "x64" },
  tools: [
    { name: "python", role: "interpreter", version: `3.${9 + k}.1`, digest: sha256(`python ${k}`) },
    { name: "kprovengine", role: "recorder", version: "0.1.0", digest: sha256("kprovengine") },
  ],
  distributions: [
    { interpreter: `CPython 3.${9 + k}.1`, name: "numpy", version: `2.${k}.0` },
    { interpreter: `CPython 3.${9 + k}.1`, name: "pandas", version: `2.2.${k}` },
  ],
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CatalogReader, openCatalog, type RunFacts, whereOf } from "../../../../../lib/catalog/index.ts";
import { parseFilter } from "../../../../../lib/catalog/query/parse.ts";
import { exampleRun, exampleStart, writeCatalog } from "../../../../support/catalog.ts";

/** Enough that common tags are more than few, so that both ways of asking are taken. */
const count = 2400;

const hostile = "'; DROP TABLE run; -- \" [a-z]*?%_";

const runs: RunFacts[] = Array.from({ length: count }, (_, n) =>
  exampleRun(n, {
    ...(n === 5 && { step: hostile, tags: [{ key: hostile, value: hostile }], branch: null, project: null }),
    ...(n === 6 && { step: "a[b]c", isIncomplete: true, rerunOf: "ab".repeat(32), exitCode: null, signal: "SIGKILL" }),
    ...(n % 100 === 7 && { checks: [], durationMs: 700_000 }),
  }),
);

let reader: CatalogReader;
let dir: string;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "kprov-test-"));
  reader = await openCatalog(await writeCatalog(runs, join(dir, "catalog.sqlite")));
});

afterAll(() => {
  reader?.close();
  rmSync(dir, { recursive: true, force: true });
});

const ask = (text: string): string[] => {
  const { sql, parameters } = whereOf(parseFilter([text], { now: exampleStart, isLocal: false }), reader);
  return reader
    .all<{ id: string }>(`SELECT run_id AS id FROM run WHERE ${sql} ORDER BY started_at, run_id`, ...parameters)
    .map(({ id }) => id);
};

const has = (run: RunFacts, key: string, value?: string) =>
  run.tags.some((tag) => tag.key === key && (value === undefined || tag.value === value));
const python = (run: RunFacts) => Number(run.toolchain.tools[0]?.version?.split(".")[1]);
const run7 = exampleRun(7);

describe("whereOf finds the runs that a loop over all facts finds, for", () => {
  const rows: [string, (run: RunFacts) => boolean][] = [
    ["", () => true],
    ["project:risk-model", (run) => run.project === "risk-model"],
    [
      "project:risk-model project:claims-etl step:train",
      (run) => run.project !== "compliance-report" && run.step === "train" && run.project !== null,
    ],
    ["-project:risk-model", (run) => run.project !== "risk-model"],
    ["-branch:main", (run) => run.branch !== "main"],
    ["step:tr* outcome:failed", (run) => run.step === "train" && run.outcome === "failed"],
    ["step:?rain", (run) => run.step === "train"],
    ["step:*port", (run) => run.step === "report"],
    ["step:a[b]*", (run) => run.step === "a[b]c"],
    ["tag:team=risk", (run) => has(run, "team", "risk")],
    ["tag:release", (run) => has(run, "release")],
    ["tag:release tag:team=risk", (run) => has(run, "release") && has(run, "team", "risk")],
    ["tag:release -tag:team=risk", (run) => has(run, "release") && !has(run, "team", "risk")],
    ["tag:team=cl* branch:main", (run) => has(run, "team", "claims") && run.branch === "main"],
    ["tag:nobody", () => false],
    ["reviewer:ada", (run) => run.reviews.some(({ reviewer }) => reviewer === "ada")],
    ["review:approved", (run) => run.review === "approved"],
    ["check:violated", (run) => run.checks.some(({ verdict }) => verdict === "violated")],
    ["check:none", (run) => run.checks.length === 0],
    ["check:preflight=proved", (run) => run.checks.some(({ verdict }) => verdict === "proved")],
    ["check:preflight", (run) => run.checks.length > 0],
    ["origin:proved finding:OUTPUT_*", (run) => run.findings.length > 0],
    ["type:text/csv", (run) => run.files.some((file) => file.role === "input" && file.mediaType === "text/csv")],
    ["-type:text/*", (run) => !run.files.some((file) => file.role === "input" && file.mediaType.startsWith("text/"))],
    ["type:text/markdown", () => false],
    ["output:*.md", () => true],
    ["input:data/before.csv", (run) => run.files.some(({ path }) => path === "data/before.csv")],
    ["tool:python>=3.10", (run) => python(run) >= 10],
    ["tool:python>=3.10,<3.12 step:train", (run) => python(run) >= 10 && python(run) < 12 && run.step === "train"],
    ["tool:python!=3.10.*", (run) => python(run) !== 10],
    ["-tool:python>=3.10", (run) => python(run) < 10],
    ["tool:kprovengine", () => true],
    [
      "distribution:numpy~=2.1",
      (run) => run.toolchain.distributions.some(({ name, version }) => name === "numpy" && version >= "2.1"),
    ],
    [`commit:${run7.commit?.slice(0, 7)}`, (run) => run.commit === run7.commit],
    [`run:${run7.runId.slice(0, 13)}`, (run) => run.runId.startsWith(run7.runId.slice(0, 13))],
    [`sha256:${run7.bundleDigest.slice(0, 12)}`, (run) => run.bundleDigest === run7.bundleDigest],
    [`sha256:${run7.stableDigest.slice(0, 9)}`, (run) => run.stableDigest === run7.stableDigest],
    [`sha256:${run7.members[0]?.digest}`, (run) => run.bundleDigest === run7.bundleDigest],
    [`digest:${run7.files[2]?.digest}`, (run) => run.files.some(({ digest }) => digest === run7.files[2]?.digest)],
    [`-digest:${run7.files[2]?.digest}`, (run) => !run.files.some(({ digest }) => digest === run7.files[2]?.digest)],
    [
      "since:2026-01-02 before:2026-01-03",
      (run) => new Date(run.startedAt).getUTCDate() === 2 && run.startedAt < exampleStart + 2 * 86_400_000,
    ],
    [
      "on:2026-01-02 tag:team=risk",
      (run) => new Date(run.startedAt).toISOString().startsWith("2026-01-02") && has(run, "team", "risk"),
    ],
    ["duration:>10m", (run) => run.durationMs > 600_000],
    ["duration:<=1s", (run) => run.durationMs <= 1000],
    ["exit:3", (run) => run.exitCode === 3],
    ["-exit:0", (run) => run.exitCode !== 0],
    ["is:incomplete", (run) => run.isIncomplete],
    ["is:dirty outcome:failed", (run) => run.isDirty === true && run.outcome === "failed"],
    ["is:rerun", (run) => run.rerunOf !== null],
    ["trust:signed exit:3 exit:0", (run) => run.exitCode !== null],
  ];
  test.each(rows)("%s", (text, matches) => {
    expect(ask(text)).toEqual(runs.filter(matches).map(({ runId }) => runId));
  });
});

test("whereOf takes hostile text for text", () => {
  const quoted = hostile.replaceAll('"', "");
  const question = (field: string) => `${field}"${quoted}"`;
  for (const field of [
    "step:",
    "project:",
    "tag:",
    "tag:x=",
    "reviewer:",
    "type:",
    "input:",
    "tool:",
    "check:",
    "finding:",
    "run:",
  ])
    expect(ask(question(field))).toEqual([]);
  expect(reader.get<{ count: number }>("SELECT count(*) AS count FROM run")?.count).toBe(count);
});

test("whereOf drives by the few, probes the many, and asks no second index beside the few", () => {
  const sqlOf = (text: string) => whereOf(parseFilter([text], { now: 0, isLocal: false }), reader).sql;
  expect(sqlOf("tag:release step:train")).toBe(
    "(run.id IN (SELECT tag.run FROM tag WHERE key = ?)) AND (run.id IN (SELECT run.id FROM run WHERE run.step = ?))",
  );
  expect(sqlOf("tag:team since:2026")).toBe(
    "(run.started_at >= ?) AND (EXISTS (SELECT 1 FROM tag WHERE tag.run = run.id AND (+key = ?)))",
  );
  expect(sqlOf("tag:release since:2026")).toMatch(/ AND \(\+run\.started_at >= \?\)$/);
});

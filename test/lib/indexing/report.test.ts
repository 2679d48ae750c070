import { expect, test } from "vitest";
import { type CheckReport, formatCheck, formatIndex, type IndexReport } from "../../../lib/indexing/index.ts";
import { verdictOfUpdates } from "../../../lib/indexing/report.ts";

const digest = "a".repeat(64);
const [brief, full] = [{ verbose: false }, { verbose: true }];
const refused = (name: string) => ({
  ...{ name, verdict: "violated" as const, bundleDigest: null, runId: null, project: null, step: null },
  findings: [
    {
      code: "MEMBER_CHANGED",
      level: "violation" as const,
      path: "a.csv",
      message: "The bytes are not the recorded ones",
    },
    { code: "MEMBER_EXTRA", level: "violation" as const, path: "b", message: "The manifest does not list this file" },
  ],
});

const report = (names: readonly string[]): IndexReport => ({
  ...{
    schema: "kprov.index/v1",
    verdict: "violated",
    catalog: "/c.sqlite",
    logicalDigest: digest,
    trust: null,
    isJudgedAnew: false,
    hasStaleWords: false,
    leftAlone: [],
    forgotten: [],
  },
  sources: [
    {
      ...{ source: "/runs", bundles: 4, added: 1, updated: 1, unchanged: 2, removed: 1, undecided: 0, faultyNotes: 0 },
      violated: names.length + 1,
      refused: names.map(refused),
    },
    {
      ...{
        source: "/other",
        bundles: 1,
        added: 0,
        updated: 0,
        unchanged: 1,
        removed: 0,
        violated: 0,
        undecided: 0,
        faultyNotes: 0,
      },
      refused: [],
    },
  ],
});

test("formatIndex says what became of each source, and why something is not believed", () => {
  expect(formatIndex(report(["x"]), brief)).toMatchInlineSnapshot(`
    "/runs: 4 bundles (1 added, 1 updated, 2 unchanged, 1 removed); refused: 2 violated
    /other: 1 bundle (1 unchanged)
    refused (violated): /runs/x
      a.csv: The bytes are not the recorded ones, and 1 more
    refused as before: 1 bundle
    kprovengine catalog list --refused shows all that is not believed
    believed: nobody, so that no signature and no review counts; --trust FILE says whom to believe
    catalog: /c.sqlite
    logical digest: sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
  `);
});

test("formatIndex names as many as it counts", () => {
  const many = report(Array.from({ length: 1000 }, (_, n) => `run-${n}`));
  // More than the report holds: those are not as before.
  expect(formatIndex(many, brief)).toContain("and 981 more that were refused");
  expect(formatIndex(many, brief)).not.toContain("as before");
});

test("formatIndex and the verdict say what was left as it was", () => {
  const leftAlone = [{ source: "/gone\u001b", reason: "it does not exist" }];
  const { sources } = report([]);
  expect(formatIndex({ ...report([]), leftAlone }, brief)).toContain("/gone\\u{1b}: left as it was: it does not exist");
  expect(verdictOfUpdates({ sources: sources.slice(1), leftAlone })).toBe("undecided");
  expect(verdictOfUpdates({ sources: sources.slice(1), leftAlone: [] })).toBe("proved");
  expect(verdictOfUpdates({ sources, leftAlone })).toBe("violated");
  const noted = sources.slice(1).map((each) => ({ ...each, faultyNotes: 2 }));
  expect(verdictOfUpdates({ sources: noted, leftAlone: [] })).toBe("undecided");
  const text = formatIndex({ ...report([]), sources: noted, forgotten: ["/x"] }, brief);
  expect(text).toContain("/other: 1 bundle (1 unchanged); notes that can't be taken: 2 bundles");
  expect(text).toContain("/x: forgotten: it was not named");
});

test("formatIndex cuts a long list unless it is asked for", () => {
  const many = report(Array.from({ length: 30 }, (_, n) => `run-${n}`));
  expect(formatIndex(many, brief)).toContain("and 10 more that were refused");
  expect(formatIndex(many, full)).toContain("run-29");
});

test("formatIndex shows hostile names on one line", () => {
  const name = "x\nrefused (proved): /etc\u202e";
  expect(formatIndex(report([name]), brief).split("\n")).toHaveLength(9);
  expect(formatIndex(report([name]), brief)).not.toContain("\u202e");
});

test("formatCheck says that all is well, and else where not", () => {
  const checked: CheckReport = {
    ...{ schema: "kprov.index-check/v1", verdict: "proved", catalog: "/c.sqlite", logicalDigest: digest, trust: null },
    ...{ compared: 3, differences: [] },
  };
  expect(formatCheck(checked, brief)).toMatchInlineSnapshot(`
    "the catalog says what 3 bundles say
    believed: nobody, so that no signature and no review counts; --trust FILE says whom to believe
    catalog: /c.sqlite
    logical digest: sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
  `);
  const kinds = ["missing", "gone", "changed"] as const;
  const differences: CheckReport["differences"] = [
    { kind: "rules", source: null, name: null },
    ...kinds.map((kind) => ({ kind, source: "/runs", name: kind })),
  ];
  expect(formatCheck({ ...checked, verdict: "violated", differences }, brief)).toMatchInlineSnapshot(`
    "the catalog differs from the bundles in 4 places
      it was made under another trust file or with other searchable texts, or its last update was ended half-way
      /runs/missing: not in the catalog
      /runs/gone: in the catalog, and not there any more
      /runs/changed: the catalog says something else of it
    kprovengine index brings it up to date
    believed: nobody, so that no signature and no review counts; --trust FILE says whom to believe
    catalog: /c.sqlite
    logical digest: sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
  `);
  const altered: CheckReport["differences"] = [{ kind: "altered", source: null, name: digest }];
  expect(formatCheck({ ...checked, verdict: "violated", differences: altered }, brief)).toContain("--rebuild");
});

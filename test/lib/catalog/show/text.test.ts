import { expect, test } from "vitest";
import { type RunFacts, showRun } from "../../../../lib/catalog/index.ts";
import { showDocument } from "../../../../lib/catalog/show/document.ts";
import { formatShown } from "../../../../lib/catalog/show/text.ts";
import { catalogOf, exampleRun, exampleStart } from "../../../support/catalog.ts";

const options = { colour: false, verbose: false, isLocal: false, now: exampleStart + 86_400_000, cwd: "/history" };

const shownOf = async (n: number, changes: Partial<RunFacts> = {}) => {
  const reader = await catalogOf(...[n - 9, n].map((each) => exampleRun(each, each === n ? changes : {})));
  return showRun(reader, exampleRun(n).runId);
};

test("formatShown tells one run on one screen, with commands that can be pasted", async () => {
  const text = formatShown(await shownOf(39), options);
  expect(text.split("\n").length).toBeLessThan(45);
  for (const line of [
    /^risk-model {2}clean {2}failed \(3\)$/m,
    /^ {2}command {5}python clean\.py --seed 39$/m,
    /^ {2}time {8}2026-01-01 06:30:00 to 06:30:01 UTC \(17 hours ago\), the step took 1\.04 s$/m,
    /^ {2}findings {4}OUTPUT_MISSING {2}out\.csv: is missing$/m,
    /^ {2}inputs {6}7 files, 7\.0 kB$/m,
    /^ {14}… and 2 more: --verbose shows all$/m,
    /^ {2}toolchain {3}linux x64, python 3\.12\.1, kprovengine 0\.1\.0, 2 packages$/m,
    /^ {2}notes {7}2026-01-01 06:30:00 ada: baseline number 39$/m,
    /^ {2}lies at {5}\/history\/runs\/bundle-1$/m,
    /^ {2}before it {3}2026-01-01T05-00-00Z-\w+ {2}succeeded, 19 hours ago$/m,
    /^ {2}kprovengine verify runs\/bundle-1$/m,
    /^ {2}kprovengine diff runs\/bundle-0 runs\/bundle-1$/m,
    /^ {2}kprovengine catalog lineage 2026-01-01T06-30-00Z-\w+$/m,
  ])
    expect(text).toMatch(line);
});

test("formatShown shows all with --verbose, and survives what has nothing or very much", async () => {
  const files = Array.from({ length: 5000 }, (_, n) => ({
    ...{ role: "input" as const, path: `in/${n}`, size: null, digest: null, mediaType: "application/octet-stream" },
  }));
  const many = await shownOf(20, {
    files,
    checks: [],
    findings: [],
    signatures: [],
    reviews: [],
    tags: [],
    commit: null,
  });
  expect(formatShown(many, options).split("\n").length).toBeLessThan(40);
  expect(formatShown(many, { ...options, verbose: true }).split("\n").length).toBeGreaterThan(5000);
  expect(formatShown(many, options)).toMatch(/^ {2}outputs {5}none$/m);
});

test("formatShown makes hostile facts visible, and quotes them in commands", async () => {
  const hostile = "x'; rm -rf ~ #\n\u001b[2J\u202e";
  const shown = await shownOf(25, {
    ...{ step: hostile, project: hostile, branch: hostile, argv: [hostile], tags: [{ key: hostile, value: hostile }] },
    ...{ annotations: [{ at: 0, author: hostile, text: `a\n${hostile}` }], builder: hostile },
    reviews: [
      { decision: "reject", reviewer: hostile, isCounted: false, at: null, comment: hostile, digest: "ab".repeat(32) },
    ],
  });
  const text = formatShown(
    { ...shown, locations: [`/runs/${hostile}`], run: { ...shown.run, runId: hostile } },
    options,
  );
  expect(text).not.toMatch(/[\u001b\u202e]/);
  expect(text).toContain("kprovengine verify '/runs/x'\\''; rm -rf ~ #");
  // What is in a note on several lines stays below its name.
  for (const line of text.split("\n").slice(1)) expect(line).toMatch(/^(?: {2}|next$|$)/);
});

test("formatShown says which members were marked searchable and are not", async () => {
  const texts = [
    { path: "logs/stdout.log", text: "fine", isCut: false },
    { path: "outputs/model.bin", text: "", isCut: false },
    { path: "outputs/z\u001b.txt", text: "", isCut: true },
  ];
  const text = formatShown(await shownOf(40, { texts }), options);
  expect(text).toMatch(/^ {14}logs\/stdout\.log$/m);
  expect(text).toMatch(/^ {2}texts {7}outputs\/model\.bin: not searchable, it is no text$/m);
  expect(text).toMatch(/^ {14}outputs\/z\S+\.txt: not searchable, it is more than is kept of one run$/m);
  expect(text).not.toContain("\u001b");
  expect(formatShown(await shownOf(40), options)).not.toMatch(/^ {2}texts/m);
});

test("showDocument has every fact, with times that are said in full", async () => {
  const shown = await shownOf(65);
  expect(showDocument(shown)).toMatchObject({
    schema: "kprov.catalog-show/v1",
    run: {
      ...{ runId: exampleRun(65).runId, startedAt: "2026-01-01T10:50:00.000Z", files: exampleRun(65).files },
      reviews: [{ reviewer: "grace", at: "2026-01-01T10:51:00.000Z" }],
      annotations: [{ at: "2026-01-01T10:50:00.000Z" }],
    },
    locations: ["/history/runs/bundle-1"],
    previous: { runId: exampleRun(56).runId, startedAt: "2026-01-01T09:20:00.000Z" },
    twins: { count: 0, newest: null },
  });
});

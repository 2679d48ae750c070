import { expect, test } from "vitest";
import { listRuns, parseFilter, parseSort } from "../../../../lib/catalog/index.ts";
import { columns, parseColumns } from "../../../../lib/catalog/list/columns.ts";
import { formatList, formatRefusals } from "../../../../lib/catalog/list/text.ts";
import { columnsOf } from "../../../../lib/columns.ts";
import { catalogOf, exampleRun } from "../../../support/catalog.ts";

const sort = parseSort("-started");
const plain = { columns: null, sort, isLocal: false, colour: false };

const runsOf = async (...changes: Parameters<typeof exampleRun>[1][]) => {
  const reader = await catalogOf(...changes.map((change, n) => exampleRun(n, change)));
  return listRuns(reader, { filter: parseFilter([], { now: 0, isLocal: false }), sort, limit: 100, after: null }).runs;
};

const pageOf = (runs: Awaited<ReturnType<typeof runsOf>>) => ({
  runs,
  lookedAt: null,
  total: runs.length,
  refused: 0,
  more: null,
});

test("formatList leaves out columns where there is no room, and never how a run is called and ended", async () => {
  const page = pageOf(await runsOf({}, { outcome: "failed", exitCode: 3 }));
  const titles = (width: number) =>
    formatList(page, { ...plain, width })
      .split("\n")[0]
      ?.split(/\s\s+/);
  expect(titles(Number.POSITIVE_INFINITY)).toEqual([
    "started (UTC)",
    "run",
    "project",
    "step",
    "outcome",
    "duration",
    "review",
    "checks",
    "tags",
    "commit",
  ]);
  expect(titles(100)).toEqual(["run", "project", "step", "outcome", "duration", "review", "tags"]);
  expect(titles(80)).toEqual(["run", "project", "step", "outcome", "duration", "review"]);
  expect(titles(60)).toEqual(["run", "step", "outcome", "duration"]);
  expect(titles(50)).toEqual(["run", "step", "outcome"]);
  for (const width of [200, 120, 80, 60, 50])
    for (const line of formatList(page, { ...plain, width }).split("\n"))
      expect(columnsOf(line)).toBeLessThanOrEqual(width);
});

test("formatList shows the time that was asked for, and leaves out what every run lacks", async () => {
  const page = pageOf(await runsOf({ tags: [], commit: null, project: null, checks: [] }));
  const [titles = ""] = formatList(page, { ...plain, width: 80, isLocal: true }).split("\n");
  expect(titles).toMatch(/^started \(\S+\) +run +step +outcome/);
  expect(
    formatList(page, { ...plain, width: 300 })
      .split("\n")[0]
      ?.split(/\s\s+/),
  ).toEqual(["started (UTC)", "run", "step", "outcome", "duration", "review"]);
});

test("formatList says how many there are, in which order, what is refused and how it goes on", async () => {
  const runs = await runsOf({}, {});
  const last = (changes: object, options = {}) =>
    formatList({ ...pageOf(runs), ...changes }, { ...plain, width: 80, ...options }).split("\n\n")[1];
  expect(last({})).toBe("2 runs, newest first");
  expect(last({ total: 5000, more: "kprovengine catalog list --after x", refused: 1 })).toBe(
    "2 of 5,000 runs, newest first\nmore: kprovengine catalog list --after x\n1 bundle refused: kprovengine catalog list --refused",
  );
  expect(last({ total: null }, { sort: parseSort("-duration") })).toBe("2 runs, by duration, largest first");
  expect(formatList({ ...pageOf([]), lookedAt: 25_600 }, { ...plain, width: 80 })).toBe(
    "no runs\nstopped after looking at 25,600 runs: no index answers all of this; a date range would",
  );
});

test("formatList makes hostile names visible, each on its own line", async () => {
  const hostile = "x\n\u001b[31mfake\u202e";
  const runs = await runsOf({
    step: hostile,
    project: hostile,
    branch: hostile,
    tags: [{ key: hostile, value: hostile }],
    argv: [hostile],
  });
  const text = formatList(pageOf(runs), { ...plain, columns: parseColumns("all"), width: Number.POSITIVE_INFINITY });
  expect(text.split("\n")).toHaveLength(4);
  expect(text).not.toMatch(/[\u001b\u202e]/);
});

test("parseColumns knows short names, those of the views, and nothing else", () => {
  expect(parseColumns("run, duration_ms,commit")).toEqual(["run", "duration", "commit"]);
  expect(parseColumns("all")).toEqual(Object.keys(columns));
  expect(() => parseColumns("durations")).toThrow('Unknown column "durations", did you mean "duration"?');
  expect(() => parseColumns("run,run_id")).toThrow('The column "run" is given twice');
  expect(() => parseColumns("constructor")).toThrow("Unknown column");
});

test("formatRefusals gives the reasons, cut unless all are wanted", () => {
  const finding = (n: number) => ({
    code: `CODE_${n}`,
    level: "violation" as const,
    path: `a\u001b${n}`,
    message: "is wrong",
  });
  const refusal = {
    ...{ name: "b", location: "/runs/b", verdict: "violated" as const, bundleDigest: null },
    ...{ claims: { runId: null, project: "p", step: "s" }, findings: [1, 2, 3, 4].map(finding) },
  };
  expect(formatRefusals({ refusals: [refusal], total: 3 }, { colour: false, verbose: false })).toBe(
    `violated  /runs/b
  CODE_1  a\\u{1b}1: is wrong
  CODE_2  a\\u{1b}2: is wrong
  CODE_3  a\\u{1b}3: is wrong
  … and 1 more: --verbose or --json shows all
  claims to be p s

3 bundles refused, the first 1 shown`,
  );
  expect(formatRefusals({ refusals: [refusal], total: 1 }, { colour: false, verbose: true })).toContain("CODE_4");
  expect(formatRefusals({ refusals: [], total: 0 }, { colour: false, verbose: true })).toBe("0 bundles refused");
});

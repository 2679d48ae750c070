import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  type CatalogReader,
  formatSearch,
  openCatalog,
  openWriter,
  parseQuery,
  type RunFacts,
  searchDocument,
  searchRuns,
} from "../../../../lib/catalog/index.ts";
import { guarded } from "../../../../lib/text.ts";
import { catalogOf, exampleLocation, exampleRun, exampleStart, writeCatalog } from "../../../support/catalog.ts";

const day = 24 * 3600 * 1000;
const log = (text: string) => [{ path: "logs/stdout.log", text, isCut: false }];
const run = (n: number, changes: Partial<RunFacts> = {}) =>
  exampleRun(n, { annotations: [], tags: [], argv: [], ...changes });
const search = (reader: CatalogReader, question: string, options = {}) =>
  searchRuns(reader, parseQuery(question, { now: exampleStart + day, isLocal: false }), options);
const found = (reader: CatalogReader, question: string) => search(reader, question).hits.map(({ runId }) => runId);
const idOf = (n: number) => exampleRun(n).runId;

describe("searchRuns", () => {
  test("finds words in names, tags, annotations, texts, commands and files, and says where", async () => {
    const reader = await catalogOf(
      run(0, { texts: log("first line\nwriting failed: disk full\nlast line") }),
      run(1, { annotations: [{ at: 1, author: "ada", text: "wrong currency in Orléans" }] }),
      run(2, { tags: [{ key: "release", value: "2026-Q1" }] }),
      run(3, { argv: ["python", "fit.py", "--learning-rate", "3"] }),
      run(4, { files: [{ role: "output", path: "out/ledger.csv", size: 1, digest: null, mediaType: "text/csv" }] }),
      run(5, { step: "harmonise" }),
    );
    const places = (question: string) =>
      search(reader, question).hits.map(({ runId, passages }) => [runId, passages.map((passage) => passage.in)]);
    expect(places("disk full")).toEqual([[idOf(0), ["text"]]]);
    expect(places("currencies")).toEqual([]);
    expect(places("currency orleans")).toEqual([[idOf(1), ["annotation"]]]);
    expect(places("2026-q1")).toEqual([[idOf(2), ["tag"]]]);
    expect(places("learning rate")).toEqual([[idOf(3), ["command"]]]);
    expect(places("ledger")).toEqual([[idOf(4), ["file"]]]);
    expect(search(reader, "harmonize").hits[0]?.names.step).toEqual([[0, 9]]);
    const [hit] = search(reader, "disk").hits;
    expect(hit?.passages[0]).toMatchObject({
      path: "logs/stdout.log",
      text: "writing failed: disk full",
      ranges: [[16, 20]],
    });
  });

  test("finds words that stand in different places of one run", async () => {
    const reader = await catalogOf(
      run(0, { texts: log("disk full"), step: "train" }),
      run(1, { texts: log("disk full"), step: "clean" }),
    );
    expect(
      search(reader, "disk train")
        .hits.filter(({ isPartial }) => !isPartial)
        .map(({ runId }) => runId),
    ).toEqual([idOf(0)]);
  });

  test("puts the better match first, and of equal ones the newer", async () => {
    const words = "alpha beta gamma delta";
    const reader = await catalogOf(
      run(0, { startedAt: exampleStart - 300 * day, texts: log(words) }),
      run(1, { startedAt: exampleStart, texts: log(words) }),
      run(2, { startedAt: exampleStart - 10 * day, texts: log("gamma and, far away from it, there is alpha at last") }),
      ...Array.from({ length: 10 }, (_, n) => run(n + 3)),
    );
    expect(found(reader, "alpha gamma")).toEqual([idOf(1), idOf(2), idOf(0)]);
    expect(found(reader, "alpha beta")[0]).toBe(idOf(1));
    expect(search(reader, "alpha beta").hits[0]?.reason).toMatchObject({ nearness: 4 });
  });

  test("falls back to some of the words where hardly any run has all, and says so", async () => {
    const reader = await catalogOf(
      run(0, { texts: log("quota exceeded today") }),
      run(1, { texts: log("quota") }),
      run(2),
    );
    const hits = search(reader, "quota exceeded").hits;
    expect(hits.map(({ runId, isPartial }) => [runId, isPartial])).toEqual([
      [idOf(0), false],
      [idOf(1), true],
    ]);
    expect(
      formatSearch(search(reader, "quota exceeded"), { colour: false, width: 80 }, { isLocal: false, explain: false }),
    ).toContain(`${idOf(1)}  (some of the words)`);
  });

  test("keeps to phrases, to words that must not occur, and to fields", async () => {
    const reader = await catalogOf(
      run(0, { step: "train", texts: log("row 17 is counted twice") }),
      run(1, { step: "clean", texts: log("17 rows in a row") }),
      run(2, { step: "clean", texts: log("row 17, draft") }),
    );
    expect(found(reader, '"row 17"').sort()).toEqual([idOf(0), idOf(2)]);
    expect(found(reader, '"row 17" -draft')).toEqual([idOf(0)]);
    expect(found(reader, "row step:clean").sort()).toEqual([idOf(1), idOf(2)]);
    expect(found(reader, "row step:clean before:2025")).toEqual([]);
    expect(found(reader, "-draft").sort()).toEqual([idOf(0), idOf(1)]);
    expect(found(reader, "step:train")).toEqual([idOf(0)]);
    expect(found(reader, "count*")).toEqual([idOf(0)]);
  });

  test("shows the text of a run behind many members that have none", async () => {
    const none = Array.from({ length: 30 }, (_, n) => ({ path: `a/${n}.bin`, text: "", isCut: false }));
    const reader = await catalogOf(run(0, { texts: [...none, ...log("zebra")] }));
    expect(search(reader, "zebra").hits[0]?.passages).toMatchObject([{ in: "text", text: "zebra" }]);
  });

  test("takes operators, quotes of SQL and hostile signs for words", async () => {
    const reader = await catalogOf(run(0));
    for (const question of [
      "a AND b OR NOT c",
      'NEAR("a" b, 2)',
      "names : x",
      "{names tags} : (x)",
      "'; DROP TABLE run; --",
      "a\0b",
      "^x + yz*",
      "\u202e\u001b[2J x",
      "*** ??? x",
      "-a -b",
      `${"word ".repeat(32)}`,
      "x".repeat(9_000),
    ])
      expect(() => search(reader, question), question).not.toThrow();
    expect(search(reader, "claims").hits).toHaveLength(1);
  });

  test("ranks the newest when too many have the words, says so, and still finds what a filter leaves of the others", async () => {
    const reader = await catalogOf(
      ...Array.from({ length: 40 }, (_, n) => run(n, { texts: log("common"), step: n === 0 ? "rare" : "train" })),
    );
    const bounded = search(reader, "common", { candidates: 10, limit: 5 });
    expect(bounded).toMatchObject({ candidates: 10, isBounded: true });
    expect(Array.from({ length: 10 }, (_, n) => idOf(30 + n))).toEqual(
      expect.arrayContaining(bounded.hits.map(({ runId }) => runId)),
    );
    expect(search(reader, "common step:rare", { candidates: 10 }).hits.map(({ runId }) => runId)).toEqual([idOf(0)]);
    expect(search(reader, "common", { candidates: 40 }).isBounded).toBe(false);
    const text = formatSearch(bounded, { colour: false, width: 80 }, { isLocal: false, explain: false });
    expect(text).toContain("5 runs of 10 with these words; those were the newest");
  });

  test("gives the same answer whatever order the runs came in", async () => {
    const facts = Array.from({ length: 60 }, (_, n) => run(n, { texts: log(n % 3 === 0 ? "disk full" : "disk") }));
    const [one, two] = [await catalogOf(...facts), await catalogOf(...[...facts].reverse())];
    const places = (reader: CatalogReader) => search(reader, "disk full").hits.map(({ location: _, ...hit }) => hit);
    expect(places(one)).toEqual(places(two));
  });

  test("forgets the words of a run that was replaced or removed: no answer has them, and no byte of the file", async () => {
    const file = await writeCatalog([run(0, { texts: log("zanzibarcanary"), argv: ["zanzibarcommand"] }), run(1)]);
    const writer = await openWriter(file);
    writer.put({ location: exampleLocation(0), facts: { run: run(0) } });
    writer.commit();
    writer.close();
    const reader = await openCatalog(file);
    expect(found(reader, "zanzibarcanary")).toEqual([]);
    expect(found(reader, idOf(0))[0]).toBe(idOf(0));
    reader.close();
    expect(readFileSync(file).includes("zanzibar")).toBe(false);
  });

  test("an empty catalog has no hit", async () => {
    const reader = await catalogOf();
    expect(search(reader, "disk -full")).toMatchObject({ hits: [], candidates: 0, isBounded: false });
    expect(search(reader, "-full").hits).toEqual([]);
  });
});

describe("formatSearch", () => {
  const hostile = "\u001b[31mred\u202e disk\r\n::error::x <b>&";

  test("makes what bundles say visible, and marks the words on a terminal alone", async () => {
    const reader = await catalogOf(
      run(0, { project: hostile, step: `disk ${hostile}`, texts: [{ path: hostile, text: hostile, isCut: false }] }),
    );
    const result = search(reader, "disk");
    const text = (colour: boolean) => formatSearch(result, { colour, width: 80 }, { isLocal: false, explain: true });
    expect(text(false)).not.toMatch(/[\u001b\u202e\r]/);
    expect(guarded(text(false), { colour: false })).toBe(text(false));
    expect(text(true)).toContain("\u001b[1;33mdisk\u001b[0m");
    expect(text(true).replaceAll(/\u001b\[[\d;]*m/g, "")).toBe(text(false));
  });

  test("explains the score, and gives the next command", async () => {
    const reader = await catalogOf(run(0, { texts: log("writing failed: disk full") }));
    const text = formatSearch(
      search(reader, "disk full"),
      { colour: false, width: 80 },
      { isLocal: false, explain: true },
    );
    expect(text.replace(/\d\.\d{3}/g, "N")).toBe(
      [
        `2026-01-01 00:00:00  claims-etl / clean  succeeded  ${idOf(0)}`,
        "  logs/stdout.log  writing failed: disk full",
        "  score N = match N × nearness 4 × (1 + recency N)",
        "    disk: as disk",
        "    full: as full",
        "",
        "1 run of 1 with these words; times in UTC",
        `  kprovengine catalog show ${idOf(0)}`,
      ].join("\n"),
    );
  });

  test("fits a narrow terminal and says when there is nothing", async () => {
    const reader = await catalogOf(run(0, { texts: log(`${"x ".repeat(60)}disk ${"y ".repeat(60)}`) }));
    const lines = formatSearch(
      search(reader, "disk"),
      { colour: false, width: 40 },
      { isLocal: false, explain: false },
    ).split("\n");
    expect(lines[1]).toContain("disk");
    expect(
      formatSearch(search(reader, "nowhere"), { colour: false, width: 80 }, { isLocal: false, explain: false }),
    ).toMatch(/^No run has these words\.\n {2}looked through/);
  });
});

test("searchDocument is JSON, with moments as people of programs write them", async () => {
  const reader = await catalogOf(run(0, { texts: log("disk full") }));
  const document = JSON.parse(JSON.stringify(searchDocument("disk", search(reader, "disk"))));
  expect(document).toMatchObject({
    ...{ schema: "kprov.catalog-search/v1", question: "disk", candidates: 1, isBounded: false },
    hits: [{ startedAt: "2026-01-01T00:00:00.000Z", passages: [{ in: "text", ranges: [[0, 4]] }] }],
  });
});

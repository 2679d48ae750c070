import { describe, expect, test } from "vitest";
import { formatLineage } from "../../../../lib/catalog/index.ts";
import { exampleRefused } from "../../../support/catalog.ts";
import { fileOf, lineageOf, runOf } from "../../../support/lineage.ts";

const view = { colour: false, width: 80, verbose: false };

describe("formatLineage", () => {
  test("draws a tree on each side, spells a run out once, and says what is not known", async () => {
    const facts = [
      runOf("fetch", 0, { reads: ["list"], makes: ["raw"] }, { project: "sources" }),
      runOf("clean", 1, { reads: ["raw"], makes: ["clean", "odd"] }, { outcome: "failed" }),
      runOf("train", 2, { reads: ["clean"], makes: ["model"] }),
      runOf("report", 3, { reads: ["clean", "odd", "model"], makes: ["page"] }, { review: "rejected" }),
      runOf("send", 4, { reads: ["page", ""] }),
      exampleRefused(1),
    ];
    expect(formatLineage(await lineageOf(facts, "report"), view)).toMatchInlineSnapshot(`
      "report  report-id  succeeded  rejected

      upstream: 3 runs it depends on
      ├─ clean  clean-id  failed  clean.csv, odd.csv
      │  └─ fetch  fetch-id  succeeded  [sources]  raw.csv
      │     └─ 1 input that no run made: list.csv
      └─ train  train-id  succeeded  model.csv
         └─ clean  clean-id  failed  clean.csv  (see above)

      downstream: 1 run depends on it
      └─ send  send-id  succeeded  page.csv

      gap: 1 input that no run in the catalog made
      gap: 1 bundle of the catalog can't be believed, so that what they made and read is not known: kprovengine catalog list --refused"
    `);
  });

  test("counts on each side the runs of its tree, and says that they are a cycle", async () => {
    const facts = ["one", "two", "three"].map((step, n) => runOf(step, n, { reads: ["x"], makes: ["x"] }));
    const text = formatLineage(await lineageOf(facts, { content: "x" }), view);
    expect(text).toContain("upstream: 3 runs it depends on\n");
    expect(text).toContain("downstream: 3 runs depend on it\n");
    expect(text).toContain("cycle: 3 runs depend on each other: ");
    const ofRun = formatLineage(await lineageOf(facts, "one"), view);
    expect(ofRun).toContain("upstream: 2 runs it depends on\n");
    expect(ofRun).toContain("downstream: 2 runs depend on it\n");
    expect(ofRun).not.toContain("more run");
  });

  test("begins with a file, and says of each side that there is no run", async () => {
    const text = formatLineage(await lineageOf([runOf("a", 0, {})], { content: "x" }), view);
    expect(text).toMatch(/^x {2}sha256:[0-9a-f]{64}\n\nupstream: no run\n\ndownstream: no run$/);
  });

  test("cuts a long tree and a deep one, and says so; --verbose shows every line", async () => {
    const wide = [
      runOf("maker", 0, { makes: ["x"] }),
      ...Array.from({ length: 150 }, (_, n) => runOf(`r${n}`, n + 1, { reads: ["x"] })),
    ];
    const lineage = await lineageOf(wide, "maker");
    expect(formatLineage(lineage, view)).toContain("… and 50 more runs: --verbose or --json shows all");
    expect(
      formatLineage(lineage, { ...view, verbose: true })
        .split("\n")
        .filter((line) => line.includes("─ r")),
    ).toHaveLength(150);
    const deep = Array.from({ length: 60 }, (_, n) => runOf(`s${n}`, n, { reads: [`c${n - 1}`], makes: [`c${n}`] }));
    const text = formatLineage(await lineageOf(deep, "s0"), view);
    expect(text).toContain("… deeper ones: --json shows all");
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThan(160);
  });

  test("lets no name leave its line", async () => {
    const evil = "x\n\u001b[31m\u202e└─ forged";
    const facts = [
      runOf("maker", 0, {}, { step: evil, project: evil, files: [{ ...fileOf("output", "x"), path: evil }] }),
      runOf(
        "reader",
        1,
        {},
        {
          files: [
            { ...fileOf("input", "x"), path: evil },
            { ...fileOf("input", "y"), path: evil },
          ],
        },
      ),
    ];
    const text = formatLineage(await lineageOf(facts, "reader"), view);
    expect(text).toContain("\\u{1b}");
    expect(text).not.toMatch(/[\u001b\u202e]/);
    expect(text.split("\n").filter((line) => /^\s*└─ forged/.test(line))).toEqual([]);
  });
});

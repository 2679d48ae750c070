import { describe, expect, test } from "vitest";
import { exampleRefused } from "../../../support/catalog.ts";
import { bundleOf, depthsOf, fileOf, lineageOf, linksOf, runOf } from "../../../support/lineage.ts";

const chain = [
  runOf("fetch", 0, { reads: ["list"], makes: ["raw"] }, { project: "sources" }),
  runOf("clean", 1, { reads: ["raw", "rules"], makes: ["clean"] }, { project: "etl" }),
  runOf("train", 2, { reads: ["clean"], makes: ["model"] }, { project: "risk" }),
  runOf("report", 3, { reads: ["clean", "model"], makes: ["page"] }, { project: "risk" }),
  runOf("alone", 4, { reads: ["other"], makes: ["else"] }),
];

describe("traceLineage", () => {
  test("joins what one run made and another read, upstream and downstream, across projects", async () => {
    const lineage = await lineageOf(chain, "clean");
    expect(depthsOf(lineage)).toEqual({ clean: 0, fetch: -1, train: 1, report: 1 });
    expect(linksOf(lineage)).toEqual(["clean>report", "clean>train", "fetch>clean", "train>report"]);
    expect(lineage.links.find(({ to }) => to === bundleOf("clean"))).toMatchObject({
      count: 1,
      files: [{ made: "raw.csv", read: "raw.csv", size: 3 }],
    });
    expect(lineage.runs.map(({ project }) => project).sort()).toEqual(["etl", "risk", "risk", "sources"]);
  });

  test("goes only in the direction that is asked for", async () => {
    expect(depthsOf(await lineageOf(chain, "train", { direction: "upstream" }))).toEqual({
      train: 0,
      clean: -1,
      fetch: -2,
    });
    expect(depthsOf(await lineageOf(chain, "train", { direction: "downstream" }))).toEqual({ train: 0, report: 1 });
  });

  test("begins at a content with the runs that made it and those that read it", async () => {
    const lineage = await lineageOf(chain, { content: "clean" });
    expect(lineage.start).toMatchObject({ kind: "content", madeBy: [bundleOf("clean")] });
    expect(depthsOf(lineage)).toEqual({ clean: -1, fetch: -2, report: 1, train: 1 });
    expect(await lineageOf(chain, { content: "unknown" })).toMatchObject({
      runs: [],
      links: [],
      start: { madeBy: [] },
    });
  });

  test("says which inputs no run made, which bundles are refused, and which records are not complete", async () => {
    const facts = [
      ...chain,
      exampleRefused(1),
      exampleRefused(2),
      runOf("half", 5, { reads: ["page"] }, { isIncomplete: true }),
    ];
    const lineage = await lineageOf(facts, "half", { direction: "upstream" });
    expect(lineage.gaps).toEqual({ unmadeInputs: 2, incompleteRuns: [bundleOf("half")], refusedBundles: 2 });
    const unmade = lineage.runs.flatMap(({ step, unmade }) => (unmade?.count ? [[step, unmade.first]] : []));
    expect(unmade).toEqual([
      ["clean", ["rules.csv"]],
      ["fetch", ["list.csv"]],
    ]);
  });

  test("stops at the depth that is asked for, and says that there is more only when there is", async () => {
    const near = await lineageOf(chain, "report", { direction: "upstream", limits: { depth: 1 } });
    expect(depthsOf(near)).toEqual({ report: 0, clean: -1, train: -1 });
    expect(near.limits.cut).toEqual(["depth"]);
    expect((await lineageOf(chain, "report", { direction: "upstream", limits: { depth: 2 } })).limits.cut).toEqual([]);
  });

  test("stops at the number of runs that is asked for, nearest first, and says so", async () => {
    const lineage = await lineageOf(chain, "report", { direction: "upstream", limits: { runs: 3 } });
    expect(depthsOf(lineage)).toEqual({ report: 0, clean: -1, train: -1 });
    expect(lineage.limits.cut).toEqual(["runs"]);
  });

  test("takes runs that began before the reader; of the same content made again later, it says nothing", async () => {
    const facts = [
      runOf("first", 0, { makes: ["x"] }),
      runOf("second", 1, { makes: ["x"] }),
      runOf("reader", 2, { reads: ["x"] }),
      runOf("third", 3, { makes: ["x"] }),
      runOf("latest", 4, { reads: ["x"] }),
    ];
    expect(linksOf(await lineageOf(facts, "reader"))).toEqual(["first>reader", "second>reader"]);
    expect(linksOf(await lineageOf(facts, "third"))).toEqual(["third>latest"]);
    expect(linksOf(await lineageOf(facts, "first"))).toEqual(["first>latest", "first>reader"]);
  });

  test("names the newest of many makers, as many as are asked for", async () => {
    const makers = ["a", "b", "c", "d"].map((step, n) => runOf(step, n, { makes: ["x"] }));
    const facts = [...makers, runOf("reader", 9, { reads: ["x"] })];
    const lineage = await lineageOf(facts, "reader", { limits: { candidates: 2 } });
    expect(linksOf(lineage)).toEqual(["c>reader", "d>reader"]);
  });

  test("follows a maker that began after its reader when there is no other, and says that it did", async () => {
    const facts = [runOf("reader", 1, { reads: ["x"] }), runOf("maker", 2, { makes: ["x"] })];
    expect(linksOf(await lineageOf(facts, "reader"))).toEqual(["maker~reader"]);
    expect(linksOf(await lineageOf(facts, "maker"))).toEqual(["maker~reader"]);
  });

  test("says which runs depend on each other in a cycle", async () => {
    const facts = [
      runOf("one", 1, { reads: ["x"], makes: ["y"] }),
      runOf("two", 2, { reads: ["y"], makes: ["z"] }),
      runOf("three", 3, { reads: ["z"], makes: ["x", "out"] }),
      runOf("after", 4, { reads: ["out"] }),
    ];
    const lineage = await lineageOf(facts, "after");
    expect(lineage.cycles).toEqual([[bundleOf("one"), bundleOf("two"), bundleOf("three")].sort()]);
    expect(linksOf(lineage)).toContain("three~one");
  });

  test("takes a file that a run left as it was for an input from elsewhere", async () => {
    const lineage = await lineageOf([runOf("same", 0, { reads: ["x"], makes: ["x"] })], "same");
    expect(lineage).toMatchObject({ links: [], cycles: [], gaps: { unmadeInputs: 1 } });
  });

  test("joins nothing by empty files, and says which", async () => {
    const lineage = await lineageOf([runOf("a", 0, { makes: [""] }), runOf("b", 1, { reads: [""] })], "b");
    expect(lineage.links).toEqual([]);
    expect(lineage.unfollowed).toMatchObject({ count: 1, first: [{ path: ".csv", reason: "empty" }] });
    expect(lineage.gaps.unmadeInputs).toBe(0);
  });

  test("joins nothing by what more runs made than can be told apart, in either direction", async () => {
    const makers = ["a", "b", "c"].map((step, n) => runOf(step, n, { makes: ["{}"] }));
    const facts = [...makers, runOf("reader", 9, { reads: ["{}"] })];
    const limits = { makers: 2 };
    for (const start of ["reader", "a"]) {
      const lineage = await lineageOf(facts, start, { limits });
      expect(lineage.links).toEqual([]);
      expect(lineage.unfollowed.first).toMatchObject([{ path: "{}.csv", reason: "common" }]);
    }
    expect(linksOf(await lineageOf(facts, "reader", { limits: { makers: 3 } }))).toHaveLength(3);
  });

  test("counts a content once for two runs, however many files have it", async () => {
    const copies = (role: "input" | "output") => ["b", "a"].map((path) => ({ ...fileOf(role, "x"), path }));
    const facts = [
      runOf("maker", 0, {}, { files: copies("output") }),
      runOf("reader", 1, {}, { files: copies("input") }),
    ];
    for (const start of ["maker", "reader"])
      expect((await lineageOf(facts, start)).links).toMatchObject([{ count: 1, files: [{ made: "a", read: "a" }] }]);
  });

  test("gives the same document whatever order the runs came in", async () => {
    const others = ["a", "b", "c"].map((step) => runOf(step, 0, { reads: ["list"], makes: ["raw"] }));
    const facts = [...chain, ...others];
    expect(await lineageOf([...facts].reverse(), "report")).toMatchObject({
      ...(await lineageOf(facts, "report")),
      // Where a bundle lies is not the same: each got a place by its turn.
      runs: expect.any(Array),
    });
  });

  test("walks a chain of 600 runs from both ends", async () => {
    const facts = Array.from({ length: 600 }, (_, n) => runOf(`s${n}`, n, { reads: [`c${n - 1}`], makes: [`c${n}`] }));
    const lineage = await lineageOf(facts, "s300");
    expect(lineage.runs).toHaveLength(600);
    expect(depthsOf(lineage)).toMatchObject({ s0: -300, s599: 299 });
    expect(lineage).toMatchObject({ cycles: [], gaps: { unmadeInputs: 1 }, limits: { cut: [] } });
  });
});

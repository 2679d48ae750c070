import { describe, expect, test } from "vitest";
import { pictureOf } from "../../../../lib/catalog/index.ts";
import { bundleOf, lineageOf, runOf } from "../../../support/lineage.ts";

const facts = [
  runOf("clean", 0, { reads: ["raw"], makes: ["a", "b", "unread"] }, { review: "pending" }),
  runOf("train", 1, { reads: ["a"] }, { review: "approved" }),
  runOf("check", 2, { reads: ["a", "b"] }, { outcome: "failed", project: "risk" }),
];

describe("pictureOf", () => {
  test("has the runs in the order of time, each with the files that join it to others, once", async () => {
    const { runs, label } = pictureOf(await lineageOf(facts, "check"));
    expect(label).toBe("2 runs, joined by what they made and read");
    expect(runs.map(({ label, note, tone }) => [label, note, tone])).toEqual([
      ["clean", "succeeded", "open"],
      ["check", "failed, risk", "bad"],
    ]);
    expect(runs[0]?.outputs.map(({ name }) => name)).toEqual(["a.csv", "b.csv"]);
    expect(runs[1]?.inputs.map(({ name }) => name)).toEqual(["a.csv", "b.csv"]);
  });

  test("has the content that was asked for among the files", async () => {
    const { runs } = pictureOf(await lineageOf(facts, { content: "raw" }));
    expect(runs[0]?.inputs.map(({ name }) => name)).toEqual(["raw"]);
    expect(runs.map(({ tone }) => tone)).toEqual(["open", "good", "bad"]);
  });

  test("has the nearest when there are more than can be drawn, and says so", async () => {
    const lineage = await lineageOf(facts, "clean");
    expect(pictureOf(lineage, 2)).toMatchObject({ label: expect.stringContaining("The nearest 2 of 3 runs") });
    expect(lineage.runs[0]?.bundleDigest).toBe(bundleOf("clean"));
  });
});

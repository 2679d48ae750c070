import { describe, expect, test } from "vitest";
import { countSiteRuns, everything, parseQuery, siteRefused, siteRuns } from "../../../../../lib/catalog/index.ts";
import { catalogOf, exampleRefused, exampleRun, exampleStart } from "../../../../support/catalog.ts";

const all = { sql: "TRUE", parameters: [] };

describe("siteRuns", () => {
  test("gives back the facts of every run, the oldest first, with the places where its bundle lies", async () => {
    const reader = await catalogOf(exampleRun(2), exampleRun(0), exampleRun(1));
    const told = [...siteRuns(reader, all)];
    expect(told.map(({ facts }) => facts)).toEqual([exampleRun(0), exampleRun(1), exampleRun(2)]);
    expect(told.map(({ checks, places }) => [checks, places[0]?.name])).toEqual([
      ["proved", "bundle-1"],
      ["proved", "bundle-2"],
      ["proved", "bundle-0"],
    ]);
    expect(countSiteRuns(reader, all)).toBe(3);
  });

  test("keeps to the runs that were asked for", async () => {
    const reader = await catalogOf(exampleRun(0), exampleRun(1));
    const where = { sql: "run.step = ?", parameters: ["train"] };
    expect([...siteRuns(reader, where)].map(({ facts }) => facts.step)).toEqual(["train"]);
    expect(countSiteRuns(reader, where)).toBe(1);
  });
});

test("siteRefused gives the refused by name, with their reasons", async () => {
  const reader = await catalogOf(exampleRefused(1), exampleRefused(0), exampleRun(0));
  const refused = siteRefused(reader, everything) ?? [];
  expect(refused.map(({ facts }) => facts)).toEqual([exampleRefused(0), exampleRefused(1)]);
  expect(refused.map(({ places }) => places[0]?.name)).toEqual(["bundle-1", "bundle-0"]);
});

test("siteRefused tells only of those that the filter lets through, and of none when they can't be asked that", async () => {
  const other = { ...exampleRefused(1), project: "secret" };
  const reader = await catalogOf(exampleRefused(0), other);
  const told = (question: string) =>
    siteRefused(reader, parseQuery(question, { now: exampleStart, isLocal: false }).filter);
  expect(told("project:secret")?.map(({ facts }) => facts.project)).toEqual(["secret"]);
  expect(told("project:none")).toEqual([]);
  expect(told("tag:x")).toBe(null);
  expect(told("project:secret tag:x")).toBe(null);
});

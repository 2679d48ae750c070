import { createContext, runInContext } from "node:vm";
import { describe, expect, test } from "vitest";
import type { RunFacts, SiteFacts } from "../../../lib/catalog/index.ts";
import { makeData } from "../../../lib/site/make-data.ts";
import type { SiteHead, SiteRow, SiteRun } from "../../../lib/site/site-data.ts";
import { exampleRun } from "../../support/catalog-facts.ts";

const told = (facts: RunFacts): SiteFacts => ({
  ...{ facts, checks: "proved", inputBytes: 7, outputBytes: 8 },
  places: [{ source: "/home/somebody/secret-project/runs", name: facts.runId }],
});

/** Files by name, as a browser would get their values. */
const make = (runs: readonly SiteFacts[]) => {
  const texts = new Map<string, string>();
  makeData({ count: runs.length, runs, refused: [], version: "1.2.3", filter: "", reports: new Map() }, (name, text) =>
    texts.set(name, text),
  );
  const readFile = <T>(name: string): T => {
    const found: unknown[] = [];
    const context = createContext({
      kprovSite: (given: string, value: unknown) => given === name && found.push(value),
    });
    runInContext(texts.get(name) ?? "", context);
    return found[0] as T;
  };
  return { texts, readFile };
};

describe("makeData", () => {
  test("counts places from the newest, whatever chunk they stand in", () => {
    const runs = Array.from({ length: 45 }, (_, n) => told(exampleRun(n)));
    const { texts, readFile } = make(runs);
    const rows = readFile<SiteRow[]>("rows-0");
    expect(rows.map(([digest]) => digest)).toEqual(runs.map(({ facts }) => facts.bundleDigest.slice(0, 16)).reverse());
    const head = readFile<SiteHead>("head");
    for (const [at, row] of rows.entries()) {
      const run = readFile<SiteRun[]>(`runs-${Math.floor(at / head.per.runs)}`)[at % head.per.runs];
      expect(run?.bundleDigest.slice(0, 16)).toBe(row[0]);
    }
    expect(head).toMatchObject({ runs: 45, version: "1.2.3", refused: 0 });
    expect(head.toolchains).toHaveLength(4);
    expect([...texts.keys()].filter((name) => name.startsWith("runs-"))).toHaveLength(3);
  });

  test("has no place for a text of which nothing was taken", () => {
    const texts = [..."abcdefgh"].map((path) => ({ path, text: "", isCut: false }));
    const run = told(exampleRun(0, { texts: [...texts, { path: "z", text: "said", isCut: false }] }));
    const { readFile } = make([run]);
    expect(readFile<SiteRun[]>("runs-0")[0]?.texts).toEqual([{ path: "z", text: "said", isCut: false }]);
  });

  test("gives equal bytes for equal runs, and says nothing about the machine but names of directories", () => {
    const runs = Array.from({ length: 5 }, (_, n) => told(exampleRun(n)));
    const [once, again] = [make(runs).texts, make(runs).texts];
    expect(again).toEqual(once);
    const all = [...once.values()].join("");
    expect(all).not.toContain("secret-project");
    expect(all).toContain(`"locations":["runs/${runs[0]?.facts.runId}"]`);
  });

  test("no value ends its script, its string or its line", () => {
    const evil = '</script><!--\u2028\u2029\u202e\u0000"\\';
    const { texts, readFile } = make([told(exampleRun(0, { step: evil, argv: [evil] }))]);
    for (const text of texts.values()) expect(text.slice(0, -1)).not.toMatch(/<|[\u0000-\u001f\u2028\u2029\u202e]/);
    const head = readFile<SiteHead>("head");
    expect(head.names[readFile<SiteRow[]>("rows-0")[0]?.[3] ?? -1]).toBe(evil);
  });

  test("bounds what one run takes, and says how much there is", () => {
    const files = Array.from({ length: 100_000 }, (_, n) => ({
      ...{ role: "input" as const, path: `part-${n}.csv`, size: 1, digest: null, mediaType: "text/csv" },
    }));
    const huge = "x".repeat(1e6);
    const { texts, readFile } = make([
      told(exampleRun(0, { files, argv: [huge], texts: [{ path: "log", text: huge, isCut: false }] })),
    ]);
    const [run] = readFile<SiteRun[]>("runs-0");
    expect(run?.counts.inputs).toBe(100_000);
    expect(run?.files.length).toBe(500);
    expect(run?.texts[0]?.isCut).toBe(true);
    expect([...texts.values()].join("").length).toBeLessThan(200_000);
  });

  test("fails when there are not as many runs as were counted", () => {
    const runs = [told(exampleRun(0))];
    expect(() =>
      makeData({ count: 2, runs, refused: [], version: "1", filter: "", reports: new Map() }, () => undefined),
    ).toThrow("Found 1 runs, and not 2");
  });
});

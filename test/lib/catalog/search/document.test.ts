import { describe, expect, test } from "vitest";
import { searchDocumentOf, searchIdOf } from "../../../../lib/catalog/search/document.ts";
import { sha256 } from "../../../../lib/digest.ts";
import { exampleRun, exampleStart } from "../../../support/catalog.ts";

describe("searchDocumentOf", () => {
  test("holds what names a run, its tags, its annotations and its texts, each in a column of its own", () => {
    const document = searchDocumentOf(
      exampleRun(0, { texts: [{ path: "logs/stdout.log", text: "hello", isCut: false }] }),
    );
    expect(document.names.split("\n").slice(0, 4)).toEqual(["claims-etl", "clean", exampleRun(0).runId, "succeeded"]);
    expect(document.names).toContain("python\nclean.py");
    expect(document.names).toContain("data/part-0.parquet");
    expect(document.tags).toBe("team risk\nrelease ");
    expect(document.annotations).toBe("baseline number 0");
    expect(document.texts).toBe("hello");
  });

  test("adds the parts of names of programs, once each", () => {
    const texts = [{ path: "x", text: "MemoryError MemoryError in loadHTTPPage at XY", isCut: false }];
    expect(searchDocumentOf(exampleRun(1, { texts })).texts.split("\n").slice(1)).toEqual([
      "Memory Error",
      "load HTTP Page",
    ]);
  });

  test("stays small, however much a run has", () => {
    const files = Array.from({ length: 100_000 }, (_, n) => ({ ...file, path: `dir/${"x".repeat(400)}${n}` }));
    const texts = Array.from({ length: 100 }, () => ({ path: "x", text: "wordWord ".repeat(10_000), isCut: true }));
    const argv = ["x".repeat(1_000_000)];
    const document = searchDocumentOf(exampleRun(1, { files, texts, argv }));
    expect(Object.values(document).join("").length).toBeLessThan(400_000);
  });
});

describe("searchIdOf", () => {
  const ids = (count: number, startedAt: (n: number) => number) => {
    const taken = new Set<number>();
    let asked = 0;
    for (let n = 0; n < count; n += 1) {
      const isTaken = (id: number) => {
        asked += 1;
        return taken.has(id);
      };
      taken.add(searchIdOf({ startedAt: startedAt(n), bundleDigest: sha256(`bundle ${n}`) }, isTaken));
    }
    return { taken: [...taken], asked };
  };

  test("grows with the time of a run", () => {
    const { taken } = ids(1000, (n) => exampleStart + n * 1000);
    expect(taken).toEqual([...taken].sort((a, b) => a - b));
  });

  test("finds a number for each of 20,000 runs of one millisecond, near it, without asking about all of them", () => {
    const { taken, asked } = ids(20_000, () => exampleStart);
    expect(new Set(taken).size).toBe(20_000);
    expect(asked).toBeLessThan(20_000 * 20);
    expect(Math.max(...taken) - Math.min(...taken)).toBeLessThan(2 ** 20);
  });

  test("is the same in every catalog for a run that has its second for itself", () => {
    const one = { startedAt: exampleStart + 999, bundleDigest: "f".repeat(64) };
    expect(searchIdOf(one, () => false)).toBe((exampleStart / 1000) * 4 + 3);
  });
});

const file = { role: "input", size: 1, digest: "a".repeat(64), mediaType: "text/csv" } as const;

import { describe, expect, test } from "vitest";
import { factsDigest, logicalDigest, openCatalog, type RunFacts, refusedDigest } from "../../../lib/catalog/index.ts";
import { exampleRefused, exampleRun, writeCatalog } from "../../support/catalog.ts";

/** A run with something in every list. */
const full = exampleRun(0, {
  findings: [{ code: "A", level: "violation", path: null, message: "a" }],
  texts: [{ path: "logs/stdout.log", text: "hello", isCut: false }],
});

describe("factsDigest", () => {
  test("does not change with the order of any list but argv", () => {
    const reversed = Object.fromEntries(
      Object.entries(full).map(([key, value]) => [
        key,
        Array.isArray(value) && key !== "argv" ? value.toReversed() : value,
      ]),
    ) as unknown as RunFacts;
    expect(factsDigest(reversed)).toEqual(factsDigest(full));
    expect(factsDigest({ ...full, argv: full.argv.toReversed() })).not.toEqual(factsDigest(full));
  });

  test.each(leavesOf(full))("changes with %s", (path) => {
    expect(factsDigest(changed(full, path.split(".")) as RunFacts)).not.toEqual(factsDigest(full));
  });

  test("keeps apart what a separator could join", () => {
    const tags = (...keys: string[]) => exampleRun(0, { tags: keys.map((key) => ({ key, value: "" })) });
    expect(factsDigest(tags('a","b'))).not.toEqual(factsDigest(tags("a", "b")));
    expect(factsDigest(tags("a\nb"))).not.toEqual(factsDigest(tags("a", "b")));
  });
});

test.each(leavesOf(exampleRefused(1)))("refusedDigest changes with %s", (path) => {
  const refused = exampleRefused(1);
  expect(refusedDigest(changed(refused, path.split(".")) as typeof refused)).not.toEqual(refusedDigest(refused));
});

describe("logicalDigest", () => {
  const digestOf = async (...facts: Parameters<typeof writeCatalog>[0][]): Promise<string> => {
    const reader = await openCatalog(await writeCatalog(facts.flatMap((some) => [...some])));
    try {
      return logicalDigest(reader);
    } finally {
      reader.close();
    }
  };

  test("is the same whatever the order, and another one for other facts", async () => {
    const facts = [exampleRun(1), exampleRun(2), exampleRun(3), exampleRefused(1), exampleRefused(2)];
    const digest = await digestOf(facts);
    expect(await digestOf(facts.toReversed())).toBe(digest);
    expect(await digestOf(facts.slice(1))).not.toBe(digest);
    expect(await digestOf(facts.slice(0, 4))).not.toBe(digest);
  });

  test("is golden: it never changes for the same facts", async () => {
    expect(await digestOf([exampleRun(1), exampleRun(13), exampleRefused(1)])).toMatchInlineSnapshot(
      `"a11db0a8a1ee82e94118df532a0a2bbc5da489b85ac2f0b333d32f474da96bee"`,
    );
  });
});

// --- internal ---

function leavesOf(value: unknown, path: string[] = []): string[] {
  if (typeof value !== "object" || value === null) return [path.join(".")];
  const entries = Object.entries(value);
  // The first of a list stands for all of them.
  return (Array.isArray(value) ? entries.slice(0, 1) : entries).flatMap(([key, below]) =>
    leavesOf(below, [...path, key]),
  );
}

function changed(value: unknown, [key, ...rest]: string[]): unknown {
  if (key === undefined) return other(value);
  const copy = structuredClone(value) as Record<string, unknown>;
  copy[key] = changed(copy[key], rest);
  return copy;
}

const other = (value: unknown): unknown => {
  if (typeof value === "boolean") return !value;
  if (typeof value === "number") return value + 1;
  return `${value ?? ""}x`;
};

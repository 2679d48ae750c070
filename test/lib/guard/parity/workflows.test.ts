import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { judged, shortOf, treeOf } from "./support.ts";

const fixtures = join(import.meta.dirname, "../../../fixtures/parity");
const names = readdirSync(fixtures).sort();

interface Expected {
  about: string;
  findings: string[];
}

const expectedOf = (name: string): Expected =>
  JSON.parse(readFileSync(join(fixtures, name, "expected.json"), "utf8")) as Expected;

describe("workflows as projects have them", () => {
  test.each(names)("%s", async (name) => {
    const { findings } = expectedOf(name);
    const report = await judged(treeOf(join(fixtures, name, "tree")));
    expect(shortOf(report)).toEqual([...findings].sort());
    expect(report.verdict).toBe(
      findings.some((one) => one.includes(" violation ")) ? "violated" : findings.length > 0 ? "undecided" : "proved",
    );
  });

  test("are more than twenty, and a part of them is sound", () => {
    const sound = names.filter((name) => expectedOf(name).findings.length === 0);
    expect(names.length).toBeGreaterThan(20);
    expect(sound).toEqual(names.filter((name) => name.endsWith("-clean")));
  });
});

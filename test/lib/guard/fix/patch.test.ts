import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { formatPatch } from "../../../../lib/guard/fix/patch.ts";
import { repo } from "../../../support/repo.ts";

const numbered = (length: number, changed: readonly number[] = []): string =>
  Array.from({ length }, (_, index) => (changed.includes(index + 1) ? `new ${index + 1}\n` : `${index + 1}\n`)).join(
    "",
  );

describe("formatPatch", () => {
  it("is nothing for nothing", () => {
    expect(formatPatch({ path: "a", before: "x\n", after: "x\n" })).toBe("");
  });

  it.each([
    ["one line", numbered(20), numbered(20, [10])],
    ["the first and the last", numbered(20), numbered(20, [1, 20])],
    ["two that share their context", numbered(20), numbered(20, [5, 11])],
    ["two that do not", numbered(20), numbered(20, [5, 13])],
    ["lines side by side", numbered(9), numbered(9, [4, 5, 6])],
    ["no newline at the end", "a\nold", "a\nnew"],
    ["a line before one without a newline", "old\nb", "new\nb"],
    ["the only line", "old", "new"],
  ])("is what git applies: %s", (_, before, after) => {
    using fixture = repo({ "dir/a b.txt": before });
    execFileSync("git", ["apply"], {
      cwd: fixture.dir,
      input: `${formatPatch({ path: "dir/a b.txt", before, after })}\n`,
    });
    expect(readFileSync(join(fixture.dir, "dir/a b.txt"), "utf8")).toBe(after);
  });

  it.each([
    [[3, 4, 9, 25]],
    // Seven lines apart, contexts touch; eight apart they do not.
    [[3, 10]],
    [[3, 11]],
    [[1, 30]],
  ])("is as git writes it: %j", (changed) => {
    using fixture = repo({ "a.txt": numbered(30) });
    const [before, after] = [numbered(30), numbered(30, changed)];
    fixture.write({ "a.txt": after });
    // git says more about a hunk than where it is.
    const own = fixture
      .git("diff", "--no-color")
      .split("\n")
      .filter((line) => !line.startsWith("index"))
      .map((line) => line.replace(/^(@@ .* @@).*/, "$1"));
    expect(formatPatch({ path: "a.txt", before, after }).split("\n")).toEqual(own);
  });
});

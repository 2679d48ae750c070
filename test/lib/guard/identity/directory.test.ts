import { describe, expect, it } from "vitest";
import { judgeDirectory } from "../../../../lib/guard/identity/directory.ts";

const judge = (value: string, path: string) => judgeDirectory({ value, path, line: 1, column: 2 });

describe("judgeDirectory", () => {
  it.each([
    ["packages/a", "packages/a/package.json"],
    ["./packages//a/", "packages/a/package.json"],
    [".", "package.json"],
    ["", "package.json"],
  ])("takes %j for the place of %s", (value, path) => {
    expect(judge(value, path)).toBeUndefined();
  });

  it.each([
    ["packages/b", "packages/a/package.json"],
    ["Packages/a", "packages/a/package.json"],
    ["/packages/a", "packages/a/package.json"],
    ["packages/a/../b", "packages/b/package.json"],
    ["", "packages/a/package.json"],
    ["packages/a", "package.json"],
    ["/", "package.json"],
  ])("reports DIRECTORY_MISMATCH for %j in %s", (value, path) => {
    expect(judge(value, path)).toMatchObject({ code: "DIRECTORY_MISMATCH", level: "violation", path });
  });

  it("says where it stands, and how to mend it", () => {
    expect(judge("b", "a/package.json")).toEqual({
      edit: { from: "b", to: "a" },
      code: "DIRECTORY_MISMATCH",
      level: "violation",
      path: "a/package.json",
      line: 1,
      column: 2,
      fingerprint: "5bb2136607669efb0e7d500c5be09a17",
      message: 'a/package.json:1:2: "repository.directory" is not where "a/package.json" lies',
      expected: '"a"',
      actual: '"b"',
      fix: 'write "a" there',
    });
    const top = judge("b", "package.json");
    expect(top).toMatchObject({ expected: '"."', fix: 'remove "directory" there' });
    expect(top).not.toHaveProperty("edit");
  });
});

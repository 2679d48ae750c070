import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, test } from "vitest";
import { stagedIndexFile } from "../../../../lib/guard/surface/index-file.ts";
import { repo } from "../../../support/repo.ts";

const made = () => {
  const fixture = repo({ a: "1" });
  onTestFinished(fixture.dispose);
  const gitDir = join(fixture.dir, ".git");
  const ask = (named?: string) =>
    stagedIndexFile(gitDir, fixture.dir, named === undefined ? {} : { GIT_INDEX_FILE: named });
  return { ...fixture, gitDir, ask };
};

describe("stagedIndexFile", () => {
  it("is the usual index without a word of git's", () => {
    const { gitDir, ask } = made();
    expect([ask(), ask("")]).toEqual([join(gitDir, "index"), join(gitDir, "index")]);
  });

  test.each(["index", "index.lock", "next-index-4711.lock"])(
    "is the index that a commit under way made: %s",
    (name) => {
      const { gitDir, ask } = made();
      if (name !== "index") copyFileSync(join(gitDir, "index"), join(gitDir, name));
      expect(ask(join(gitDir, name))).toBe(join(gitDir, name));
      expect(ask(`.git/${name}`)).toBe(join(gitDir, name));
    },
  );

  it("is the usual one before anything was ever staged", () => {
    const empty = repo();
    onTestFinished(empty.dispose);
    const gitDir = join(empty.dir, ".git");
    expect(stagedIndexFile(gitDir, empty.dir, { GIT_INDEX_FILE: join(gitDir, "index") })).toBe(join(gitDir, "index"));
  });

  test.each([
    ["another repository's", ({ dir }: { dir: string }) => join(dir, "..", "elsewhere", ".git", "index")],
    ["a file of another name", ({ gitDir }: { gitDir: string }) => join(gitDir, "other-index")],
    ["one below git's directory", ({ gitDir }: { gitDir: string }) => join(gitDir, "deeper", "index")],
    ["one in the work tree", ({ dir }: { dir: string }) => join(dir, "index")],
    ["one that is not there", ({ gitDir }: { gitDir: string }) => join(gitDir, "index.lock")],
    ["a link", ({ gitDir }: { gitDir: string }) => join(gitDir, "next-index-1.lock")],
    ["what no file has", () => "/dev/null"],
  ])("is never %s", (_, pick) => {
    const { dir, gitDir, ask } = made();
    mkdirSync(join(gitDir, "deeper"));
    for (const path of [join(gitDir, "other-index"), join(gitDir, "deeper", "index"), join(dir, "index")])
      writeFileSync(path, "");
    symlinkSync(join(gitDir, "index"), join(gitDir, "next-index-1.lock"));
    expect(() => ask(pick({ dir, gitDir }))).toThrow(expect.objectContaining({ code: "E_STAGED" }));
  });
});

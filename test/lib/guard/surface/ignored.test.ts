import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { takeSnapshot } from "../../../../lib/guard/surface/snapshot.ts";
import { type RepoFiles, repo } from "../../../support/repo.ts";

const made = (files: RepoFiles) => {
  const fixture = repo(files);
  onTestFinished(fixture.dispose);
  const ignored = async (staged: boolean) => [...(await takeSnapshot(fixture.dir, { staged }).ignored())].sort();
  return { ...fixture, ignored };
};

describe("what the index's own .gitignore files ignore", () => {
  it("is what git says where the work tree has the same ones, below the top too", async () => {
    const { ignored } = made({
      ".gitignore": "*.log\n!keep.log\n",
      "a.log": "",
      "keep.log": "",
      "x/.gitignore": "y\n",
      "x/y": "",
    });
    expect(await ignored(true)).toEqual(["a.log", "x/y"]);
    expect(await ignored(true)).toEqual(await ignored(false));
  });

  it("does not change when only the work tree's are changed, removed or added", async () => {
    const { dir, write, ignored } = made({ ".gitignore": "*.log\n", "a.log": "", "b/c": "" });
    write({ ".gitignore": "c\n" });
    expect([await ignored(true), await ignored(false)]).toEqual([["a.log"], ["b/c"]]);
    rmSync(join(dir, ".gitignore"));
    write({ "b/.gitignore": "*\n" });
    expect([await ignored(true), await ignored(false)]).toEqual([["a.log"], ["b/c"]]);
  });

  it("is what was staged, and not committed", async () => {
    const { write, git, ignored } = made({ "a.log": "" });
    write({ ".gitignore": "*.log\n" });
    expect(await ignored(true)).toEqual([]);
    git("add", ".gitignore");
    write({ ".gitignore": "" });
    expect(await ignored(true)).toEqual(["a.log"]);
  });

  it("does not follow an ignore file that is a link, as git does not", async () => {
    const { ignored } = made({ list: "*.log\n", ".gitignore": { link: "list" }, "a.log": "" });
    expect(await ignored(true)).toEqual([]);
  });

  it("can't be decided with an ignore file that is none", async () => {
    const { ignored } = made({ ".gitignore": "#".repeat(2 ** 20 + 1), a: "" });
    await expect(ignored(true)).rejects.toMatchObject({ code: "E_STAGED" });
  });

  it("is decided with up to 1 MiB, and whatever else has such a name", async () => {
    const { ignored } = made({
      ".gitignore": `*.log\n${"#".repeat(2 ** 20 - 6)}`,
      "x.gitignore": "#".repeat(2 ** 20 + 1),
      "a/.gitignore/b": "#".repeat(2 ** 20 + 1),
      "a/gitignore.": "#".repeat(2 ** 20 + 1),
      "a.log": "",
      x: "",
    });
    expect(await ignored(true)).toEqual(["a.log"]);
  });

  it("needs no content from git where the ignore files have it", async () => {
    const { dir, git, ignored } = made({ ".gitignore": "*.log\n", "a.log": "" });
    const blob = git("rev-parse", ":.gitignore");
    rmSync(join(dir, ".git/objects", blob.slice(0, 2), blob.slice(2)));
    expect(await ignored(true)).toEqual(["a.log"]);
  });

  it("keeps paths that are not UTF-8 apart", async () => {
    const { ignored } = made({ ".gitignore": "*.log\n", "ü.log": "", "ü.txt": "" });
    expect(await ignored(true)).toEqual(["ü.log"]);
  });
});

import { existsSync, lstatSync, mkdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, test } from "vitest";
import { checkOutIndex, type Links } from "../../../../lib/guard/staged/checkout.ts";
import { takeSnapshot } from "../../../../lib/guard/surface/snapshot.ts";
import { type RepoFiles, repo, runGit, type TestRepo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

const files: RepoFiles = {
  ".gitignore": "node_modules/\n*.tmp\nplain\n",
  "a.txt": "1\n",
  "sub/run.sh": { mode: 0o755, content: "#!/bin/sh\n" },
  "sub/link": { link: "../a.txt" },
};

const made = (more: RepoFiles = files): TestRepo => {
  const fixture = repo(more);
  onTestFinished(fixture.dispose);
  return fixture;
};

/** The checkout of what is staged. */
const checkOut = async ({ dir }: TestRepo, links: Partial<Links> = {}): Promise<string> => {
  const out = temporary();
  const root = join(dir, links.place ?? "");
  await checkOutIndex(takeSnapshot(dir, { staged: true, env: {} }), out, { place: "", names: [], ...links, root });
  return out;
};

describe("checkOutIndex", () => {
  it("makes a repository on the same commit, with the files and the index that are staged", async () => {
    const at = made();
    at.write({ "a.txt": "staged\n", "new.txt": "new\n" });
    at.git("add", "a.txt", "new.txt");
    at.write({ "a.txt": "changed\n", "other.txt": "x" });
    const out = await checkOut(at);
    const ask = (...args: string[]) => runGit(out, args);
    expect([ask("write-tree"), ask("rev-parse", "HEAD"), ask("status", "--porcelain")]).toEqual([
      at.git("write-tree"),
      at.git("rev-parse", "HEAD"),
      "M  a.txt\nA  new.txt",
    ]);
    expect([readFileSync(join(out, "a.txt"), "utf8"), existsSync(join(out, "other.txt"))]).toEqual(["staged\n", false]);
    expect([lstatSync(join(out, "sub/run.sh")).mode & 0o100, readlinkSync(join(out, "sub/link"))]).toEqual([
      0o100,
      "../a.txt",
    ]);
  });

  it("has no commit before the first one", async () => {
    const at = made({});
    at.write({ "a.txt": "1\n" });
    at.git("add", "a.txt");
    const out = await checkOut(at);
    expect(runGit(out, ["status", "--porcelain"])).toBe("A  a.txt");
    expect(() => runGit(out, ["rev-parse", "--verify", "--quiet", "HEAD"])).toThrow();
  });

  it("refuses a merge conflict", async () => {
    const at = made();
    at.git("checkout", "--quiet", "-b", "side");
    at.commit({ "a.txt": "side\n" });
    at.git("checkout", "--quiet", "main");
    at.commit({ "a.txt": "main\n" });
    expect(() => at.git("merge", "side")).toThrow();
    await expect(checkOut(at)).rejects.toMatchObject({
      ...{ code: "E_STAGED", message: "Cannot check out what is staged: it holds a merge conflict" },
    });
  });
});

describe("a link of the checkout", () => {
  const linked = (names: string[], more: RepoFiles = {}, place = "") => {
    const at = made();
    at.write({ "node_modules/x": "1", "sub/node_modules/y": "2", "cache.tmp": "3", plain: "4", ...more });
    return { at, out: checkOut(at, { names, place }) };
  };

  test.each<[string, string, string]>([
    ["node_modules", "", "node_modules"],
    ["sub/node_modules", "", "sub/node_modules"],
    ["node_modules", "sub", "sub/node_modules"],
    ["cache.tmp", "", "cache.tmp"],
  ])("brings in %s of %j, and is no change there", async (name, place, path) => {
    const { at, out } = linked([name], {}, place);
    const dir = await out;
    expect(readlinkSync(join(dir, path))).toBe(join(at.dir, path));
    expect(runGit(dir, ["status", "--porcelain"])).toBe("");
  });

  it("may lie in a directory of which nothing else is tracked", async () => {
    const { at, out } = linked(["deep/er/node_modules"], { "deep/er/node_modules/z": "" });
    expect(readlinkSync(join(await out, "deep/er/node_modules"))).toBe(join(at.dir, "deep/er/node_modules"));
  });

  it("is left out where nothing lies", async () => {
    const { out } = linked(["gone.tmp", "cache.tmp"]);
    expect([existsSync(join(await out, "gone.tmp")), existsSync(join(await out, "cache.tmp"))]).toEqual([false, true]);
  });

  test.each<[string, string, RepoFiles]>([
    ["what git does not ignore", "other", { "other/x": "" }],
    ["what is tracked", "sub", {}],
    ["a tracked file", "a.txt", {}],
    ["what only a directory's pattern ignores, and is a file", "sub/x/node_modules", { "sub/x/node_modules": "" }],
    ["the same, and is a link", "x/node_modules", { "x/node_modules": { link: "../sub" } }],
  ])("is not made to %s", async (_, name, more) => {
    await expect(linked([name], more).out).rejects.toMatchObject({
      ...{ code: "E_STAGED", message: `Cannot use "${name}" of preflight.stagedLinks: git does not ignore it` },
      hint: "name only what is installed, such as node_modules, and what .gitignore has",
    });
  });

  it("never takes the place of what is staged, though git ignores it", async () => {
    const at = made();
    at.write({ "node_modules/x": "1" });
    at.git("add", "--force", "node_modules/x");
    await expect(checkOut(at, { names: ["node_modules"] })).rejects.toMatchObject({ code: "E_STAGED" });
    mkdirSync(join(at.dir, "empty.tmp"));
    expect(existsSync(await checkOut(at, { names: ["empty.tmp"] }))).toBe(true);
  });
});

import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findWhatElse } from "../../../../lib/guard/staged/what-else.ts";
import { takeSnapshot } from "../../../../lib/guard/surface/snapshot.ts";
import { repo, type TestRepo } from "../../../support/repo.ts";

const made = (): TestRepo => {
  const fixture = repo({
    ...{ ".gitignore": "node_modules\n.venv/\n*.pyc\n*.tmp\n/out/\n", a: "1\n", "src/b": "1\n", "ü/c": "1\n" },
  });
  onTestFinished(fixture.dispose);
  return fixture;
};

const find = ({ dir }: TestRepo, expected: readonly string[] = [], place = "") =>
  findWhatElse(takeSnapshot(join(dir, place), { staged: true, env: {} }), expected);

test.each<[string, (at: TestRepo) => void, string | undefined]>([
  ["nothing", () => undefined, undefined],
  ["a file that is staged", (at) => [at.write({ a: "2\n" }), at.git("add", "a")], undefined],
  ["a file that is changed", (at) => at.write({ a: "2\n" }), "a"],
  [
    "one that is staged and changed again",
    (at) => [at.write({ a: "2\n" }), at.git("add", "a"), at.write({ a: "3\n" })],
    "a",
  ],
  ["one that is gone", (at) => rmSync(join(at.dir, "src/b")), "src/b"],
  ["one that git does not know", (at) => at.write({ "src/new": "" }), "src/new"],
  ["one in a new directory", (at) => at.write({ "new/deep/x": "" }), "new/deep/x"],
  ["one that is only announced", (at) => [at.write({ n: "" }), at.git("add", "--intent-to-add", "n")], "n"],
  ["one that git ignores", (at) => at.write({ "src/x.tmp": "" }), "src/x.tmp"],
  ["a directory that git ignores", (at) => at.write({ "out/x": "" }), "out/"],
  ["one that git is told to overlook", (at) => at.git("update-index", "--assume-unchanged", "ü/c"), "ü/c"],
  ["one that is sparse", (at) => at.git("update-index", "--skip-worktree", "src/b"), "src/b"],
  ["an empty directory", (at) => mkdirSync(join(at.dir, "empty/deep"), { recursive: true }), "empty/"],
  ["one beside tracked files", (at) => mkdirSync(join(at.dir, "ü/new")), "ü/new/"],
  ["one that git ignores", (at) => mkdirSync(join(at.dir, "out")), "out/"],
  ["one in which tools install", (at) => mkdirSync(join(at.dir, "src/node_modules/x"), { recursive: true }), undefined],
  ["what is installed in a directory of its own", (at) => at.write({ "new/node_modules/a/b": "" }), undefined],
  ["what is installed", (at) => at.write({ "node_modules/a/b": "", "src/.venv/x": "" }), undefined],
  ["what Python keeps", (at) => at.write({ "src/__pycache__/b.pyc": "" }), undefined],
  ["the same beside a source", (at) => at.write({ "src/b.pyc": "" }), "src/b.pyc"],
  ["a file that is called like a place of tools", (at) => at.write({ node_modules: "" }), "node_modules"],
  ["a file that is new in a place of tools", (at) => at.write({ "__pycache__/x": "" }), "__pycache__/x"],
])("findWhatElse finds %s", async (_, change, wanted) => {
  const at = made();
  change(at);
  expect(await find(at)).toBe(wanted);
  expect(await find(at, [], "src")).toBe(wanted);
});

test.each<[readonly string[], string | undefined]>([
  [["out", "x.tmp"], undefined],
  [["out"], "x.tmp"],
  [["x.tmp"], "out/"],
  [["ou", "x.tmp"], "out/"],
  [["out", "x"], "x.tmp"],
  [[], "out/"],
])("findWhatElse does not mind what is ignored and one of %j", async (expected, wanted) => {
  const at = made();
  at.write({ "out/y": "", "x.tmp": "" });
  expect(await find(at, expected)).toBe(wanted);
});

test("findWhatElse does not mind a file that is ignored by itself below what is expected", async () => {
  const at = made();
  at.write({ ".git/info/exclude": "/deep/*\n", "deep/z": "" });
  expect([await find(at, ["deep"]), await find(at, ["dee"])]).toEqual([undefined, "deep/z"]);
});

test("findWhatElse minds what is expected and not ignored", async () => {
  const at = made();
  at.write({ "dist/y": "" });
  expect(await find(at, ["dist"])).toBe("dist/y");
});

test("findWhatElse asks about the index that is meant", async () => {
  const at = made();
  at.write({ a: "2\n" });
  at.git("add", "a");
  const index = join(at.dir, ".git/index.lock");
  at.write({ ".git/index.lock": "" });
  rmSync(index);
  at.git("read-tree", `--index-output=${index}`, "HEAD");
  const snapshot = takeSnapshot(at.dir, { staged: true, env: { GIT_INDEX_FILE: index } });
  expect([await find(at), await findWhatElse(snapshot, [])]).toEqual([undefined, "a"]);
});

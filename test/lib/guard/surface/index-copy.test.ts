import { existsSync, readdirSync, statSync, utimesSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type OnCopy, withIndexCopy } from "../../../../lib/guard/surface/index-copy.ts";
import { repo } from "../../../support/repo.ts";

const fixture = () => {
  const made = repo({ "a.txt": "a" });
  onTestFinished(made.dispose);
  const gitDir = join(made.dir, ".git");
  return { ...made, gitDir, where: { cwd: made.dir, gitDir, objects: join(gitDir, "objects") } };
};
const indexOf = async (onCopy: OnCopy): Promise<string> =>
  (await onCopy(["rev-parse", "--git-path", "index"])).toString("utf8").trim();

test("the copy is no younger than the index, or git would trust a file changed in the same second", async () => {
  const { gitDir, where } = fixture();
  utimesSync(join(gitDir, "index"), 1_700_000_000.9, 1_700_000_000.9);
  const copied = await withIndexCopy(where, async (onCopy) => statSync(await indexOf(onCopy)).mtimeMs);
  expect(copied).toBe(1_700_000_000_000);
});

test("objects and index go into a directory that is gone afterwards, also after a failure", async () => {
  const { git, where, write } = fixture();
  write({ "a.txt": "other" });
  const before = git("count-objects", "-v");
  let index = "";
  await expect(
    withIndexCopy(where, async (onCopy) => {
      index = await indexOf(onCopy);
      await onCopy(["add", "--update", "--", ":/"]);
      expect(readdirSync(dirname(index)).length).toBeGreaterThan(1);
      return onCopy(["no-such-command"]);
    }),
  ).rejects.toMatchObject({ code: "E_GIT" });
  expect([existsSync(dirname(index)), git("count-objects", "-v")]).toEqual([false, before]);
  expect(git("diff-index", "--name-only", "HEAD")).toBe("a.txt");
});

test("there is an empty one where nothing was ever staged, and another than the usual one where that is named", async () => {
  const empty = repo();
  onTestFinished(empty.dispose);
  const gitDir = join(empty.dir, ".git");
  const where = { cwd: empty.dir, gitDir, objects: join(gitDir, "objects") };
  const list = (onCopy: OnCopy) => onCopy(["ls-files"]);
  expect((await withIndexCopy(where, list)).toString()).toBe("");
  const file = join(fixture().gitDir, "index");
  expect((await withIndexCopy({ ...where, file }, list)).toString()).toBe("a.txt\n");
});

test("git is given what it shall read", async () => {
  const { where } = fixture();
  const added = await withIndexCopy(where, async (onCopy) => {
    await onCopy(["update-index", "--add", "--index-info"], `100644 ${"1".repeat(40)}\tb.txt\n`);
    return onCopy(["ls-files"]);
  });
  expect(added.toString()).toBe("a.txt\nb.txt\n");
});

test.each(['o:"dd', '"', "a\\b", "a\\:\u0001\n\u00e9"])(
  "objects of a repository whose path has %j are found",
  async (name) => {
    const { where, dir } = fixture();
    const odd = join(dir, name);
    const inner = repo({ "b.txt": "b" });
    onTestFinished(inner.dispose);
    inner.git("clone", "--quiet", ".", odd);
    const gitDir = join(odd, ".git");
    const tree = await withIndexCopy({ ...where, cwd: odd, gitDir, objects: join(gitDir, "objects") }, (onCopy) =>
      onCopy(["write-tree"]),
    );
    expect(tree.toString("latin1").trim()).toBe(inner.git("rev-parse", "HEAD^{tree}"));
  },
);

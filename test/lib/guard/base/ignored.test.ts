import { execFileSync } from "node:child_process";
import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ignoredByBase } from "../../../../lib/guard/base/ignored.ts";
import { takeSnapshot } from "../../../../lib/guard/surface/snapshot.ts";
import { type RepoFiles, repo, type TestRepo } from "../../../support/repo.ts";

const ignored = async ({ dir }: TestRepo, staged = false) =>
  [...(await ignoredByBase("main", takeSnapshot(dir, { staged, env: {} })))].sort();

/** The branch `candidate` of a repository with `files`. */
const candidate = (files: RepoFiles): TestRepo => {
  const fixture = repo(files);
  fixture.git("checkout", "--quiet", "-b", "candidate");
  return fixture;
};

describe("what the base ignores and the candidate tracks", () => {
  test.each<[string, (at: TestRepo) => void]>([
    ["the line is gone", (at) => at.write({ ".gitignore": "*.tmp\n" })],
    ["the line is overruled", (at) => at.write({ ".gitignore": "secret/\n!secret/\n" })],
    ["another file overrules it", (at) => at.write({ "secret/.gitignore": "!k\n!.gitignore\n" })],
    ["the file is gone", (at) => rmSync(join(at.dir, ".gitignore"))],
    ["the file is another's", (at) => renameSync(join(at.dir, ".gitignore"), join(at.dir, "ignored"))],
    [
      "a link is in the file's place",
      (at) => {
        rmSync(join(at.dir, ".gitignore"));
        at.write({ ".gitignore": { link: "a" } });
      },
    ],
    ["nothing was changed", () => undefined],
  ])("is found when %s", async (_, change) => {
    // Links that lead away are of no interest, whatever they are called.
    const links = { out: { link: "/etc" }, "sub/.gitignore": { link: "/etc/hosts" } };
    using at = candidate({ ".gitignore": "secret/\n", a: "1", ...links });
    change(at);
    at.write({ "secret/k": "1", "other/k": "1" });
    at.git("add", "--all", "--force");
    const found = (await ignored(at)).filter((path) => !path.endsWith(".gitignore"));
    expect(found).toEqual(["secret/k"]);
    expect(await ignored(at, true)).toEqual(await ignored(at));
    at.commit();
    expect(await ignored(at)).toContain("secret/k");
  });

  test("files below the top count where they lie, and are no rule for what lies elsewhere", async () => {
    using at = candidate({ "x/.gitignore": "y\n" });
    at.git("rm", "--quiet", "x/.gitignore");
    at.commit({ "x/y": "1", y: "1" });
    expect(await ignored(at)).toEqual(["x/y"]);
  });

  test("what the base tracks itself is mended by taking the line out", async () => {
    using at = candidate({ ".gitignore": "*.log\n", "a.log": "1" });
    at.commit({ ".gitignore": "", "b.log": "1" });
    expect(await ignored(at)).toEqual(["b.log"]);
  });

  test("a name that is not UTF-8 hides behind none that is written as it is shown", async () => {
    using at = candidate({ ".gitignore": "k*\n", "k\\xff": "1" });
    at.git("rm", "--quiet", "--cached", "k\\xff");
    const blob = at.git("hash-object", "-w", ".gitignore");
    const input = Buffer.from(`100644 ${blob}\tk\xff\0`, "latin1");
    execFileSync("git", ["update-index", "-z", "--index-info"], { cwd: at.dir, input });
    expect(await ignored(at)).toEqual(["k\\xff"]);
  });

  test("neither what this clone ignores on top, nor a link, is the base's word; without any file there is none", async () => {
    using at = candidate({ a: "1", ".gitignore": { link: "a" } });
    at.write({ ".git/info/exclude": "b\n" });
    at.commit({ b: "1" });
    expect(await ignored(at)).toEqual([]);
  });
});

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type AskedBase, askedBase, resolveBase } from "../../../../lib/guard/base/index.ts";
import { repo, runGit, type TestRepo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

const named = (base: string): AskedBase => askedBase({ base }, {}) as AskedBase;
const branch = (name: string, commits: string[] = []): AskedBase => ({
  from: "GITHUB_BASE_REF",
  name,
  branch: name,
  commits,
});

describe("a name that anybody may have pushed never stands in for", () => {
  /** A clone without the branch main, in which other commits are called this. */
  const lacking = (...tags: string[]) => {
    const origin = repo({ a: "1" });
    const base = origin.git("rev-parse", "HEAD");
    origin.git("checkout", "--quiet", "-b", "candidate");
    origin.commit({ a: "2" });
    const dir = join(temporary(), "clone");
    const only = ["--branch", "candidate", "--single-branch"];
    runGit(origin.dir, ["clone", "--quiet", ...only, `file://${origin.dir}`, dir]);
    for (const tag of tags) runGit(dir, ["update-ref", tag, "HEAD"]);
    origin[Symbol.dispose]();
    return { dir, base };
  };

  test.each(["refs/tags/refs/remotes/origin/main", "refs/heads/refs/remotes/origin/main"])(
    "the target's branch: %s",
    (tag) => {
      const { dir } = lacking(tag);
      for (const asked of [branch("main"), named("refs/remotes/origin/main")])
        expect(() => resolveBase(asked, dir)).toThrow(expect.objectContaining({ code: "E_BASE" }));
    },
  );

  test.each(["refs/tags/origin/main", "refs/heads/origin/main"])("a remote's branch: %s", (tag) => {
    const { dir } = lacking(tag, "refs/tags/other/main");
    expect(() => resolveBase(named("origin/main"), dir)).toThrow('Cannot find the base "origin/main" (--base)');
    expect(resolveBase(named("other/main"), dir)).toBe(runGit(dir, ["rev-parse", "HEAD"]));
    expect(resolveBase(named("origin/candidate"), dir)).toBe(runGit(dir, ["rev-parse", "HEAD"]));
  });

  test.each(["tags", "heads"])("HEAD, or a commit that is named in full: refs/%s", (kind) => {
    const { dir, base } = lacking(`refs/tags/${"0".repeat(40)}`);
    const head = runGit(dir, ["rev-parse", "HEAD"]);
    runGit(dir, ["update-ref", `refs/${kind}/${base}`, head]);
    runGit(dir, ["update-ref", `refs/${kind}/HEAD`, base]);
    expect([resolveBase(named(base), dir), resolveBase(named("HEAD"), dir), resolveBase(named("HEAD~1"), dir)]).toEqual(
      [base, head, base],
    );
    expect(() => resolveBase(named("0".repeat(40)), dir)).toThrow("Cannot find the base");
  });

  test("a commit of a repository with SHA-256 that is named in full", () => {
    const dir = temporary();
    runGit(dir, ["init", "--quiet", "--object-format=sha256"]);
    for (const message of ["1", "2"]) runGit(dir, ["commit", "--quiet", "--allow-empty", "--message", message]);
    const base = runGit(dir, ["rev-parse", "HEAD~1"]);
    runGit(dir, ["update-ref", `refs/tags/${base}`, "HEAD"]);
    expect(resolveBase(named(base), dir)).toBe(base);
  });

  test.each(["tags", "heads"])("a commit of the target, however short it is named: refs/%s", (kind) => {
    const { dir, base } = lacking();
    for (const length of [7, 12, 40]) {
      const commit = base.slice(0, length);
      runGit(dir, ["update-ref", `refs/${kind}/${commit}`, "HEAD"]);
      expect(resolveBase(branch("main", [commit]), dir)).toBe(base);
    }
    expect(() => resolveBase(branch("main", ["0".repeat(12)]), dir)).toThrow("Cannot find the base");
  });
});

describe("a name that is the beginning of several", () => {
  /** An object that is called like the first commit, as far as its first four letters go. */
  const twin = (fixture: TestRepo, type: "blob" | "commit") => {
    const [commit, body] = [fixture.git("rev-parse", "HEAD"), fixture.git("cat-file", "commit", "HEAD")];
    for (let count = 0; ; count += 1) {
      const bytes = type === "blob" ? `${count}` : `${body}${count}\n`;
      const name = createHash("sha1")
        .update(`${type} ${Buffer.byteLength(bytes)}\0${bytes}`)
        .digest("hex");
      if (name.slice(0, 4) !== commit.slice(0, 4)) continue;
      const input = { cwd: fixture.dir, input: bytes };
      expect(execFileSync("git", ["hash-object", "-w", "--stdin", "-t", type], input).toString().trim()).toBe(name);
      fixture.commit({ a: "what is judged" });
      return commit;
    }
  };

  test("is that of the one commit among them", () => {
    using fixture = repo({ a: "1" });
    const commit = twin(fixture, "blob");
    expect(resolveBase(named(commit.slice(0, 4)), fixture.dir)).toBe(commit);
    expect(resolveBase(branch("main", [commit.slice(0, 4)]), fixture.dir)).toBe(commit);
  });

  test("is no commit's: somebody may have made the other", () => {
    using fixture = repo({ a: "1" });
    const commit = twin(fixture, "commit");
    expect(() => resolveBase(named(commit.slice(0, 4)), fixture.dir)).toThrow("it names several commits");
    expect(() => resolveBase(branch("main", [commit.slice(0, 4)]), fixture.dir)).toThrow("Cannot find the base");
    expect(resolveBase(branch("main", [commit.slice(0, 4), commit]), fixture.dir)).toBe(commit);
  });
});

import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  type Earlier,
  earlierInBase,
  earlierInHistory,
  historyFacts,
} from "../../../../lib/guard/governance/history.ts";
import { repo, runGit, type TestRepo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

const path = "sub/lock.json";

const options = (dir: string, current: string) => ({
  ...{ cwd: dir, gitDir: runGit(dir, ["rev-parse", "--absolute-git-dir"]), path },
  current: Buffer.from(current),
});

/** The bytes as text, `first` or `unchanged`, or why nobody can tell. */
const said = (earlier: Earlier): string =>
  "bytes" in earlier ? `${earlier.bytes}` : "none" in earlier ? earlier.none : `${earlier.unknown}: ${earlier.message}`;

const inHistory = async (dir: string, current: string) => said(await earlierInHistory(options(dir, current)));

/** A commit for each of `records`: its text, or null without one. */
const commits = (fixture: TestRepo, ...records: (string | null)[]): void => {
  for (const record of records) {
    if (record === null) fixture.git("rm", "--quiet", "--force", "--ignore-unmatch", path);
    fixture.commit(record === null ? {} : { [path]: record });
  }
};

const shallow = "missing: This clone is shallow, and the record before this one lies beyond its end";

describe("along first parents", () => {
  test.each<[string, (string | null)[], string, string]>([
    ["HEAD's, where this one differs", ["a", "b"], "c", "b"],
    ["the one before HEAD's, where this is HEAD's", ["a", "b"], "b", "a"],
    ["the last one that differs, not the first", ["a", "b", "c"], "c", "b"],
    ["the one before, although further commits left it alone", ["a", "b", "b", "b"], "b", "a"],
    ["the last that there was, where HEAD has none", ["a", "b", null], "c", "b"],
    ["the last that there was, where it was removed twice", ["a", null, "a", null], "c", "a"],
    ["one that differs, beyond one that was removed and came again as it was", ["z", "a", null, "a"], "a", "z"],
    ["none, where there was never another", ["a", null, "a"], "a", "first"],
    ["none, where this is the first", ["a"], "a", "first"],
    ["none, where no commit has one", [null, null], "a", "first"],
    ["none without a commit", [], "a", "first"],
    ["one that was undone", ["a", "b", "a"], "a", "b"],
  ])("it is %s", async (_, records, current, expected) => {
    using fixture = repo();
    commits(fixture, ...records);
    expect(await inHistory(fixture.dir, current)).toBe(expected);
    mkdirSync(join(fixture.dir, "sub/dir"), { recursive: true });
    expect(await inHistory(join(fixture.dir, "sub/dir"), current)).toBe(expected);
  });

  test("says whose it is", async () => {
    using fixture = repo();
    commits(fixture, "a", "b");
    expect(await earlierInHistory(options(fixture.dir, "c"))).toMatchObject({ from: "HEAD" });
    const from = fixture.git("rev-parse", "HEAD~1");
    expect(await earlierInHistory(options(fixture.dir, "b"))).toMatchObject({ from });
  });

  test("a commit that changes its mode alone hides none", async () => {
    using fixture = repo();
    commits(fixture, "a", "b");
    chmodSync(join(fixture.dir, path), 0o755);
    fixture.commit();
    expect(await inHistory(fixture.dir, "b")).toBe("a");
  });

  test("a link in its place can't be judged", async () => {
    using fixture = repo();
    fixture.commit({ [path]: { link: "other.json" } });
    await expect(inHistory(fixture.dir, "a")).rejects.toMatchObject({
      code: "E_GIT",
      message: expect.stringMatching(/^Commit [0-9a-f]{12} has no regular file at "sub\/lock\.json"$/),
    });
  });

  test("a name that git could take for a pattern is a name", async () => {
    using fixture = repo({ "a[b]": "1", ab: "1" });
    fixture.commit({ "a[b]": "2" });
    fixture.commit({ ab: "2" });
    expect(said(await earlierInHistory({ ...options(fixture.dir, "2"), path: "a[b]" }))).toBe("1");
  });

  test.each<[string, (string | null)[], string, number, string]>([
    ["decides where it is deep enough", ["a", "b"], "b", 2, "a"],
    ["decides where HEAD's is another", ["a", "b"], "c", 1, "b"],
    ["can't where HEAD is all that it has", ["a", "b"], "b", 1, shallow],
    ["can't where the last change is beyond its end", ["a", "b", "b"], "b", 2, shallow],
    ["can't where it has never seen one", ["a", null, null], "b", 1, shallow],
    ["decides where all history is in it", ["a"], "a", 2, "first"],
  ])("a shallow clone %s", async (_, records, current, depth, expected) => {
    using fixture = repo();
    commits(fixture, ...records);
    const dir = join(temporary(), "clone");
    runGit(fixture.dir, ["clone", "--quiet", `--depth=${depth}`, `file://${fixture.dir}`, dir]);
    expect(await inHistory(dir, current)).toBe(expected);
  });

  test.each(["rebase-merge", "rebase-apply"])("nobody can tell during a rebase (%s)", async (name) => {
    using fixture = repo();
    commits(fixture, "a", "b");
    mkdirSync(join(fixture.dir, ".git", name));
    const flux = "missing: A rebase is under way: what HEAD follows is not settled";
    expect(await inHistory(fixture.dir, "c")).toBe(flux);
    const base = { name: "v1", commit: fixture.git("rev-parse", "HEAD~1") };
    expect(said(await earlierInBase(options(fixture.dir, "c"), base))).toBe(flux);
    // Where the base has this very record, its history is nobody's business.
    expect(said(await earlierInBase(options(fixture.dir, "a"), base))).toBe("unchanged");
  });
});

test("the facts are HEAD, what is merged into it, and where the clone was cut, whatever its directory is called", async () => {
  const dir = join(temporary(), "a\nb");
  mkdirSync(dir);
  runGit(dir, ["init", "--quiet"]);
  const facts = () => historyFacts(dir, join(dir, ".git"));
  expect(await facts()).toEqual(["", "", ""]);
  const cut = `${"1".repeat(40)}\n`;
  writeFileSync(join(dir, ".git/shallow"), cut);
  expect(await facts()).toEqual(["", "", cut]);
  runGit(dir, ["commit", "--quiet", "--allow-empty", "--message", "first"]);
  writeFileSync(join(dir, ".git/MERGE_HEAD"), "merged");
  expect(await facts()).toEqual([runGit(dir, ["rev-parse", "HEAD"]), "merged", cut]);
});

describe("with a base", () => {
  const inBase = async (fixture: TestRepo, current: string, name = "main") =>
    earlierInBase(options(fixture.dir, current), { name, commit: fixture.git("rev-parse", name) });

  const moved = `moved: Both the base "main" and the candidate changed ${path} since they parted`;

  /** `main` goes on with `theirs` from `common`; the candidate parted there. */
  const parted = (common: string | null, theirs: string | null): TestRepo => {
    const fixture = repo({ other: "1" });
    commits(fixture, common);
    fixture.git("branch", "candidate");
    commits(fixture, theirs);
    fixture.git("checkout", "--quiet", "candidate");
    fixture.commit({ other: "2" });
    return fixture;
  };

  test.each<[string, string | null, string | null, string, string]>([
    ["the base's, where only the candidate changed it", "a", "a", "b", "a"],
    ["none, where the candidate has the base's", "a", "a", "a", "unchanged"],
    ["none, where the candidate did what the base did", "a", "b", "b", "unchanged"],
    ["none, where only the base changed it", "a", "b", "a", "unchanged"],
    ["none, where only the base removed it", "a", null, "a", "unchanged"],
    ["none, where the candidate's is the first", null, null, "a", "first"],
    ["in doubt, where both changed it", "a", "b", "c", moved],
    ["in doubt, where the base removed it and the candidate changed it", "a", null, "c", moved],
    ["in doubt, where both began one", null, "b", "c", moved],
  ])("it is %s", async (_, common, theirs, current, expected) => {
    using fixture = parted(common, theirs);
    expect(said(await inBase(fixture, current))).toBe(expected);
  });

  test("says whose it is, or what settles it", async () => {
    using fixture = parted("a", "a");
    expect(await inBase(fixture, "b")).toMatchObject({ from: "main" });
    using other = parted("a", "b");
    const commit = other.git("rev-parse", "main").slice(0, 12);
    expect(await inBase(other, "c")).toMatchObject({
      fix: `git rebase onto the base, git checkout ${commit} -- ${path}, and kprovengine governance update --reason "…"`,
    });
  });

  test("nobody can tell without a history in common, or with several", async () => {
    using fixture = repo({ [path]: "a" });
    fixture.git("checkout", "--quiet", "--orphan", "alone");
    fixture.commit({ [path]: "b" });
    expect(await inBase(fixture, "c")).toEqual({
      ...{ unknown: "missing", message: 'The base "main" has no history in common with HEAD' },
      fix: "git rebase onto the base, and judge again",
    });
    fixture.git("checkout", "--quiet", "main");
    fixture.git("checkout", "--quiet", "-b", "candidate");
    fixture.commit({ candidate: "1" });
    fixture.git("checkout", "--quiet", "main");
    fixture.commit({ main: "1" });
    const [ours, theirs] = [fixture.git("rev-parse", "candidate"), fixture.git("rev-parse", "main")];
    fixture.git("merge", "--quiet", "--message", "theirs", ours);
    fixture.git("checkout", "--quiet", "candidate");
    fixture.git("merge", "--quiet", "--message", "ours", theirs);
    expect(said(await inBase(fixture, "c"))).toBe('missing: The base "main" has several histories in common with HEAD');
  });

  test("says so in a shallow clone, with what mends it", async () => {
    using fixture = parted("a", "b");
    const dir = join(temporary(), "clone");
    runGit(fixture.dir, ["clone", "--quiet", "--depth=1", "--no-single-branch", `file://${fixture.dir}`, dir]);
    const base = { name: "main", commit: runGit(dir, ["rev-parse", "origin/main"]) };
    expect(await earlierInBase(options(dir, "c"), base)).toEqual({
      ...{ unknown: "missing", message: 'The base "main" has no history in common with HEAD in this shallow clone' },
      fix: "git fetch --no-tags --unshallow origin",
    });
  });
});

import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  baseConfig,
  check,
  configure,
  editRecord,
  governed,
  recordFile,
  said,
  scopeFile,
  update,
} from "../../../support/governance.ts";
import { runGit, type TestRepo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

/** A change of words, recorded and committed. */
const words = async (fixture: TestRepo, text: string) => {
  fixture.write({ [scopeFile]: text });
  await update(fixture.dir);
  fixture.commit();
};

/** Loosen, and record it with too small a step. */
const cheat = async (fixture: TestRepo) => {
  configure(fixture, { artifacts: {} });
  await update(fixture.dir);
  editRecord(fixture.dir, (record) => {
    record.version = "1.0.1";
    Object.assign(record.changes.at(-1) ?? {}, { version: "1.0.1", step: "patch", loosened: [], tightened: [] });
  });
};

const clone = (from: TestRepo, ...args: string[]): string => {
  const dir = join(temporary(), "clone");
  runGit(from.dir, ["clone", "--quiet", ...args, `file://${from.dir}`, dir]);
  return dir;
};

const base = (fixture: TestRepo, name: string) => ({ base: { name, commit: fixture.git("rev-parse", name) } });

describe("a step without a base is judged against HEAD's own history", () => {
  test("a small step is found before the commit, after it, and after further commits", async () => {
    using fixture = await governed();
    await cheat(fixture);
    const expected = Array(2).fill(`GOVERNANCE_STEP ${recordFile}`);
    expect(said(await check(fixture.dir))).toEqual(expected);
    const [finding] = (await check(fixture.dir)).findings;
    expect(finding).toMatchObject({ expected: "2.0.0 or later", actual: "1.0.1" });
    expect(finding?.message).toBe('A major step is needed from 1.0.0: artifacts.deny no longer has "runs/**"');
    fixture.commit();
    expect(said(await check(fixture.dir))).toContain(expected[0]);
    fixture.commit({ other: "1" });
    expect(said(await check(fixture.dir))).toContain(expected[0]);
  });

  test("earlier changes can't be taken out of the record or altered", async () => {
    using fixture = await governed();
    await words(fixture, "# A\n");
    editRecord(fixture.dir, (record) => {
      record.changes.splice(0, 1);
    });
    expect(said(await check(fixture.dir))).toContain(`GOVERNANCE_REWRITTEN ${recordFile}`);
    fixture.git("checkout", "--", recordFile);
    await words(fixture, "# B\n");
    editRecord(fixture.dir, (record) => {
      Object.assign(record.changes[1] ?? {}, { reason: "another" });
    });
    expect(said(await check(fixture.dir))).toContain(`GOVERNANCE_REWRITTEN ${recordFile}`);
  });

  test("a record that was deleted and begun again is judged against the one before", async () => {
    using fixture = await governed();
    await words(fixture, "# A\n");
    fixture.git("rm", "--quiet", recordFile);
    await expect(update(fixture.dir)).rejects.toMatchObject({ code: "E_GOVERNANCE" });
    fixture.commit();
    configure(fixture, { artifacts: {} });
    await update(fixture.dir);
    fixture.commit();
    expect(said(await check(fixture.dir))).toContain(`GOVERNANCE_REWRITTEN ${recordFile}`);
  });

  test("a merge is judged along first parents", async () => {
    using fixture = await governed();
    fixture.git("checkout", "--quiet", "-b", "side");
    await words(fixture, "# Side\n");
    fixture.git("checkout", "--quiet", "main");
    fixture.commit({ other: "1" });
    fixture.git("merge", "--quiet", "--no-ff", "--message", "merge", "side");
    expect(said(await check(fixture.dir))).toEqual([]);
  });

  /** `side` and `main` have both recorded what they loosened, and `side` is about to merge `main`. */
  const { allow } = baseConfig.artifacts;
  const merging = async (artifacts: object = { allow }): Promise<TestRepo> => {
    const fixture = await governed();
    fixture.git("checkout", "--quiet", "-b", "side");
    configure(fixture, { artifacts });
    await update(fixture.dir);
    fixture.commit();
    fixture.git("checkout", "--quiet", "main");
    fixture.write({ "kprov.mk": "preflight: other\n" });
    await update(fixture.dir);
    fixture.commit();
    fixture.git("checkout", "--quiet", "side");
    expect(() => fixture.git("merge", "main")).toThrow();
    return fixture;
  };
  const commitMerge = (fixture: TestRepo) => {
    fixture.git("add", "--all");
    fixture.git("commit", "--quiet", "--no-edit");
  };

  test.each(["main", "side"])(
    "a merge goes on from the record of %s, and names what the other side loosened",
    async (side) => {
      using fixture = await merging();
      fixture.git("checkout", side, "--", recordFile);
      await update(fixture.dir);
      fixture.git("add", "--all");
      expect(said(await check(fixture.dir))).toEqual([]);
      commitMerge(fixture);
      expect(said(await check(fixture.dir))).toEqual([]);
      const withBase = said(await check(fixture.dir, base(fixture, "main")));
      expect(withBase).toEqual(side === "main" ? [] : [`GOVERNANCE_REWRITTEN ${recordFile}`]);
      fixture.git("checkout", "--quiet", "main");
      fixture.git("merge", "--quiet", "--ff-only", "side");
      fixture.commit({ other: "1" });
      expect(said(await check(fixture.dir))).toEqual([]);
    },
  );

  test("a merge that takes the other side's governance as it is, is that side's", async () => {
    using fixture = await merging();
    fixture.git("checkout", "main", "--", ".");
    commitMerge(fixture);
    expect(said(await check(fixture.dir))).toEqual([]);
  });

  test("a merge does not drop what its first side has tightened without a word", async () => {
    using fixture = await merging({});
    fixture.git("checkout", "main", "--", ".");
    commitMerge(fixture);
    const { findings } = await check(fixture.dir);
    expect(findings.map(({ code, message }) => `${code} ${message}`)).toEqual([
      expect.stringMatching(
        /^GOVERNANCE_REWRITTEN The merge loosens what "[0-9a-f]{40}" has recorded, and no change says so: artifacts\.allow /,
      ),
    ]);
    await words(fixture, "# Scope, once more\n");
    expect(said(await check(fixture.dir))).toEqual([]);
  });

  test("a merge with a side that has no record, or an older one, goes on from the other", async () => {
    using fixture = await governed();
    fixture.git("checkout", "--quiet", "--orphan", "bare");
    fixture.git("rm", "--quiet", "-r", "-f", ".");
    fixture.commit({ other: "1" });
    fixture.git("checkout", "--quiet", "main");
    fixture.git("merge", "--quiet", "--no-commit", "--allow-unrelated-histories", "bare");
    configure(fixture, { artifacts: { allow } });
    await update(fixture.dir);
    commitMerge(fixture);
    expect(said(await check(fixture.dir))).toEqual([]);
    fixture.git("branch", "old");
    await words(fixture, "# More\n");
    fixture.git("checkout", "--quiet", "old");
    fixture.commit({ other: "2" });
    fixture.git("checkout", "--quiet", "main");
    fixture.git("merge", "--quiet", "--no-commit", "old");
    // Words alone: nothing else tells that a change is gone.
    fixture.git("checkout", "old", "--", recordFile, scopeFile);
    commitMerge(fixture);
    expect(said(await check(fixture.dir))).toContain(`GOVERNANCE_REWRITTEN ${recordFile}`);
  });

  test("a merge does not hide what is loosened by it, or what its first side has recorded alone", async () => {
    using fixture = await merging();
    fixture.git("checkout", "main", "--", recordFile);
    await update(fixture.dir);
    editRecord(fixture.dir, (record) => {
      Object.assign(record.changes.at(-1) ?? {}, { loosened: ["something"] });
    });
    fixture.git("add", "--all");
    const expected = [`GOVERNANCE_REWRITTEN ${recordFile}`];
    expect(said(await check(fixture.dir))).toEqual(expected);
    commitMerge(fixture);
    expect(said(await check(fixture.dir))).toEqual(expected);
    // An old branch brings nothing: what it has recorded, main has.
    fixture.git("checkout", "--quiet", "-B", "old", "main~1");
    fixture.commit({ other: "1" });
    fixture.git("checkout", "--quiet", "main");
    fixture.git("merge", "--quiet", "--no-ff", "--no-commit", "old");
    fixture.git("checkout", "old", "--", ".");
    commitMerge(fixture);
    expect(said(await check(fixture.dir))).toContain(expected[0]);
  });

  test.each(["rebase-merge", "rebase-apply"])("during a rebase (%s) it is undecided", async (name) => {
    using fixture = await governed();
    mkdirSync(join(fixture.dir, ".git", name));
    const report = await check(fixture.dir);
    expect(said(report)).toEqual([`GOVERNANCE_BASE_MISSING ${recordFile}`]);
    expect(report.verdict).toBe("undecided");
  });

  test("a real rebase that stops: undecided until it is through", async () => {
    using fixture = await governed();
    fixture.git("checkout", "--quiet", "-b", "side");
    fixture.commit({ conflict: "side" });
    fixture.git("checkout", "--quiet", "main");
    fixture.commit({ conflict: "main" });
    fixture.git("checkout", "--quiet", "side");
    expect(() => fixture.git("rebase", "main")).toThrow();
    expect(said(await check(fixture.dir))).toContain(`GOVERNANCE_BASE_MISSING ${recordFile}`);
    fixture.git("rebase", "--abort");
    expect(said(await check(fixture.dir))).toEqual([]);
  });

  test("in a shallow clone it is undecided with the command that mends it, which does", async () => {
    using fixture = await governed();
    await cheat(fixture);
    fixture.commit();
    const dir = clone(fixture, "--depth", "1");
    const report = await check(dir);
    expect(said(report)).toEqual([`GOVERNANCE_BASE_MISSING ${recordFile}`]);
    expect(report.findings[0]?.fix).toBe("git fetch --no-tags --unshallow origin");
    runGit(dir, ["fetch", "--no-tags", "--unshallow", "origin"]);
    expect(said(await check(dir))).toContain(`GOVERNANCE_STEP ${recordFile}`);
  });

  test("a shallow clone that is deep enough decides", async () => {
    using fixture = await governed();
    await words(fixture, "# A\n");
    const dir = clone(fixture, "--depth", "2");
    expect(said(await check(dir))).toEqual([]);
  });

  test("a partial clone without the earlier record throws what git says, and fetches nothing", async () => {
    using fixture = await governed();
    await words(fixture, "# A\n");
    fixture.git("config", "uploadpack.allowFilter", "true");
    const dir = clone(fixture, "--filter=blob:none");
    await expect(check(dir)).rejects.toMatchObject({ code: "E_GIT" });
  });

  test("in a linked work tree, too", async () => {
    using fixture = await governed();
    await cheat(fixture);
    fixture.commit();
    const dir = join(temporary(), "linked");
    fixture.git("worktree", "add", "--quiet", "-b", "linked", dir);
    expect(said(await check(dir))).toContain(`GOVERNANCE_STEP ${recordFile}`);
  });
});

describe("with a base, a step is judged against the base's record", () => {
  test("several steps of a branch count as one, and a small one is found however the branch got there", async () => {
    using fixture = await governed();
    fixture.git("checkout", "--quiet", "-b", "candidate");
    await words(fixture, "# A\n");
    configure(fixture, { artifacts: {} });
    await update(fixture.dir);
    fixture.commit();
    expect(said(await check(fixture.dir, base(fixture, "main")))).toEqual([]);
    // A branch may hide the small step in its first commit: its own history would not show it any more.
    fixture.git("checkout", "--quiet", "-B", "candidate", "main");
    await cheat(fixture);
    fixture.commit();
    await words(fixture, "# B\n");
    expect(said(await check(fixture.dir))).toEqual([]);
    expect(said(await check(fixture.dir, base(fixture, "main")))).toContain(`GOVERNANCE_STEP ${recordFile}`);
  });

  test("what the base has changed since is not held against the candidate", async () => {
    using fixture = await governed();
    fixture.git("branch", "candidate");
    await words(fixture, "# Main\n");
    fixture.git("checkout", "--quiet", "candidate");
    fixture.commit({ other: "1" });
    expect(said(await check(fixture.dir, base(fixture, "main")))).toEqual([]);
  });

  test("both changed it: undecided; after the rebase that it asks for, decided", async () => {
    using fixture = await governed();
    fixture.git("checkout", "--quiet", "-b", "candidate");
    await words(fixture, "# Candidate\n");
    fixture.git("checkout", "--quiet", "main");
    fixture.write({ "kprov.mk": "preflight: other\n" });
    await update(fixture.dir);
    fixture.commit();
    fixture.git("checkout", "--quiet", "candidate");
    const report = await check(fixture.dir, base(fixture, "main"));
    expect(said(report)).toEqual([`GOVERNANCE_BASE_MOVED ${recordFile}`]);
    expect(report.verdict).toBe("undecided");
    expect(() => fixture.git("rebase", "main")).toThrow();
    fixture.git("checkout", "main", "--", recordFile);
    await update(fixture.dir);
    fixture.git("add", "--all");
    fixture.git("-c", "core.editor=true", "rebase", "--continue");
    expect(said(await check(fixture.dir, base(fixture, "main")))).toEqual([]);
  });

  test("a base without history in common, or beyond the end of a shallow clone, is undecided", async () => {
    using fixture = await governed();
    fixture.git("checkout", "--quiet", "--orphan", "other");
    await words(fixture, "# Other\n");
    expect(said(await check(fixture.dir, base(fixture, "main")))).toContain(`GOVERNANCE_BASE_MISSING ${recordFile}`);
    fixture.git("checkout", "--quiet", "-B", "candidate", "main");
    await words(fixture, "# Candidate\n");
    fixture.git("checkout", "--quiet", "main");
    fixture.commit({ other: "1" });
    const dir = clone(fixture, "--depth", "1", "--branch", "candidate");
    runGit(dir, ["fetch", "--quiet", "--depth", "1", "origin", "+refs/heads/main:refs/remotes/origin/main"]);
    const commit = runGit(dir, ["rev-parse", "origin/main"]);
    const report = await check(dir, { base: { name: "origin/main", commit } });
    expect(said(report)).toEqual([`GOVERNANCE_BASE_MISSING ${recordFile}`]);
    expect(report.findings[0]?.fix).toContain("--unshallow");
  });

  test("the first record in a base without one is fine; deleting the base's is not", async () => {
    using fixture = await governed();
    fixture.git("checkout", "--quiet", "-b", "without");
    fixture.git("rm", "--quiet", recordFile);
    fixture.commit();
    fixture.git("checkout", "--quiet", "-b", "candidate");
    fixture.git("checkout", "main", "--", recordFile);
    expect(said(await check(fixture.dir, base(fixture, "without")))).toEqual([]);
    rmSync(join(fixture.dir, recordFile));
    fixture.git("rm", "--cached", "--quiet", recordFile);
    expect(said(await check(fixture.dir, base(fixture, "main")))).toEqual([`GOVERNANCE_UNRECORDED ${recordFile}`]);
  });

  test("a base whose record is malformed is undecided", async () => {
    using fixture = await governed();
    fixture.git("checkout", "--quiet", "-b", "broken");
    fixture.commit({ [recordFile]: "{" });
    fixture.git("checkout", "--quiet", "-b", "candidate");
    fixture.git("checkout", "main", "--", recordFile);
    fixture.commit();
    expect(said(await check(fixture.dir, base(fixture, "broken")))).toEqual([
      `GOVERNANCE_RECORD_UNUSABLE ${recordFile}`,
    ]);
  });
});

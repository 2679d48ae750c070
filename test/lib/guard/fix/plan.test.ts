import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { planFixes } from "../../../../lib/guard/fix/plan.ts";
import type { Finding } from "../../../../lib/report.ts";
import { nameMismatch as finding, manifest } from "../../../support/fix.ts";
import { repo, type TestRepo } from "../../../support/repo.ts";

const artifact: Finding = { code: "ARTIFACT_TRACKED", level: "violation", path: "a.pyc", message: "wrong" };

let fixture: TestRepo;
beforeEach(() => {
  fixture = repo({ "pyproject.toml": manifest, "a.pyc": "x", "README.md": "old\n" });
});
afterEach(() => fixture.dispose());

const plan = (...findings: Finding[]) => planFixes({ findings }, fixture.dir);

describe("planFixes", () => {
  it("plans edits and what git is to forget, sorted, and says where", async () => {
    expect(await plan(artifact, finding)).toEqual({
      root: fixture.dir,
      changes: [{ path: "pyproject.toml", before: manifest, after: '[project]\nname = "new"\n' }],
      untracked: ["a.pyc"],
      refused: [],
    });
  });

  it("sorts by path, whatever the order of what was found", async () => {
    fixture.commit({ "a.toml": 'name = "old"\n', "b.toml": 'name = "old"\n', "b.pyc": "x" });
    const edit = (path: string): Finding => ({ ...finding, path, line: 1, code: "URL_MISMATCH" });
    const gone = (path: string): Finding => ({ ...artifact, path });
    const { changes, untracked, refused } = await plan(
      ...["b.toml", "a.toml"].map(edit),
      ...["b.pyc", "a.pyc", "z.pyc", "y.pyc"].map(gone),
    );
    expect(changes.map(({ path }) => path)).toEqual(["a.toml", "b.toml"]);
    expect(untracked).toEqual(["a.pyc", "b.pyc"]);
    expect(refused.map(({ path }) => path)).toEqual(["y.pyc", "z.pyc"]);
  });

  it("looks at every check of a preflight", async () => {
    const { changes, untracked } = await planFixes(
      { checks: [{ findings: [finding] }, { findings: [artifact] }] },
      fixture.dir,
    );
    expect([changes.length, untracked.length]).toEqual([1, 1]);
  });

  it("works from a directory below the top", async () => {
    mkdirSync(join(fixture.dir, "sub"));
    const { root, changes } = await planFixes({ findings: [finding] }, join(fixture.dir, "sub"));
    expect([root, changes.length]).toEqual([fixture.dir, 1]);
  });

  it.each<[string, Finding]>([
    ["a doubt", { ...finding, level: "undecided" }],
    ["a finding without an edit", { ...finding, edit: undefined as never }],
    ["an edit without its line", { ...finding, line: undefined as never }],
    ["an edit without its column", { ...finding, column: undefined as never }],
    ["a finding about no file", { ...artifact, path: undefined as never }],
    ["a secret, which is not mended by forgetting it", { ...artifact, code: "SECRET_FILE_TRACKED" }],
    ["a file that is too large", { ...artifact, code: "FILE_TOO_LARGE" }],
  ])("leaves %s alone", async (_, one) => {
    const { changes, untracked, refused } = await plan(one);
    expect([changes, untracked, refused]).toEqual([[], [], []]);
  });

  it("asks git nothing when there is nothing to mend", async () => {
    expect(await planFixes({ findings: [] }, "/nonexistent")).toMatchObject({ changes: [], untracked: [] });
  });

  const broken: [string, () => void, Finding, RegExp][] = [
    ["unstaged changes", () => fixture.write({ "pyproject.toml": `${manifest}#\n` }), finding, /unstaged/],
    ["an artifact with unstaged changes", () => fixture.write({ "a.pyc": "y" }), artifact, /unstaged/],
    ["a file that is gone", () => rmSync(join(fixture.dir, "a.pyc")), artifact, /unstaged/],
    [
      "staged and unstaged changes",
      () => {
        fixture.write({ "pyproject.toml": `${manifest}#\n` });
        fixture.git("add", "pyproject.toml");
        fixture.write({ "pyproject.toml": manifest });
      },
      finding,
      /unstaged/,
    ],
    [
      "assume-unchanged",
      () => fixture.git("update-index", "--assume-unchanged", "pyproject.toml"),
      finding,
      /look away/,
    ],
    ["skip-worktree", () => fixture.git("update-index", "--skip-worktree", "pyproject.toml"), finding, /look away/],
    [
      "a path that git does not track",
      () => fixture.git("rm", "--cached", "-q", "pyproject.toml"),
      finding,
      /tracks no/,
    ],
    [
      "a link",
      () => {
        rmSync(join(fixture.dir, "pyproject.toml"));
        symlinkSync("README.md", join(fixture.dir, "pyproject.toml"));
        fixture.git("add", "pyproject.toml");
      },
      finding,
      /regular/,
    ],
    [
      "a link that is checked out as a file",
      () => {
        const blob = fixture.git("rev-parse", "HEAD:pyproject.toml");
        fixture.git("config", "core.symlinks", "false");
        fixture.git("update-index", "--cacheinfo", `120000,${blob},pyproject.toml`);
      },
      finding,
      /regular/,
    ],
    [
      "a file that is too large",
      () => fixture.commit({ "pyproject.toml": `${manifest}${"#".repeat(4 * 2 ** 20)}` }),
      finding,
      /can't be read/,
    ],
    ["another place", () => undefined, { ...finding, line: 1 }, /does not stand there/],
    [
      "bytes that are no UTF-8",
      () => fixture.commit({ "pyproject.toml": Buffer.from([0xff, 0x0a]) }),
      finding,
      /UTF-8/,
    ],
    [
      "another manifest that goes by the name",
      () => fixture.commit({ "b/pyproject.toml": 'x = ["old>=1"]\n' }),
      finding,
      /b\/pyproject\.toml/,
    ],
    ["a lock file that goes by the name", () => fixture.commit({ "uv.lock": 'name = "old"\n' }), finding, /uv\.lock/],
    [
      "a lock file that goes by the range",
      () => fixture.commit({ "poetry.lock": "x\n" }),
      { ...finding, code: "RUNTIME_MISMATCH" },
      /poetry\.lock/,
    ],
    [
      "a merge conflict",
      () => {
        fixture.git("checkout", "-q", "-b", "other");
        fixture.commit({ "pyproject.toml": '[project]\nname = "x"\n' });
        fixture.git("checkout", "-q", "main");
        fixture.commit({ "pyproject.toml": '[project]\nname = "y"\n' });
        expect(() => fixture.git("merge", "-q", "other")).toThrow();
      },
      finding,
      /conflict/,
    ],
    [
      "a submodule",
      () => {
        fixture.git("update-index", "--add", "--cacheinfo", `160000,${"1".repeat(40)},sub`);
        mkdirSync(join(fixture.dir, "sub"));
      },
      { ...artifact, path: "sub" },
      /submodule/,
    ],
  ];
  it.each(broken)("refuses %s, by name", async (_, spoil, one, why) => {
    spoil();
    const { changes, untracked, refused } = await plan(one);
    expect([changes, untracked]).toEqual([[], []]);
    expect(refused).toMatchObject([{ path: one.path, why: expect.stringMatching(why) }]);
  });

  it("refuses a way over a link that git doesn't see, for another directory has the same content", async () => {
    fixture.commit({ "d/pyproject.toml": manifest });
    const elsewhere = repo({ "pyproject.toml": manifest });
    rmSync(join(fixture.dir, "d"), { recursive: true });
    symlinkSync(elsewhere.dir, join(fixture.dir, "d"));
    const { changes, refused } = await plan({ ...finding, path: "d/pyproject.toml" });
    expect(changes).toEqual([]);
    expect(refused).toHaveLength(1);
    elsewhere.dispose();
  });

  it("forgets a file in which something else is wrong, too", async () => {
    const { changes, untracked } = await plan(finding, { ...artifact, path: "pyproject.toml" });
    expect([changes, untracked]).toEqual([[], ["pyproject.toml"]]);
  });

  it("mends what is staged and not changed since", async () => {
    writeFileSync(join(fixture.dir, "pyproject.toml"), `${manifest}# staged\n`);
    fixture.git("add", "pyproject.toml");
    expect((await plan(finding)).changes).toMatchObject([{ after: '[project]\nname = "new"\n# staged\n' }]);
  });

  it("does once what two rules want", async () => {
    expect((await plan(finding, { ...finding, message: "again" })).changes).toHaveLength(1);
    expect((await plan(artifact, { ...artifact, code: "ARTIFACT_IGNORED" })).untracked).toEqual(["a.pyc"]);
  });
});

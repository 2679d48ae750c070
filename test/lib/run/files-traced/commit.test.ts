import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { FileTrace } from "../../../../lib/evidence/index.ts";
import { blobsOf, isBlob } from "../../../../lib/run/files-traced/commit.ts";
import { repo } from "../../../support/repo.ts";
import { record, sh } from "../../../support/run.ts";
import { hasStrace } from "../../../support/strace.ts";
import { temporary } from "../../../support/temporary.ts";

test("blobsOf asks the commit, and says nothing where there is none", async () => {
  using git = repo({ "a.txt": "a\n", "sub/new\nline": "b\n", link: { link: "a.txt" } });
  const blobs = await blobsOf({ top: git.dir, commit: git.git("rev-parse", "HEAD") });
  expect([...blobs.keys()].sort()).toEqual([`${git.dir}/a.txt`, `${git.dir}/sub/new\nline`]);
  const blob = blobs.get(`${git.dir}/a.txt`) ?? "";
  expect(isBlob(join(git.dir, "a.txt"), { size: 2, blob })).toBe(true);
  expect(isBlob(join(git.dir, "sub/new\nline"), { size: 2, blob })).toBe(false);
  expect(isBlob(join(git.dir, "gone"), { size: 2, blob })).toBe(false);
  expect((await blobsOf({ top: temporary(), commit: "0".repeat(40) })).size).toBe(0);
});

describe.runIf(hasStrace())("under --strict-inputs", () => {
  const strict = { traceFiles: true, strictInputs: true };
  const undeclared = ({ report }: Awaited<ReturnType<typeof record>>): string[] =>
    report.outcome.findings.map(({ subject }) => subject);

  test("a file that the commit has needs no declaration; one that it has not, or otherwise, does", async () => {
    using git = repo({ "train.sh": "cat data.csv conf.yml new.csv\n", "data.csv": "a\n", "conf.yml": "b\n" });
    writeFileSync(join(git.dir, "conf.yml"), "c\n");
    writeFileSync(join(git.dir, "new.csv"), "d\n");
    const recorded = await record(git.dir, { ...strict, argv: ["/bin/sh", "train.sh"] });
    expect(undeclared(recorded)).toEqual(["conf.yml", "new.csv"]);
    expect(recorded.report.files).toMatchObject({ byCommit: 2, readNotDeclared: ["conf.yml", "new.csv"] });
    const { predicate } = JSON.parse(recorded.member("runtime_trace.json")) as FileTrace;
    expect(predicate.monitorLog.fileAccess.find(({ name }) => name === "data.csv")?.annotations).toEqual({
      kprov_access: ["read"],
      kprov_role: "source",
    });
  });

  test.each(["--assume-unchanged", "--skip-worktree"])(
    "what git is told to overlook (%s) is not overlooked",
    async (flag) => {
      using git = repo({ "data.csv": "a\n" });
      git.git("update-index", flag, "data.csv");
      writeFileSync(join(git.dir, "data.csv"), "other\n");
      expect(undeclared(await record(git.dir, { ...strict, argv: ["/bin/cat", "data.csv"] }))).toEqual(["data.csv"]);
    },
  );

  test("a filter does not make another file the commit's", async () => {
    using git = repo({ "data.csv": "a\r\n" });
    git.write({ ".gitattributes": "*.csv text eol=lf\n" });
    writeFileSync(join(git.dir, "data.csv"), "a\n");
    expect(undeclared(await record(git.dir, { ...strict, argv: ["/bin/cat", "data.csv"] }))).toEqual(["data.csv"]);
  });

  test("a file that the step changes after reading it is not the commit's any more", async () => {
    using git = repo({ "data.csv": "a\n" });
    const recorded = await record(git.dir, { ...strict, argv: sh("cat data.csv; echo b >> data.csv") });
    expect(undeclared(recorded)).toEqual(["data.csv"]);
  });

  test("a step that puts back what the commit has does not make it so", async () => {
    using git = repo({ "data.csv": "a\n" });
    writeFileSync(join(git.dir, "data.csv"), "other\n");
    const recorded = await record(git.dir, {
      ...strict,
      argv: sh("cat data.csv; GIT_CONFIG_GLOBAL=/dev/null git checkout -q data.csv"),
    });
    expect(undeclared(recorded)).toEqual(["data.csv"]);
  });

  test("without a commit nothing is pinned", async () => {
    const cwd = temporary({ "data.csv": "a\n" });
    execFileSync("git", ["init", "-q"], { cwd });
    expect(undeclared(await record(cwd, { ...strict, argv: ["/bin/cat", "data.csv"] }))).toEqual(["data.csv"]);
  });
});

import { execFileSync } from "node:child_process";
import { rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import { repo, runGit, type TestRepo } from "../../support/repo.ts";
import { record, sh } from "../../support/run.ts";
import { temporary } from "../../support/temporary.ts";

const fresh = (files?: Parameters<typeof repo>[0]): TestRepo => {
  const made = repo(files);
  onTestFinished(() => made.dispose());
  return made;
};

const short = async (cwd: string, given: Parameters<typeof record>[1] = {}) => {
  const { provenance, summary, report } = await record(cwd, { argv: ["true"], ...given });
  const { internalParameters, externalParameters } = provenance.predicate.buildDefinition;
  return { stable: internalParameters.git, place: externalParameters.workingDirectory, git: summary.git, report };
};

afterEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith("GIT_")) delete process.env[name];
});

describe("git state of a run", () => {
  test("clean: commit and branch, before and after; the output directory is no change", async () => {
    const { dir, git } = fresh({ a: "1", "sub/b": "2" });
    const commit = git("rev-parse", "HEAD");
    const { stable, place, git: state } = await short(join(dir, "sub"), { outDir: join(dir, "runs") });
    expect(stable).toEqual({ before: { commit, dirty: false }, after: { commit, dirty: false } });
    expect(place).toBe("sub");
    expect(state).toMatchObject({ state: "recorded", branch: "main", shallow: false });
    expect(state.after).toEqual({ commit, changed: [], untracked: [] });
  });

  test("dirty and untracked files before and after; odd names as they are", async () => {
    const { dir, write } = fresh({ a: "1", b: "1" });
    write({ a: "2", "new\nline": "", "gr\u00fcn 🦊": "" });
    const { stable, git } = await short(dir, { argv: sh("rm b; touch later") });
    expect(stable).toMatchObject({ before: { dirty: true }, after: { dirty: true } });
    expect(git.before).toMatchObject({
      changed: [{ path: "a", status: ".M" }],
      untracked: ["gr\u00fcn 🦊", "new\nline"],
    });
    expect(git.after?.changed.map(({ path, status }) => path + status)).toEqual(["a.M", "b.D"]);
    expect(git.after?.untracked).toContain("later");
  });

  test("a commit that the step makes shows", async () => {
    const { dir } = fresh({ a: "1" });
    const argv = sh("git -c user.name=x -c user.email=x@y commit -q --allow-empty -m next");
    const { stable } = await short(dir, { argv });
    expect(stable?.before.commit).not.toBe(stable?.after.commit);
  });

  test("no repository", async () => {
    expect(await short(temporary())).toMatchObject({
      stable: null,
      place: ".",
      git: { state: "no-repository", before: null },
    });
  });

  test("a repository without a commit", async () => {
    const none = { commit: null, dirty: false };
    expect((await short(fresh().dir)).stable).toEqual({ before: none, after: none });
  });

  test("a detached head has no branch", async () => {
    const { dir, git } = fresh({ a: "1" });
    git("checkout", "--quiet", "--detach");
    expect((await short(dir)).git).toMatchObject({ branch: null, state: "recorded" });
  });

  test("a shallow clone says so", async () => {
    const origin = fresh({ a: "1" });
    origin.commit({ a: "2" });
    const target = join(temporary(), "clone");
    runGit("/", ["clone", "--quiet", "--depth", "1", pathToFileURL(origin.dir).href, target]);
    expect((await short(target)).git).toMatchObject({ shallow: true, state: "recorded" });
  });

  test("a work tree of another repository, and a submodule, are repositories of their own", async () => {
    const { dir, git } = fresh({ a: "1" });
    const tree = join(temporary(), "tree");
    git("worktree", "add", "--quiet", "-b", "other", tree);
    expect((await short(tree)).git).toMatchObject({ state: "recorded", branch: "other" });
    const top = fresh({ x: "1" });
    top.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", dir, "sub");
    top.commit();
    const commit = git("rev-parse", "HEAD");
    const { stable, place } = await short(join(top.dir, "sub"), { outDir: join(top.dir, "sub/runs") });
    expect(stable?.before).toEqual({ commit, dirty: false });
    expect(place).toBe(".");
  });

  test("GIT_* variables do not lead us elsewhere", async () => {
    const { dir, git } = fresh({ a: "1" });
    const elsewhere = fresh({ b: "1" });
    process.env["GIT_DIR"] = join(elsewhere.dir, ".git");
    process.env["GIT_WORK_TREE"] = elsewhere.dir;
    process.env["GIT_INDEX_FILE"] = "/nonexistent";
    expect((await short(dir)).stable?.before).toEqual({ commit: git("rev-parse", "HEAD"), dirty: false });
  });

  test("reached through a link the output directory is left out all the same", async () => {
    const { dir, commit } = fresh({ "runs/kept": "1" });
    commit({ "runs/kept": "2" });
    const link = join(temporary(), "link");
    symlinkSync(dir, link);
    const { git, place } = await short(link, { argv: sh("echo 3 >runs/kept") });
    expect(git.after).toMatchObject({ changed: [], untracked: [] });
    expect(place).toBe(".");
  });

  test("without git installed", async () => {
    const { dir } = fresh({ a: "1" });
    const path = process.env["PATH"];
    process.env["PATH"] = "/nonexistent";
    try {
      expect(await short(dir, { argv: ["/bin/true"] })).toMatchObject({
        stable: null,
        git: { state: "not-installed" },
      });
    } finally {
      process.env["PATH"] = path;
    }
  });

  test("a damaged repository is recorded as that", async () => {
    const { dir } = fresh({ a: "1" });
    writeFileSync(join(dir, ".git/index"), "garbage");
    const { git, report } = await short(dir);
    expect(report.exitCode).toBe(0);
    expect(git).toMatchObject({ state: "failed", before: null, after: null });
    expect(git.reason).toContain("git status failed");
  });

  test("a step that destroys the repository still has its bundle", async () => {
    const { dir } = fresh({ a: "1" });
    const { git, stable, report } = await short(dir, { argv: sh("rm -rf .git") });
    expect(report.exitCode).toBe(0);
    expect(stable).toBeNull();
    expect(git).toMatchObject({ state: "failed", after: null, before: { changed: [] } });
  });

  test("remotes lose whatever stands before the host, and their query", async () => {
    const { dir, git } = fresh({ a: "1" });
    const urls = {
      plain: "https://host/x.git",
      user: "https://token@host/x.git",
      both: "https://u:p@host:8443/x.git",
      at: "https://u:p@ss@host/x.git",
      slash: "https://u:p/ss@host/x.git",
      path: "https://host:443/a@b",
      scp: "git@host:x.git",
      ssh: "ssh://git@host/x",
      ip: "http://[::1]:80/a@b",
      query: "https://host/x.git?access_token=t",
    };
    for (const [name, url] of Object.entries(urls)) git("remote", "add", name, url);
    const { git: state } = await short(dir);
    expect(Object.fromEntries(state.remotes.map(({ name, url }) => [name, url]))).toEqual({
      ...urls,
      user: "https://host/x.git",
      both: "https://host:8443/x.git",
      at: "https://host/x.git",
      slash: "https://host/x.git",
      ssh: "ssh://host/x",
      query: "https://host/x.git",
    });
  });

  test("a directory that only looks like a repository is none", async () => {
    const { dir } = fresh({ a: "1" });
    rmSync(join(dir, ".git/HEAD"));
    expect((await short(dir)).git.state).toBe("no-repository");
  });

  // Only root can give files away.
  test.runIf(process.getuid?.() === 0)(
    "a repository of somebody else is recorded as failed, with git's reason",
    async () => {
      const { dir } = fresh({ a: "1" });
      execFileSync("chown", ["-R", "12345", dir]);
      const { git, report } = await short(dir, { outDir: temporary() });
      expect(report.exitCode).toBe(0);
      expect(git).toMatchObject({
        state: "failed",
        before: null,
        reason: expect.stringContaining("dubious ownership"),
      });
    },
  );
});

import { mkdirSync, renameSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, test, vi } from "vitest";
import { meantPlace } from "../../../../lib/guard/surface/meant.ts";
import { takeSnapshot } from "../../../../lib/guard/surface/snapshot.ts";
import { program } from "../../../support/command.ts";
import { repo, type TestRepo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

const made = (): TestRepo => {
  const fixture = repo({ "sub/a": "1" });
  onTestFinished(fixture.dispose);
  return fixture;
};

describe("meantPlace", () => {
  test.each<[string, (dir: string) => NodeJS.ProcessEnv]>([
    ["nothing", () => ({})],
    ["nothing, in as many words", () => ({ GIT_DIR: "", GIT_WORK_TREE: "" })],
    ["what a hook has", () => ({ GIT_DIR: ".git" })],
    ["the same from here", () => ({ GIT_DIR: "../.git", GIT_WORK_TREE: ".." })],
    ["it with its whole path", (dir) => ({ GIT_DIR: join(dir, ".git"), GIT_WORK_TREE: dir })],
    [
      "it over a link",
      (dir) => {
        const link = join(temporary(), "link");
        symlinkSync(dir, link);
        return { GIT_DIR: join(link, ".git"), GIT_WORK_TREE: link };
      },
    ],
  ])("is the repository around a directory when the variables mean %s", (_, env) => {
    const { dir } = made();
    expect(meantPlace(join(dir, "sub"), env(dir))).toEqual({ root: dir, gitDir: join(dir, ".git") });
  });

  it("is a linked work tree, of which git names the directory in the other", () => {
    const { dir, git } = made();
    const linked = join(temporary(), "linked");
    git("worktree", "add", "--quiet", linked);
    const gitDir = join(dir, ".git/worktrees/linked");
    expect(meantPlace(linked, { GIT_DIR: gitDir }).gitDir).toBe(gitDir);
    expect(() => meantPlace(linked, { GIT_DIR: join(dir, ".git") })).toThrow(
      /^Cannot judge what is staged: GIT_DIR is/,
    );
  });

  test.each<[string, (other: string) => NodeJS.ProcessEnv]>([
    ["GIT_DIR", (other) => ({ GIT_DIR: join(other, ".git") })],
    ["GIT_DIR", () => ({ GIT_DIR: "/nowhere" })],
    ["GIT_WORK_TREE", (other) => ({ GIT_WORK_TREE: other })],
    ["GIT_WORK_TREE", () => ({ GIT_DIR: ".git", GIT_WORK_TREE: "sub" })],
  ])("is nothing when %s means another", (name, env) => {
    const { dir } = made();
    const ask = () => takeSnapshot(dir, { staged: true, env: env(made().dir) });
    expect(ask).toThrow(
      expect.objectContaining({ code: "E_STAGED", message: expect.stringContaining(`: ${name} is "`) }),
    );
  });

  it("is nothing in the work tree of a repository that lies elsewhere, and says so", () => {
    const { dir } = made();
    const [gitDir, workTree] = [join(temporary(), "b.git"), join(temporary(), "wt")];
    renameSync(join(dir, ".git"), gitDir);
    mkdirSync(workTree);
    expect(() => meantPlace(workTree, {})).toThrow(expect.objectContaining({ code: "E_NO_REPOSITORY" }));
    expect(() => meantPlace(workTree, { GIT_DIR: gitDir, GIT_WORK_TREE: workTree })).toThrow(
      expect.objectContaining({ code: "E_STAGED", hint: expect.stringContaining("unset GIT_DIR and GIT_WORK_TREE") }),
    );
  });

  it("is another question where git is missing", () => {
    const { dir } = made();
    vi.stubEnv("PATH", temporary());
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(() => meantPlace(join(dir, "sub"), { GIT_DIR: "../.git" })).toThrow(
      expect.objectContaining({ code: "E_TOOL_MISSING" }),
    );
  });

  it("decides for the program, which could not decide", async () => {
    const [{ dir }, other] = [made(), made()];
    const env = { GIT_DIR: join(other.dir, ".git") };
    const { status, stderr } = await program(dir, ["preflight", "--staged"], { env });
    expect([status, stderr]).toEqual([3, expect.stringContaining("E_STAGED")]);
    expect((await program(dir, ["check-artifacts"], { env })).status).toBe(0);
  });
});

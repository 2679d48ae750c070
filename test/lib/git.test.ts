import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { git, gitEnvironment, gitSync, splitNul } from "../../lib/git.ts";
import { repo } from "../support/repo.ts";
import { temporary } from "../support/temporary.ts";

const fresh = () => {
  const made = repo({ "a\nb": "1", ü: "2" });
  onTestFinished(() => made.dispose());
  return made;
};

describe.each([
  ["git", git],
  ["gitSync", async (...given: Parameters<typeof gitSync>) => gitSync(...given)],
])("%s", (_name, ask) => {
  test("answers with names as they are", async () => {
    const { dir } = fresh();
    expect(splitNul(await ask(["ls-files", "-z"], { cwd: dir }))).toEqual(["a\nb", "ü"]);
  });

  test("reads standard input, and takes a status as an answer when told to", async () => {
    const { dir } = fresh();
    const input = "x\0";
    const answer = await ask(["check-ignore", "-z", "--stdin"], { cwd: dir, input, accept: [0, 1] });
    expect(answer).toHaveLength(0);
    await expect(ask(["check-ignore", "-z", "--stdin"], { cwd: dir, input })).rejects.toMatchObject({ code: "E_GIT" });
  });

  test("tells no repository from another failure, and names the command", async () => {
    await expect(ask(["status"], { cwd: temporary() })).rejects.toMatchObject({ code: "E_NO_REPOSITORY" });
    const bad = ask(["-c", "x.y=z", "rev-parse", "--verify", "nothing"], { cwd: fresh().dir });
    await expect(bad).rejects.toThrow(/^git rev-parse failed with 128: /);
  });

  test("says how to allow a repository of somebody else's", async () => {
    const cwd = temporary();
    // git's own tests ask it so.
    const env = { HOME: temporary(), GIT_CONFIG_NOSYSTEM: "1", GIT_TEST_ASSUME_DIFFERENT_OWNER: "1" };
    await ask(["init", "--quiet", "a b"], { cwd });
    const dir = join(cwd, "a b");
    await expect(ask(["rev-parse", "HEAD"], { cwd: dir, env })).rejects.toMatchObject({
      code: "E_GIT",
      message: expect.stringContaining("dubious ownership"),
      hint: `git config --global --add safe.directory '${dir}', if you trust whoever owns it; GIT_CONFIG_* doesn't count here`,
    });
  });

  test("does not run a program that the repository names as its monitor", async () => {
    const { dir, git: set } = fresh();
    set("config", "core.fsmonitor", `touch ${join(dir, "ran")} #`);
    await ask(["status"], { cwd: dir });
    expect(existsSync(join(dir, "ran"))).toBe(false);
  });
});

test("gitEnvironment has nothing that redirects git, and the rest", () => {
  const env = gitEnvironment({ GIT_DIR: "/x", GIT_CONFIG_COUNT: "1", LC_ALL: "tr_TR", PATH: "/bin", HOME: "/h" });
  expect(env).toMatchObject({
    LC_ALL: "C",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_TERMINAL_PROMPT: "0",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_GRAFT_FILE: "/dev/null",
    PATH: "/bin",
    HOME: "/h",
  });
  expect(Object.keys(env)).not.toContain("GIT_DIR");
  expect(Object.keys(env)).not.toContain("GIT_CONFIG_COUNT");
});

test("splitNul: no output is no names", () => {
  expect(splitNul(Buffer.alloc(0))).toEqual([]);
  expect(splitNul(Buffer.from("a\0\0b\0"))).toEqual(["a", "", "b"]);
});

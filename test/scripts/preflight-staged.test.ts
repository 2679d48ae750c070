import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, test } from "vitest";
import type { Command } from "../../lib/command.ts";
import type { PreflightReport } from "../../lib/guard/index.ts";
import type { Report } from "../../lib/report.ts";
import checkArtifacts from "../../scripts/check-artifacts.ts";
import command from "../../scripts/preflight.ts";
import { call } from "../support/call.ts";
import { program } from "../support/command.ts";
import { type RepoFiles, repo, type TestRepo } from "../support/repo.ts";

const sh = (script: string): string[] => ["sh", "-c", script];

/** A repository whose preflight has this one command, and which ignores what is installed. */
const project = (argv: string[], files: RepoFiles = {}, preflight: object = {}): TestRepo => {
  const config = { preflight: { commands: { test: argv }, ...preflight } };
  const made = repo({
    "kprov.config.json": JSON.stringify(config),
    ".gitignore": "node_modules/\n.venv/\n*.tmp\n",
    "src/a.txt": "good\n",
    ...files,
  });
  onTestFinished(made.dispose);
  return made;
};

const staged = async (cwd: string, ...argv: string[]) => {
  const { result, stderr } = await call(command as Command, cwd, ["--staged", ...argv]);
  const report = result.document as PreflightReport;
  const [end] = report.commands;
  return {
    exitCode: result.exitCode,
    report,
    end,
    code: end?.findings[0]?.code,
    message: end?.findings[0]?.message,
    stderr,
  };
};

const noBad = sh("! grep -rq bad src");

describe("preflight --staged", () => {
  it("says that the index alone was judged, and which tree that is", async () => {
    const { dir, git, write } = project(["true"]);
    write({ "src/a.txt": "changed\n" });
    const { exitCode, report } = await staged(dir);
    expect([exitCode, report.verdict]).toEqual([0, "proved"]);
    const tree = {
      tree: git("rev-parse", "HEAD^{tree}"),
      commit: git("rev-parse", "HEAD"),
      dirty: false,
      staged: true,
    };
    expect(report.tree).toEqual(tree);
    expect(report.checks.map(({ staged: isStaged }) => isStaged)).toEqual(report.checks.map(() => true));
  });

  it("is a flag of every check, too, and none of a self-test", async () => {
    const { dir, git, write } = project(["true"]);
    write({ ".env": "A=1" });
    const ask = async (...argv: string[]) =>
      (await call(checkArtifacts as Command, dir, argv)).result.document as Report;
    expect((await ask("--staged")).verdict).toBe("proved");
    git("add", "--force", ".env");
    rmSync(join(dir, ".env"));
    expect(await ask("--staged")).toMatchObject({ verdict: "violated", staged: true });
    await expect(ask("--staged", "--self-test")).rejects.toMatchObject({ code: "E_USAGE" });
    await expect(ask("--staged", "--fix", "--yes")).rejects.toMatchObject({ code: "E_USAGE" });
  });

  it("runs commands in the work tree when that is what is staged", async () => {
    const { dir } = project(sh("pwd > where.tmp; ! grep -rq bad src"));
    const { exitCode, stderr } = await staged(dir);
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(readFileSync(join(dir, "where.tmp"), "utf8")).toBe(`${dir}\n`);
  });

  test.each<[string, (made: TestRepo) => void]>([
    ["a file that is changed", ({ write }) => write({ "src/a.txt": "bad\n" })],
    ["a file that git does not know", ({ write }) => write({ "src/b.txt": "bad\n" })],
    [
      "a file that git was told to overlook",
      ({ git, write }) => {
        git("update-index", "--assume-unchanged", "src/a.txt");
        write({ "src/a.txt": "bad\n" });
      },
    ],
    [
      "a file that is sparse",
      ({ git, write }) => {
        git("update-index", "--skip-worktree", "src/a.txt");
        write({ "src/a.txt": "bad\n" });
      },
    ],
    [
      "a file that is only announced",
      ({ git, write }) => {
        write({ "src/b.txt": "bad\n" });
        git("add", "--intent-to-add", "src/b.txt");
      },
    ],
    ["a file that git ignores", ({ write }) => write({ "src/b.tmp": "bad\n" })],
    [
      "a file that git ignores in this clone only",
      ({ dir, write }) => {
        writeFileSync(join(dir, ".git/info/exclude"), "/src/b.txt\n");
        write({ "src/b.txt": "bad\n" });
      },
    ],
    ["an ignored file in a directory of tracked ones", ({ write }) => write({ "src/node_modules.tmp": "bad\n" })],
  ])("shows a command nothing of %s", async (_, change) => {
    const made = project(noBad);
    change(made);
    const before = made.git("status", "--porcelain");
    const { exitCode, stderr } = await staged(made.dir);
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining("commands run in a checkout")]);
    expect(made.git("status", "--porcelain")).toBe(before);
  });

  it.each(["node_modules/a/index.js", "src/__pycache__/a.pyc", ".venv/bin/x", "cache.tmp/x", ".kprov/attestations/x"])(
    "runs commands in the work tree beside %s, which is installed, kept by a tool or named",
    async (path) => {
      const { dir, write } = project(sh("test -f where.tmp"), {}, { stagedLinks: ["cache.tmp", "where.tmp"] });
      writeFileSync(join(dir, ".git/info/exclude"), "*.pyc\n.kprov/attestations/\n");
      write({ [path]: "x", "where.tmp": "" });
      const { exitCode, stderr } = await staged(dir);
      expect([exitCode, stderr]).toEqual([0, ""]);
    },
  );

  it("says by which file the work tree is not what is staged", async () => {
    const { dir, write } = project(["true"]);
    write({ "src/b.tmp": "x" });
    expect((await staged(dir)).stderr).toContain('as "src/b.tmp" shows: commands run in a checkout');
  });

  test.each<[string, (made: TestRepo) => void]>([
    ["mended in the work tree", ({ write }) => write({ "src/a.txt": "good\n" })],
    ["gone from the work tree", ({ dir }) => rmSync(join(dir, "src"), { recursive: true })],
  ])("shows a command what is staged and %s", async (_, mend) => {
    const made = project(noBad);
    made.write({ "src/a.txt": "bad\n" });
    made.git("add", "src/a.txt");
    mend(made);
    const { exitCode, code } = await staged(made.dir);
    expect([exitCode, code]).toEqual([1, "COMMAND_FAILED"]);
  });

  it("gives a command in the checkout a repository of its own, on the same commit, with the same index", async () => {
    const made = project(
      sh(
        'test "$(git rev-parse HEAD)" = "$(cat head.tmp)" && test "$(git write-tree)" = "$(cat tree.tmp)" && git diff --quiet && echo x > src/new && git add src/new',
      ),
      {},
      { stagedLinks: ["head.tmp", "tree.tmp"] },
    );
    const { dir, git, write } = made;
    write({ "src/b.txt": "staged\n" });
    git("add", "src/b.txt");
    write({ "src/a.txt": "changed\n", "head.tmp": git("rev-parse", "HEAD"), "tree.tmp": git("write-tree") });
    const index = git("ls-files", "--stage");
    const { end, code } = await staged(dir);
    expect([end?.exitCode, code]).toEqual([0, "COMMAND_CHANGED_TREE"]);
    expect([git("ls-files", "--stage"), existsSync(join(dir, "src/new"))]).toEqual([index, false]);
  });

  it("keeps a hook's own variables from a command in the checkout", async () => {
    const { dir, write } = project(
      sh('git rev-parse --show-toplevel > /dev/null && test "$(git rev-parse --show-toplevel)" = "$(pwd -P)"'),
    );
    write({ "src/b.txt": "new" });
    const env = { GIT_DIR: join(dir, ".git"), GIT_INDEX_FILE: join(dir, ".git/index"), GIT_PREFIX: "" };
    const { status, stderr } = await program(dir, ["preflight", "--staged"], { env });
    expect([status, stderr]).toEqual([0, expect.stringContaining("checkout")]);
  });

  it("runs a command where its configuration is", async () => {
    const made = repo({
      "sub/kprov.config.json": JSON.stringify({ preflight: { commands: { test: ["test", "-f", "here"] } } }),
      "sub/here": "",
    });
    onTestFinished(made.dispose);
    made.write({ other: "x" });
    expect((await staged(join(made.dir, "sub"))).exitCode).toBe(0);
  });

  it("can't decide during a merge conflict", async () => {
    const made = project(["true"]);
    const { dir, git, write } = made;
    git("checkout", "--quiet", "-b", "side");
    write({ "src/a.txt": "side\n" });
    git("commit", "--quiet", "--all", "--message", "side");
    git("checkout", "--quiet", "main");
    write({ "src/a.txt": "main\n" });
    git("commit", "--quiet", "--all", "--message", "main");
    expect(() => git("merge", "side")).toThrow();
    const { exitCode, report, code } = await staged(dir);
    expect([exitCode, report.tree.tree, code]).toEqual([3, null, "COMMAND_NOT_RUN"]);
  });

  it("can't decide without an object that is staged", async () => {
    const { dir, git, write } = project(["true"]);
    git("update-index", "--add", "--cacheinfo", `100644,${"1".repeat(40)},src/gone.txt`);
    write({ "src/b.txt": "new" });
    const { exitCode, code } = await staged(dir);
    expect([exitCode, code]).toEqual([3, "COMMAND_NOT_RUN"]);
  });
});

describe("preflight.stagedLinks", () => {
  const tool = (dir: string): void => {
    mkdirSync(join(dir, "node_modules/.bin"), { recursive: true });
    writeFileSync(join(dir, "node_modules/.bin/tool"), "#!/bin/sh\n! grep -rq bad src\n", { mode: 0o755 });
  };
  const argv = ["node_modules/.bin/tool"];

  it("brings what is installed into the checkout", async () => {
    const { dir, write } = project(argv, {}, { stagedLinks: ["node_modules"] });
    tool(dir);
    write({ "src/b.txt": "bad\n" });
    expect((await staged(dir)).exitCode).toBe(0);
  });

  it("is what the advice says when a program is missing there", async () => {
    const { dir, write } = project(argv);
    tool(dir);
    write({ "src/b.txt": "new\n" });
    const { exitCode, code, end } = await staged(dir);
    expect([exitCode, code, end?.findings[0]?.fix]).toEqual([
      3,
      "COMMAND_NOT_RUN",
      expect.stringContaining("preflight.stagedLinks"),
    ]);
  });

  it.each([["src"], ["src/a.txt"], ["other"]])(
    "can't be used to bring in %s, which git does not ignore",
    async (name) => {
      const { dir, write } = project(["true"], {}, { stagedLinks: [name] });
      write({ "other/x": "new\n" });
      const { exitCode, message } = await staged(dir);
      expect([exitCode, message]).toEqual([
        3,
        expect.stringContaining(`Cannot use "${name}" of preflight.stagedLinks`),
      ]);
    },
  );

  it("can't lead back to the work tree", async () => {
    const { dir, write } = project(argv, {}, { stagedLinks: ["node_modules"] });
    tool(dir);
    symlinkSync("../src", join(dir, "node_modules/own"));
    write({ "src/b.txt": "new\n" });
    const { exitCode, code, message } = await staged(dir);
    expect([exitCode, code]).toEqual([3, "COMMAND_NOT_STAGED"]);
    expect(message).toContain('"own" in node_modules is a link into the work tree');
  });

  it.each([["/usr"], ["../x"], ["a//b"], [""]])("refuses %j", async (name) => {
    const { dir } = project(["true"], {}, { stagedLinks: [name] });
    await expect(staged(dir)).rejects.toMatchObject({ code: "E_CONFIG" });
  });
});

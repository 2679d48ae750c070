import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, test } from "vitest";
import type { Gate } from "../../../../lib/guard/gate.ts";
import { gates } from "../../../../lib/guard/gates/index.ts";
import { withStaged } from "../../../../lib/guard/staged/index.ts";
import type { Report } from "../../../../lib/report.ts";
import { type RepoFiles, repo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

const elf = Buffer.from("\x7fELF\x02\x01\x01\0", "latin1");
const config = {
  identity: { name: "acme", display: { name: "Acme Inc", allow: ["README.md"] }, forbidden: ["globex"] },
  runtime: { node: ">=18" },
};
const clean = {
  "kprov.config.json": JSON.stringify(config),
  "package.json": '{"name":"acme","engines":{"node":">=18"}}',
  "README.md": "# Acme Inc\n",
  "src/a.txt": "fine\n",
};

const made = (files: RepoFiles = {}) => {
  const fixture = repo({ ...clean, ...files });
  onTestFinished(fixture.dispose);
  return fixture;
};

/** What `name` says about what is staged in `dir`. */
const judge = (
  dir: string,
  name: string,
  { env = {}, cacheDir = null }: { env?: NodeJS.ProcessEnv; cacheDir?: string | null } = {},
) =>
  withStaged({ cwd: dir, allowCode: true, env }, ({ snapshot, loaded, policyRoot }): Promise<Report> => {
    const gate = gates.find((one) => one.name === name) as Gate;
    const { config: resolved, digest, path, root } = loaded;
    return gate.run({
      ...{
        cwd: dir,
        config: resolved,
        digest,
        version: "1",
        path,
        root,
        policyRoot,
        cacheDir,
        env: process.env,
        snapshot,
      },
    });
  });

const codesOf = ({ findings }: Report) => findings.map(({ code, path }) => `${code} ${path ?? ""}`);

const planted: [check: string, code: string, path: string, content: string | Buffer, fine: string][] = [
  ["check-artifacts", "COMPILED_FILE", "src/a.txt", elf, "fine\n"],
  ["check-artifacts", "SECRET_FILE_TRACKED", ".env", "A=1\n", ""],
  ["check-identity", "FORBIDDEN_TOKEN", "src/a.txt", "at globex\n", "fine\n"],
  ["check-identity", "FORBIDDEN_TOKEN", "src/a.txt", Buffer.from("at globex\n", "utf16le"), "fine\n"],
  ["check-identity", "NAME_MISMATCH", "package.json", '{"name":"other"}', '{"name":"acme"}'],
  ["check-identity", "DISPLAY_NAME_MISPLACED", "src/a.txt", "Acme Inc\n", "fine\n"],
  ["check-runtime", "RUNTIME_MISMATCH", ".nvmrc", "16\n", "20\n"],
];

describe("--staged", () => {
  test.each(planted)(
    "%s finds a staged %s that the work tree no longer has",
    async (check, code, path, content, fine) => {
      const { dir, git, write } = made();
      write({ [path]: content });
      git("add", "--force", path);
      write({ [path]: fine });
      expect(codesOf(await judge(dir, check))).toContainEqual(expect.stringMatching(new RegExp(`^${code}`)));
      rmSync(join(dir, path));
      expect(codesOf(await judge(dir, check))).toContainEqual(expect.stringMatching(new RegExp(`^${code}`)));
    },
  );

  test.each(planted)("%s is not moved by a %s that is not staged", async (check, _, path, content) => {
    const { dir, write } = made();
    const before = await judge(dir, check);
    write({ [path]: content });
    expect(await judge(dir, check)).toEqual(before);
    expect(before.verdict).toBe("proved");
  });

  test.each(planted)(
    "%s believes no verdict about %s that was kept of the work tree or of another index",
    async (check, code, path, content, fine) => {
      const { dir, git, write } = made();
      const cacheDir = temporary();
      await judge(dir, check, { cacheDir });
      write({ [path]: content });
      git("add", "--force", path);
      write({ [path]: fine });
      for (let times = 0; times < 2; times += 1)
        expect(codesOf(await judge(dir, check, { cacheDir }))).toContainEqual(
          expect.stringMatching(new RegExp(`^${code}`)),
        );
    },
  );

  it.each([["--assume-unchanged"], ["--skip-worktree"]])("judges the blob of an entry with %s", async (flag) => {
    const { dir, git, write } = made({ "src/b.txt": "at globex\n" });
    write({ "src/b.txt": "fine\n" });
    git("update-index", flag, "src/b.txt");
    expect(codesOf(await judge(dir, "check-identity"))).toEqual(["FORBIDDEN_TOKEN src/b.txt"]);
    git("add", "--sparse", "src/b.txt");
    git("update-index", flag.replace("--", "--no-"), "src/b.txt");
    git("add", "src/b.txt");
    git("update-index", flag, "src/b.txt");
    write({ "src/b.txt": "at globex\n" });
    expect(codesOf(await judge(dir, "check-identity"))).toEqual([]);
  });

  it("judges the index that a hook names, as commit -a and commit PATH make it", async () => {
    const { dir, git, write } = made();
    const [index, lock] = [join(dir, ".git/index"), join(dir, ".git/index.lock")];
    copyFileSync(index, join(dir, ".git/usual"));
    write({ "src/a.txt": "at globex\n" });
    git("add", "src/a.txt");
    copyFileSync(index, lock);
    copyFileSync(join(dir, ".git/usual"), index);
    expect(codesOf(await judge(dir, "check-identity"))).toEqual([]);
    const env = { GIT_INDEX_FILE: lock };
    expect(codesOf(await judge(dir, "check-identity", { env }))).toEqual(["FORBIDDEN_TOKEN src/a.txt"]);
  });

  it("can't decide about a blob that this clone does not have, though the work tree has its name", async () => {
    const { dir, git } = made();
    git("update-index", "--add", "--cacheinfo", `100644,${"1".repeat(40)},src/gone.txt`);
    const report = await judge(dir, "check-artifacts");
    expect([report.verdict, codesOf(report)]).toEqual(["undecided", ["FILE_UNREADABLE src/gone.txt"]]);
  });

  it("knows a dead glob although the file lies there", async () => {
    const { dir, write, git } = made();
    const allow = { ...config.identity.display, allow: ["README.md", "later.md"] };
    write({
      "later.md": "Acme Inc",
      "kprov.config.json": JSON.stringify({ identity: { ...config.identity, display: allow } }),
    });
    git("add", "kprov.config.json");
    expect(codesOf(await judge(dir, "check-identity"))).toContain("DEAD_GLOB ");
    git("add", "later.md");
    expect(codesOf(await judge(dir, "check-identity"))).toEqual([]);
  });

  it("stops when something else was staged meanwhile, and not when git only refreshed its index", async () => {
    const { dir, git, write } = made();
    const during = (work: () => void) =>
      withStaged({ cwd: dir, allowCode: true, env: {} }, async ({ snapshot }) => {
        await snapshot.listing();
        work();
      });
    write({ "src/a.txt": "fine\n" });
    await during(() => git("update-index", "--refresh"));
    write({ "src/a.txt": "other\n" });
    await expect(during(() => git("add", "src/a.txt"))).rejects.toMatchObject({ code: "E_STAGED" });
  });

  it("writes nothing: index, status and work tree are what they were", async () => {
    const { dir, git, write } = made();
    write({ "src/a.txt": "at globex\n", "src/new.txt": "x" });
    git("add", "src/a.txt");
    write({ "src/a.txt": "once more\n" });
    const state = () => [
      git("status", "--porcelain"),
      git("ls-files", "-s"),
      git("stash", "list"),
      git("diff"),
      git("count-objects"),
    ];
    const before = state();
    for (const { name } of gates.slice(0, 3)) await judge(dir, name);
    expect(state()).toEqual(before);
  });
});

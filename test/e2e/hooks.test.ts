import { copyFileSync, existsSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { peer, pythonPeer } from "../support/peers.ts";
import { type RepoFiles, repo, type TestRepo } from "../support/repo.ts";
import { temporary } from "../support/temporary.ts";
import { type Ended, execute, kprov } from "./support.ts";

const top = fileURLToPath(new URL("../..", import.meta.url));
const preCommit = pythonPeer("pre-commit");
const [lefthook, husky] = ["lefthook", "husky"].map((name) =>
  peer(join(top, "node_modules/.cache/hooks/node_modules/.bin", name)),
);

/** Somebody at work in a repository with a hook. */
interface Desk extends TestRepo {
  env: NodeJS.ProcessEnv;
  run(command: string, ...args: string[]): Promise<Ended>;
  /** Commit these files around every hook, and what is not ignored. */
  save(files?: RepoFiles): void;
  /** Exit code of `git commit` and everything that was said. */
  commitWith(...args: string[]): Promise<[status: number | null, said: string]>;
}

const desk = (files: RepoFiles): Desk => {
  const at = repo({
    "kprov.config.json": JSON.stringify({ project: "acme", identity: { name: "acme", forbidden: ["globex"] } }),
    "package.json": '{"name":"acme"}\n',
    ".gitignore": "/node_modules/\n",
    "a.txt": "fine\n",
    "b.txt": "fine\n",
    ...files,
  });
  onTestFinished(at.dispose);
  // As where the package is installed: the targets and the hooks find it by themselves.
  symlinkSync(join(inject("installed"), "node_modules"), join(at.dir, "node_modules"));
  at.write({ ".git/info/exclude": "/node_modules\n" });
  const home = temporary();
  const ours = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(?:GIT_|LEFTHOOK|HUSKY|SKIP$|CI$|PRE_COMMIT)/.test(name)),
  );
  const env: NodeJS.ProcessEnv = {
    ...ours,
    ...{ HOME: home, PRE_COMMIT_HOME: join(home, "pre-commit"), NO_COLOR: "1", LEFTHOOK_QUIET: "meta" },
    ...{ GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" },
    ...{
      GIT_AUTHOR_NAME: "A",
      GIT_AUTHOR_EMAIL: "a@example.com",
      GIT_COMMITTER_NAME: "A",
      GIT_COMMITTER_EMAIL: "a@example.com",
    },
    ...{ npm_config_registry: "http://127.0.0.1:9/", npm_config_update_notifier: "false", MAKEFLAGS: "" },
  };
  delete env["CI"];
  const run = (command: string, ...args: string[]) =>
    // Not by inheritance: what the surroundings set stays away.
    execute("env", ["-i", ...Object.entries(env).map(([name, value]) => `${name}=${value}`), command, ...args], {
      cwd: at.dir,
    });
  const commitWith: Desk["commitWith"] = async (...args) => {
    const { status, stdout, stderr } = await run("git", "commit", "--message", "x", ...args);
    return [status, stdout + stderr];
  };
  const save = (more: RepoFiles = {}): void => {
    at.write(more);
    at.git("add", "--all");
    at.git("commit", "--quiet", "--allow-empty", "--no-verify", "--message", "saved");
  };
  return { ...at, env, run, save, commitWith };
};

const adopt = async (at: Desk, hook: string): Promise<string> => {
  const { status, stderr } = await kprov(["init", "--yes", "--ci", "none"], { cwd: at.dir });
  expect(status, stderr).toBe(0);
  return readFileSync(join(at.dir, ".kprov/hooks", hook), "utf8");
};

/** Each manager, in a repository that adopted us and follows what the snippet says; null where the tool is missing. */
const managers: Record<string, { tool: string | null | undefined; set: () => Promise<Desk> }> = {
  "pre-commit, with the snippet of init": {
    tool: preCommit,
    set: async () => {
      const at = desk({ ".pre-commit-config.yaml": "repos: []\n" });
      const snippet = await adopt(at, "pre-commit.yaml");
      at.save({ ".pre-commit-config.yaml": `repos:\n${snippet}` });
      expect((await at.run(preCommit ?? "", "install")).status).toBe(0);
      return at;
    },
  },
  "pre-commit, with the hook of this repository": {
    tool: preCommit,
    set: async () => {
      const origin = hookRepository();
      const rev = origin.git("rev-parse", "HEAD");
      const at = desk({
        ".pre-commit-config.yaml": JSON.stringify({
          repos: [{ repo: origin.dir, rev, hooks: [{ id: "kprov-preflight" }] }],
        }),
      });
      expect((await at.run(preCommit ?? "", "install", "--install-hooks")).status).toBe(0);
      return at;
    },
  },
  "lefthook, with the snippet of init": {
    tool: lefthook,
    set: async () => {
      const at = desk({ "lefthook.yml": "{}\n" });
      await adopt(at, "lefthook.yml");
      at.save({ "lefthook.yml": "extends: [.kprov/hooks/lefthook.yml]\n" });
      at.env["PATH"] = `${dirname(lefthook ?? "")}:${at.env["PATH"]}`;
      const { status, stdout, stderr } = await at.run(lefthook ?? "", "install");
      expect(status, stdout + stderr).toBe(0);
      return at;
    },
  },
  "husky, with the snippet of init": {
    tool: husky,
    set: async () => {
      const at = desk({ ".husky/pre-commit": "true\n" });
      const snippet = await adopt(at, "husky");
      at.save({ ".husky/pre-commit": `true\n${snippet}true\n` });
      expect((await at.run(husky ?? "")).status).toBe(0);
      return at;
    },
  },
};

/** This repository as a release has it: what `npm pack` packs, in the form that needs nothing beside Node. */
const hookRepository = (): TestRepo => {
  const packed = join(inject("installed"), "node_modules/kprovengine");
  const { name, version } = JSON.parse(readFileSync(join(packed, "package.json"), "utf8")) as {
    name: string;
    version: string;
  };
  const form = "dist/kprovengine.mjs";
  const text = readFileSync(join(packed, "dist/vendor/kprov.mjs"), "utf8");
  const at = repo();
  onTestFinished(at.dispose);
  at.write({
    "package.json": JSON.stringify({ name, version, bin: { kprovengine: form }, files: ["dist"] }),
    [form]: { mode: 0o755, content: `#!/usr/bin/env node\n${text}` },
  });
  copyFileSync(join(top, ".pre-commit-hooks.yaml"), join(at.dir, ".pre-commit-hooks.yaml"));
  at.commit();
  return at;
};

describe.each(Object.entries(managers))("%s", (title, { tool, set }) => {
  test.skipIf(tool === null)(`stops what must not be committed, and nothing else (${title})`, async () => {
    const at = await set();
    const head = () => at.git("rev-parse", "HEAD");
    const refused = async (...args: string[]): Promise<void> => {
      const before = head();
      const [status, said] = await at.commitWith(...args);
      expect(said).toContain("FORBIDDEN_TOKEN");
      expect([status, head()]).toEqual([1, before]);
    };
    // Staged, and mended in the work tree only.
    at.write({ "a.txt": "at globex\n" });
    at.git("add", "a.txt");
    at.write({ "a.txt": "fine again\n" });
    await refused();
    expect(readFileSync(join(at.dir, "a.txt"), "utf8")).toBe("fine again\n");
    // In the work tree only: the commit is about another file.
    at.git("add", "a.txt");
    at.write({ "a.txt": "at globex\n", "new.txt": "at globex\n", "b.txt": "better\n" });
    at.git("add", "b.txt");
    const [status, said] = await at.commitWith();
    expect(status, said).toBe(0);
    expect(readFileSync(join(at.dir, "a.txt"), "utf8")).toBe("at globex\n");
    expect(existsSync(join(at.dir, "new.txt"))).toBe(true);
    // What git stages itself, in an index of its own.
    await refused("--all");
    await refused("a.txt");
    at.git("checkout", "--quiet", "a.txt");
    expect((await at.commitWith("--allow-empty"))[0]).toBe(0);
    // Nothing is staged, and what is there already must not stay.
    at.write({ "b.txt": "at globex\n" });
    at.git("add", "b.txt");
    at.git("commit", "--quiet", "--no-verify", "--message", "around the hook");
    at.git("rm", "--quiet", "a.txt");
    await refused();
    at.git("reset", "--quiet", "--hard");
    // lefthook passes over a commit that changes no file, whatever its configuration says.
    if (tool !== lefthook) await refused("--allow-empty");
  });
});

test.skipIf(preCommit === null)("the hooks of this repository are what pre-commit reads", async () => {
  const { status, stdout, stderr } = await execute(preCommit ?? "", ["validate-manifest", ".pre-commit-hooks.yaml"], {
    cwd: top,
  });
  expect(status, stdout + stderr).toBe(0);
  const ids = [...readFileSync(join(top, ".pre-commit-hooks.yaml"), "utf8").matchAll(/^- id: kprov-(.*)$/gm)].map(
    ([, id]) => id,
  );
  for (const id of ids) expect(existsSync(join(top, `scripts/${id}.ts`)), id).toBe(true);
  expect(ids).toContain("preflight");
});

test.skipIf(preCommit === null)("pre-commit in CI judges everything, by the hook of this repository", async () => {
  const at = await managers["pre-commit, with the hook of this repository"]?.set();
  if (at === undefined) throw new Error("the manager has another name");
  for (const argv of [
    ["run", "--all-files"],
    ["run", "kprov-preflight", "--files", "nothing"],
  ]) {
    expect((await at.run(preCommit ?? "", ...argv)).status).toBe(0);
    at.save({ "a.txt": "at globex\n" });
    const { status, stdout } = await at.run(preCommit ?? "", ...argv);
    expect([argv, status, stdout.includes("FORBIDDEN_TOKEN")]).toEqual([argv, 1, true]);
    at.save({ "a.txt": "fine\n" });
  }
});

import { appendFileSync, chmodSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { gitDirectory, topLevel } from "../../../../lib/guard/surface/top-level.ts";
import { repo, runGit } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

const made = (files = { "sub/a": "1" }) => {
  const fixture = repo(files);
  onTestFinished(fixture.dispose);
  return { ...fixture, gitDir: join(fixture.dir, ".git") };
};
const ask = (cwd: string) => {
  const root = topLevel(cwd);
  return [root, gitDirectory(cwd, root)];
};

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("the top level", () => {
  it("is found from anywhere in the work tree, also over a link", () => {
    const { dir, gitDir } = made();
    const link = join(temporary(), "link");
    symlinkSync(dir, link);
    for (const cwd of [dir, join(dir, "sub"), link]) expect(ask(cwd)).toEqual([dir, gitDir]);
  });

  it("is known without git where it is an ordinary one, on a branch or off it", () => {
    const { dir, git, gitDir } = made();
    const path = process.env["PATH"];
    for (const state of ["main", "HEAD~0"]) {
      git("checkout", "--quiet", state);
      vi.stubEnv("PATH", temporary());
      expect(ask(dir)).toEqual([dir, gitDir]);
      vi.stubEnv("PATH", path);
    }
  });

  it("is that of a linked work tree and of a submodule", () => {
    const { dir, git } = made();
    const linked = join(temporary(), "linked");
    git("worktree", "add", "--quiet", linked);
    expect(ask(linked)).toEqual([linked, join(dir, ".git/worktrees/linked")]);
    const outer = made();
    outer.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", dir, "inner");
    expect(ask(join(outer.dir, "inner"))).toEqual([join(outer.dir, "inner"), join(outer.dir, ".git/modules/inner")]);
  });

  it("is where core.worktree says", () => {
    const { dir, git, gitDir } = made();
    const place = temporary();
    git("config", "core.worktree", place);
    expect(ask(dir)).toEqual([place, gitDir]);
  });

  it.each(["[include]", '[ includeIf "gitdir:/"]', "[extensions]\nworktreeConfig = true"])(
    "is asked of git where the configuration has %j",
    (section) => {
      const { dir, gitDir } = made();
      appendFileSync(join(gitDir, "config"), `${section}\n`);
      const bin = temporary({ git: "#!/bin/sh\necho /elsewhere\n" });
      chmodSync(join(bin, "git"), 0o755);
      vi.stubEnv("PATH", `${bin}:${process.env["PATH"]}`);
      expect(topLevel(dir)).toBe("/elsewhere");
      expect(gitDirectory(dir, dir)).toBe("/elsewhere");
    },
  );

  it.each<[string, (gitDir: string) => void]>([
    ["no objects", (gitDir) => rmSync(join(gitDir, "objects"), { recursive: true })],
    ["no refs", (gitDir) => rmSync(join(gitDir, "refs"), { recursive: true })],
    ["no HEAD", (gitDir) => rmSync(join(gitDir, "HEAD"))],
    ["a HEAD that is none", (gitDir) => writeFileSync(join(gitDir, "HEAD"), "x ref: refs/heads/main\n")],
    ["a HEAD that is cut off", (gitDir) => writeFileSync(join(gitDir, "HEAD"), "f".repeat(39))],
  ])("is further up where git passes over one with %s", (_, spoil) => {
    const outer = made();
    const inner = join(outer.dir, "sub");
    runGit(inner, ["init", "--quiet"]);
    expect(ask(inner)).toEqual([inner, join(inner, ".git")]);
    spoil(join(inner, ".git"));
    expect(ask(inner)).toEqual([outer.dir, outer.gitDir]);
  });

  it("is further up where the objects of one are kept in a place that is not there", () => {
    const outer = made();
    const inner = join(outer.dir, "sub");
    runGit(inner, ["init", "--quiet"]);
    writeFileSync(join(inner, ".git", "commondir"), "/nowhere\n");
    expect(ask(inner)).toEqual([outer.dir, outer.gitDir]);
  });

  it("keeps a newline that belongs to its name", () => {
    const { dir } = made();
    const odd = join(temporary(), "a\nb\n");
    renameSync(dir, odd);
    expect(ask(join(odd, "sub"))).toEqual([odd, join(odd, ".git")]);
    runGit(odd, ["config", "core.worktree", odd]);
    expect(ask(odd)).toEqual([odd, join(odd, ".git")]);
  });
});

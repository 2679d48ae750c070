import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { hasReplacements } from "../../../../lib/guard/surface/replaced.ts";
import { repo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

const made = () => {
  const fixture = repo({ a: "1", b: "2" });
  onTestFinished(fixture.dispose);
  const gitDir = join(fixture.dir, ".git");
  const replace = () => fixture.git("replace", fixture.git("rev-parse", ":a"), fixture.git("rev-parse", ":b"));
  return { ...fixture, gitDir, replace, ask: () => hasReplacements(fixture.dir, gitDir) };
};

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("hasReplacements", () => {
  it("sees replacements, also packed ones, and none where there are none any more", () => {
    const { git, ask, replace } = made();
    expect(ask()).toBe(false);
    git("pack-refs", "--all");
    expect(ask()).toBe(false);
    replace();
    expect(ask()).toBe(true);
    git("pack-refs", "--all", "--prune");
    expect(ask()).toBe(true);
    git("replace", "--delete", git("rev-parse", ":a"));
    expect(ask()).toBe(false);
  });

  it("sees those of the repository from a linked work tree", () => {
    const { dir, git, replace } = made();
    const linked = join(temporary(), "linked");
    git("worktree", "add", "--quiet", linked);
    const gitDir = join(dir, ".git/worktrees/linked");
    expect(hasReplacements(linked, gitDir)).toBe(false);
    replace();
    expect(hasReplacements(linked, gitDir)).toBe(true);
    git("pack-refs", "--all", "--prune");
    expect(hasReplacements(linked, gitDir)).toBe(true);
    writeFileSync(join(gitDir, "commondir"), `${join(dir, ".git")}\n`);
    expect(hasReplacements(linked, gitDir)).toBe(true);
  });

  it("asks git where references are kept in another way", () => {
    const { gitDir, ask } = made();
    mkdirSync(join(gitDir, "reftable"));
    expect(ask()).toBe(false);
    const git = temporary({ git: "#!/bin/sh\necho refs/replace/0\n" });
    chmodSync(join(git, "git"), 0o755);
    vi.stubEnv("PATH", `${git}:${process.env["PATH"]}`);
    expect(ask()).toBe(true);
  });

  it("throws where it can't look", () => {
    const { dir, gitDir } = made();
    mkdirSync(join(gitDir, "packed-refs"));
    expect(() => hasReplacements(dir, gitDir)).toThrow(/EISDIR/);
  });
});

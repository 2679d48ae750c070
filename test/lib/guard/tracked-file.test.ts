import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { isTrackedFile, pathFromTop } from "../../../lib/guard/tracked-file.ts";
import { type RepoFiles, repo } from "../../support/repo.ts";
import { temporary } from "../../support/temporary.ts";

const made = (files: RepoFiles) => {
  const fixture = repo(files);
  onTestFinished(fixture.dispose);
  return fixture;
};

describe("pathFromTop", () => {
  it("names a file from the top, wherever it is asked", () => {
    const { dir } = made({ "sub/deep/a": "" });
    const [root, deep] = [join(dir, "sub"), join(dir, "sub/deep")];
    for (const cwd of [dir, deep]) expect(pathFromTop({ cwd, root, file: join(deep, "a") })).toBe("sub/deep/a");
    expect(pathFromTop({ cwd: dir, root: dir, file: join(dir, "..a/b") })).toBe("..a/b");
  });

  it.each(["", "a", "sub/a"])("has none for a file outside of the repository: ../%s", (name) => {
    const { dir } = made({ a: "" });
    expect(pathFromTop({ cwd: dir, root: dir, file: join(dir, "..", name) })).toBeUndefined();
  });

  it("follows links to the root, and no others", () => {
    const { dir } = made({ "sub/a": "", link: { link: "sub" } });
    const linked = join(temporary(), "here");
    symlinkSync(dir, linked);
    expect(pathFromTop({ cwd: linked, root: linked, file: join(linked, "sub/a") })).toBe("sub/a");
    expect(pathFromTop({ cwd: dir, root: join(dir, "link"), file: join(dir, "link/a") })).toBe("sub/a");
    expect(pathFromTop({ cwd: dir, root: dir, file: join(dir, "link/a") })).toBe("link/a");
  });

  it("does not need the root to be there", () => {
    const { dir } = made({ a: "" });
    const root = join(dir, "gone");
    expect(pathFromTop({ cwd: dir, root, file: join(root, "a") })).toBe("gone/a");
  });
});

describe("isTrackedFile", () => {
  const isTracked = (cwd: string, path: string, top = cwd) => isTrackedFile({ cwd, file: join(top, path), path });

  it.each(["a", "sub/a b", "[x]*", "run.sh"])("knows %j that git tracks", (path) => {
    const { dir } = made({ [path]: { mode: path === "run.sh" ? 0o755 : 0o644 }, "sub/x": "" });
    expect(isTracked(dir, path)).toBe(true);
    expect(isTracked(join(dir, "sub"), path, dir)).toBe(true);
  });

  it("says no of what is not added, of a link, and of what lies behind one", () => {
    const { dir, write } = made({ "sub/a": "", link: { link: "sub" }, "b.link": { link: "sub/a" }, bb: "" });
    write({ b: "", "[b]b": "" });
    for (const path of ["b", "[b]b", "link/a", "b.link"]) expect([path, isTracked(dir, path)]).toEqual([path, false]);
  });

  it("says no of an untracked file in the place of a tracked directory", () => {
    const { dir, write } = made({ "list.json/x": "", "list.json/list.json": "" });
    expect(isTracked(dir, "list.json")).toBe(false);
    rmSync(join(dir, "list.json"), { recursive: true });
    write({ "list.json": "[]" });
    expect(isTracked(dir, "list.json")).toBe(false);
  });

  it("says no of a file of git's that a link has replaced, and of one in a directory that a link has", () => {
    const { dir } = made({ a: "", "sub/a": "", "other/a": "" });
    expect(isTracked(dir, "a") && isTracked(dir, "sub/a")).toBe(true);
    for (const path of ["a", "sub"]) rmSync(join(dir, path), { recursive: true });
    symlinkSync("other/a", join(dir, "a"));
    symlinkSync("other", join(dir, "sub"));
    for (const path of ["a", "sub/a"]) expect([path, isTracked(dir, path)]).toEqual([path, false]);
  });

  it.each(["list", "100644 list"])("says no of a link of git's that a file has replaced: %j", (path) => {
    const { dir, write } = made({ [path]: { link: "a" }, a: "" });
    rmSync(join(dir, path));
    write({ [path]: "[]" });
    expect(isTracked(dir, path)).toBe(false);
  });

  it("says no of a submodule", () => {
    const { dir, git } = made({ a: "" });
    mkdirSync(join(dir, "module"));
    git("update-index", "--add", "--cacheinfo", `160000,${git("rev-parse", "HEAD")},module`);
    expect(isTracked(dir, "module")).toBe(false);
  });
});

import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, chownSync, cpSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkArtifacts } from "../../../../lib/guard/check-artifacts.ts";
import type { Report } from "../../../../lib/report.ts";
import { repo, runGit, type TestRepo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

const elf = Buffer.from("\x7fELF\x02\x01\x01\0", "latin1");

const check = (cwd: string, maxFileSize = 5_000_000) =>
  checkArtifacts({ cwd, artifacts: { deny: [], allow: [], maxFileSize }, config: null, version: "0.0.0" });

const codesOf = ({ findings }: Report) => findings.map(({ code, path }) => `${code} ${path}`);
const found = ["COMPILED_FILE a"];

/** Replace `path` in the work tree by what `make` puts there. */
const replace = (fixture: TestRepo, path: string, make: (target: string) => void): void => {
  const target = join(fixture.dir, path);
  rmSync(target, { recursive: true });
  make(target);
};

describe("contents of tracked files", () => {
  it("are those of the index when the work tree hides them by an edit", async () => {
    using fixture = repo({ a: elf });
    fixture.write({ a: "harmless" });
    const report = await check(fixture.dir);
    expect(report.findings[0]?.message).toBe("Compiled code: ELF by its first bytes");
  });

  it("are those of the index when the work tree lacks the file", async () => {
    using fixture = repo({ a: elf });
    rmSync(join(fixture.dir, "a"));
    expect(codesOf(await check(fixture.dir))).toEqual(found);
  });

  it("are those of the work tree, too, when it differs", async () => {
    using fixture = repo({ a: "harmless" });
    fixture.write({ a: elf });
    const report = await check(fixture.dir);
    expect(report.findings[0]?.message).toBe("Compiled code in the work tree: ELF by its first bytes");
  });

  it("are those of the work tree from any directory, and wherever core.worktree says it is", async () => {
    using fixture = repo({ a: "harmless", "d/b": "x" });
    fixture.write({ a: elf });
    expect(codesOf(await check(join(fixture.dir, "d")))).toEqual(found);
    const place = temporary({ a: "harmless", "d/b": "x" });
    runGit(join(place, "d"), ["init", "--quiet"]);
    runGit(join(place, "d"), ["config", "core.worktree", place]);
    runGit(join(place, "d"), ["add", "../a"]);
    writeFileSync(join(place, "a"), elf);
    expect(codesOf(await check(join(place, "d")))).toEqual(found);
  });

  it("are those of the work tree when the change keeps the size and comes at once", async () => {
    using fixture = repo({ a: "harmless" });
    fixture.write({ a: Buffer.concat([elf], 8) });
    expect(codesOf(await check(fixture.dir))).toEqual(found);
  });

  it("are those of both when only an intention to add is staged", async () => {
    using fixture = repo({ b: "x" });
    fixture.write({ a: elf });
    fixture.git("add", "--intent-to-add", "a");
    expect(codesOf(await check(fixture.dir))).toEqual(found);
  });

  it.each(["--assume-unchanged", "--skip-worktree"])("can't be hidden by %s", async (bit) => {
    using fixture = repo({ a: "harmless" });
    fixture.git("update-index", bit, "a");
    fixture.write({ a: elf });
    expect(fixture.git("status", "--porcelain")).toBe("");
    expect(codesOf(await check(fixture.dir))).toEqual(found);
    using other = repo({ a: elf });
    other.git("update-index", bit, "a");
    other.write({ a: "harmless" });
    expect(codesOf(await check(other.dir))).toEqual(found);
  });

  it("are read from the index in a sparse checkout", async () => {
    using fixture = repo({ "kept/b": "x", "left/a": elf, "left/big": "x".repeat(200) });
    fixture.git("sparse-checkout", "set", "--cone", "--sparse-index", "kept");
    expect(readdirSync(fixture.dir)).toEqual([".git", "kept"]);
    expect(codesOf(await check(fixture.dir, 100))).toEqual(["COMPILED_FILE left/a", "FILE_TOO_LARGE left/big"]);
  });

  it("are those of every stage during a merge conflict", async () => {
    using fixture = repo({ a: "base\n", b: "x" });
    fixture.git("checkout", "--quiet", "-b", "other");
    fixture.commit({ a: elf });
    fixture.git("checkout", "--quiet", "main");
    fixture.commit({ a: "mine\n" });
    expect(() => fixture.git("merge", "--quiet", "other")).toThrow();
    fixture.write({ a: "settled\n" });
    const report = await check(fixture.dir);
    expect(codesOf(report)).toEqual(found);
    expect(report.coverage[0]).toMatchObject({ considered: 2, examined: 2 });
  });

  it("are those of the index when a directory, a link or a FIFO took the file's place", async () => {
    const outside = temporary({ elf });
    using fixture = repo({ a: elf, b: elf, c: elf, d: "harmless", e: "harmless" });
    replace(fixture, "a", (target) => execFileSync("mkdir", [target]));
    replace(fixture, "b", (target) => symlinkSync("/etc/hostname", target));
    replace(fixture, "c", (target) => execFileSync("mkfifo", [target]));
    replace(fixture, "d", (target) => symlinkSync(join(outside, "elf"), target));
    replace(fixture, "e", (target) => symlinkSync("e", target));
    expect(codesOf(await check(fixture.dir))).toEqual(["COMPILED_FILE a", "COMPILED_FILE b", "COMPILED_FILE c"]);
  });

  it("are not read through a directory that became a link out of the tree", async () => {
    const outside = temporary({ a: elf });
    using fixture = repo({ "d/a": "harmless", b: "x" });
    replace(fixture, "d", (target) => symlinkSync(outside, target));
    expect((await check(fixture.dir)).verdict).toBe("proved");
  });

  it("are looked at under names that are not UTF-8, hold newlines or begin with a dash", async () => {
    using fixture = repo({ "new\nline": elf, "-a": elf, 日本: elf });
    const name = Buffer.from("f\xe9\\x.log", "latin1");
    execFileSync("python3", ["-c", `open(b"f\\xe9\\\\x.log","wb").write(b"\\x7fELF")`], { cwd: fixture.dir });
    fixture.git("add", "--all");
    expect(execFileSync("git", ["ls-files", "-z"], { cwd: fixture.dir }).includes(name)).toBe(true);
    const report = await check(fixture.dir);
    expect(codesOf(report)).toEqual([
      "COMPILED_FILE -a",
      "ARTIFACT_TRACKED f\\xe9\\x5cx.log",
      "COMPILED_FILE f\\xe9\\x5cx.log",
      "COMPILED_FILE new\nline",
      "COMPILED_FILE 日本",
    ]);
    expect(report.coverage[1]).toMatchObject({ considered: 4, examined: 4 });
    for (const { fix } of report.findings) spawnSync("sh", ["-c", fix ?? ""], { cwd: fixture.dir });
    expect(fixture.git("ls-files")).toBe("");
  });

  it("that can't be read are a doubt, FILE_UNREADABLE, and the blob is judged all the same", async () => {
    using fixture = repo({ a: elf, b: "x" });
    chmodSync(join(fixture.dir, "a"), 0o000);
    const report = await asNobody(fixture.dir, () => check(fixture.dir));
    expect(codesOf(report)).toEqual(["COMPILED_FILE a", "FILE_UNREADABLE a"]);
    expect(report.coverage[1]).toEqual({
      unit: "file contents",
      considered: 2,
      examined: 1,
      skipped: { unreadable: 1 },
    });
  });

  it("that a partial clone lacks are a doubt, and are not fetched", async () => {
    using origin = repo({ "kept/b": "x", "left/a": elf, "left/c": "y", "zone/z": Buffer.concat([elf, elf]) });
    origin.git("config", "uploadpack.allowFilter", "true");
    const dir = join(temporary(), "clone");
    const url = `file://${origin.dir}`;
    runGit(origin.dir, ["clone", "--quiet", "--filter=blob:none", "--sparse", url, dir]);
    runGit(dir, ["sparse-checkout", "set", "kept", "zone"]);
    // A changed file does not speak for a blob that is not here.
    mkdirSync(join(dir, "left"));
    writeFileSync(join(dir, "left/c"), "changed");
    // What is here is judged by its blob all the same.
    writeFileSync(join(dir, "zone/z"), "harmless");
    const report = await check(dir);
    expect(codesOf(report)).toEqual(["FILE_UNREADABLE left/a", "FILE_UNREADABLE left/c", "COMPILED_FILE zone/z"]);
    expect(report.coverage[1]).toMatchObject({ considered: 4, examined: 2, skipped: { unreadable: 2 } });
  });

  it("are found in worktrees, submodules, shallow clones, on a detached head and with SHA-256", async () => {
    using origin = repo({ b: "x" });
    origin.commit({ a: elf });
    origin.git("checkout", "--quiet", "--detach");
    using outer = repo({ b: "x" });
    outer.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", origin.dir, "inner");
    const place = temporary();
    origin.git("worktree", "add", "--quiet", join(place, "worktree"), "main");
    runGit(place, ["clone", "--quiet", "--depth=1", `file://${origin.dir}`, "shallow"]);
    runGit(place, ["init", "--quiet", "--object-format=sha256", "sha256"]);
    for (const name of ["a", "b"]) cpSync(join(origin.dir, name), join(place, "sha256", name));
    runGit(join(place, "sha256"), ["add", "--all"]);

    const dirs = [
      origin.dir,
      join(outer.dir, "inner"),
      ...["worktree", "shallow", "sha256"].map((name) => join(place, name)),
    ];
    for (const dir of dirs) {
      expect(codesOf(await check(dir)), dir).toEqual(found);
      // The work tree that is read is this one's, too.
      cpSync(join(dir, "a"), join(dir, "b"));
      expect(codesOf(await check(dir)), dir).toEqual([...found, "COMPILED_FILE b"]);
    }
    expect((await check(outer.dir)).verdict).toBe("proved");
  });
});

/** Few files are compared by their digests, many by their sizes. */
const many = Object.fromEntries(Array.from({ length: 250 }, (_, index) => [`filler/${index}`, "x"]));

describe.each([
  ["few files", {}],
  ["many files", many],
])("contents of one of %s", (_, filler) => {
  it("are the blob's where a filter stands between it and the work tree", async () => {
    using fixture = repo(filler);
    fixture.git("config", "filter.seal.clean", "echo sealed");
    fixture.git("config", "filter.seal.smudge", "cat");
    fixture.commit({ ".gitattributes": "*.dat filter=seal\n", "a.dat": Buffer.concat([elf], 500), "b.dat": elf });
    expect(fixture.git("status", "--porcelain")).toBe("");
    expect((await check(fixture.dir, 100)).verdict).toBe("proved");
  });

  it("have the blob's size where line endings differ in the work tree", async () => {
    using fixture = repo({ ...filler, ".gitattributes": "a text eol=crlf\n", a: "1\n".repeat(50) });
    rmSync(join(fixture.dir, "a"));
    fixture.git("checkout", "--", "a");
    expect((await check(fixture.dir, 100)).verdict).toBe("proved");
    expect(codesOf(await check(fixture.dir, 99))).toEqual(["FILE_TOO_LARGE a"]);
  });

  it("count a git-lfs pointer by the size that it declares", async () => {
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${"0".repeat(64)}\nsize 6000000\n`;
    using fixture = repo({
      ...filler,
      a: pointer,
      b: "version https://git-lfs.github.com/spec/v1\nis our format\n",
      c: `${pointer}${"x".repeat(1024)}`,
    });
    const report = await check(fixture.dir);
    expect(codesOf(report)).toEqual(["FILE_TOO_LARGE a"]);
    expect(report.findings[0]?.actual).toBe("6000000 bytes");
    expect(report.coverage[1]?.skipped).toEqual({ "git-lfs pointer": 1 });
  });

  it("are looked at when they are longer than what is read of a file", async () => {
    using fixture = repo({ ...filler, a: Buffer.concat([elf], 3_000_000), b: "x".repeat(3_000_000) });
    expect(codesOf(await check(fixture.dir))).toEqual(found);
  });

  it("are those of the index when the work tree hides them", async () => {
    using fixture = repo({ ...filler, a: elf });
    fixture.write({ a: "harmless" });
    expect(codesOf(await check(fixture.dir))).toEqual(found);
    fixture.write({ a: Buffer.alloc(elf.length, "x") });
    expect(codesOf(await check(fixture.dir))).toEqual(found);
  });
});

/** Root reads everything, so the question is asked as somebody else. */
const asNobody = async <T>(dir: string, ask: () => Promise<T>): Promise<T> => {
  if (process.geteuid?.() !== 0) return ask();
  const nobody = 65534;
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
    chownSync(join(entry.parentPath, entry.name), nobody, nobody);
  }
  chownSync(dir, nobody, nobody);
  const home = process.env["HOME"];
  process.env["HOME"] = dir;
  process.seteuid?.(nobody);
  try {
    return await ask();
  } finally {
    process.seteuid?.(0);
    process.env["HOME"] = home;
  }
};

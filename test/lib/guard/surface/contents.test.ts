import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Content } from "../../../../lib/guard/rule.ts";
import { openSurface } from "../../../../lib/guard/surface/index.ts";
import { takeSnapshot } from "../../../../lib/guard/surface/snapshot.ts";
import { type RepoFiles, repo } from "../../../support/repo.ts";

const made = (files: RepoFiles) => {
  const fixture = repo(files);
  onTestFinished(fixture.dispose);
  const read = async ({ staged = false, isSettled = never } = {}) => {
    const surface = await openSurface(fixture.dir, takeSnapshot(fixture.dir, { staged }));
    const seen: [string, ...unknown[]][] = [];
    await surface.read(
      ({ file, outcome, reason, isSettled: settled }) => {
        const told = [outcome, ...file.contents.map(shown), ...(reason === undefined ? [] : [reason])];
        seen.push([file.path, ...told, ...(settled === true ? ["settled"] : [])]);
      },
      ({ path }) => isSettled(path),
    );
    return seen.sort(([a], [b]) => (a < b ? -1 : 1));
  };
  return { ...fixture, read };
};
const never = (_path: string): boolean => false;
const shown = ({ from, size, head, storedBy }: Content) =>
  `${from} ${size} ${Buffer.from(head).toString().slice(0, 10)}${storedBy === undefined ? "" : ` ${storedBy}`}`;

describe("contents", () => {
  it("are those of index and work tree", async () => {
    const { dir, git, write, read } = made({ a: "old", b: "same", c: "gone", d: "hidden", l: { link: "a" } });
    git("update-index", "--add", "--cacheinfo", `160000,${git("rev-parse", "HEAD")},sub`);
    git("update-index", "--assume-unchanged", "d");
    git("update-index", "--add", "--cacheinfo", `100644,${"1".repeat(40)},n`);
    write({ a: "new!", d: "shown" });
    rmSync(join(dir, "c"));
    const unchanged = [
      ["l", "symbolic link"],
      ["n", "unreadable", "its content is not in this clone"],
      ["sub", "submodule"],
    ];
    expect(await read()).toEqual([
      ["a", "read", "index 3 old", "work tree 4 new!"],
      ["b", "read", "index 4 same"],
      ["c", "read", "index 4 gone"],
      ["d", "read", "index 6 hidden", "work tree 5 shown"],
      ...unchanged,
    ]);
    expect(await read({ staged: true })).toEqual([
      ["a", "read", "index 3 old"],
      ["b", "read", "index 4 same"],
      ["c", "read", "index 4 gone"],
      ["d", "read", "index 6 hidden"],
      ...unchanged,
    ]);
  });

  it("speak for a blob that is not here where git calls them the same, and not when the index alone is judged", async () => {
    const { dir, git, write, read } = made({ a: "there", b: "there, too", c: "x".repeat(2 ** 20 + 1) });
    for (const path of ["a", "b", "c"]) {
      const blob = git("rev-parse", `:${path}`);
      rmSync(join(dir, ".git/objects", blob.slice(0, 2), blob.slice(2)));
    }
    write({ b: "changed" });
    expect(await read()).toEqual([
      ["a", "read", "index 5 there"],
      ["b", "unreadable", "work tree 7 changed", "its content is not in this clone"],
      // Too long to be hashed.
      ["c", "read", "index 1048577 xxxxxxxxxx"],
    ]);
    expect(await read({ staged: true })).toEqual([
      ["a", "read", "index 5 there"],
      ["b", "unreadable", "its content is not in this clone"],
      ["c", "unreadable", "its content is not in this clone"],
    ]);
  });

  it("are not read of what is settled, unless the work tree counts, too", async () => {
    const { git, write, read } = made({ a: "1", b: "2", c: "3", l: { link: "a" } });
    write({ b: "changed" });
    expect(await read({ isSettled: (path) => path !== "c" })).toEqual([
      ["a", "read", "settled"],
      ["b", "read", "index 1 2", "work tree 7 changed"],
      ["c", "read", "index 1 3"],
      ["l", "symbolic link"],
    ]);
    git("checkout", "--quiet", "-b", "side");
    git("add", "--all");
    git("commit", "--quiet", "--message", "side");
    git("checkout", "--quiet", "main");
    write({ b: "other" });
    git("commit", "--quiet", "--all", "--message", "main");
    expect(() => git("merge", "--quiet", "side")).toThrow();
    const [, conflict = []] = await read({ staged: true, isSettled: () => true });
    expect(conflict).toEqual(["b", "read", "index 1 2", "index 5 other", "index 7 changed"]);
  });

  const pointer = (size: string) =>
    `version https://git-lfs.github.com/spec/v1\noid sha256:${"0".repeat(64)}\nsize ${size}\n`;

  it("are a git-lfs pointer's, with the size that it declares, only of what is one", async () => {
    const long = (size: number) => pointer("7").padEnd(size, "x");
    const { write, read } = made({
      a: pointer("6000000"),
      b: pointer("x"),
      c: ` ${pointer("7")}`,
      d: pointer("7").replace("https", "xttps"),
      e: pointer("7").replace("version", "Version"),
      f: long(1023),
      g: long(1024),
      h: pointer("7"),
      i: pointer("7").replace("/spec/", "/spek/"),
      j: pointer("7").replace("size", "-size"),
      k: pointer("7 -"),
    });
    write({ h: "not one" });
    expect(await read()).toEqual([
      ["a", "git-lfs pointer", "index 6000000 version ht git-lfs"],
      ["b", "read", `index ${pointer("x").length} version ht`],
      ["c", "read", `index ${pointer("7").length + 1}  version h`],
      ["d", "read", `index ${pointer("7").length} version xt`],
      ["e", "read", `index ${pointer("7").length} Version ht`],
      ["f", "git-lfs pointer", "index 7 version ht git-lfs"],
      ["g", "read", "index 1024 version ht"],
      ["h", "read", "index 7 version ht git-lfs", "work tree 7 not one"],
      ["i", "read", `index ${pointer("7").length} version ht`],
      ["j", "read", `index ${pointer("7").length + 1} version ht`],
      ["k", "read", `index ${pointer("7").length + 2} version ht`],
    ]);
  });

  it("are read in groups", async () => {
    const paths = Array.from({ length: 1030 }, (_, index) => `${index + 1000}`);
    const { write, read } = made(Object.fromEntries(paths.map((path) => [path, path])));
    write(Object.fromEntries(paths.map((path) => [path, `${path}!`])));
    expect(await read()).toEqual(paths.map((path) => [path, "read", `index 4 ${path}`, `work tree 5 ${path}!`]));
  });

  it("leave others their turn while many are read", async () => {
    const { dir } = made({ a: "1", b: "2", c: "3" });
    const surface = await openSurface(dir);
    const turns: boolean[] = [];
    let isHeard = false;
    setImmediate(() => {
      isHeard = true;
    });
    await surface.read(() => {
      turns.push(isHeard);
      const begun = performance.now();
      while (performance.now() - begun < 60);
    });
    expect(turns).toEqual([false, true, true]);
  });
});

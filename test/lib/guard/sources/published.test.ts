import { chmodSync, existsSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openPublished } from "../../../../lib/guard/sources/index.ts";
import { takeSnapshot } from "../../../../lib/guard/surface/snapshot.ts";
import { repo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";
import { faultOf } from "./support.ts";

describe("openPublished", () => {
  test("lists what git tracks, from anywhere in the repository, by bytes", async () => {
    using there = repo({ "b/x": "1", "a.toml": "2", B: "3", é: "4", "b-": "5" });
    there.write({ untracked: "" });
    for (const cwd of [there.dir, join(there.dir, "b")]) {
      const published = await openPublished(cwd);
      expect(published.paths).toEqual(["B", "a.toml", "b-", "b/x", "é"]);
      expect(published.root).toBe(there.dir);
      expect(["b/x", "é", "b", "untracked"].map(published.isTracked)).toEqual([true, true, false, false]);
      expect(await published.versions("b/x")).toEqual([{ from: "index", text: "1" }]);
      expect(await published.versions("é")).toEqual([{ from: "index", text: "4" }]);
    }
  });

  test("gives index and work tree where they differ", async () => {
    using there = repo({ a: "old", b: "kept", c: "gone", d: "link" });
    there.write({ a: "new" });
    rmSync(join(there.dir, "c"));
    rmSync(join(there.dir, "d"));
    symlinkSync("b", join(there.dir, "d"));
    const { versions, isGone } = await openPublished(there.dir);
    expect(["a", "b", "c", "d", "untracked"].filter(isGone)).toEqual(["c"]);
    expect(await versions("a")).toEqual([
      { from: "index", text: "old" },
      { from: "work tree", text: "new" },
    ]);
    expect(await versions("b")).toEqual([{ from: "index", text: "kept" }]);
    expect(await versions("c")).toEqual([{ from: "index", text: "gone" }]);
    expect(await versions("d")).toEqual([{ from: "index", text: "link" }]);
  });

  test("believes no bit that hides changes", async () => {
    using there = repo({ a: "old", b: "old", c: "same" });
    there.git("update-index", "--assume-unchanged", "a", "c");
    there.git("update-index", "--skip-worktree", "b");
    there.write({ a: "new", b: "new" });
    const { versions } = await openPublished(there.dir);
    for (const path of ["a", "b"]) {
      expect(await versions(path)).toEqual([
        { from: "index", text: "old" },
        { from: "work tree", text: "new" },
      ]);
    }
    expect(await versions("c")).toEqual([{ from: "index", text: "same" }]);
  });

  test("takes the blob where a filter stands between it and the work tree", async () => {
    using there = repo({ ".gitattributes": "a text eol=crlf\n", a: "x\ny\n" });
    rmSync(join(there.dir, "a"));
    there.git("checkout", "--", "a");
    const { versions } = await openPublished(there.dir);
    expect(await versions("a")).toEqual([{ from: "index", text: "x\ny\n" }]);
  });

  test("gives all sides of a merge conflict", async () => {
    using there = repo({ a: "base\n" });
    there.git("checkout", "--quiet", "-b", "side");
    there.commit({ a: "side\n" });
    there.git("checkout", "--quiet", "main");
    there.commit({ a: "main\n" });
    expect(() => there.git("merge", "--quiet", "side")).toThrow();
    const texts = (await (await openPublished(there.dir)).versions("a")).map(({ from, text }) => [from, text]);
    expect(texts.slice(0, 3)).toEqual([
      ["index", "base\n"],
      ["index", "main\n"],
      ["index", "side\n"],
    ]);
    expect(texts[3]?.[0]).toBe("work tree");
    expect(texts[3]?.[1]).toMatch(/^<<<<<<< /);
    there.write({ a: "base\n" });
    expect(await (await openPublished(there.dir)).versions("a")).toHaveLength(3);
  });

  test("gives nothing for links, submodules and what is not tracked", async () => {
    using there = repo({ a: "1", link: { link: "a" } });
    there.git("update-index", "--add", "--cacheinfo", `160000,${there.git("rev-parse", "HEAD")},sub`);
    there.write({ other: "1" });
    const { paths, versions } = await openPublished(there.dir);
    expect(paths).toEqual(["a", "link", "sub"]);
    for (const path of ["link", "sub", "other", "../a", "toString"]) expect(await versions(path)).toEqual([]);
  });

  test("refuses bytes that are not UTF-8, in either place", async () => {
    using there = repo({ a: new Uint8Array([0x61, 0xff]), b: "fine", c: new Uint8Array([0xff, 0xfe, 0x61, 0]) });
    there.write({ b: new Uint8Array([0xc3]) });
    const { versions } = await openPublished(there.dir);
    expect(await faultOf(() => versions("a"))).toBe("1:1 the text of the index is not UTF-8");
    expect(await faultOf(() => versions("b"))).toBe("1:1 the text of the work tree is not UTF-8");
    expect(await faultOf(() => versions("c"))).toBe("1:1 the text of the index is not UTF-8");
  });

  test("keeps a byte order mark", async () => {
    using there = repo({ a: new Uint8Array([0xef, 0xbb, 0xbf, 0x61]) });
    const [version] = await (await openPublished(there.dir)).versions("a");
    expect(version?.text).toBe(`${String.fromCharCode(0xfeff)}a`);
  });

  test("refuses over 4 MiB, in either place, and takes that much", async () => {
    const limit = 4 * 2 ** 20;
    using there = repo({ a: "x".repeat(limit), b: "x".repeat(limit + 1), c: "x", d: "x".repeat(limit + 1) });
    there.write({ c: "x".repeat(limit + 1), d: "x" });
    const { versions } = await openPublished(there.dir);
    expect((await versions("a"))[0]?.text).toHaveLength(limit);
    there.write({ a: "x" });
    const [atLimit, lying] = await (await openPublished(there.dir)).versions("a");
    expect([atLimit?.text.length, lying?.text]).toEqual([limit, "x"]);
    for (const path of ["b", "c", "d"]) {
      expect(await faultOf(() => versions(path))).toBe(`1:1 expected at most ${limit} bytes, found ${limit + 1}`);
    }
  });

  test("says when content is not in this clone", async () => {
    using there = repo({ a: "there" });
    there.git("update-index", "--add", "--cacheinfo", `100644,${"1".repeat(40)},b`);
    const { versions } = await openPublished(there.dir);
    expect(await faultOf(() => versions("b"))).toBe("1:1 its content is not in this clone");
  });

  test.each(["index", "work tree"])("needs no content from git where the file has it: %s", async (judged) => {
    using there = repo({ a: "there" });
    const blob = there.git("rev-parse", ":a").trim();
    rmSync(join(there.dir, ".git", "objects", blob.slice(0, 2), blob.slice(2)));
    const { versions } = await openPublished(there.dir, takeSnapshot(there.dir, { staged: judged === "index" }));
    expect(await versions("a")).toEqual([{ from: "index", text: "there" }]);
  });

  test("gives the index alone where that is judged", async () => {
    using there = repo({ a: "old", b: "gone", c: "kept" });
    there.write({ a: "new" });
    rmSync(join(there.dir, "b"));
    const { versions } = await openPublished(there.dir, takeSnapshot(there.dir, { staged: true }));
    expect((await Promise.all(["a", "b", "c"].map(versions))).flat()).toEqual(
      ["old", "gone", "kept"].map((text) => ({ from: "index", text })),
    );
  });

  test("says when the work tree can't be read", async () => {
    using there = repo({ a: "1" });
    const { versions } = await openPublished(there.dir);
    chmodSync(join(there.dir, "a"), 0);
    // Nothing is closed to the superuser.
    const isSuperuser = process.geteuid?.() === 0;
    chmodSync(there.dir, 0o755);
    if (isSuperuser) process.seteuid?.(65_534);
    try {
      expect(await faultOf(() => versions("a"))).toBe("1:1 the work tree can't be read: EACCES");
    } finally {
      if (isSuperuser) process.seteuid?.(0);
    }
  });

  // A file of the system's own, which says that it has 4096 bytes.
  test.runIf(existsSync("/sys/kernel/uevent_seqnum"))(
    "says when a file is shorter than it was said to be",
    async () => {
      using there = repo({ "d/uevent_seqnum": "1" });
      const { versions } = await openPublished(there.dir);
      rmSync(join(there.dir, "d"), { recursive: true });
      symlinkSync("/sys/kernel", join(there.dir, "d"));
      expect(await faultOf(() => versions("d/uevent_seqnum"))).toBe("1:1 it changed while it was read");
    },
  );

  test("several files at once don't get into each other's way", async () => {
    using there = repo(Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`f${index}`, `text ${index}`])));
    const { paths, versions } = await openPublished(there.dir);
    const texts = (await Promise.all(paths.map(versions))).flat().map(({ text }) => text);
    expect(texts).toEqual(paths.map((path) => path.replace("f", "text ")));
  });

  test("gives the index's text when the file changes after git was asked", async () => {
    using there = repo({ a: "1" });
    const { versions } = await openPublished(there.dir);
    writeFileSync(join(there.dir, "a"), "22");
    expect(await versions("a")).toEqual([{ from: "index", text: "1" }]);
  });

  test("needs a repository", async () => {
    await expect(openPublished(temporary())).rejects.toMatchObject({ code: "E_NO_REPOSITORY" });
  });
});

import { readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { listDirectories, listTree, readAll, writeTree } from "../../../../lib/guard/base/tree.ts";
import { repo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

describe("the files of a commit", () => {
  test("are listed below paths, or directly in directories; a path is never a pattern", async () => {
    using fixture = repo({ "a/b": "1", "a/c/d": "2", "[a]": "3", top: "4" });
    const paths = async (...wanted: string[]) => (await listTree("HEAD", wanted, fixture.dir)).map(({ path }) => path);
    expect(await paths()).toEqual(["[a]", "a/b", "a/c/d", "top"]);
    expect(await paths("a", "nowhere")).toEqual(["a/b", "a/c/d"]);
    expect(await paths("[a]")).toEqual(["[a]"]);
    const direct = async (...wanted: string[]) =>
      (await listDirectories("HEAD", wanted, fixture.dir)).map(({ path }) => path);
    expect(await direct("")).toEqual(["[a]", "top"]);
    expect(await direct("", "a", "a/c", "nowhere")).toEqual(["[a]", "top", "a/b", "a/c/d"]);
    expect(await direct("a")).toEqual(["a/b"]);
  });

  test("are written as they are, links last; none leads out", async () => {
    using fixture = repo({ "a/b": "one\r\n", empty: "", "a/link": { link: "b" }, binary: new Uint8Array([0, 255]) });
    const dir = temporary();
    await writeTree(await listTree("HEAD", [], fixture.dir), dir, fixture.dir);
    expect(readFileSync(join(dir, "a/b"), "utf8")).toBe("one\r\n");
    expect(readFileSync(join(dir, "binary"))).toEqual(Buffer.from([0, 255]));
    expect(readFileSync(join(dir, "empty"))).toHaveLength(0);
    expect(readlinkSync(join(dir, "a/link"))).toBe("b");
    // The last: `b/up` may be a link to the top.
    for (const link of ["../../x", "/etc/passwd", "../..", "./../../x", "b/up/../x", "b/.."]) {
      using hostile = repo({ "a/link": { link } });
      const target = temporary();
      const writing = writeTree(await listTree("HEAD", [], hostile.dir), target, hostile.dir);
      await expect(writing, link).rejects.toMatchObject({
        code: "E_BASE",
        message: expect.stringContaining("leads out of it"),
      });
      expect(readdirSync(join(target, "a"))).toEqual([]);
    }
  });

  test("may be no link to nothing", async () => {
    using fixture = repo({ empty: "" });
    const [file] = await listTree("HEAD", [], fixture.dir);
    const writing = writeTree([{ mode: "120000", blob: file?.blob ?? "", path: "a" }], temporary(), fixture.dir);
    await expect(writing).rejects.toMatchObject({ code: "E_BASE" });
  });

  test("may be links to what lies beside or above them, within", async () => {
    const links = {
      "a/b/1": "../../top",
      "a/b/2": "..",
      "a/b/3": "./4",
      "a/b/5": ".hidden",
      "a/b/6": "..x/y",
      "a/b/7": "./../b/1",
    };
    using fixture = repo(Object.fromEntries(Object.entries(links).map(([path, link]) => [path, { link }])));
    const dir = temporary();
    await writeTree(await listTree("HEAD", [], fixture.dir), dir, fixture.dir);
    for (const [path, link] of Object.entries(links)) expect(readlinkSync(join(dir, path))).toBe(link);
  });

  test("are no submodules, whatever one is called", async () => {
    using fixture = repo({ "a\nb": "1" });
    const commit = fixture.git("rev-parse", "HEAD");
    const entry = `100644 blob ${commit}\tx`;
    for (const name of ["sub", entry]) fixture.git("update-index", "--add", "--cacheinfo", `160000,${commit},${name}`);
    fixture.git("commit", "--quiet", "--message", "submodules");
    expect(fixture.git("ls-tree", "HEAD").match(/^160000 /gm)).toHaveLength(2);
    const listed = [
      ...(await listTree("HEAD", [], fixture.dir)),
      ...(await listDirectories("HEAD", [""], fixture.dir)),
    ].map(({ path, mode }) => [path, mode]);
    expect(listed).toEqual([
      ["a\nb", "100644"],
      ["a\nb", "100644"],
    ]);
  });

  test("are written before links, so that nothing is written through one", async () => {
    using fixture = repo({ a: { link: "b" }, file: "1" });
    const entries = await listTree("HEAD", [], fixture.dir);
    const at = (path: string) => ({ mode: "100644", blob: entries.at(-1)?.blob ?? "", path });
    const dir = temporary();
    // No tree that git makes has a file below a link.
    await expect(writeTree([at("b/own"), ...entries, at("a/through")], dir, fixture.dir)).rejects.toThrow("EEXIST");
    expect(readdirSync(join(dir, "b"))).toEqual(["own"]);
  });

  test.each(["../x", "a/../../x", "a/..", "./x", "a/./b", "a//b", "/x", "a/"])(
    "at %s, which no tree of git's has, are E_BASE",
    async (path) => {
      using fixture = repo({ file: "1" });
      const [file] = await listTree("HEAD", [], fixture.dir);
      const writing = writeTree([{ mode: "100644", blob: file?.blob ?? "", path }], temporary(), fixture.dir);
      await expect(writing).rejects.toMatchObject({ code: "E_BASE", message: expect.stringContaining(`"${path}"`) });
    },
  );

  test("that git has not are E_GIT, and no files need no git", async () => {
    using fixture = repo({ a: "1", b: "2" });
    const [file] = await listTree("HEAD", [], fixture.dir);
    const entries = ["f".repeat(40), file?.blob ?? ""].map((blob, index) => ({
      mode: "100644",
      path: `${index}`,
      blob,
    }));
    await expect(readAll(entries, fixture.dir)).rejects.toMatchObject({ code: "E_GIT" });
    expect(await readAll([], "/nowhere")).toEqual(new Map());
  });

  test.each(["x%s blob 1", "%s blob 1x", "%s tree 1", "%s blob", "\n%s blob 1"])(
    "behind %j, which git does not say, are E_GIT",
    async (said) => {
      using fixture = repo({ a: "1" });
      const entries = await listTree("HEAD", [], fixture.dir);
      const words = (line: string) => `#!/bin/sh\nprintf '${line.replace("%s", entries[0]?.blob ?? "")}\n1\n'\n`;
      const dir = temporary();
      onTestFinished(() => void vi.unstubAllEnvs());
      vi.stubEnv("PATH", `${dir}:${process.env["PATH"]}`);
      for (const [line, wanted] of [
        ["%s blob 1", "1"],
        [said, undefined],
      ] as const) {
        writeFileSync(join(dir, "git"), words(line), { mode: 0o755 });
        const read = readAll(entries, fixture.dir).then((found) => found.get(entries[0]?.blob ?? "")?.toString());
        if (wanted !== undefined) expect(await read).toBe(wanted);
        else await expect(read).rejects.toMatchObject({ code: "E_GIT" });
      }
    },
  );

  test("a commit that is not there is E_GIT", async () => {
    using fixture = repo({ a: "1" });
    await expect(listTree("f".repeat(40), [], fixture.dir)).rejects.toMatchObject({ code: "E_GIT" });
  });
});

import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { listDirectories, listTree, writeTree } from "../../../../lib/guard/base/tree.ts";
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
  });

  test("are written as they are, links last; none leads out", async () => {
    using fixture = repo({ "a/b": "one\r\n", empty: "", "a/link": { link: "b" }, binary: new Uint8Array([0, 255]) });
    const dir = temporary();
    await writeTree(await listTree("HEAD", [], fixture.dir), dir, fixture.dir);
    expect(readFileSync(join(dir, "a/b"), "utf8")).toBe("one\r\n");
    expect(readFileSync(join(dir, "binary"))).toEqual(Buffer.from([0, 255]));
    expect(readFileSync(join(dir, "empty"))).toHaveLength(0);
    expect(readlinkSync(join(dir, "a/link"))).toBe("b");
    for (const link of ["../../x", "/etc/passwd", "../.."]) {
      using hostile = repo({ "a/link": { link } });
      const target = temporary();
      const writing = writeTree(await listTree("HEAD", [], hostile.dir), target, hostile.dir);
      await expect(writing, link).rejects.toMatchObject({ code: "E_BASE" });
      expect(readdirSync(join(target, "a"))).toEqual([]);
    }
  });

  test("a commit that is not there is E_GIT", async () => {
    using fixture = repo({ a: "1" });
    await expect(listTree("f".repeat(40), [], fixture.dir)).rejects.toMatchObject({ code: "E_GIT" });
  });
});

import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { forbiddenFiles, readForbidden } from "../../../../lib/guard/identity/forbidden-list.ts";
import { repo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

const read = (content: string | Uint8Array) =>
  readForbidden({ file: "docs/tokens.txt" }, temporary({ "docs/tokens.txt": content }));
const refused = expect.objectContaining({ code: "E_CONFIG" });

describe("forbiddenFiles", () => {
  it("names the files that hold tokens, and none for a list", () => {
    expect(forbiddenFiles({ file: "a", private: "b", saltFile: "/c" })).toEqual(["a", "b"]);
    expect(forbiddenFiles({ private: "b" })).toEqual(["b"]);
    expect(forbiddenFiles({ file: "a" })).toEqual(["a"]);
    expect(forbiddenFiles(["old-name"])).toEqual([]);
  });
});

describe("readForbidden", () => {
  it("takes a list as it is, each token once", () => {
    expect(readForbidden(["old-name", "b b", "old-name"], "/nowhere")).toEqual(["old-name", "b b"]);
    expect(readForbidden([], "/nowhere")).toEqual([]);
    expect(readForbidden({ private: "list.json" }, "/nowhere")).toEqual([]);
  });

  it("reads a file with one token per line", () => {
    expect(read("\ufeff# why\r\n\r\n  old name \r\ntoken\ntoken\n")).toEqual(["old name", "token"]);
    expect(read("abc\nx\ufeffyz\n")).toEqual(["abc", "x\ufeffyz"]);
  });

  it("takes the first of tokens that differ in case alone, where the case does not count", () => {
    const root = temporary({ t: "Acme\nglobex\nACME\nGlobex\n" });
    expect(readForbidden({ file: "t", ignoreCase: true }, root)).toEqual(["Acme", "globex"]);
    expect(readForbidden({ file: "t", ignoreCase: false }, root)).toEqual(["Acme", "globex", "ACME", "Globex"]);
  });

  it.each([
    ["empty", ""],
    ["of comments only", "# a\n\n"],
    ["with a short token", "old-name\nab\n"],
    ["with a comment behind a token", "old-name # since 2020\n"],
    ["that is not UTF-8", Buffer.from([0x61, 0x62, 0x63, 0xff])],
    ["too large", "x".repeat(2 ** 20 + 1)],
  ])("throws E_CONFIG for a file %s", (_, content) => {
    expect(() => read(content)).toThrow(refused);
  });

  it.each([
    ["# a\nold-name\nab\n", ':3": expected a token of at least 3 characters'],
    ["\nold-name # since 2020\n", ':2": expected a token alone'],
  ])("says on which line of %j the fault is", (content, expected) => {
    expect(() => read(content)).toThrow(`Cannot use "identity.forbidden" from "docs/tokens.txt${expected}`);
  });

  it("throws E_CONFIG for no file, a directory and a FIFO", () => {
    const dir = temporary();
    mkdirSync(join(dir, "d"));
    execFileSync("mkfifo", [join(dir, "f")]);
    for (const file of ["none", "d", "f"]) expect(() => readForbidden({ file }, dir), file).toThrow(refused);
    const why = (file: string) => () => readForbidden({ file }, dir);
    expect(why("none")).toThrow('"none": there is no such file');
    expect(why("d")).not.toThrow("there is no such file");
  });

  it("can't decide without a list that a sparse checkout leaves out", () => {
    using fixture = repo({ "docs/words.txt": "globex\n", "src/a": "", "sub/words.txt": "globex\n" });
    fixture.git("sparse-checkout", "set", "src");
    const why = (file: string, root = fixture.dir) => {
      try {
        return readForbidden({ file }, root);
      } catch (error) {
        return error;
      }
    };
    expect(why("docs/words.txt")).toMatchObject({
      ...{ code: "E_CONFIG", exit: 3, hint: expect.stringContaining("git sparse-checkout add") },
      message: 'Cannot judge by "docs/words.txt": git tracks it, and a sparse checkout leaves it out',
    });
    expect(why("../sub/words.txt", join(fixture.dir, "src"))).toMatchObject({ exit: 3 });
    for (const file of ["docs/other.txt", "docs", "../elsewhere"])
      expect(why(file), file).toMatchObject({ code: "E_CONFIG", exit: file === "docs" ? 3 : 2 });
    fixture.git("sparse-checkout", "disable");
    rmSync(join(fixture.dir, "docs/words.txt"));
    expect(why("docs/words.txt")).toMatchObject({ exit: 2, message: expect.stringContaining("there is no such file") });
  });
});

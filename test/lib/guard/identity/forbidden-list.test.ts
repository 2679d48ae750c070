import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readForbidden } from "../../../../lib/guard/identity/forbidden-list.ts";
import { temporary } from "../../../support/temporary.ts";

const read = (content: string | Uint8Array) =>
  readForbidden({ file: "docs/tokens.txt" }, temporary({ "docs/tokens.txt": content }));
const refused = expect.objectContaining({ code: "E_CONFIG" });

describe("readForbidden", () => {
  it("takes a list as it is, each token once", () => {
    expect(readForbidden(["old-name", "b b", "old-name"], "/nowhere")).toEqual(["old-name", "b b"]);
    expect(readForbidden([], "/nowhere")).toEqual([]);
  });

  it("reads a file with one token per line", () => {
    expect(read("\ufeff# why\r\n\r\n  old name \r\ntoken\ntoken\n")).toEqual(["old name", "token"]);
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

  it("throws E_CONFIG for no file, a directory and a FIFO", () => {
    const dir = temporary();
    mkdirSync(join(dir, "d"));
    execFileSync("mkfifo", [join(dir, "f")]);
    for (const file of ["none", "d", "f"]) expect(() => readForbidden({ file }, dir), file).toThrow(refused);
  });
});

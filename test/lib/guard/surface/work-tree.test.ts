import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readWorkTree } from "../../../../lib/guard/surface/work-tree.ts";
import { temporary } from "../../../support/temporary.ts";

const read = (
  root: string,
  path: string,
  { isSame = false, size = 20_000, bytes = undefined as Buffer | undefined } = {},
) => {
  const entry = { path, isSame, ...(bytes !== undefined && { bytes }) };
  const found = readWorkTree(root, entry, Buffer.alloc(size));
  return "failed" in found ? found.failed : [found.size, found.head.toString(), found.whole?.toString()];
};

describe("readWorkTree", () => {
  it("gives the beginning, and the whole of what fits", () => {
    const root = temporary({ a: "abc", "d/b": "x".repeat(10_000), empty: "" });
    expect(read(root, "a")).toEqual([3, "abc", "abc"]);
    expect(read(root, "empty")).toEqual([0, "", ""]);
    expect(read(root, "d/b")).toEqual([10_000, "x".repeat(8192), "x".repeat(10_000)]);
    expect(read(root, "d/b", { size: 10_000 })).toEqual([10_000, "x".repeat(8192), "x".repeat(10_000)]);
    expect(read(root, "d/b", { size: 8192 })).toEqual([10_000, "x".repeat(8192), undefined]);
    expect(read(root, "a", { size: 2 })).toEqual([3, "ab", undefined]);
  });

  it("is absent where no regular file lies", () => {
    const root = temporary({ a: "abc", "d/b": "x" });
    symlinkSync("a", join(root, "link"));
    execFileSync("mkfifo", [join(root, "pipe")]);
    for (const path of ["none", "d", "link", "pipe", "a/b", "none/a"]) expect(read(root, path), path).toBe("absent");
  });

  it("goes through no directory that is a link, unless git has just compared the file", () => {
    const root = temporary({ "d/e/b": "x" });
    symlinkSync("d", join(root, "l"));
    symlinkSync("e", join(root, "d", "m"));
    expect(["l/e/b", "d/m/b", "l/m/b", "d/e/b"].map((path) => read(root, path))).toEqual([
      "absent",
      "absent",
      "absent",
      [1, "x", "x"],
    ]);
    expect(read(root, "l/e/b", { isSame: true })).toEqual([1, "x", "x"]);
    // What leads to the top is nobody's but the caller's.
    expect(read(join(root, "d", "m"), "../e/b")).toEqual([1, "x", "x"]);
  });

  it("finds names by their bytes", () => {
    const root = temporary();
    const name = Buffer.from("\xff/\xfe", "latin1");
    const at = (path: Buffer) => Buffer.concat([Buffer.from(`${root}/`), path]);
    mkdirSync(at(name.subarray(0, 1)));
    writeFileSync(at(name), "x");
    expect(read(root, "\\xff/\\xfe", { bytes: name })).toEqual([1, "x", "x"]);
    symlinkSync(at(name.subarray(0, 1)), at(Buffer.from([0xfd])));
    expect(read(root, "\\xfd/\\xfe", { bytes: Buffer.from("\xfd/\xfe", "latin1") })).toBe("absent");
  });

  // A file of the system's own, which says that it has 4096 bytes.
  it.runIf(existsSync("/sys/kernel/uevent_seqnum"))("has no whole of a file that is shorter than it says", () => {
    const [size, head, whole] = read("/sys/kernel", "uevent_seqnum");
    expect([size, whole]).toEqual([4096, undefined]);
    expect(head).toMatch(/^\d+\n$/);
  });

  it.runIf(existsSync("/proc/self/fd"))("leaves no file open", () => {
    const root = temporary({ a: "abc", "d/b": "x" });
    const count = () => readdirSync("/proc/self/fd").length;
    const before = count();
    for (const path of ["a", "d", "none", "d/b"]) for (let time = 0; time < 20; time += 1) read(root, path);
    expect(count()).toBeLessThan(before + 10);
  });

  it("says what the system says of any other failure", () => {
    expect(read(temporary(), "x".repeat(300))).toBe("ENAMETOOLONG");
    expect(read(temporary(), "a\0b")).toBe("ERR_INVALID_ARG_VALUE");
  });
});

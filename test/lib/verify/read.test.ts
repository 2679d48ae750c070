import { execFileSync } from "node:child_process";
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sha256 } from "../../../lib/digest.ts";
import { readDocument, readLines } from "../../../lib/verify/read.ts";
import { temporary } from "../../support/temporary.ts";

const linesOf = (path: string, maxLine = 1000) => {
  const lines: (string | null)[] = [];
  const result = readLines(path, maxLine, (line) => void lines.push(line === null ? null : line.toString("utf8")));
  return { lines, result };
};

describe("readDocument", () => {
  it("gives the bytes and their digest", () => {
    const path = join(temporary({ f: "abc" }), "f");
    expect(readDocument(path, 3)).toMatchObject({ bytes: Buffer.from("abc"), sha256: sha256("abc") });
  });

  it.each<[string, (dir: string) => string, number]>([
    ["special", (dir) => symlinkSync("f", join(dir, "link")) ?? "link", 10],
    ["special", (dir) => execFileSync("mkfifo", [join(dir, "fifo")], { encoding: "utf8" }) || "fifo", 10],
    ["special", () => ".", 10],
    ["large", () => "f", 2],
    ["ENOENT", () => "gone", 10],
  ])("fails with %s and does not wait", (failed, make, maxBytes) => {
    const dir = temporary({ f: "abc" });
    expect(readDocument(join(dir, make(dir)), maxBytes)).toEqual({ failed });
  });

  it.runIf(process.platform === "linux")("fails with changed when there is more than the size says", () => {
    expect(readDocument("/proc/self/status", 10 ** 6)).toEqual({ failed: "changed" });
    expect(linesOf("/proc/self/status").result).toEqual({ failed: "changed" });
  });
});

describe("readLines", () => {
  it.each<[string, (string | null)[], boolean]>([
    ["", [], true],
    ["a\nb\n", ["a", "b"], true],
    ["a\nb", ["a", "b"], false],
    ["\n\n", ["", ""], true],
    [`${"x".repeat(1001)}\nb\n`, [null, "b"], true],
    [`${"x".repeat(1000)}\r\n`, [null], true],
  ])("splits %j", (text, lines, isEnded) => {
    const path = join(temporary({ f: text }), "f");
    const found = linesOf(path);
    expect(found.lines).toEqual(lines);
    expect(found.result).toMatchObject({ sha256: sha256(text), size: Buffer.byteLength(text), isEnded });
  });

  it("keeps lines whole across the bounds of its buffer", () => {
    const dir = temporary();
    const lines = Array.from({ length: 3000 }, (_, index) => `${index}:${"é".repeat(index % 331)}`);
    writeFileSync(join(dir, "f"), `${lines.join("\n")}\n`);
    expect(linesOf(join(dir, "f")).lines).toEqual(lines);
  });

  it("hands over a long line as null, whatever its length", () => {
    const dir = temporary({ f: `a\n${"x".repeat(3 * 2 ** 20)}\nb\n` });
    expect(linesOf(join(dir, "f")).lines).toEqual(["a", null, "b"]);
  });
});

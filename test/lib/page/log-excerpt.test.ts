import { describe, expect, test } from "vitest";
import { createLogCollector, type LogExcerpt } from "../../../lib/page/log-excerpt.ts";

const small = { headLines: 2, tailLines: 3, width: 20, headBytes: 40, tailBytes: 60 };

/** In pieces of `step` bytes: how a log is cut must change nothing. */
const excerptOf = (log: string | Uint8Array, step = 7): LogExcerpt => {
  const bytes = Buffer.from(log);
  const collector = createLogCollector(small);
  for (let at = 0; at < bytes.length; at += step) collector.add(bytes.subarray(at, at + step));
  return collector.end();
};
const numbered = (count: number): string => Array.from({ length: count }, (_, index) => `line ${index + 1}\n`).join("");

describe("createLogCollector", () => {
  test.each<[string, string, Partial<LogExcerpt>]>([
    ["nothing", "", { head: [], tail: [], lines: 0, bytes: 0, omitted: 0 }],
    ["one line without its newline", "hello", { head: ["hello"], tail: [], lines: 1 }],
    ["as many lines as fit", numbered(5), { head: numbered(5).trimEnd().split("\n"), tail: [], omitted: 0, lines: 5 }],
    [
      "one more",
      numbered(6),
      { head: ["line 1", "line 2"], tail: ["line 4", "line 5", "line 6"], omitted: 1, lines: 6 },
    ],
    [
      "more than is kept",
      numbered(1000),
      {
        head: ["line 1", "line 2"],
        tail: ["line 998", "line 999", "line 1000"],
        omitted: 995,
        lines: 1000,
        bytes: 8893,
      },
    ],
    ["a long line", "x".repeat(30), { head: [`${"x".repeat(20)}… (10 more characters)`] }],
    ["lines of Windows", "a\r\nb\r\n", { head: ["a", "b"], overwritten: 0 }],
    ["a progress bar", " 10%\r 50%\r100%\n", { head: ["100%"], overwritten: 2 }],
    ["colours", "\u001b[1;31mred\u001b[0m\n", { head: ["red"], escapes: 2 }],
    [
      "a title and a link",
      "\u001b]0;title\u0007\u001b]8;;http://x\u001b\\text\u001b]8;;\u001b\\",
      { head: ["text"], escapes: 3 },
    ],
    ["a screen cleared", "\u001b[2J\u001b[H\u001bcnew\u009b1m", { head: ["new"], escapes: 4 }],
    ["an escape without an end", "a\u001b]0;title", { head: ["a\u001b]0;title"], escapes: 0 }],
    ["markup", "<script>&\n", { head: ["<script>&"] }],
  ])("shows %s", (_, log, expected) => {
    for (const step of [1, 7, 4096]) expect(excerptOf(log, step)).toMatchObject(expected);
  });

  test("makes text of bytes that are none", () => {
    expect(excerptOf(Uint8Array.of(0x61, 0xff, 0xfe, 0x0a)).head).toEqual(["a\ufffd\ufffd"]);
  });

  test("cuts where a line ends, not within a character", () => {
    const { head, tail } = excerptOf("äöüß\n".repeat(100));
    expect([...head, ...tail].every((line) => line === "äöüß")).toBe(true);
  });

  test("keeps the memory that it was given, whatever is printed in one line", () => {
    const { head, tail, lines, bytes, omitted } = excerptOf("y".repeat(100_000), 4096);
    expect({ lines, bytes, omitted }).toEqual({ lines: 1, bytes: 100_000, omitted: 0 });
    expect([...head, ...tail].join("").length).toBeLessThan(100);
  });

  test("is quick with escapes that never end", () => {
    const collector = createLogCollector();
    const started = performance.now();
    collector.add(Buffer.from("\u001b]".repeat(40_000)));
    collector.end();
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

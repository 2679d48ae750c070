import { describe, expect, test } from "vitest";
import { parseCodeEntry } from "../../lib/code-cache.ts";
import { formatCodeEntry } from "../../lib/code-entry.ts";

const entry = {
  stamp: "v1\0a",
  writes: 2,
  files: new Map([
    ["scripts/a.cjs", { source: Buffer.from("exports.a = 1;\n"), code: Buffer.from([1, 2, 3]) }],
    ["chunks/b.cjs", { source: Buffer.from(""), code: Buffer.from([10]) }],
  ]),
};

describe("formatCodeEntry", () => {
  test("is what parseCodeEntry reads", () => {
    const parsed = parseCodeEntry(formatCodeEntry(entry), entry.stamp);
    expect(parsed).toEqual(entry);
    expect(parseCodeEntry(formatCodeEntry(entry), "v1")).toBeUndefined();
  });

  test("no changed bit and no cut goes unnoticed", () => {
    const bytes = formatCodeEntry(entry);
    for (let at = 0; at < bytes.length; at += 1) {
      const damaged = Buffer.from(bytes);
      damaged.writeUInt8(damaged.readUInt8(at) ^ 4, at);
      expect([at, parseCodeEntry(damaged, entry.stamp)]).toEqual([at, undefined]);
      expect([at, parseCodeEntry(bytes.subarray(0, at), entry.stamp)]).toEqual([at, undefined]);
    }
  });
});

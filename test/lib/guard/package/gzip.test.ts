import { execFileSync } from "node:child_process";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readGzip } from "../../../../lib/guard/package/gzip.ts";

const text = "some text that is shorter when it is packed ".repeat(3);
const packed = gzipSync(text);

/** What RFC 1952 calls FHCRC, FEXTRA, FNAME and FCOMMENT. */
const flags = { sum: 2, extra: 4, name: 8, comment: 16 } as const;

/** The same with these fields in front of the content. */
const withFields = (flag: number, ...fields: (string | Buffer)[]): Buffer =>
  Buffer.concat([
    ...[packed.subarray(0, 3), Buffer.from([flag]), packed.subarray(4, 10)],
    ...[...fields, packed.subarray(10)].map((field) => Buffer.from(field as string)),
  ]);
const extra = Buffer.concat([Buffer.from([7, 0]), Buffer.from("oldname")]);
const sumOf = (hex: string): Buffer => Buffer.from(hex, "hex");

const changed = (at: number, value: number): Buffer => {
  const bytes = Buffer.from(packed);
  bytes[at < 0 ? bytes.length + at : at] = value;
  return bytes;
};

describe("readGzip", () => {
  it.each<[string, Buffer, string]>([
    ["nothing", packed, ""],
    ["a name", withFields(flags.name, "oldname.tar\0"), "oldname.tar\0"],
    ["an empty name", withFields(flags.name, "\0"), "\0"],
    ["a comment", withFields(flags.comment, "by oldname\0"), "by oldname\0"],
    ["a name and a comment", withFields(flags.name | flags.comment, "a\0", "b\0"), "a\0b\0"],
    ["an extra field", withFields(flags.extra, extra), "\x07\0oldname"],
    ["an extra field and a name", withFields(flags.extra | flags.name, extra, "a\0"), "\x07\0oldnamea\0"],
    ["a large extra field", withFields(flags.extra, Buffer.from([0, 1]), "x".repeat(256)), `\0\x01${"x".repeat(256)}`],
  ])("gives the content, and what stands in front of it: %s", (_, bytes, expected) => {
    const { content, header } = readGzip("a.tgz", bytes);
    expect([content.toString(), header.toString("latin1")]).toEqual([text, expected]);
  });

  it("reads what gzip itself writes, which says what it was made of", () => {
    const bytes = execFileSync("gzip", ["--best"], { input: text });
    expect(readGzip("a.tgz", bytes).content.toString()).toBe(text);
    expect(readGzip("a.tgz", gzipSync("")).content).toHaveLength(0);
  });

  it.each<[string, Buffer, string]>([
    ["nothing", Buffer.alloc(0), "no gzip"],
    ["another first byte", changed(0, 0x1e), "no gzip"],
    ["another second byte", changed(1, 0x8c), "no gzip"],
    ["another method", changed(2, 7), "no gzip"],
    ["a flag that nobody knows", changed(3, 0x20), "no gzip"],
    ["another flag that nobody knows", changed(3, 0x80), "no gzip"],
    ["a beginning alone", packed.subarray(0, 9), "no gzip"],
    ["a header alone", packed.subarray(0, 10), "unexpected end"],
    ["a name without an end", Buffer.concat([withFields(flags.name).subarray(0, 10), Buffer.from("a")]), "cut short"],
    ["an extra field without an end", withFields(flags.extra, Buffer.from([255, 255])), "cut short"],
    ["an extra field without a size", withFields(flags.extra).subarray(0, 11), "cut short"],
    [
      "a name and nothing else",
      Buffer.concat([withFields(flags.name).subarray(0, 10), Buffer.from("a\0")]),
      "unexpected end",
    ],
    [
      "an empty extra field and nothing else",
      Buffer.concat([withFields(flags.extra).subarray(0, 10), Buffer.alloc(2)]),
      "unexpected end",
    ],
    ["a sum of the header", withFields(flags.sum, sumOf("0000")), "a sum of its header"],
    ["content that is none", changed(10, 0xff), "invalid"],
    ["a wrong sum", changed(-8, (packed.at(-8) ?? 0) ^ 1), "damaged"],
    ["a wrong size", changed(-4, (packed.at(-4) ?? 0) ^ 1), "damaged"],
    ["no sum", packed.subarray(0, -8), "cut short"],
    ["half of a size", packed.subarray(0, -1), "cut short"],
    ["a second part, which some readers never see", Buffer.concat([packed, packed]), "something follows its end"],
    ["zeros behind it", Buffer.concat([packed, Buffer.alloc(1)]), "something follows its end"],
    ["bytes behind zeros", Buffer.concat([packed, Buffer.from("\0oldname")]), "something follows its end"],
  ])("refuses %s", (_, bytes, why) => {
    expect(() => readGzip("a.tgz", bytes)).toThrow(
      expect.objectContaining({
        code: "E_ARCHIVE",
        message: expect.stringMatching(new RegExp(`^Cannot read the package "a.tgz": it is not behind gzip .*${why}`)),
      }),
    );
  });

  it("ends in E_ARCHIVE, or in the very content, whatever byte is changed", () => {
    const whole = withFields(flags.extra | flags.name, extra, "a.tar\0");
    for (let at = 0; at < whole.length; at += 1) {
      for (const change of [0x01, 0x10, 0x41, 0xff]) {
        const bytes = Buffer.from(whole);
        bytes[at] = (bytes[at] ?? 0) ^ change;
        try {
          expect(readGzip("a.tgz", bytes).content.toString()).toBe(text);
        } catch (error) {
          expect(error).toMatchObject({ code: "E_ARCHIVE" });
        }
      }
    }
  });
});

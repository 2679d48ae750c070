import { execFileSync } from "node:child_process";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { findDifference } from "../../../../lib/run/determinism/find.ts";
import { memorySource } from "../../../../lib/run/determinism/source.ts";
import type { CauseKind, Circumstances, Difference, Pair } from "../../../../lib/run/determinism/types.ts";

const began = Date.UTC(2026, 1, 15, 20, 13, 0);
const circumstances: Pair<Circumstances> = [
  { directories: ["/tmp/copy-one/a"], began, ended: began + 1000, locale: "C.UTF-8" },
  { directories: ["/tmp/copy-other/bb"], began: began + 3000, ended: began + 4000, locale: "de_DE.UTF-8" },
];

const bytesOf = (content: string | Uint8Array): Uint8Array =>
  typeof content === "string" ? Buffer.from(content) : content;

const find = (a: string | Uint8Array, b: string | Uint8Array, known: Pair<Circumstances> | null = circumstances) =>
  findDifference(memorySource(bytesOf(a)), memorySource(bytesOf(b)), known);

const found = async (...args: Parameters<typeof find>): Promise<Difference> => {
  const difference = await find(...args);
  if (difference === null) throw new Error("No difference was found");
  return difference;
};

const inBytes = (value: number, at: number, size = 64): Buffer => {
  const bytes = Buffer.alloc(size);
  bytes.writeUInt32LE(value, at);
  return bytes;
};

/** Made by Python's own library. */
const made = (code: string, time: number): Buffer =>
  execFileSync("python3", [
    "-c",
    `import io, sys, zipfile, tarfile, gzip\nout = io.BytesIO()\nT = ${time}\n${code}\nsys.stdout.buffer.write(out.getvalue())`,
  ]);

const tarOf = (time: number, more = ""): Buffer =>
  made(
    `t = tarfile.open(fileobj=out, mode="w")
for name in ["data/a.txt", "data/b.txt"]:
  i = tarfile.TarInfo(name); i.size = 3; i.mtime = 100 if name.endswith("a.txt") else T
  ${more || "pass"}
  t.addfile(i, io.BytesIO(b"abc"))
t.close()`,
    time,
  );

const zipOf = (time: string, content = "b'abc'", more = ""): Buffer =>
  made(
    `z = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED)
z.writestr(zipfile.ZipInfo("first.txt"), b"same")
i = zipfile.ZipInfo("model/meta.json", (${time})); i.compress_type = zipfile.ZIP_DEFLATED
${more}
z.writestr(i, ${content})
z.close()`,
    0,
  );

describe("findDifference", () => {
  test("is null for equal bytes, and for nothing at all", async () => {
    expect(await find("abc", "abc")).toBeNull();
    expect(await find("", "")).toBeNull();
  });

  const cases: [string, CauseKind, string | Uint8Array, string | Uint8Array, Partial<Difference>][] = [
    [
      "a time stamp",
      "time-stamp",
      "ok\nat 2026-02-15T20:13:00Z\n",
      "ok\nat 2026-02-15T20:13:03Z\n",
      { offset: 24, line: 2, column: 22 },
    ],
    ["a time stamp of a log", "time-stamp", "[20:13:00] x", "[20:13:04] x", {}],
    ["a time stamp in words", "time-stamp", "Sun Feb 15 20:13:00 2026", "Mon Feb 16 09:58:03 2026", {}],
    ["seconds since 1970", "time-stamp", `t ${began / 1000}.25\n`, `t ${began / 1000 + 3}.75\n`, {}],
    ["a date", "time-stamp", "made 2026-02-15", "made 2026-02-16", {}],
    ["a duration", "time-stamp", "took 0.53 s", "took 0.61 s", {}],
    ["seconds in binary", "time-stamp", inBytes(began / 1000, 8), inBytes(began / 1000 + 3, 8), { offset: 8 }],
    ["the run's directory", "path", "in /tmp/copy-one/a/x.csv", "in /tmp/copy-other/bb/x.csv", {}],
    ["a directory for temporary files", "path", "in /var/tmpab12/x.csv", "in /var/tmpcd34/x.csv", {}],
    ["the run's directory in binary", "path", "\0\u0001/tmp/copy-one/a/x", "\0\u0001/tmp/copy-other/bb/x", {}],
    ["a path after its length", "path", "\0\u000f/tmp/copy-one/a", "\0\u0012/tmp/copy-other/bb", {}],
    ["separators of numbers", "locale", "sum 1,234.50\n", "sum 1.234,50\n", {}],
    ["names of months", "locale", "15 February", "15 Februar", {}],
    ["a locale's name", "locale", "LANG=C.UTF-8", "LANG=de_DE.UTF-8", {}],
    ["lines sorted by another locale", "locale", "B\nC\na\nb\n", "a\nB\nb\nC\n", {}],
    ["unordered lines", "unordered-items", "q\nx\nz\na\n", "z\nq\nx\na\n", {}],
    ["a set on a line", "unordered-items", "{'b', 'a', 'c'}", "{'a', 'c', 'b'}", {}],
    [
      "unordered keys",
      "unordered-keys",
      '{"m":{"b":1,"a":2}}',
      '{"m":{"a":2,"b":1}}',
      { jsonPath: "$.m", first: '"b"', second: '"a"' },
    ],
    [
      "unordered keys of other values",
      "unordered-keys",
      '{"m":{"b":1,"a":2}}',
      '{"m":{"a":3,"b":1}}',
      { jsonPath: "$.m" },
    ],
    ["unordered elements", "unordered-items", '{"s":["x","y"]}', '{"s":["y","x"]}', { jsonPath: "$.s" }],
    [
      "keys in a line of JSON Lines",
      "unordered-keys",
      '{"a":1}\n{"x":1,"y":2}\n',
      '{"a":1}\n{"y":2,"x":1}\n',
      { line: 2, jsonPath: "$" },
    ],
    [
      "a random number in JSON",
      "random-seed",
      '{"loss":[0.1,0.734512]}',
      '{"loss":[0.1,0.129934]}',
      { jsonPath: "$.loss[1]", first: "0.734512", second: "0.129934" },
    ],
    [
      "a key that is called seed",
      "random-seed",
      '{"a b":{"seed":7}}',
      '{"a b":{"seed":8}}',
      { jsonPath: '$["a b"].seed' },
    ],
    [
      "a time in JSON",
      "time-stamp",
      '{"created":"2026-02-15T20:13:00"}',
      '{"created":"2026-02-15T20:13:03"}',
      { jsonPath: "$.created" },
    ],
    ["UUIDs", "random-seed", "id 1b4e28ba-2fa1-11d2-883f-0016d3cca427", "id 6fa459ea-ee8a-3ca4-894e-db77e160355e", {}],
    ["rounding", "rounding", "sum 0.30000000000000004", "sum 0.30000000000000010", {}],
    ["an address", "memory-address", "<object at 0x7f3a4c2d10>", "<object at 0x7f1b99e4d0>", {}],
    ["a process", "process-id", "pid: 4711", "pid: 4712", {}],
    [
      "random bytes",
      "random-seed",
      Buffer.from("00".repeat(8) + "a1b2c3d4e5f60718".repeat(8), "hex"),
      Buffer.from("00".repeat(8) + "99aabbccddee1f20".repeat(8), "hex"),
      { offset: 8 },
    ],
    ["one more line", "unknown", "a\n", "a\nb\n", { offset: 2 }],
    ["something else", "unknown", "colour is red", "colour is blue", { first: "colour is red" }],
    ["nothing against something", "unknown", "", "x", { offset: 0 }],
  ];

  test.each(cases)("names %s: %s", async (_name, kind, a, b, expected) => {
    const difference = await found(a, b);
    expect(difference).toMatchObject({ cause: { kind }, ...expected });
    expect(difference.cause.detail).not.toBe("");
  });

  test.each<[string, string, string | null, Buffer, Buffer]>([
    ["tar", "mtime", "data/b.txt", tarOf(1000), tarOf(2000)],
    ["tar", "mtime", "data/b.txt", tarOf(1000.5), tarOf(2000.25)],
    [
      "tar",
      "uname",
      "data/b.txt",
      tarOf(5, "i.uname = 'ann' if name.endswith('b.txt') else ''"),
      tarOf(5, "i.uname = 'bob' if name.endswith('b.txt') else ''"),
    ],
    ["tar", "mode", "data/a.txt", tarOf(5, "i.mode = 0o644"), tarOf(5, "i.mode = 0o600")],
    ["zip", "mtime", "model/meta.json", zipOf("2026,2,15,20,13,0"), zipOf("2026,2,15,20,13,4")],
    [
      "zip",
      "mode",
      "model/meta.json",
      zipOf("2026,2,15,1,1,0", "b'x'", "i.external_attr = 0o644 << 16"),
      zipOf("2026,2,15,1,1,0", "b'x'", "i.external_attr = 0o600 << 16"),
    ],
    [
      "zip",
      "mtime",
      "model/meta.json",
      zipOf("2026,2,15,1,1,0", "b'x'", "i.extra = b'UT\\x05\\x00\\x01\\x00\\x00\\x00\\x10'"),
      zipOf("2026,2,15,1,1,0", "b'x'", "i.extra = b'UT\\x05\\x00\\x01\\x09\\x00\\x00\\x10'"),
    ],
    [
      "gzip",
      "mtime",
      null,
      made("gzip.GzipFile('out.csv', 'wb', 9, out, T).write(b'x')", 1),
      made("gzip.GzipFile('out.csv', 'wb', 9, out, T).write(b'x')", 2),
    ],
    [
      "gzip",
      "file name",
      null,
      made("gzip.GzipFile('a.csv', 'wb', 9, out, T).write(b'x')", 1),
      made("gzip.GzipFile('b.csv', 'wb', 9, out, T).write(b'x')", 1),
    ],
    ["tar in gzip", "mtime", "(content) > data/b.txt", gzipSync(tarOf(1000)), gzipSync(tarOf(2000))],
  ])("names the field of a %s: %s of %s", async (_format, field, member, a, b) => {
    const difference = await found(a, b);
    expect(difference).toMatchObject({ cause: { kind: "archive-metadata" }, field, member });
    expect(difference.first).not.toBe(difference.second);
  });

  test("shows an archive's times as times", async () => {
    expect(await found(tarOf(1000), tarOf(2000))).toMatchObject({
      first: "1970-01-01T00:16:40.000Z",
      second: "1970-01-01T00:33:20.000Z",
    });
    const zips = await found(zipOf("2026,2,15,20,13,0"), zipOf("2026,2,15,20,13,4"));
    expect(zips).toMatchObject({ first: "2026-02-15 20:13:00", second: "2026-02-15 20:13:04" });
  });

  test("looks into members: the cause is the content's own", async () => {
    const json = (value: string) => zipOf("2026,2,15,20,13,0", `b'{"seed": ${value}}'`);
    expect(await found(json("1"), json("2"))).toMatchObject({
      member: "model/meta.json",
      jsonPath: "$.seed",
      cause: { kind: "random-seed" },
      first: "1",
      second: "2",
    });
    const packed = await found(gzipSync("at 20:13:00"), gzipSync("at 20:13:09"));
    expect(packed).toMatchObject({ cause: { kind: "time-stamp" }, line: 1 });
  });

  test("says when only the packing differs, and when members changed places", async () => {
    const text = "abcabcabcd".repeat(500);
    const [low, high] = [gzipSync(text, { level: 1 }), gzipSync(text, { level: 9 })];
    for (const bytes of [low, high]) bytes[8] = 0;
    expect(await found(low, high)).toMatchObject({
      cause: { kind: "archive-metadata", detail: expect.stringContaining("same content") },
    });
    const order = (names: string) =>
      made(
        `t = tarfile.open(fileobj=out, mode="w")\nfor n in ${names}:\n  i = tarfile.TarInfo(n); t.addfile(i)\nt.close()`,
        0,
      );
    expect(await found(order("['a','b']"), order("['b','a']"))).toMatchObject({
      cause: { kind: "unordered-items" },
      first: "a",
      second: "b",
    });
  });

  test.each([
    ["a gzip that is cut", gzipSync("abc").subarray(0, 14), gzipSync("abd").subarray(0, 15)],
    ["a header of gzip alone", Buffer.from("1f8b0801", "hex"), Buffer.from("1f8b0802", "hex")],
    ["a zip without an end", zipOf("2026,2,15,1,1,0").subarray(0, 60), zipOf("2026,2,15,1,1,4").subarray(0, 60)],
    [
      "a zip that points anywhere",
      Buffer.concat([
        zipOf("2026,2,15,1,1,0").subarray(0, 40),
        Buffer.from("504b0506000000000100010010000000ffffff7f0000", "hex"),
      ]),
      Buffer.from("PK\u0003\u0004 and more"),
    ],
    ["a tar that promises more", tarOf(1).subarray(0, 700), tarOf(1).subarray(0, 900)],
    ["a tar of an endless member", Object.assign(tarOf(1), { 124: 0x80, 125: 0xff, 126: 0xff }), tarOf(2)],
    ["JSON nested without end", `${"[".repeat(100_000)}1`, `${"[".repeat(100_000)}2`],
    ["JSON that is none", "{]]]}}", "{]]]}]"],
    ["a line of a megabyte", `${"x".repeat(2 ** 20)}1`, `${"x".repeat(2 ** 20)}2`],
    ["text that is not UTF-8", Buffer.from("61ff62", "hex"), Buffer.from("61fe62", "hex")],
  ])("says something of %s", async (_name, a, b) => {
    expect(await found(a, b)).toMatchObject({ cause: { kind: expect.any(String) } });
  });

  test("unpacks no bomb", async () => {
    const bomb = (last: string) =>
      gzipSync(Buffer.concat([Buffer.alloc(70 * 2 ** 20), Buffer.from(last)]), { level: 1 });
    const difference = await found(bomb("a"), bomb("b"));
    expect(difference.cause).toMatchObject({ kind: "unknown", detail: expect.stringContaining("too large") });
  });

  test("shows nothing that a terminal could misread", async () => {
    const { first, second } = await found("a \u001b[31mred\u202e 1", "a \u001b[32mred\u202e 2");
    expect(first + second).not.toMatch(/[\u001b\u202e]/);
  });

  test("finds the same without knowing anything of the runs", async () => {
    expect(await found("2026-02-15T20:13:00Z", "2026-02-15T20:13:03Z", null)).toMatchObject({
      cause: { kind: "time-stamp" },
    });
    expect(await found("id 1234567890", "id 1987654321")).toMatchObject({ cause: { kind: "random-seed" } });
  });
});

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readZip } from "../../../../lib/guard/package/zip.ts";
import { temporary } from "../../../support/temporary.ts";
import { type ZipFile, zip } from "../../../support/zip.ts";

const text = "some text that is longer when it is not packed ".repeat(3);
const a: ZipFile = { path: "a.txt", content: text };

const read = (bytes: Buffer) => readZip("x.whl", bytes);

describe("readZip", () => {
  it("reads stored, packed and streamed files, and leaves directories out", () => {
    const files = [
      a,
      { path: "d/", mode: 0o040755 },
      { path: "d/ü.txt", content: "ü", stored: true },
      { ...a, path: "s", streamed: true },
      { ...a, path: "u", streamed: true, marked: false },
      { path: "\x7f" },
      { path: "\ufeffw", content: "made where a mode means nothing", host: 0, mode: 0o120777 },
    ];
    const { members } = read(zip(files, { comment: "about it" }));
    expect(members.map(({ path, bytes }) => [path, bytes.toString("utf8")])).toEqual([
      ["a.txt", text],
      ["d/ü.txt", "ü"],
      ["s", text],
      ["u", text],
      ["\x7f", ""],
      ["\ufeffw", "made where a mode means nothing"],
    ]);
  });

  it.each([true, false])("reads a streamed file at the end, with a mark: %s", (marked) => {
    expect(read(zip([{ ...a, streamed: true, marked }])).members).toHaveLength(1);
  });

  it("reads a streamed file whose sizes stand in front of it as well", () => {
    const bytes = zip([{ ...a, streamed: true }]);
    bytes.copy(bytes, 14, bytes.indexOf("PK\x07\x08") + 4, bytes.indexOf("PK\x07\x08") + 16);
    expect(read(bytes).members).toHaveLength(1);
  });

  it("goes by the offsets, in whatever order the directory is", () => {
    const bytes = zip([
      { path: "a", content: "1" },
      { path: "b", content: "2" },
    ]);
    const [first, end] = [bytes.length - 22 - 2 * 47, bytes.length - 22];
    const swapped = [bytes.subarray(0, first), bytes.subarray(first + 47, end), bytes.subarray(first, first + 47)];
    const { members } = read(Buffer.concat([...swapped, bytes.subarray(end)]));
    expect(members.map(({ path, bytes }) => `${path} ${bytes}`)).toEqual(["a 1", "b 2"]);
  });

  it.each([
    ["the longest", "x".repeat(0xffff)],
    ["one with what looks like an end", `${zip([a]).subarray(-22).toString("latin1")}x`],
  ])("finds the directory in front of a comment: %s", (_, comment) => {
    expect(read(zip([a], { comment })).members).toHaveLength(1);
  });

  it("shows what stands beside names and contents", () => {
    const stamp = Buffer.concat([Buffer.from([0x55, 0x54, 0x05, 0]), Buffer.from("first")]);
    const other = Buffer.concat([Buffer.from([0x75, 0x78, 0x06, 0]), Buffer.from("second")]);
    const found = read(zip([{ ...a, extra: stamp, local: { extra: other } }], { comment: "built by somebody" }));
    const headers = found.headers.toString("latin1");
    for (const part of ["first", "second", "built by somebody"]) expect(headers).toContain(part);
    expect(headers).not.toContain("a.txt");
    expect(headers).not.toContain("PK");
  });

  it("shows directories that hold no file, and no others", () => {
    const paths = ["d/", "d/e/", "d/e/f", "d/g/", "d/e/h/", "e/"];
    expect(read(zip(paths.map((path) => ({ path })))).headers.toString()).toBe("d/g\nd/e/h\ne\n");
  });

  it("reads what Python's own zipfile writes, as every wheel is written", () => {
    const dir = temporary({});
    const script = `import zipfile
with zipfile.ZipFile("a.whl", "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr("pkg/__init__.py", "x = 1\\n" * 100)
    z.writestr("pkg/\\u00fc.txt", "u")
    z.writestr("empty", "")
    with z.open("unknown", "w", force_zip64=True) as file:
        file.write(b"x" * 600)`;
    execFileSync("python3", ["-c", script], { cwd: dir });
    const { members } = read(readFileSync(join(dir, "a.whl")));
    expect(members.map(({ path, bytes }) => [path, bytes.length])).toEqual([
      ["pkg/__init__.py", 600],
      ["pkg/ü.txt", 1],
      ["empty", 0],
      // Its sizes stand there twice.
      ["unknown", 600],
    ]);
  });

  it("reads sizes of zip64 that are the very sizes, but of a streamed file, behind which some readers look for larger ones", () => {
    const size = Buffer.from(zip([{ path: "x", content: "abc", stored: true }])).subarray(22, 26);
    const field = Buffer.concat([Buffer.from([1, 0, 16, 0]), size, Buffer.alloc(4), size, Buffer.alloc(4)]);
    const file = { path: "x", content: "abc", stored: true, local: { extra: field } };
    expect(read(zip([file])).members).toHaveLength(1);
    const largest = { size: 0xffffffff, packedSize: 0xffffffff };
    expect(read(zip([{ ...file, local: { ...file.local, ...largest } }])).members).toHaveLength(1);
    expect(() => read(zip([{ ...file, local: largest }]))).toThrow("another size or sum in front");
    expect(() => read(zip([{ ...file, local: { ...file.local, ...largest, size: 3 } }]))).toThrow(
      "another size or sum",
    );
    expect(() => read(zip([{ ...file, stored: false, streamed: true }]))).toThrow("a second name or size");
    expect(() => read(zip([{ ...file, extra: field }]))).toThrow("a second name or size");
  });

  const patched = (at: (bytes: Buffer) => number, value: number, size = 2): Buffer => {
    const bytes = zip([a]);
    bytes.writeUIntLE(value, at(bytes), size);
    return bytes;
  };
  const end = (field: number) => (bytes: Buffer) => bytes.length - 22 + field;
  /** The same in both counts. */
  const counted = (count: number) => patched((bytes) => bytes.writeUInt16LE(count, bytes.length - 14), count);
  const field = (id: number, size: number): Buffer => Buffer.from([id & 0xff, id >> 8, size, 0, 1, 2, 3, 4]);

  /** Its directory as `change` makes it, with its size said anew. */
  const directory = (change: (bytes: Buffer) => Buffer): Buffer => {
    const bytes = zip([a]);
    const at = bytes.indexOf("PK\x01\x02");
    const changed = change(bytes.subarray(at, -22));
    const tail = Buffer.from(bytes.subarray(-22));
    tail.writeUInt32LE(changed.length, 12);
    return Buffer.concat([bytes.subarray(0, at), changed, tail]);
  };
  const unmarked = (): Buffer => {
    const bytes = zip([{ ...a, streamed: true }]);
    bytes.writeUInt32LE(0, bytes.indexOf("PK\x07\x08"));
    return bytes;
  };
  const inFront = (place: number): Buffer => {
    const bytes = zip([{ ...a, streamed: true }]);
    bytes.writeUInt32LE(1, place);
    return bytes;
  };
  const bare = (): Buffer => {
    const bytes = zip([a]);
    const only = Buffer.from(bytes.subarray(bytes.indexOf("PK\x01\x02")));
    only.writeUInt32LE(0, only.length - 6);
    return only;
  };
  /** Something hidden between a file's content and the next header. */
  const behindPacked = (): Buffer => {
    const bytes = zip([{ ...a, before: Buffer.alloc(0) }], { between: Buffer.from("hidden") });
    const at = bytes.indexOf("PK\x01\x02");
    for (const place of [18, at + 20]) bytes.writeUInt32LE(bytes.readUInt32LE(place) + 6, place);
    return bytes;
  };

  it.each<[string, Buffer, string]>([
    ["nothing", Buffer.alloc(0), "it is no zip, or cut short"],
    ["what is no zip", Buffer.from("x".repeat(100)), "it is no zip"],
    ["one cut short", zip([a]).subarray(0, -1), "it is no zip, or cut short"],
    ["one with bytes behind it", Buffer.concat([zip([a]), Buffer.from("x")]), "it is no zip"],
    [
      "one with bytes in front of it",
      Buffer.concat([Buffer.from("#!/bin/sh\n"), zip([a])]),
      "its directory is not where it says",
    ],
    ["one without files", zip([]), "there is nothing in it"],
    ["one of several disks", patched(end(4), 1), "several disks"],
    ["a zip64", patched(end(8), 0xffff), "several disks"],
    ["one whose directory is on another disk", patched(end(6), 1), "several disks"],
    ["one whose directory has parts elsewhere", patched(end(10), 2), "several disks"],
    ["a count of a zip64", counted(0xffff), "it is a zip64"],
    ["a place of a zip64", patched(end(16), 0xffffffff, 4), "it is a zip64"],
    ["a size of a zip64", patched(end(12), 0xffffffff, 4), "it is a zip64"],
    ["a count that is too large", counted(2), "its directory is damaged"],
    [
      "a directory that is longer than its files",
      directory((bytes) => Buffer.concat([bytes, Buffer.alloc(50)])),
      "its directory is damaged",
    ],
    ["a directory that is cut short", directory((bytes) => bytes.subarray(0, -1)), "its directory is damaged"],
    ["a directory that is a few bytes", directory((bytes) => bytes.subarray(0, 45)), "its directory is damaged"],
    ["a directory of four bytes", directory((bytes) => bytes.subarray(0, 4)), "its directory is damaged"],
    ["a directory that is none", patched((bytes) => bytes.indexOf("PK\x01\x02"), 0), "its directory is damaged"],
    [
      "a name that is longer than its directory",
      patched((bytes) => bytes.indexOf("PK\x01\x02") + 28, 6),
      "directory is damaged",
    ],
    ["a mark behind the content that is none", unmarked(), "another size or sum behind its content"],
    ["a second name in the directory", zip([{ ...a, extra: field(0x7075, 4) }]), '"a.txt" may have a second name'],
    ["a second name in front of the content", zip([{ ...a, local: { extra: field(0x7075, 4) } }]), "a second name"],
    ["a name in an old code page", zip([{ path: "\u00fc", flags: 0 }]), "a name is in no code that is known"],
    [
      "a gap between files",
      zip([a, { path: "b", content: "x", before: Buffer.from("hidden") }]),
      'something before "b"',
    ],
    ["a gap before the directory", zip([a], { between: Buffer.from("hidden") }), "something before its directory"],
    ["an encrypted file", zip([{ ...a, flags: 1 }]), '"a.txt" is encrypted'],
    ["a strongly encrypted file", zip([{ ...a, flags: 0x40 }]), '"a.txt" is encrypted'],
    ["an encrypted directory", zip([{ ...a, flags: 0x2000 }]), '"a.txt" is encrypted'],
    ["a link", zip([{ path: "l", content: "/etc/passwd", mode: 0o120777 }]), '"l" is neither a file nor a directory'],
    ["a device", zip([{ path: "l", mode: 0o020666 }]), '"l" is neither a file nor a directory'],
    [
      "a directory with content",
      zip([{ path: "d/", content: "hidden", mode: 0o040755 }]),
      'the directory "d/" has content',
    ],
    ["another name in front", zip([{ ...a, local: { path: "b.txt" } }]), "is called or packed otherwise"],
    ["other flags in front", zip([{ ...a, local: { flags: 2 } }]), "is called or packed otherwise"],
    ["another method in front", zip([{ ...a, local: { method: 0 } }]), "is called or packed otherwise"],
    [
      "a file in the directory's place",
      patched((bytes) => bytes.indexOf("PK\x01\x02") + 42, 1000, 4),
      "something before",
    ],
    ["no mark in front", patched(() => 0, 0), "is not where it says"],
    ["a directory without anything in front", bare(), "is not where it says"],
    [
      "more content than there is",
      patched((bytes) => bytes.writeUInt32LE(1000, 18) && bytes.indexOf("PK\x01\x02") + 20, 1000, 4),
      "reaches into the directory",
    ],
    ["another packed size in front", zip([{ ...a, local: { packedSize: 1 } }]), "another size or sum in front"],
    [
      "another packed size behind",
      zip([{ ...a, streamed: true, local: { packedSize: 1 } }]),
      "another size or sum behind",
    ],
    ["another size behind", zip([{ ...a, streamed: true, local: { size: 1 } }]), "another size or sum behind"],
    [
      "a stored file whose size stands behind it",
      zip([{ ...a, stored: true, streamed: true }]),
      '"a.txt" is not packed, and says behind its content only how large it is',
    ],
    ["another packed size in front of a streamed file", inFront(18), '"a.txt" has another size or sum in front'],
    ["another size in front of a streamed file", inFront(22), '"a.txt" has another size or sum in front'],
    ["another sum in front of a streamed file", inFront(14), '"a.txt" has another size or sum in front'],
    ["sizes in the manner of zip64", zip([{ ...a, extra: field(1, 4) }]), '"a.txt" may have a second name or size'],
    ["sizes of zip64 in front", zip([{ ...a, local: { extra: field(1, 4) } }]), "a second name or size"],
    ["nothing behind a streamed file", zip([{ ...a, flags: 8 }]), "another size or sum behind"],
    ["another sum in front", zip([{ ...a, local: { crc: 1 } }]), "another size or sum in front"],
    ["another size in front", zip([{ ...a, local: { size: 1 } }]), "another size or sum in front"],
    ["another sum behind", zip([{ ...a, streamed: true, local: { crc: 1 } }]), "another size or sum behind"],
    ["bytes behind what is packed", behindPacked(), "can't be unpacked: bytes follow its end"],
    ["a size that is a byte too small", zip([{ ...a, size: text.length - 1 }]), "is damaged"],
    ["a stored file that is larger than it says", zip([{ ...a, stored: true, size: 1 }]), '"a.txt" is damaged'],
    ["a wrong sum", zip([{ ...a, crc: 1 }]), '"a.txt" is damaged'],
    ["more than it says", zip([{ ...a, size: 10 }]), "can't be unpacked"],
    ["less than it says", zip([{ ...a, size: 10_000 }]), '"a.txt" is damaged'],
    ["as much as there may be", zip([{ ...a, size: 2 ** 30 }]), '"a.txt" is damaged'],
    ["2 GiB in all", zip([{ ...a, size: 2 ** 31 }]), "expected at most 1073741824 bytes in all"],
    ["another method", zip([{ ...a, method: 14 }]), "packed by the method 14"],
    ["a name with a NUL, be it a directory's", zip([{ path: "a\0/" }]), "a name in it has a NUL"],
    ["a name that is not UTF-8", zip([{ path: Buffer.from([0xff]), content: "x" }]), "a name is not UTF-8"],
  ])("refuses %s", (_, bytes, message) => {
    expect(() => read(bytes)).toThrow(
      expect.objectContaining({ code: "E_ARCHIVE", message: expect.stringContaining(message) }),
    );
  });

  it("ends in E_ARCHIVE, or in the very files, whatever byte is changed", () => {
    const whole = zip([a, { path: "b", content: "stored", stored: true }, { ...a, path: "c", streamed: true }]);
    const expected = read(whole).members.map(({ bytes }) => bytes.toString("latin1"));
    for (let at = 0; at < whole.length; at += 1) {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ 0x41;
      try {
        // Times and modes may differ, and both names at once can't.
        expect(read(bytes).members.map((member) => member.bytes.toString("latin1"))).toEqual(expected);
      } catch (error) {
        expect(error).toMatchObject({ code: "E_ARCHIVE" });
      }
    }
  });
});

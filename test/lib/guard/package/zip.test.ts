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
    ];
    const { members } = read(zip(files, { comment: "about it" }));
    expect(members.map(({ path, bytes }) => [path, bytes.toString("utf8")])).toEqual([
      ["a.txt", text],
      ["d/ü.txt", "ü"],
      ["s", text],
    ]);
  });

  it("shows what stands beside names and contents", () => {
    expect(read(zip([a], { comment: "built by somebody" })).headers.toString("utf8")).toContain("built by somebody");
  });

  it("reads what Python's own zipfile writes, as every wheel is written", () => {
    const dir = temporary({});
    const script = `import zipfile
with zipfile.ZipFile("a.whl", "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr("pkg/__init__.py", "x = 1\\n" * 100)
    z.writestr("pkg/\\u00fc.txt", "u")
    z.writestr("empty", "")`;
    execFileSync("python3", ["-c", script], { cwd: dir });
    const { members } = read(readFileSync(join(dir, "a.whl")));
    expect(members.map(({ path, bytes }) => [path, bytes.length])).toEqual([
      ["pkg/__init__.py", 600],
      ["pkg/ü.txt", 1],
      ["empty", 0],
    ]);
  });

  const patched = (at: (bytes: Buffer) => number, value: number): Buffer => {
    const bytes = zip([a]);
    bytes.writeUInt16LE(value, at(bytes));
    return bytes;
  };
  const end = (field: number) => (bytes: Buffer) => bytes.length - 22 + field;

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
    [
      "a count that is wrong",
      patched((bytes) => {
        bytes.writeUInt16LE(2, bytes.length - 14);
        return bytes.length - 12;
      }, 2),
      "its directory is damaged",
    ],
    [
      "a gap between files",
      zip([a, { path: "b", content: "x", before: Buffer.from("hidden") }]),
      'something before "b"',
    ],
    ["a gap before the directory", zip([a], { between: Buffer.from("hidden") }), "something before its directory"],
    ["an encrypted file", zip([{ ...a, flags: 1 }]), '"a.txt" is encrypted'],
    ["a link", zip([{ path: "l", content: "/etc/passwd", mode: 0o120777 }]), '"l" is neither a file nor a directory'],
    ["a device", zip([{ path: "l", mode: 0o020666 }]), '"l" is neither a file nor a directory'],
    [
      "a directory with content",
      zip([{ path: "d/", content: "hidden", mode: 0o040755 }]),
      'the directory "d/" has content',
    ],
    ["another name in front", zip([{ ...a, local: { path: "b.txt" } }]), "is called or packed otherwise"],
    ["another sum in front", zip([{ ...a, local: { crc: 1 } }]), "another size or sum in front"],
    ["another size in front", zip([{ ...a, local: { size: 1 } }]), "another size or sum in front"],
    ["another sum behind", zip([{ ...a, streamed: true, local: { crc: 1 } }]), "another size or sum behind"],
    ["a wrong sum", zip([{ ...a, crc: 1 }]), '"a.txt" is damaged'],
    ["more than it says", zip([{ ...a, size: 10 }]), "can't be unpacked"],
    ["less than it says", zip([{ ...a, size: 10_000 }]), '"a.txt" is damaged'],
    ["2 GiB in all", zip([{ ...a, size: 2 ** 31 }]), "expected at most"],
    ["another method", zip([{ ...a, method: 14 }]), "packed by the method 14"],
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

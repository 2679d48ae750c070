import { describe, expect, test } from "vitest";
import { type RawEntry, rawEntry, rawTar, readTar, record } from "../../../support/tar.ts";

const file: RawEntry = { name: "run-1/a.txt", content: "abc" };
const gnu = "ustar  \0";
const binary = (size: bigint): Buffer => {
  const field = Buffer.alloc(12);
  field[0] = 0x80;
  field.writeBigUInt64BE(size, 4);
  return field;
};
/** The field of a prefix with two times behind it. */
const timed = (prefix: string, time = "15212360755\0"): string => `${prefix.padEnd(131, "\0")}${time}${time}`;
const pax = (text: string | Buffer, type = "x"): RawEntry => ({ name: "PaxHeaders/x", type, content: text });
const pathsOf = (bytes: Buffer): string[] => readTar(bytes).entries.map(({ path }) => path);
const codeOf = (act: () => unknown): { code: string; message: string; hint?: string | undefined } => {
  try {
    act();
  } catch (error) {
    return error as never;
  }
  throw new Error("It was accepted");
};

describe("reading a tar", () => {
  test.each([1, 3, 511, 512, 513, 10_000])("gives entries and content in pieces of %i bytes", (step) => {
    const tar = rawTar(
      { name: "run-1/", type: "5" },
      { name: "run-1/a", content: "x".repeat(600) },
      { name: "run-1/b" },
      { name: "run-1/c", content: Buffer.alloc(512, 1) },
    );
    const { entries, ended } = readTar(tar, step);
    expect(entries.map(({ path, kind, size, content }) => [path, kind, size, content.length])).toEqual([
      ["run-1", "directory", 0, 0],
      ["run-1/a", "file", 600, 600],
      ["run-1/b", "file", 0, 0],
      ["run-1/c", "file", 512, 512],
    ]);
    expect(ended).toEqual(["run-1/a", "run-1/b", "run-1/c"]);
  });

  test.each<[string, Buffer, string[]]>([
    ["names that begin where tar stood", rawTar({ ...file, name: "./run-1/a" }), ["run-1/a"]],
    ["GNU tar's magic", rawTar({ ...file, magic: gnu }), ["run-1/a.txt"]],
    ["the old type of a plain file", rawTar({ ...file, type: "\0" }), ["run-1/a.txt"]],
    ["a prefix", rawTar({ ...file, name: "b", prefix: "run-1/deep" }), ["run-1/deep/b"]],
    ["two times behind no prefix, as node-tar writes them", rawTar({ ...file, prefix: timed("") }), ["run-1/a.txt"]],
    ["two times behind a prefix", rawTar({ ...file, name: "b", prefix: timed("run-1/deep") }), ["run-1/deep/b"]],
    [
      "two times behind the longest prefix that leaves them room",
      rawTar({ ...file, name: "b", prefix: timed(`run-1/${"d".repeat(124)}`) }),
      [`run-1/${"d".repeat(124)}/b`],
    ],
    [
      "a prefix that leaves no room for times",
      rawTar({ ...file, name: "b", prefix: `run-1/${"d".repeat(149)}` }),
      [`run-1/${"d".repeat(149)}/b`],
    ],
    [
      "times as star writes them, and as of before 1970",
      rawTar(
        { ...file, name: "run-1/a", prefix: timed("", "15212360755 ") },
        { ...file, name: "run-1/b", prefix: timed("", `\xff${"\xfe".repeat(11)}`) },
      ),
      ["run-1/a", "run-1/b"],
    ],
    ["one time of the two", rawTar({ ...file, prefix: `${"\0".repeat(143)}15212360755\0` }), ["run-1/a.txt"]],
    [
      "times of an extended header",
      rawTar({ ...pax(record("path", "run-1/ü")), prefix: timed("") }, { ...file, prefix: timed("") }),
      ["run-1/ü"],
    ],
    ["numbers filled with spaces", rawTar({ ...file, size: "         3 \0" }), ["run-1/a.txt"]],
    ["a size in binary", rawTar({ ...file, size: binary(3n) }), ["run-1/a.txt"]],
    ["a name of POSIX' extension", rawTar(pax(record("path", "run-1/ü")), file), ["run-1/ü"]],
    [
      "a size of POSIX' extension",
      rawTar(pax(record("size", "3")), { ...file, size: "00000000000\0" }),
      ["run-1/a.txt"],
    ],
    [
      "records about times, owners and attributes",
      rawTar(
        pax(["mtime", "uid", "uname", "comment", "SCHILY.xattr.user.x"].map((key) => record(key, "1")).join("")),
        file,
      ),
      ["run-1/a.txt"],
    ],
    ["a comment for all, as git archive writes it", rawTar(pax(record("comment", "0123"), "g"), file), ["run-1/a.txt"]],
    [
      "a long name of GNU tar",
      rawTar({ type: "L", content: `run-1/${"n".repeat(200)}\0`, magic: gnu }, { ...file, magic: gnu }),
      [`run-1/${"n".repeat(200)}`],
    ],
    [
      "a directory that comes after what lies in it",
      rawTar(file, { name: "run-1/", type: "5" }),
      ["run-1/a.txt", "run-1"],
    ],
    ["records of zeros behind the end", Buffer.concat([rawTar(file), Buffer.alloc(2 ** 20)]), ["run-1/a.txt"]],
  ])("accepts %s", (_, bytes, paths) => {
    expect(pathsOf(bytes)).toEqual(paths);
    expect(readTar(bytes).entries.some(({ content }) => content === "abc")).toBe(true);
  });
});

describe("a tar is refused as E_ARCHIVE", () => {
  const two = (one: string, other: string): Buffer => rawTar({ ...file, name: one }, { ...file, name: other });
  const whole = rawTar(file);
  test.each<[string, Buffer, string]>([
    [
      "a symbolic link",
      rawTar({ type: "2", link: "/etc/passwd" }),
      '"run-1/a.txt" is a symbolic link, expected plain files',
    ],
    ["a hard link", rawTar(file, { name: "run-1/b", type: "1", link: "run-1/a.txt" }), '"run-1/b" is a hard link'],
    ["a character device", rawTar({ type: "3" }), "is a device"],
    ["a block device", rawTar({ type: "4" }), "is a device"],
    ["a FIFO", rawTar({ type: "6" }), "is a FIFO"],
    ["a sparse file", rawTar({ type: "S", magic: gnu }), "is a sparse file"],
    ["a contiguous file", rawTar({ type: "7" }), 'is an entry of the unknown type "7"'],
    ["a volume's label", rawTar({ type: "V" }), "is the label of a volume"],
    ["the rest of a file of another volume", rawTar({ type: "M" }), "is a piece of a file"],
    ["an incremental dump", rawTar({ type: "D" }), 'unknown type "D"'],
    ["a long link of GNU tar", rawTar({ type: "K", content: "x\0" }, file), "is a link with a long target"],
    ["an absolute name", rawTar({ ...file, name: "/etc/cron.d/x" }), '"/etc/cron.d/x" can\'t be in it: it is absolute'],
    ["a drive letter", rawTar({ ...file, name: "C:/x" }), "it is absolute"],
    ["a traversal", rawTar({ ...file, name: "run-1/../../x" }), "it leaves its directory"],
    ["a traversal by the prefix", rawTar({ ...file, name: "x", prefix: "run-1/.." }), "it leaves its directory"],
    ["a traversal by POSIX' extension", rawTar(pax(record("path", "../x")), file), "it leaves its directory"],
    ["a traversal by GNU's long name", rawTar({ type: "L", content: "../x\0" }, file), "it leaves its directory"],
    ["a directory that leaves", rawTar({ name: "../", type: "5" }), "it leaves its directory"],
    ["a name that is not normal", rawTar({ ...file, name: "run-1/./a" }), "is not normal"],
    ["a name that begins with two dots and slashes", rawTar({ ...file, name: "././run-1/a" }), "is not normal"],
    ["a doubled slash", rawTar({ ...file, name: "run-1//a" }), "is not normal"],
    ["a file named as a directory", rawTar({ ...file, name: "run-1/a/" }), "is not normal"],
    ["a backslash", rawTar({ ...file, name: "run-1\\..\\x" }), "it has a backslash"],
    ["an empty name", rawTar({ ...file, name: "" }), "it is empty"],
    ["a NUL in a name", rawTar({ ...file, name: "run-1/a\0.txt" }), "a name in it has a NUL"],
    ["a NUL in a prefix", rawTar({ ...file, prefix: "run-1\0x" }), "a name in it has a NUL"],
    ["a NUL in a prefix with times", rawTar({ ...file, prefix: timed("run-1\0x") }), "a name in it has a NUL"],
    ["a NUL in a long prefix", rawTar({ ...file, prefix: `${"d".repeat(140)}\0x` }), "a name in it has a NUL"],
    [
      "a prefix whose end is no time",
      rawTar({ ...file, prefix: timed("run-1", "run-2/deep/x") }),
      "a name in it has a NUL",
    ],
    [
      "a time with something behind it in a prefix",
      rawTar({ ...file, prefix: timed("", "1521236075\0x") }),
      "a name in it has a NUL",
    ],
    [
      "a second time that is none",
      rawTar({ ...file, prefix: `${"\0".repeat(131)}15212360755\0yesterday` }),
      "a name in it has a NUL",
    ],
    [
      "a long prefix that readers of star's kind would cut",
      rawTar({ ...file, prefix: `${"d".repeat(155)}${"\0".repeat(8)}tar\0` }),
      "a header of star's kind has a long prefix",
    ],
    [
      "a GNU header with times",
      rawTar({ ...file, magic: gnu, prefix: timed("") }),
      "a header of GNU's kind has a prefix",
    ],
    ["a NUL in a name of POSIX' extension", rawTar(pax(record("path", "run-1/a\0b")), file), "a name in it has a NUL"],
    [
      "a name that is not UTF-8",
      rawTar({ ...file, name: Buffer.from([0x72, 0xff, 0x2f, 0x61]) }),
      "is not valid UTF-8",
    ],
    [
      "a path that no system opens",
      rawTar(pax(record("path", `r/${"x/".repeat(2048)}x`)), file),
      "more than 4096 bytes",
    ],
    ["one name twice", two("run-1/a", "run-1/a"), '"run-1/a" can\'t be in it: it is there twice'],
    ["a directory twice", rawTar({ name: "r/", type: "5" }, { name: "r/", type: "5" }), "it is there twice"],
    ["names that differ in case", two("run-1/a", "run-1/A"), 'it and "run-1/a" are one file where case'],
    ["directories that differ in case", two("run-1/d/a", "run-1/D/b"), 'it and "run-1/d" are one file where case'],
    [
      "names that differ in composition",
      two("run-1/\u00e9", "run-1/e\u0301"),
      "are one file where case or composition",
    ],
    ["a file where a directory is needed", two("run-1/a", "run-1/a/b"), 'it lies below "run-1/a", which is a file'],
    ["a directory where a file is", two("run-1/a/b", "run-1/a"), "it is there twice"],
    ["a file that differs in case from a directory", two("run-1/a/b", "run-1/A"), "are one file"],
    [
      "a directory with content",
      rawTar({ name: "run-1/", type: "5", content: "x" }),
      'the directory "run-1/" has content',
    ],
    ["a wrong checksum", rawTar({ ...file, checksum: "000000\0 " }), "the checksum of a header is wrong"],
    ["a checksum that is no number", rawTar({ ...file, checksum: "nonsense" }), "the checksum of a header is wrong"],
    ["a changed header", Buffer.concat([Buffer.from("R"), whole.subarray(1)]), "the checksum of a header is wrong"],
    ["a size that is no number", rawTar({ ...file, size: "12x" }), "no size that can be read"],
    ["a negative size", rawTar({ ...file, size: Buffer.alloc(12, 0xff) }), "no size that can be read"],
    ["a size beyond all files", rawTar({ ...file, size: binary(2n ** 60n) }), "no size that can be read"],
    ["a time that is no number", rawTar({ ...file, time: "yesterday" }), "a number in a header is malformed"],
    [
      "a time with something behind it",
      rawTar({ ...file, time: "0000000000\x00x" }),
      "a number in a header is malformed",
    ],
    ["an empty size", rawTar({ ...file, size: Buffer.alloc(12) }), "no size that can be read"],
    [
      "a huge size and no content",
      rawTar({ ...file, content: "", size: "77777777777\0" }),
      'it is cut short, inside "run-1/a.txt"',
    ],
    ["a kind of tar without a mark", rawTar({ ...file, magic: "" }), "not a tar of the POSIX or GNU kind"],
    ["text", Buffer.from("x".repeat(2000)), "not a tar of the POSIX or GNU kind"],
    [
      "a GNU header with a prefix",
      rawTar({ ...file, magic: gnu, prefix: "../.." }),
      "a header of GNU's kind has a prefix",
    ],
    [
      "an unknown key",
      rawTar(pax(record("GNU.sparse.map", "0,1")), file),
      'has the key "GNU.sparse.map", which is not known',
    ],
    ["a link's target in an extension", rawTar(pax(record("linkpath", "x")), file), 'has the key "linkpath"'],
    ["an unknown charset", rawTar(pax(record("hdrcharset", "KOI8-R")), file), 'has the key "hdrcharset"'],
    ["a key twice", rawTar(pax(record("path", "r/a") + record("path", "r/b")), file), 'says "path" twice'],
    ["a name taken away", rawTar(pax(record("path", "")), file), "takes a name away"],
    ["a size in words", rawTar(pax(record("size", "0x3")), file), "a size that can't be read"],
    ["a size with a sign", rawTar(pax(record("size", "-1")), file), "a size that can't be read"],
    ["a record that is cut short", rawTar(pax("30 path=x\n"), file), "an extended header is malformed"],
    ["a record of no length", rawTar(pax("0 path=x\n"), file), "an extended header is malformed"],
    ["a record without a key", rawTar(pax("5 =x\n"), file), "an extended header is malformed"],
    ["a record with a break in its place", rawTar(pax("8 path\nx=1"), file), "an extended header is malformed"],
    [
      "a record of an endless length",
      rawTar(pax(`${"9".repeat(400)} path=x\n`), file),
      "an extended header is malformed",
    ],
    [
      "an extended header that fills memory",
      rawTar(pax(record("comment", "x".repeat(70_000))), file),
      "more than 65536 bytes",
    ],
    [
      "a long name that fills memory",
      rawTar({ type: "L", content: "x".repeat(70_000) }, file),
      "more than 65536 bytes",
    ],
    ["a claimed extended header of terabytes", rawTar({ type: "x", size: binary(2n ** 42n) }), "more than 65536 bytes"],
    [
      "two extended headers",
      rawTar(pax(record("path", "r/a")), pax(record("path", "r/b")), file),
      "two extended headers",
    ],
    [
      "a long name and an extended header",
      rawTar(pax(record("path", "r/a")), { type: "L", content: "r/b\0" }, file),
      "two extended headers",
    ],
    ["an extended header for no entry", rawTar(file, pax(record("path", "r/a"))), "belongs to no entry"],
    ["a header for all entries behind the last", rawTar(file, pax(record("comment", "x"), "g")), "belongs to no entry"],
    ["a name for all entries", rawTar(pax(record("path", "r/a"), "g"), file), "names or sizes all its entries"],
    ["a size for all entries", rawTar(pax(record("size", "1"), "g"), file), "names or sizes all its entries"],
    ["a long name without an end", rawTar({ type: "L", content: "r/a" }, file), "a long name is malformed"],
    ["a long name with two ends", rawTar({ type: "L", content: "r/a\0b\0" }, file), "a long name is malformed"],
    ["nothing", Buffer.alloc(0), "it is empty"],
    ["nothing but an end", Buffer.alloc(1024), "there is nothing in it"],
    ["no end", rawEntry(file), "it is cut short"],
    ["half an end", whole.subarray(0, -512), "it is cut short"],
    ["half a header", rawTar(file, file).subarray(0, 1300), "it is cut short"],
    ["half a content", whole.subarray(0, 513), 'it is cut short, inside "run-1/a.txt"'],
    ["half a padding", whole.subarray(0, 600), "it is cut short"],
    [
      "a single block of zeros inside",
      Buffer.concat([rawEntry(file), Buffer.alloc(512), whole]),
      "a block of zeros stands between",
    ],
    ["an entry behind the end", Buffer.concat([whole, rawEntry({ ...file, name: "b" })]), "something follows its end"],
    ["a byte behind the end", Buffer.concat([whole, Buffer.from("x")]), "something follows its end"],
    [
      "more zeros behind the end than any tool writes",
      Buffer.concat([whole, Buffer.alloc(2 ** 20 + 1)]),
      "bytes follow its end",
    ],
    [
      "something behind a file's content",
      Buffer.concat([rawEntry(file).fill("x", 516), Buffer.alloc(1024)]),
      "something is hidden behind an entry",
    ],
    ["gzip", Buffer.from("1f8b0800", "hex"), "it is compressed with gzip, expected a plain tar"],
    ["xz", Buffer.from("fd377a585a00", "hex"), "it is compressed with xz"],
    ["zstd", Buffer.from("28b52ffd00", "hex"), "it is compressed with zstd"],
    ["bzip2", Buffer.from("BZh91AY"), "it is compressed with bzip2"],
    ["zip", Buffer.from("504b030400", "hex"), "it is a zip file"],
  ])("for %s", (_, bytes, message) => {
    const error = codeOf(() => readTar(bytes));
    expect(error.code).toBe("E_ARCHIVE");
    expect(error.message).toContain('Cannot read the archive "x.tar": ');
    expect(error.message).toContain(message);
    // However the bytes come in.
    if (bytes.length < 5000 && bytes.length > 512)
      expect(codeOf(() => readTar(bytes, 100)).message).toBe(error.message);
  });

  test("for more entries than allowed", () => {
    const tar = rawTar(...Array.from({ length: 4 }, (_, index) => ({ name: `r/${index}` })));
    expect(readTar(tar, undefined, { entries: 4 }).entries).toHaveLength(4);
    expect(codeOf(() => readTar(tar, undefined, { entries: 3 })).message).toContain("more than 3 entries");
  });

  test("and says how to go on for gzip", () => {
    expect(codeOf(() => readTar(Buffer.from("1f8b", "hex"))).hint).toBe("unpack it first: gunzip x.tar");
  });

  test("for every cut of a tar", () => {
    const tar = rawTar(file, pax(record("path", "r/b")), { ...file, name: "r/x" });
    for (let length = 0; length < tar.length; length += 3)
      expect(codeOf(() => readTar(tar.subarray(0, length))).code, `${length}`).toBe("E_ARCHIVE");
  });

  test("or read as it was, for every changed byte of a header", () => {
    const tar = rawTar(file);
    for (let at = 0; at < 512; at += 1) {
      const changed = Buffer.from(tar);
      changed[at] = (changed[at] ?? 0) ^ 0x10;
      const accepted = (() => {
        try {
          return readTar(changed).entries;
        } catch (error) {
          expect((error as { code: string }).code).toBe("E_ARCHIVE");
          return null;
        }
      })();
      // Blanks and NULs around the checksum's digits mean the same.
      if (accepted !== null) expect(accepted, `${at}`).toEqual(readTar(tar).entries);
    }
  });
});

import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { openPackage } from "../../../../lib/guard/package/open.ts";
import { makeTar, type RawEntry, rawEntry, rawTar, record } from "../../../support/tar.ts";
import { wheel, zip } from "../../../support/zip.ts";

const tarball = (files: Record<string, string>): Buffer => gzipSync(makeTar(files));
const info = "Metadata-Version: 2.1\nName: a\nVersion: 1\n";

describe("openPackage", () => {
  it("knows a wheel, and whether it is for one platform", () => {
    const pure = openPackage("claims_etl-1.0.0-py3-none-any.whl", wheel({ "claims_etl/a.py": "x" }));
    expect(pure).toMatchObject({ kind: "wheel", mayHold: { compiled: false, modules: false } });
    expect(pure.members.map(({ path }) => path)).toContain("claims_etl/a.py");
    expect(pure.metadata?.fields.map(({ name, value, line, column }) => [name, value, line, column])).toEqual([
      ["metadata-version", "2.1", 1, 19],
      ["name", "claims-etl", 2, 7],
      ["version", "1.0.0", 3, 10],
    ]);
    expect(openPackage("x-1-cp312-linux.WHL", wheel({}, false)).mayHold).toEqual({ compiled: true, modules: false });
  });

  const dist = "claims_etl-1.0.0.dist-info";

  it.each([
    ["Root-Is-Purelib:true", false],
    ["Root-Is-Purelib: \tTrue \t", false],
    ["Wheel-Version: 1.0\r\nroot-is-purelib:  FALSE\r\nTag: x", true],
    ["X-Root-Is-Purelib: true", undefined],
    ["Root-Is-Purelib: trueish", undefined],
    ["Root-Is-Purelib: not true", undefined],
    ["Root-Is-Purelib:", undefined],
  ])("is told by %j whether a wheel holds compiled code: %s", (text, expected) => {
    const open = () => openPackage("a.whl", wheel({ [`${dist}/WHEEL`]: text })).mayHold.compiled;
    if (expected === undefined) expect(open).toThrow("its WHEEL does not say whether it is pure");
    else expect(open()).toBe(expected);
  });

  it("goes by the wheel's own files, not by those of others in it", () => {
    const others = {
      [`vendor/b.dist-info/METADATA`]: "Name: b",
      [`${dist}/licenses/RECORD`]: "",
      "b.dist-info/x/WHEEL": "",
    };
    expect(openPackage("a.whl", wheel(others)).metadata?.fields[1]?.value).toBe("claims-etl");
  });

  it.each<[string, boolean]>([
    ["{}", false],
    ['{"bundleDependencies":["b"]}', true],
    ['{"bundledDependencies":["b"]}', true],
    ['{"bundledDependencies":true}', true],
    ['{"bundleDependencies":true}', true],
    ['{"bundledDependencies":false}', false],
    ['{"bundledDependencies":[]}', false],
    ['{"bundledDependencies":"b"}', false],
  ])("is told by %s whether an npm package brings others: %s", (manifest, modules) => {
    const found = openPackage("a-1.tar.gz", tarball({ "package/package.json": manifest }));
    expect([found.kind, found.mayHold]).toEqual(["npm package", { compiled: false, modules }]);
  });

  it("knows a source distribution, without the directory that holds everything", () => {
    const found = openPackage("a-1.tar.gz", tarball({ "a-1/PKG-INFO": info, "a-1/src/a.py": "x" }));
    expect(found).toMatchObject({ kind: "source distribution", members: [{ path: "PKG-INFO" }, { path: "src/a.py" }] });
    expect(found.metadata?.path).toBe("PKG-INFO");
    expect([found.top, found.mayHold]).toEqual(["a-1", { compiled: false, modules: false }]);
  });

  it("knows an npm package, whatever its directory is called, and whether it brings others", () => {
    const manifest = (more: object) => JSON.stringify({ name: "a", ...more });
    const found = openPackage("a-1.tgz", tarball({ "package/package.json": manifest({}) }));
    expect(found).toMatchObject({ kind: "npm package", metadata: null, mayHold: { modules: false } });
    const bundled = tarball({ "node/package.json": manifest({ bundleDependencies: ["b"] }) });
    expect(openPackage("a-1.tgz", bundled).mayHold.modules).toBe(true);
  });

  /** A file's entry that says who made it. */
  const owned = (by: string, entry: RawEntry = {}): Buffer => {
    const bytes = rawEntry({ name: "a-1/PKG-INFO", content: info, ...entry });
    bytes.write(by, 265, "latin1");
    const sum = bytes
      .subarray(0, 512)
      .fill(" ", 148, 156)
      .reduce((total, byte) => total + byte, 0);
    bytes.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
    return bytes;
  };
  const headersOf = (...entries: Buffer[]): string =>
    openPackage("a-1.tar.gz", gzipSync(rawTar(...entries))).headers.toString("latin1");
  const about = (records: string, type = "x"): Buffer => rawEntry({ name: "pax", type, content: records });
  /** Before the file that says who made it: one whose content could be taken for a tar's end. */
  const behind = (size: string | Buffer): Buffer[] => [
    owned("", { name: "a-1/x", content: "\0", size }),
    owned("builder"),
  ];

  it.each<[string, Buffer[]]>([
    ["an owner", [owned("builder")]],
    ["an extended header", [about(record("uname", "builder")), owned("")]],
    [
      "an extended header that also has a name",
      [about(record("path", "a-1/PKG-INFO") + record("comment", "builder")), owned("")],
    ],
    ["what looks like a name within a comment", [about(record("comment", "x\n20 path=builder")), owned("")]],
    ["an extended header about everything", [about(record("comment", "builder"), "g"), owned("")]],
    ["an owner behind a directory", [rawEntry({ name: "a-1/", type: "5" }), owned("builder")]],
    ["an owner behind a size with spaces", behind("          1 ")],
    ["an owner behind a size in binary", behind(Buffer.from("800000000000000000000001", "hex"))],
    ["an owner behind a size in an extended header", [about(record("size", "1")), ...behind("00000000000\0")]],
    [
      "an owner where the name stands elsewhere",
      [owned(""), about(record("path", "a-1/x")), owned("builder", { name: "" })],
    ],
    [
      "another name for readers without extended headers",
      [owned(""), about(record("path", "a-1/x")), owned("", { name: "builder" })],
    ],
    [
      "another name that is split",
      [owned(""), about(record("path", "a-1/x")), owned("", { name: "x", prefix: "a-1/builder" })],
    ],
    [
      "what an extended header is called",
      [rawEntry({ name: "x/builder", type: "x", content: record("gid", "1") }), owned("")],
    ],
    ["a directory without a file", [owned(""), rawEntry({ name: "a-1/builder/", type: "5" })]],
    [
      "a directory beside one with a file",
      [owned("", { name: "a-1/b/c/x" }), rawEntry({ name: "a-1/b/builder", type: "5" }), owned("")],
    ],
    ["where a link would lead", [owned("", { link: "builder" })]],
  ])("shows %s, and no names of files", (_, entries) => {
    const headers = headersOf(...entries);
    expect(headers).toContain("builder");
    expect(headers).not.toContain("PKG-INFO");
  });

  it("shows no names that are judged as paths", () => {
    const directories = ["./a-1/", "./a-1/b/", "a-1/b/c"].map((name) => rawEntry({ name, type: "5" }));
    const files = [
      owned("", { name: "./a-1/PKG-INFO" }),
      owned("", { name: "d", prefix: "./a-1/b/c" }),
      owned("", { name: "a-1/e./f" }),
    ];
    expect(headersOf(...directories, ...files).replaceAll("\0", "")).toBe("");
  });

  it("shows no names of GNU's kind", () => {
    const long = rawEntry({ name: "././@LongLink", type: "L", content: "a-1/PKG-INFO\0", magic: "ustar  \0" });
    const headers = headersOf(long, owned("builder", { name: "a-1/PKG", magic: "ustar  \0" }));
    expect(headers).toContain("builder");
    expect(headers).not.toContain("PKG");
  });

  it.each<[string, string, Buffer, string]>([
    ["another name", "a.zip", zip([{ path: "a" }]), "expected a name that ends in .whl"],
    ["a name that goes on behind .whl", "a.whl.txt", wheel(), "expected a name that ends in .whl"],
    ["a name that goes on behind .tgz", "a.tgz.txt", tarball({ "a/package.json": "{}" }), "expected a name that ends"],
    ["a name without a dot", "atgz", tarball({ "a/package.json": "{}" }), "expected a name that ends"],
    ["nothing but a directory", "a.tgz", gzipSync(rawTar({ name: "a/", type: "5" })), "one directory that holds"],
    ["a package.json that is no JSON", "a.tgz", tarball({ "a/package.json": "{" }), "package.json"],
    ["a package.json of two minds", "a.tgz", tarball({ "a/package.json": '{"a":1,"a":2}' }), "duplicate key"],
    ["a package.json that is null", "a.tgz", tarball({ "a/package.json": "null" }), 'expected a map in "package.json"'],
    [
      "a package.json that is a number",
      "a.tgz",
      tarball({ "a/package.json": "1" }),
      'expected a map in "package.json"',
    ],
    ["PKG-INFO that is not UTF-8", "a.tgz", gzipSync(makeTar({ "a/PKG-INFO": Buffer.from([0xff]) })), "is not UTF-8"],
    ["a file without a name", "a.whl", zip([{ path: "" }]), "it is empty"],
    ["a tar without gzip", "a.tgz", makeTar({ "package/package.json": "{}" }), "not behind gzip"],
    ["gzip around anything", "a.tgz", gzipSync("x"), "Cannot read the archive"],
    ["gzip cut short", "a.tgz", tarball({ "package/package.json": "{}" }).subarray(0, -9), "not behind gzip"],
    ["two directories", "a.tgz", tarball({ "a/package.json": "{}", "b/x": "" }), "one directory that holds everything"],
    [
      "a file at the top",
      "a.tgz",
      tarball({ "package/package.json": "{}", x: "" }),
      "one directory that holds everything",
    ],
    [
      "neither PKG-INFO nor package.json",
      "a.tar.gz",
      tarball({ "a/x": "" }),
      'expected "a/PKG-INFO" or "a/package.json"',
    ],
    [
      "a link",
      "a.tgz",
      gzipSync(Buffer.concat([rawEntry({ name: "package/l", type: "2", link: "/etc" }), Buffer.alloc(1024)])),
      "Cannot read",
    ],
    [
      "a name that leaves it",
      "a.tgz",
      gzipSync(Buffer.concat([rawEntry({ name: "../x" }), Buffer.alloc(1024)])),
      "Cannot read",
    ],
    [
      "a wheel without METADATA",
      "a.whl",
      zip([{ path: "a.dist-info/RECORD" }, { path: "a.dist-info/WHEEL", content: "Root-Is-Purelib: true" }]),
      "expected one *.dist-info/METADATA, found 0",
    ],
    ["a wheel of two", "a.whl", wheel({ "b.dist-info/RECORD": "" }), "expected one *.dist-info/RECORD, found 2"],
    [
      "a wheel that does not say what it is",
      "a.whl",
      zip(["METADATA", "WHEEL", "RECORD"].map((name) => ({ path: `a.dist-info/${name}` }))),
      "does not say whether it is pure",
    ],
    ["a name twice", "a.whl", zip([{ path: "a" }, { path: "a" }]), "it is there twice"],
    [
      "names that are one on some file system",
      "a.whl",
      zip([{ path: "a" }, { path: "A" }]),
      "one file where case or composition is ignored",
    ],
    ["a name that leaves the wheel", "a.whl", zip([{ path: "../a" }]), "it leaves its directory"],
    ["an absolute name", "a.whl", zip([{ path: "/a" }]), "it is absolute"],
    [
      "METADATA that is not UTF-8",
      "a.whl",
      wheel({ "claims_etl-1.0.0.dist-info/METADATA": Buffer.from([0xff]) }),
      "is not UTF-8",
    ],
  ])("refuses %s", (_, name, bytes, message) => {
    expect(() => openPackage(name, bytes)).toThrow(
      expect.objectContaining({ code: "E_ARCHIVE", message: expect.stringContaining(message) }),
    );
  });
});

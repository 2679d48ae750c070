import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { openPackage } from "../../../../lib/guard/package/open.ts";
import { makeTar, rawEntry } from "../../../support/tar.ts";
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
    expect(openPackage("x-1-cp312-linux.whl", wheel({}, false)).mayHold.compiled).toBe(true);
  });

  it("knows a source distribution, without the directory that holds everything", () => {
    const found = openPackage("a-1.tar.gz", tarball({ "a-1/PKG-INFO": info, "a-1/src/a.py": "x" }));
    expect(found).toMatchObject({ kind: "source distribution", members: [{ path: "PKG-INFO" }, { path: "src/a.py" }] });
  });

  it("knows an npm package, whatever its directory is called, and whether it brings others", () => {
    const manifest = (more: object) => JSON.stringify({ name: "a", ...more });
    const found = openPackage("a-1.tgz", tarball({ "package/package.json": manifest({}) }));
    expect(found).toMatchObject({ kind: "npm package", metadata: null, mayHold: { modules: false } });
    const bundled = tarball({ "node/package.json": manifest({ bundleDependencies: ["b"] }) });
    expect(openPackage("a-1.tgz", bundled).mayHold.modules).toBe(true);
  });

  it("shows owners and extended headers, and no names of files", () => {
    const owned = rawEntry({ name: "a-1/PKG-INFO", content: info });
    owned.write("builder", 265, "latin1");
    const sum = owned
      .subarray(0, 512)
      .fill(" ", 148, 156)
      .reduce((total, byte) => total + byte, 0);
    owned.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
    const { headers } = openPackage("a-1.tar.gz", gzipSync(Buffer.concat([owned, Buffer.alloc(1024)])));
    expect(headers.toString("latin1")).toContain("builder");
    expect(headers.toString("latin1")).not.toContain("PKG-INFO");
  });

  it.each<[string, string, Buffer, string]>([
    ["another name", "a.zip", zip([{ path: "a" }]), "expected a name that ends in .whl"],
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

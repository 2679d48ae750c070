import { describe, expect, it } from "vitest";
import { sha256 } from "../../../../lib/digest.ts";
import { fingerprintOf } from "../../../../lib/guard/fingerprint.ts";
import { judgePackageArtifacts } from "../../../../lib/guard/package/artifacts.ts";
import type { Package } from "../../../../lib/guard/package/open.ts";

const package_ = (files: Record<string, string | Buffer>, mayHold: Partial<Package["mayHold"]> = {}): Package => ({
  ...{ name: "a-1.tgz", kind: "npm package", top: "package", headers: Buffer.alloc(0), metadata: null },
  members: Object.entries(files).map(([path, content]) => ({ path, bytes: Buffer.from(content) })),
  mayHold: { compiled: false, modules: false, ...mayHold },
});
const elf = Buffer.from("7f454c4602010100000000000000000003003e00", "hex");
const config = { deny: [], allow: [], maxFileSize: 100 };
const told = (found: Package, more: object = {}) =>
  judgePackageArtifacts(found, { ...config, ...more }).findings.map(({ code, path }) => `${code} ${path}`);

describe("judgePackageArtifacts", () => {
  it("says what was found, about which bytes, and what to do", () => {
    const { findings, exemptions } = judgePackageArtifacts(package_({ "b/.git/config": "x" }), config);
    expect(exemptions).toEqual([]);
    expect(findings).toEqual([
      {
        ...{ code: "ARTIFACT_TRACKED", level: "violation", path: "b/.git/config" },
        message: `Looks like git's own directory: matches "**/.git/**"`,
        fix: "keep it out of what is packed, or allow it in artifacts.allow, with a reason",
        fingerprint: fingerprintOf("ARTIFACT_TRACKED", ["package", sha256(Buffer.from("x"))]),
      },
    ]);
  });

  it.each<[string, Package, string[]]>([
    ["git's own directory at the top", package_({ ".GIT/config": "x" }), ["ARTIFACT_TRACKED .GIT/config"]],
    ["git's own directory below", package_({ "a/.git/HEAD": "x" }), ["ARTIFACT_TRACKED a/.git/HEAD"]],
    ["the file that a submodule has in its place", package_({ "a/.git": "x" }), ["ARTIFACT_TRACKED a/.git"]],
    [
      "a name that only ends alike",
      package_({ "a.git/HEAD": "x", "b.git": "x", ".github/a": "x", ".gitignore": "x" }),
      [],
    ],
    ["what a build makes", package_({ "dist/a.js": "x", "build/a": "x", "a.egg-info/PKG-INFO": "x" }), []],
    [
      "a cache in what a build makes",
      package_({ "dist/__pycache__/a.pyc": "x" }),
      ["ARTIFACT_TRACKED dist/__pycache__/a.pyc"],
    ],
    ["packages", package_({ "node_modules/a/a.js": "x" }), ["ARTIFACT_TRACKED node_modules/a/a.js"]],
    ["packages that it brings", package_({ "node_modules/a/a.js": "x" }, { modules: true }), []],
    [
      "a log in packages that it brings",
      package_({ "node_modules/a/a.log": "x" }, { modules: true }),
      ["ARTIFACT_TRACKED node_modules/a/a.log"],
    ],
    ["code", package_({ a: elf }), ["COMPILED_FILE a"]],
    ["code for one platform", package_({ a: elf }, { compiled: true }), []],
    [
      "a secret beside code for one platform",
      package_({ ".env": "A=1\n" }, { compiled: true }),
      ["SECRET_FILE_TRACKED .env"],
    ],
    [
      "a large file beside code for one platform",
      package_({ a: "x".repeat(101) }, { compiled: true }),
      ["FILE_TOO_LARGE a"],
    ],
    ["a file that is as large as may be", package_({ a: "x".repeat(100) }), []],
    ["a path that .gitignore might have", package_({ "generated/planted.txt": "x" }), []],
  ])("judges %s", (_, found, expected) => {
    expect(told(found)).toEqual(expected);
  });

  it("goes by the first bytes of a large file", () => {
    const key = Buffer.concat([Buffer.from(`-----${"BEGIN"} PRIVATE KEY-----\n`), Buffer.alloc(20_000, "x")]);
    expect(told(package_({ a: key }), { maxFileSize: 1e6 })).toEqual(["SECRET_FILE_TRACKED a"]);
  });

  it("adds the globs of the configuration, about anything", () => {
    expect(told(package_({ "dist/a.map": "x", "dist/a.js": "x" }), { deny: ["**/*.map"] })).toEqual([
      "ARTIFACT_TRACKED dist/a.map",
    ]);
  });

  it("allows what the configuration allows, and only says of entries that they allow something", () => {
    const allow = [
      { glob: "*.log", reason: "shown" },
      { glob: "b/**", reason: "elsewhere" },
    ];
    const { findings, exemptions } = judgePackageArtifacts(package_({ "a.log": "x" }), { ...config, allow });
    expect(findings).toEqual([]);
    expect(exemptions).toEqual([{ ...allow[0], exempted: [{ path: "a.log", code: "ARTIFACT_TRACKED" }] }]);
  });

  it("could not decide when a glob of the configuration matches nothing that can be", () => {
    const { findings } = judgePackageArtifacts(package_({ a: "x" }), { ...config, deny: [".git/**"] });
    expect(findings).toMatchObject([{ code: "RULE_CANARY_MISSED", level: "undecided" }]);
    expect(findings[0]).not.toHaveProperty("fingerprint");
  });
});

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
// The commands load it when it is asked for; loaded here, no test has to wait for it.
import "../../../../lib/guard/package/index.ts";
import type { Report } from "../../../../lib/report.ts";
import checkArtifacts from "../../../../scripts/check-artifacts.ts";
import checkIdentity from "../../../../scripts/check-identity.ts";
import { call } from "../../../support/call.ts";
import { denyFile } from "../../../support/deny.ts";
import { repo } from "../../../support/repo.ts";
import { makeTar, rawTar } from "../../../support/tar.ts";
import { wheel } from "../../../support/zip.ts";

const elf = Buffer.from("7f454c4602010100000000000000000003003e00", "hex");
const url = "https://github.com/acme/claims-etl";
const metadata = (more = "", name = "claims-etl") =>
  `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0.0\n${more}\nText\n`;
const sdist = (files: Record<string, string | Buffer>): Buffer =>
  gzipSync(
    makeTar(
      Object.fromEntries(
        Object.entries({ "PKG-INFO": metadata(), ...files }).map(([path, content]) => [
          `claims_etl-1.0.0/${path}`,
          content,
        ]),
      ),
    ),
  );
const npm = (files: Record<string, string | Buffer>, manifest: object = { name: "claims-etl" }): Buffer =>
  gzipSync(
    makeTar(
      Object.fromEntries(
        Object.entries({ "package.json": JSON.stringify(manifest), ...files }).map(([path, content]) => [
          `package/${path}`,
          content,
        ]),
      ),
    ),
  );

const names = {
  wheel: "claims_etl-1.0.0-py3-none-any.whl",
  sdist: "claims_etl-1.0.0.tar.gz",
  npm: "claims-etl-1.0.0.tgz",
};

/** A package whose first header, which is a directory's, has `text` at `at`. */
const inHeader = (text: string, at: number): Buffer => {
  const tar = makeTar({ "package/package.json": '{"name":"claims-etl"}' });
  tar.write(text, at, "latin1");
  const sum = tar
    .subarray(0, 512)
    .fill(" ", 148, 156)
    .reduce((total, byte) => total + byte, 0);
  tar.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return gzipSync(tar);
};

/** A package with a file whose path goes on, in UTF-8, where others keep times. */
const longName = gzipSync(
  rawTar(
    { name: "package/package.json", content: '{"name":"claims-etl"}' },
    { name: "a", prefix: Buffer.from(`package/${"x".repeat(123)}\u00e9oldname`).toString("latin1") },
  ),
);

/** Put the packages beside a repository that has nothing wrong, and judge them. */
const judge = async (
  command: typeof checkArtifacts | typeof checkIdentity,
  packages: Record<string, Buffer>,
  config: object = {},
): Promise<{ told: string[]; report: Report; exitCode: number }> => {
  using at = repo({ "kprov.config.json": JSON.stringify(config), "README.md": "# A\n" });
  for (const [name, bytes] of Object.entries(packages)) writeFileSync(join(at.dir, name), bytes);
  const { result } = await call(command as never, at.dir, ["--package", ...Object.keys(packages)]);
  const report = result.document as Report;
  const told = report.findings.map(({ code, path = "" }) => `${code} ${path}`);
  return { told, report, exitCode: result.exitCode };
};

describe("check-artifacts --package", () => {
  it("proves packages that hold what was built, and counts them and their members", async () => {
    const built = {
      [names.wheel]: wheel({ "claims_etl/a.py": "x" }),
      [names.sdist]: sdist({ "claims_etl.egg-info/PKG-INFO": "x" }),
      [names.npm]: npm({ "dist/a.js": "x" }),
    };
    const { report, exitCode } = await judge(checkArtifacts, built);
    expect([exitCode, report.verdict, report.findings]).toEqual([0, "proved", []]);
    expect(report.coverage).toEqual([
      { unit: "packages", considered: 3, examined: 3, skipped: {} },
      { unit: "package members", considered: 8, examined: 8, skipped: {} },
    ]);
  });

  it.each<[string, Record<string, Buffer>, string[]]>([
    [
      "a cache in a wheel",
      { [names.wheel]: wheel({ "claims_etl/__pycache__/a.cpython-312.pyc": "x" }) },
      [`ARTIFACT_TRACKED ${names.wheel}/claims_etl/__pycache__/a.cpython-312.pyc`],
    ],
    [
      "a repository in an npm package",
      { [names.npm]: npm({ ".git/config": "x" }) },
      [`ARTIFACT_TRACKED ${names.npm}/.git/config`],
    ],
    [
      "a secret in a source distribution",
      { [names.sdist]: sdist({ "src/.env": "A=1\n" }) },
      [`SECRET_FILE_TRACKED ${names.sdist}/src/.env`],
    ],
    [
      "a log in an npm package",
      { [names.npm]: npm({ "debug.log": "x" }) },
      [`ARTIFACT_TRACKED ${names.npm}/debug.log`],
    ],
    [
      "packages in an npm package",
      { [names.npm]: npm({ "node_modules/b/index.js": "x" }) },
      [`ARTIFACT_TRACKED ${names.npm}/node_modules/b/index.js`],
    ],
    [
      "packages that are brought on purpose",
      { [names.npm]: npm({ "node_modules/b/index.js": "x" }, { name: "claims-etl", bundledDependencies: ["b"] }) },
      [],
    ],
    [
      "compiled code in a pure wheel",
      { [names.wheel]: wheel({ "claims_etl/a.so": elf }) },
      [`COMPILED_FILE ${names.wheel}/claims_etl/a.so`],
    ],
    ["compiled code in a wheel for one platform", { [names.wheel]: wheel({ "claims_etl/a.so": elf }, false) }, []],
    [
      "compiled code in a source distribution",
      { [names.sdist]: sdist({ tool: elf }) },
      [`COMPILED_FILE ${names.sdist}/tool`],
    ],
    [
      "a file that is too large",
      { [names.wheel]: wheel({ "claims_etl/a": Buffer.alloc(5_000_001) }) },
      [`FILE_TOO_LARGE ${names.wheel}/claims_etl/a`],
    ],
  ])("judges %s", async (_, packages, expected) => {
    const { told, exitCode } = await judge(checkArtifacts, packages);
    expect([told, exitCode]).toEqual([expected, expected.length > 0 ? 1 : 0]);
  });

  it("goes by the configuration: deny, allow with its reason, size; what allows nothing here may do so in the repository", async () => {
    const artifacts = {
      deny: ["data/**"],
      allow: [
        { glob: "data/ok.csv", reason: "small" },
        { glob: "other", reason: "elsewhere" },
      ],
      maxFileSize: "1 KB",
    };
    const files = { "data/a.csv": "x", "data/ok.csv": "x", big: "x".repeat(1025) };
    const { told, report } = await judge(
      checkArtifacts,
      { [names.sdist]: sdist(files), [names.npm]: npm(files) },
      { artifacts },
    );
    expect(told).toEqual(
      [names.npm, names.sdist].flatMap((name) => [`FILE_TOO_LARGE ${name}/big`, `ARTIFACT_TRACKED ${name}/data/a.csv`]),
    );
    expect(report.exemptions).toEqual([
      {
        glob: "data/ok.csv",
        reason: "small",
        exempted: [names.npm, names.sdist].map((name) => ({ path: `${name}/data/ok.csv`, code: "ARTIFACT_TRACKED" })),
      },
    ]);
  });

  it("could not decide about a package that can't be read, and judges the others", async () => {
    const { told, exitCode } = await judge(checkArtifacts, {
      "bad.whl": Buffer.from("x"),
      [names.npm]: npm({ ".env": "A=1\n" }),
    });
    expect([told, exitCode]).toEqual([["PACKAGE_UNREADABLE bad.whl", `SECRET_FILE_TRACKED ${names.npm}/.env`], 1]);
    const bad = await judge(checkArtifacts, { "bad.whl": Buffer.from("x") });
    expect([bad.told, bad.exitCode]).toEqual([["PACKAGE_UNREADABLE bad.whl"], 3]);
  });

  it.each([
    ["duplicate keys", '{"name":"claims-etl","name":"other"}', "duplicate key"],
    ["no JSON", "{", "Cannot read"],
    ["no map", "[]", "expected a map"],
  ])("could not decide about a package.json with %s", async (_, manifest, message) => {
    const { report, exitCode } = await judge(checkArtifacts, { [names.npm]: npm({ "package.json": manifest }) });
    expect([report.findings.map(({ code }) => code), exitCode]).toEqual([["PACKAGE_UNREADABLE"], 3]);
    expect(report.findings[0]?.message).toContain(message);
  });

  it("says of archives in a package that it did not open them", async () => {
    const files = { "a.bin": wheel(), "b.bin": gzipSync("x"), "c.bin": makeTar({ x: "x" }), d: "PK" };
    const { report, exitCode } = await judge(checkArtifacts, { [names.npm]: npm(files) });
    expect(report.coverage[1]).toEqual({
      ...{ unit: "package members", considered: 5, examined: 2, skipped: { "archives, not opened": 3 } },
    });
    expect(exitCode).toBe(0);
  });

  it.each([
    ["a pattern that names nothing", ["--package", "dist/*.whl"], "E_NOTHING"],
    ["files without the flag", ["a.whl"], "E_USAGE"],
    ["--self-test", ["--package", "a.whl", "--self-test"], "E_USAGE"],
    ["--staged", ["--package", "a.whl", "--staged"], "E_USAGE"],
    ["--attest", ["--package", "a.whl", "--attest"], "E_USAGE"],
    ["--fix", ["--package", "a.whl", "--fix"], "E_USAGE"],
  ])("refuses %s", async (_, argv, code) => {
    using at = repo({ "README.md": "# A\n" });
    await expect(call(checkArtifacts as never, at.dir, argv)).rejects.toMatchObject({ code });
  });

  it("takes a glob, and says nothing about the repository", async () => {
    using at = repo({ ".env": "A=1\n" });
    writeFileSync(join(at.dir, names.wheel), wheel());
    expect((await call(checkArtifacts as never, at.dir, ["--package", "*.whl"])).result.exitCode).toBe(0);
  });
});

describe("check-identity --package", () => {
  it("names the private list, which it can't open, where that lies: in the repository", async () => {
    const config = { identity: { forbidden: { private: ".kprov/deny.json" } } };
    const files = { "kprov.config.json": JSON.stringify(config), ".kprov/deny.json": denyFile(["acme corp"]) };
    using at = repo(files);
    writeFileSync(join(at.dir, names.npm), npm({}));
    writeFileSync(join(at.dir, names.wheel), wheel({ "claims_etl/a.py": "x" }));
    const { result } = await call(checkIdentity as never, at.dir, ["--package", names.npm, names.wheel]);
    const { verdict, findings } = result.document as Report;
    const places = findings.filter(({ code }) => code.startsWith("PRIVATE_")).map(({ code, path }) => [code, path]);
    expect([verdict, places]).toEqual(["undecided", [["PRIVATE_SALT_MISSING", ".kprov/deny.json"]]]);
  });

  const identity = { name: "claims-etl", repository: url, forbidden: ["oldname"] };

  it("proves packages that are the project's", async () => {
    const urls = `Project-URL: Repository, ${url}\nHome-page: https://claims.example\n`;
    const packages = {
      [names.wheel]: wheel({ "claims_etl-1.0.0.dist-info/METADATA": metadata(urls), "claims_etl/a.py": "x" }),
      [names.sdist]: sdist({ "PKG-INFO": metadata(urls), "pyproject.toml": '[project]\nname = "claims-etl"\n' }),
      [names.npm]: npm({ "README.md": `# Claims\n\n${url}\n` }, { name: "@acme/claims-etl", repository: url }),
    };
    const { report, exitCode } = await judge(checkIdentity, packages, { identity });
    expect([report.findings, exitCode]).toEqual([[], 0]);
  });

  const setup = "[metadata]\nname = claims-etl\n";
  const info = `${names.wheel}/claims_etl-1.0.0.dist-info/METADATA`;
  const wheelOf = (text: string, more: Record<string, string> = {}) => ({
    [names.wheel]: wheel({ "claims_etl-1.0.0.dist-info/METADATA": text, ...more }),
  });

  it.each<[string, Record<string, Buffer>, string[]]>([
    ["another name", wheelOf(metadata("", "claims-other")), [`NAME_MISMATCH ${info}`, `NAME_MISMATCH ${info}`]],
    ["no name", wheelOf("Version: 1.0.0\n\n"), [`SOURCE_MALFORMED ${info}`]],
    ["two names", wheelOf("Name: claims-etl\nName: other\nVersion: 1.0.0\n\n"), [`SOURCE_MALFORMED ${info}`]],
    [
      "another repository",
      wheelOf(metadata("Project-URL: Source Code, https://github.com/other/claims-etl\n")),
      [`URL_MISMATCH ${info}`],
    ],
    [
      "a renamed file",
      { "other-1.0.0-py3-none-any.whl": wheel() },
      ["NAME_MISMATCH other-1.0.0-py3-none-any.whl/claims_etl-1.0.0.dist-info/METADATA"],
    ],
    [
      "another version than the file says",
      { "claims_etl-1.0.1.tar.gz": sdist({ "setup.cfg": "[metadata]\nname = claims-etl\n" }) },
      ["NAME_MISMATCH claims_etl-1.0.1.tar.gz/PKG-INFO"],
    ],
    [
      "a source distribution in another directory",
      { [names.sdist]: gzipSync(makeTar({ "other-1.0.0/PKG-INFO": metadata(), "other-1.0.0/setup.cfg": setup })) },
      [`NAME_MISMATCH ${names.sdist}/PKG-INFO`],
    ],
    [
      "a source distribution in a directory as older tools call it",
      {
        [names.sdist]: gzipSync(
          makeTar({ "claims-etl-1.0.0/PKG-INFO": metadata(), "claims-etl-1.0.0/setup.cfg": setup }),
        ),
      },
      [],
    ],
    [
      "a token in a file",
      wheelOf(metadata(), { "claims_etl/a.py": "import oldname\n" }),
      [`FORBIDDEN_TOKEN ${names.wheel}/claims_etl/a.py`],
    ],
    [
      "a token in UTF-16",
      { [names.npm]: npm({ a: Buffer.from("x oldname x", "utf16le") }) },
      [`FORBIDDEN_TOKEN ${names.npm}/a`],
    ],
    [
      "a token in a member's name",
      wheelOf(metadata(), { "claims_etl/oldname.py": "" }),
      [`FORBIDDEN_IN_NAME ${names.wheel}/claims_etl/oldname.py`],
    ],
    [
      "another name in package.json",
      { [names.npm]: npm({}, { name: "other" }) },
      [`NAME_MISMATCH ${names.npm}/package.json`],
    ],
  ])("judges %s", async (_, packages, expected) => {
    const { told } = await judge(checkIdentity, packages, { identity });
    expect(told).toEqual(expected);
  });

  it("could not decide about names that git refuses", async () => {
    const files = { [names.npm]: npm({ ".git/config": "x" }) };
    const { told, exitCode, report } = await judge(checkIdentity, files, { identity });
    expect([told, exitCode]).toEqual([[`PACKAGE_UNREADABLE ${names.npm}`], 3]);
    expect(report.findings[0]?.message).toBe('Cannot look through it: git keeps no file called ".git/config"');
  });

  it("finds a token in the file's own name, in the directory that holds everything, and in the archive's headers", async () => {
    const { report } = await judge(checkIdentity, { "oldname-1.tgz": npm({}) }, { identity });
    expect(report.findings).toMatchObject([
      { path: "oldname-1.tgz", message: expect.stringContaining("In the file's name") },
    ]);
    const top = gzipSync(makeTar({ "oldname/package.json": '{"name":"claims-etl"}' }));
    const owned = inHeader("oldname", 265);
    const times = [inHeader("\x80oldname", 476), inHeader("\xff   oldname", 488)];
    // As tools write it that were given another name for the archive: RFC 1952, FNAME.
    const plain = npm({});
    const named = Buffer.concat([plain.subarray(0, 3), Buffer.from([8]), plain.subarray(4, 10)]);
    const renamed = Buffer.concat([named, Buffer.from("oldname-1.tar\0"), plain.subarray(10)]);
    for (const bytes of [top, owned, ...times, renamed]) {
      const { report: second } = await judge(checkIdentity, { [names.npm]: bytes }, { identity });
      expect(second.findings).toMatchObject([
        { path: names.npm, message: expect.stringContaining("In the archive's own headers") },
      ]);
    }
  });

  it.each<[string, Buffer, string[]]>([
    ["once in a long name, whatever its bytes look like", longName, ["oldname"]],
    ["not in a time", inHeader("14371234567\0", 476), []],
  ])("finds a token %s", async (_, bytes, expected) => {
    const forbidden = ["oldname", "14371234567"];
    const { report } = await judge(checkIdentity, { [names.npm]: bytes }, { identity: { ...identity, forbidden } });
    expect(report.findings.map(({ path = "" }) => path)).toEqual(
      expected.map((token) => expect.stringMatching(new RegExp(`^${names.npm}/.*${token}`))),
    );
  });

  it("could not decide about bytes behind a package, which some readers show", async () => {
    const bytes = Buffer.concat([npm({}), Buffer.from("\0oldname")]);
    const { told, exitCode } = await judge(checkIdentity, { [names.npm]: bytes }, { identity });
    expect([told, exitCode]).toEqual([[`PACKAGE_UNREADABLE ${names.npm}`], 3]);
  });

  it("finds the list of forbidden tokens in what is released", async () => {
    using at = repo({
      "kprov.config.json": '{"identity":{"forbidden":{"file":"words.txt"}}}',
      "words.txt": "oldname\n",
    });
    writeFileSync(join(at.dir, names.npm), npm({ "words.txt": "oldname\n" }));
    const { result } = await call(checkIdentity as never, at.dir, ["--package", names.npm]);
    const { findings } = result.document as Report;
    expect(findings.map(({ code, path }) => `${code} ${path}`)).toContain(`FORBIDDEN_TOKEN ${names.npm}/words.txt`);
  });

  it("could not decide when the configuration says nothing about who the project is", async () => {
    const { exitCode } = await judge(checkIdentity, { [names.wheel]: wheel() }, {});
    expect(exitCode).toBe(3);
  });
});

import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { checkIdentity } from "../../../../lib/guard/identity/check-identity.ts";
import { sound } from "../../../../lib/guard/identity/plants.ts";
import { identityRules } from "../../../../lib/guard/identity/rules.ts";
import { plantedList } from "../../../../lib/guard/private/index.ts";
import { type RepoFiles, repo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";
import { check, codesOf, none, type Options } from "./support.ts";

const url = "https://github.com/acme/claims-etl";
const doubt = { code: "PRIVATE_SALT_MISSING", level: "undecided", message: "planted" } as const;

describe("checkIdentity", () => {
  it("proves a sound repository, with receipts that add up and nothing of this machine", async () => {
    using fixture = repo({ ...sound.files, "docs/package.json": "{}" });
    fixture.git("remote", "add", "origin", sound.remote);
    fixture.git("remote", "add", "mirror", "/srv/x");
    const report = await check(fixture.dir, { identity: sound.identity });
    expect(report).toEqual({
      schema: "kprov.report/v1",
      check: "check-identity",
      verdict: "proved",
      findings: [],
      coverage: [
        { unit: "tracked files", considered: 6, examined: 6, skipped: {} },
        { unit: "manifests", considered: 3, examined: 2, skipped: { "not at the top of a project": 1 } },
        { unit: "repository URLs", considered: 5, examined: 4, skipped: { "another remote": 1 } },
        { unit: "READMEs", considered: 1, examined: 1, skipped: {} },
        { unit: "files searched for the display name", considered: 6, examined: 5, skipped: { allowed: 1 } },
        { unit: "Dockerfiles", considered: 1, examined: 1, skipped: {} },
      ],
      config: null,
      tool: { name: "kprovengine", version: "0.0.0" },
    });
    expect(await check(join(fixture.dir, "src"), { identity: sound.identity })).toEqual(report);
  });

  it("could not decide with nothing configured, and says which keys to write", async () => {
    using fixture = repo({ a: "x" });
    const report = await check(fixture.dir);
    expect(report.verdict).toBe("undecided");
    expect(codesOf(report)).toEqual(["NOTHING_EXAMINED"]);
    expect(report.findings[0]?.fix).toContain("identity.name");
  });

  it.each<[string, RepoFiles, string[]]>([
    [
      "a name that the build makes",
      { "pyproject.toml": '[project]\ndynamic = ["name"]\n' },
      ["VALUE_COMPUTED pyproject.toml"],
    ],
    [
      "no name anywhere",
      { "setup.cfg": "[metadata]\nlicense = MIT\n", "setup.py": "from setuptools import setup\nsetup()\n" },
      ["VALUE_COMPUTED setup.cfg", "VALUE_COMPUTED setup.py"],
    ],
    [
      "a name that another manifest says",
      {
        "setup.cfg": "[metadata]\nlicense = MIT\n",
        "setup.py": "from setuptools import setup\nsetup(name='claims-etl')\n",
      },
      [],
    ],
    [
      "a name of another ecosystem",
      { "setup.cfg": "[metadata]\nlicense = MIT\n", "package.json": '{"name":"claims-etl"}' },
      ["VALUE_COMPUTED setup.cfg"],
    ],
  ])("could not decide about %s, where a name is asked for", async (_, files, expected) => {
    using fixture = repo(files);
    const report = await check(fixture.dir, { identity: { name: "claims-etl" } });
    expect(codesOf(report)).toEqual(expected);
    expect(report.verdict).toBe(expected.length > 0 ? "undecided" : "proved");
    const unasked = await check(fixture.dir, { identity: { repository: url } });
    expect(unasked.findings.map(({ code }) => code)).not.toContain("VALUE_COMPUTED");
  });

  it("takes no name of the work tree for one that the index lacks", async () => {
    using fixture = repo({ "setup.cfg": "[metadata]\nlicense = MIT\n" });
    writeFileSync(join(fixture.dir, "setup.cfg"), "[metadata]\nname = claims-etl\n");
    const report = await check(fixture.dir, { identity: { name: "claims-etl" } });
    expect(codesOf(report)).toEqual(["VALUE_COMPUTED setup.cfg"]);
  });

  it("reports every violation at once, sorted, with places", async () => {
    using fixture = repo({
      "README.md": "git clone https://github.com/old/claims-etl\n",
      "package.json": '{\n  "name": "claims",\n  "repository": "old/claims-etl",\n  "bin": {"x": "x.js"}\n}\n',
      "setup.cfg": "[options.entry_points]\nconsole_scripts =\n  claims-etl = gone:main\n",
      "src/a.py": "# Claims Engine\n",
      Dockerfile: 'FROM scratch\nLABEL org.opencontainers.image.title="x"\n',
    });
    fixture.git("remote", "add", "origin", "git@github.com:old/claims-etl.git");
    const identity = {
      name: "claims-etl",
      repository: url,
      display: { name: "Claims Engine", allow: ["README.md"] },
      docker: { files: ["Dockerfile"], labels: { vendor: "ACME" } },
    };
    const report = await check(fixture.dir, { identity });
    expect(report.verdict).toBe("violated");
    expect(codesOf(report)).toEqual([
      "URL_MISMATCH",
      "LABEL_MISMATCH Dockerfile",
      "LABEL_MISSING Dockerfile",
      "LABEL_MISSING Dockerfile",
      "README_URL_MISMATCH README.md",
      "ENTRY_POINT_MISMATCH package.json",
      "NAME_MISMATCH package.json",
      "URL_MISMATCH package.json",
      "ENTRY_POINT_MISMATCH setup.cfg",
      "DISPLAY_NAME_MISPLACED src/a.py",
    ]);
    expect(report.findings.find(({ code }) => code === "NAME_MISMATCH")?.message).toMatch(/^package\.json:2:\d+: /);
    expect(JSON.stringify(report)).not.toContain(fixture.dir);
  });

  it("judges the index and the work tree where they differ, and a finding in both counts once", async () => {
    using fixture = repo({ "package.json": '{"name":"claims"}' });
    const identity = { name: "claims" };
    expect((await check(fixture.dir, { identity })).verdict).toBe("proved");
    fixture.write({ "package.json": '{"name":"other"}' });
    expect(codesOf(await check(fixture.dir, { identity }))).toEqual(["NAME_MISMATCH package.json"]);
    fixture.git("add", "package.json");
    fixture.write({ "package.json": '{"name":"claims"}' });
    expect(codesOf(await check(fixture.dir, { identity }))).toEqual(["NAME_MISMATCH package.json"]);
    fixture.write({ "package.json": '\n{"name":"other"}' });
    expect(codesOf(await check(fixture.dir, { identity }))).toEqual(["NAME_MISMATCH package.json"]);
    rmSync(join(fixture.dir, "package.json"));
    expect(codesOf(await check(fixture.dir, { identity }))).toEqual(["NAME_MISMATCH package.json"]);
  });

  it("proves a repository without manifests by its paths, and could not decide about one that tracks nothing", async () => {
    using fixture = repo({ "README.md": "# x\n" });
    expect(await check(fixture.dir, { identity: { name: "claims" } })).toMatchObject({ verdict: "proved" });
    using empty = repo();
    const report = await check(empty.dir, { identity: { name: "claims" } });
    expect(codesOf(report)).toEqual(["NOTHING_EXAMINED"]);
  });

  it("could not decide when a repository is named and nothing names one, NOTHING_EXAMINED", async () => {
    using fixture = repo({ a: "x" });
    expect(codesOf(await check(fixture.dir, { identity: { repository: url } }))).toEqual(["NOTHING_EXAMINED"]);
    fixture.git("remote", "add", "origin", "/srv/x.git");
    expect(codesOf(await check(fixture.dir, { identity: { repository: url } }))).toEqual(["NOTHING_EXAMINED"]);
    fixture.git("remote", "set-url", "origin", url);
    expect((await check(fixture.dir, { identity: { repository: url } })).verdict).toBe("proved");
  });

  it("could not decide about a malformed manifest, SOURCE_MALFORMED with its place, and goes on", async () => {
    using fixture = repo({
      "package.json": '{\n  "name": "x",\n',
      "pyproject.toml": "[project]\nname = 'other'\n",
      "setup.cfg": Buffer.from([0x5b, 0xff]),
      "Cargo.toml": { link: "pyproject.toml" },
    });
    const report = await check(fixture.dir, { identity: { name: "claims" } });
    expect(codesOf(report)).toEqual([
      "FILE_UNREADABLE Cargo.toml",
      "SOURCE_MALFORMED package.json",
      "NAME_MISMATCH pyproject.toml",
      "SOURCE_MALFORMED setup.cfg",
    ]);
    expect(report.findings[1]?.message).toMatch(/^package\.json:\d+:\d+: /);
    expect(report.coverage[1]).toEqual({
      unit: "manifests",
      considered: 4,
      examined: 1,
      skipped: { "could not be read": 3 },
    });
  });

  it("could not decide when manifests lie only below, and judges them as projects", async () => {
    using fixture = repo({ "api/pyproject.toml": "[project]\nname='api'\n", "web/package.json": '{"name":"site"}' });
    const identity = { name: "claims" };
    const report = await check(fixture.dir, { identity });
    expect(codesOf(report)).toEqual(["NOTHING_EXAMINED", "NOTHING_EXAMINED"]);
    expect(report.findings.map(({ fix }) => fix)).toContain(
      'name their directories: projects: [{ root: "api" }, { root: "web" }]',
    );
    const projects = [
      { root: "api", name: "api" },
      { root: "web", name: "web" },
    ];
    expect(codesOf(await check(fixture.dir, { identity, projects }))).toEqual(["NAME_MISMATCH web/package.json"]);
  });

  it("wants the manifests of a project without a name to agree with each other", async () => {
    const files = { "a/go.mod": "module x.example/claims/v2\n", "a/package.json": '{"name":"@acme/claims"}' };
    using fixture = repo({ ...files, "a/Cargo.toml": '[package]\nname = "claims"\n' });
    const projects = [{ root: "a" }];
    expect((await check(fixture.dir, { projects })).verdict).toBe("proved");
    fixture.commit({ "a/package.json": '{"name":"other"}' });
    expect(codesOf(await check(fixture.dir, { projects }))).toEqual(["NAME_MISMATCH a/package.json"]);
  });

  it("could not decide about a project where nothing is, DEAD_GLOB, or without a manifest", async () => {
    using fixture = repo({ "a/x": "x" });
    const projects = [{ root: "a" }, { root: "gone" }];
    expect(codesOf(await check(fixture.dir, { projects }))).toEqual(["DEAD_GLOB", "NOTHING_EXAMINED"]);
  });

  it("finds the display name in every kind of file, but in those that declare it", async () => {
    const name = "Claims Engine";
    using fixture = repo({
      "kprov.config.json": name,
      "docs/a.md": name,
      "bin/a.bin": Buffer.concat([Buffer.from([0xff, 0, 1]), Buffer.from(name), Buffer.from([0])]),
      "le.txt": Buffer.from(`\ufeff${name}`, "utf16le"),
      "be.txt": Buffer.from(`${name} x`, "utf16le").swap16(),
      "odd.bin": Buffer.concat([Buffer.from([0xff]), Buffer.from(` ${name} `, "utf16le")]),
      "long.txt": `${"x".repeat(2 ** 20 - 5)} ${name}`,
      "ok.py": "ClaimsEngine = claims_engine\n",
      "ok.bin": Buffer.from([0xff, 0xfe, 0, 1]),
      "part.txt": `${name}s`,
      link: { link: name },
    });
    const identity = { name: "claims", display: { name, allow: ["docs/**"] } };
    const options = { identity, declaredIn: { name: ["kprov.config.json"], tokens: [] } };
    const found = ["be.txt", "bin/a.bin", "le.txt", "long.txt", "odd.bin"].map(
      (path) => `DISPLAY_NAME_MISPLACED ${path}`,
    );
    const report = await check(fixture.dir, options);
    expect(codesOf(report)).toEqual(found);
    expect(report.coverage.at(-1)).toMatchObject({
      considered: 10,
      examined: 8,
      skipped: { allowed: 1, "declares the name": 1 },
    });
    for (const path of ["be.txt", "bin/a.bin", "long.txt"]) rmSync(join(fixture.dir, path));
    fixture.write({ "le.txt": "clean", "ok.py": name });
    expect(codesOf(await check(fixture.dir, options))).toEqual([...found, "DISPLAY_NAME_MISPLACED ok.py"]);
  });

  it("does not judge a display name that is the technical name", async () => {
    using fixture = repo({ a: "claims" });
    const report = await check(fixture.dir, { identity: { name: "claims", display: { name: "claims", allow: [] } } });
    expect(report).toMatchObject({ verdict: "proved", coverage: [{ unit: "tracked files" }] });
  });

  it("could not decide about globs that match nothing, DEAD_GLOB", async () => {
    using fixture = repo({ a: "x" });
    const identity = { display: { name: "Claims", allow: ["docs/**"] }, docker: { files: ["Dockerfile"], labels: {} } };
    const report = await check(fixture.dir, { identity });
    expect(report.findings.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'DEAD_GLOB No tracked file matches "Dockerfile" of identity.docker.files',
      'DEAD_GLOB No tracked file matches "docs/**" of identity.display.allow',
      "NOTHING_EXAMINED No Dockerfiles were examined",
    ]);
  });

  it("resolves ARG defaults and judges the final stage; a malformed Dockerfile is a doubt", async () => {
    const lines = [
      "ARG NAME=claims",
      "FROM a AS build",
      "LABEL org.opencontainers.image.title=x",
      "FROM b",
      "ARG NAME",
    ];
    using fixture = repo({
      "a/Dockerfile": [...lines, "LABEL org.opencontainers.image.title=$NAME"].join("\n"),
      "b/Dockerfile": [
        ...lines,
        "ARG V",
        "LABEL org.opencontainers.image.title=$NAME org.opencontainers.image.version=$V",
      ].join("\n"),
      "c/Dockerfile": "LABEL a=b\n",
      "d/Dockerfile": { link: "../a/Dockerfile" },
    });
    const identity = { name: "claims", docker: { files: ["*/Dockerfile"], labels: {} } };
    const report = await check(fixture.dir, { identity });
    expect(codesOf(report)).toEqual([
      "LABEL_UNRESOLVED b/Dockerfile",
      "SOURCE_MALFORMED c/Dockerfile",
      "FILE_UNREADABLE d/Dockerfile",
    ]);
    expect(report.verdict).toBe("undecided");
    expect(report.coverage.at(-1)).toMatchObject({ examined: 2, skipped: { "could not be read": 2 } });
  });

  it("speaks of the files below the configuration's directory", async () => {
    using fixture = repo({
      "package.json": '{"name":"other"}',
      "a.txt": "Claims Engine",
      "sub/package.json": '{"name":"claims"}',
      "sub/docs/a.md": "Claims Engine",
    });
    const identity = { name: "claims", display: { name: "Claims Engine", allow: ["docs/*"] } };
    const root = join(fixture.dir, "sub");
    const report = await check(fixture.dir, { identity, root });
    expect(report).toMatchObject({ verdict: "proved", coverage: [{}, { considered: 1 }, { considered: 2 }] });
  });

  it.each<[string, Options, string]>([
    ["a display name", { identity: { display: { name: "Claims Engine", allow: [] } } }, "proved"],
    ["Dockerfiles", { identity: { docker: { files: ["Dockerfile"], labels: {} } } }, "proved"],
    ["a repository", { identity: { repository: url } }, "violated URL_MISMATCH package.json"],
    ["projects", { projects: [{ root: "." }] }, "proved"],
    ["tokens", { forbidden: ["old-name"] }, "violated FORBIDDEN_TOKEN a"],
    [
      "a private list",
      { privateTokens: { doubts: [], list: plantedList(["old-name"]) } },
      "violated FORBIDDEN_TOKEN a",
    ],
    ["a private list that can't be opened", { privateTokens: { doubts: [doubt] } }, "undecided PRIVATE_SALT_MISSING"],
    ["a history", { history: "HEAD" }, "undecided NOTHING_EXAMINED"],
  ])("judges where nothing is configured but %s", async (_, options, expected) => {
    using fixture = repo({
      a: "old-name\n",
      Dockerfile: "FROM scratch\n",
      "package.json": '{"name":"x","repository":"old/claims-etl"}',
    });
    const report = await check(fixture.dir, options);
    expect([report.verdict, ...codesOf(report)].join(" ")).toBe(expected);
    expect(JSON.stringify(report)).not.toContain("says nothing about who this project is");
  });

  it("reads no manifest that nobody asks for", async () => {
    using fixture = repo({ "package.json": "{" });
    const report = await check(fixture.dir, { identity: { display: { name: "Claims Engine", allow: [] } } });
    expect(report.verdict).toBe("proved");
  });

  it("could not decide when a rule went blind, RULE_CANARY_MISSED", async () => {
    using fixture = repo({ "package.json": '{"name":"other"}' });
    const rules = { ...identityRules, judgeName: () => undefined };
    const report = await check(fixture.dir, { identity: { name: "claims" }, rules });
    expect(report.verdict).toBe("undecided");
    expect(new Set(codesOf(report))).toEqual(new Set(["RULE_CANARY_MISSED"]));
  });

  it("throws E_NO_REPOSITORY outside a repository, and E_CONFIG for what can't be meant", async () => {
    const identity = { name: "claims" };
    await expect(check(temporary(), { identity })).rejects.toMatchObject({ code: "E_NO_REPOSITORY" });
    using fixture = repo({ a: "x" });
    for (const wrong of [{ repository: "here" }, { display: { name: "X Y", allow: ["["] } }])
      await expect(check(fixture.dir, { identity: wrong })).rejects.toMatchObject({ code: "E_CONFIG" });
  });

  it("gives the tokens to the scan, and its findings and receipts to the report", async () => {
    using fixture = repo({ a: "x" });
    const finding = { code: "FILE_UNREADABLE", level: "undecided", path: "a", message: "planted" };
    const receipt = { unit: "planted surfaces", considered: 1, examined: 1, skipped: {} };
    const scan = vi.fn().mockResolvedValue({ findings: [finding], coverage: [receipt] });
    const given = { cwd: fixture.dir, cacheDir: "/cache", version: "0.0.0" };
    const declaredIn = { name: ["kprov.config.json"], tokens: ["tokens.txt"] };
    const asked = { ...given, declaredIn, identity: none, forbidden: ["old-name"], config: null, scan };
    const report = await checkIdentity(asked);
    expect(scan).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ ...given, declaredIn: ["tokens.txt"], tokens: ["old-name"] }),
    );
    expect(report).toMatchObject({ verdict: "undecided", findings: [finding], coverage: [{}, receipt] });
  });
});

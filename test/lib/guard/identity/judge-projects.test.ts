import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type RepoFiles, repo } from "../../../support/repo.ts";
import { check, codesOf, type Options } from "./support.ts";

const url = "https://github.com/acme/claims-etl";
const old = "https://github.com/old/claims-etl";

describe("the manifests of projects", () => {
  it.each<[string, RepoFiles, Options, string[]]>([
    [
      "counts the commands of src/main.rs for the package at the top",
      { "Cargo.toml": '[package]\nname = "claims"\n[[bin]]\nname = "x"\n', "src/main.rs": "", "x/src/main.rs": "" },
      { identity: { name: "claims" } },
      [],
    ],
    [
      "counts no src/main.rs of another package",
      { "Cargo.toml": '[package]\nname = "claims"\n[[bin]]\nname = "x"\n', "x/src/main.rs": "" },
      { identity: { name: "claims" } },
      ["ENTRY_POINT_MISMATCH Cargo.toml"],
    ],
    [
      "counts the commands of src/main.rs for the package that it lies in",
      {
        "x/Cargo.toml": '[package]\nname = "claims"\n[[bin]]\nname = "x"\n',
        "x/src/main.rs": "",
        "y/Cargo.toml": '[package]\nname = "claims"\n[[bin]]\nname = "x"\n',
        "src/main.rs": "",
      },
      { identity: { name: "claims" }, projects: [{ root: "x" }, { root: "y" }] },
      ["ENTRY_POINT_MISMATCH y/Cargo.toml"],
    ],
    [
      "takes a command that the configuration names for one that carries the name",
      { "package.json": '{"name":"ripgrep","bin":{"rg":"x"}}', "a/package.json": '{"name":"fd","bin":{"f":"x"}}' },
      { identity: { name: "ripgrep", commands: ["rg", "f"] }, projects: [{ root: "a" }] },
      [],
    ],
    [
      "takes none for one that is called like a part of it",
      { "package.json": '{"name":"ripgrep","bin":{"rg":"x"}}', "a/package.json": '{"name":"a","bin":{"a-r":"x"}}' },
      { identity: { name: "ripgrep", commands: ["a-r"] }, projects: [{ root: "a" }] },
      ["ENTRY_POINT_MISMATCH package.json"],
    ],
    [
      "finds no command that nothing installs",
      { "package.json": '{"name":"ripgrep","bin":{"rg":"x"}}', "a/package.json": '{"name":"a","bin":{"x":"x"}}' },
      { identity: { name: "ripgrep", commands: ["rg", "x"] } },
      ["ENTRY_POINT_MISMATCH"],
    ],
    [
      "reads manifests for commands alone",
      { "package.json": '{"name":"ripgrep","bin":{"rg":"x"}}' },
      { identity: { commands: ["rg"] } },
      [],
    ],
    [
      "asks for no command where a part of the repository is judged",
      { "package.json": '{"name":"ripgrep","bin":{"rg":"x"}}' },
      { identity: { name: "ripgrep", commands: ["rg", "x"] }, isPart: true },
      [],
    ],
    [
      "takes the name that a Go module has",
      { "a/go.mod": "module x.example/claims/v2\n", "a/package.json": '{"name":"claims"}' },
      { projects: [{ root: "a" }] },
      [],
    ],
    [
      "takes the name that is written in a scope",
      { "a/package.json": '{"name":"@acme/claims"}', "a/setup.cfg": "[metadata]\nname = claims\n" },
      { projects: [{ root: "a" }] },
      [],
    ],
    [
      "takes a name for no version of a Go module",
      { "a/package.json": '{"name":"@acme/v2"}', "a/setup.cfg": "[metadata]\nname = v2\n" },
      { projects: [{ root: "a" }] },
      [],
    ],
    [
      "looks for a module below its own project",
      {
        "a/pyproject.toml": '[project]\nname = "a"\n[project.scripts]\na = "m:run"\n',
        "ab/m.py": "",
        "m.py": "",
      },
      { projects: [{ root: "a" }] },
      ["ENTRY_POINT_MISMATCH a/pyproject.toml"],
    ],
    [
      "reports where package.json says that the package lies",
      { "package.json": `{"name":"claims","repository":{"url":"${url}","directory":"x"}}` },
      { identity: { name: "claims" } },
      ["DIRECTORY_MISMATCH package.json"],
    ],
    [
      "reports a title without the name",
      { "CITATION.cff": "title: A pipeline\n" },
      { identity: { name: "claims" } },
      ["NAME_MISMATCH CITATION.cff"],
    ],
    [
      "takes a title with the display name",
      { "CITATION.cff": "title: Claims Engine\n", a: "x" },
      { identity: { name: "x", display: { name: "Claims Engine", allow: ["CITATION.cff"] } } },
      [],
    ],
    [
      "doubts a computed URL where a repository is asked for",
      { "setup.py": "from setuptools import setup\nsetup(name='claims', url=read())\n" },
      { identity: { name: "claims", repository: url } },
      ["NOTHING_EXAMINED", "VALUE_COMPUTED setup.py"],
    ],
    [
      "doubts no computed URL where none is asked for",
      { "setup.py": "from setuptools import setup\nsetup(name='claims', url=read())\n" },
      { identity: { name: "claims" } },
      [],
    ],
    [
      "doubts a name that the build makes, although another manifest says one",
      {
        "pyproject.toml": '[project]\ndynamic = ["name"]\n',
        "setup.cfg": "[metadata]\nname = claims\n",
      },
      { identity: { name: "claims" } },
      ["VALUE_COMPUTED pyproject.toml"],
    ],
  ])("%s", async (_, files, options, expected) => {
    using fixture = repo(files);
    expect(codesOf(await check(fixture.dir, options))).toEqual(expected);
  });

  it("takes no name of the index for one that the work tree lacks", async () => {
    using fixture = repo({ "setup.cfg": "[metadata]\nname = claims\n" });
    writeFileSync(join(fixture.dir, "setup.cfg"), "[metadata]\nlicense = MIT\n");
    const report = await check(fixture.dir, { identity: { name: "claims" } });
    expect(codesOf(report)).toEqual(["VALUE_COMPUTED setup.cfg"]);
  });

  it("names three directories of those that are no projects, from the configuration's", async () => {
    const paths = ["a", "b", "b/x", "c"].map((dir) => `sub/${dir}/package.json`);
    using fixture = repo(Object.fromEntries(paths.map((path) => [path, "{}"])));
    const report = await check(fixture.dir, { identity: { name: "claims" }, root: join(fixture.dir, "sub") });
    expect(report.findings.find(({ fix }) => fix?.includes("projects"))).toMatchObject({
      message: 'No manifest lies at the top of a project; 4 lie below, such as "sub/a/package.json"',
      fix: 'name their directories: projects: [{ root: "a" }, { root: "b" }, { root: "b/x" }]',
    });
  });

  it("says which project has nothing in it, or no manifest", async () => {
    using fixture = repo({ "a/x": "x" });
    const messages = async (...roots: string[]) =>
      (await check(fixture.dir, { projects: roots.map((root) => ({ root })) })).findings.map(({ message }) => message);
    expect(await messages("a", "gone")).toEqual(
      expect.arrayContaining([
        'No tracked file lies below the project "gone"',
        'The project "a" has no manifest at its top',
      ]),
    );
    expect(await messages(".")).toContain('The project "." has no manifest at its top');
    fixture.git("rm", "--quiet", "-r", "a");
    expect(await messages(".")).toContain('No tracked file lies below the project "."');
  });

  it("counts a URL that names no repository as skipped", async () => {
    using fixture = repo({ "package.json": `{"repository":"${url}","homepage":"https://claims.example"}` });
    const report = await check(fixture.dir, { identity: { repository: url } });
    expect(report).toMatchObject({ verdict: "proved" });
    expect(report.coverage).toContainEqual({
      ...{ unit: "repository URLs", considered: 2, examined: 1 },
      skipped: { "no repository's": 1 },
    });
  });
});

describe("the READMEs of projects", () => {
  it("are judged at the top of each, in the index and in the work tree", async () => {
    const text = `git clone ${old}\n`;
    using fixture = repo({
      ...{
        "README.md": text,
        "a/readme.rst": text,
        "docs/README.md": text,
        "b/README.md": "x",
        "c/README": { link: "d" },
      },
      ...{ "a/package.json": "{}", "b/package.json": "{}", "c/package.json": "{}" },
    });
    const options = { identity: { repository: url }, projects: ["a", "b", "c"].map((root) => ({ root })) };
    const expected = ["README_URL_MISMATCH README.md", "README_URL_MISMATCH a/readme.rst", "FILE_UNREADABLE c/README"];
    const report = await check(fixture.dir, options);
    expect(codesOf(report)).toEqual(expected);
    expect(report.coverage).toContainEqual({
      ...{ unit: "READMEs", considered: 4, examined: 3 },
      skipped: { "could not be read": 1 },
    });
    expect(report.coverage).toContainEqual({ unit: "repository URLs", considered: 2, examined: 2, skipped: {} });
    fixture.write({ "b/README.md": text });
    expect(codesOf(await check(fixture.dir, options))).toEqual([
      ...expected.slice(0, 2),
      "README_URL_MISMATCH b/README.md",
      ...expected.slice(2),
    ]);
    rmSync(join(fixture.dir, "b/README.md"));
    expect(codesOf(await check(fixture.dir, options))).toEqual(expected);
  });
});

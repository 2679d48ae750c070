import { describe, expect, it } from "vitest";
import { openPackage, type Package } from "../../../../lib/guard/package/open.ts";
import { repo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";
import { aWheel, info, inTop, judge, metadata, npm, sdist } from "./support.ts";

const url = "https://github.com/acme/demo";
const of = (name: string | undefined, directory?: string, more: object = {}): Package =>
  npm({
    "package.json": JSON.stringify({
      ...{ name, repository: { type: "git", url: `git+${url}.git`, ...(directory !== undefined && { directory }) } },
      ...more,
    }),
  });
const identity = { name: "demo-app", repository: url };
const projects = [
  { root: "packages/core", name: "demo-core" },
  { root: "./packages//ui/", name: "@acme/demo-ui" },
  { root: "py", name: "demo-py" },
];
const python = (name: string): string => metadata("", [name, "1.0.0"]);
const told = async (...args: Parameters<typeof judge>) =>
  (await judge(...args)).map(
    ({ code, path = "", expected = "", actual = "" }) => `${code} ${path} ${expected} ${actual}`,
  );

describe("judgePackageIdentity, of one package of several", () => {
  it.each<[string, Package, string[]]>([
    ["a project by its place and name", of("demo-core", "packages/core"), []],
    ["a project by its place, written otherwise", of("@acme/demo-core", "./packages/core/"), []],
    ["a project by its name", of("demo-core"), []],
    ["a project with a scope", of("@acme/demo-ui", "packages/ui"), []],
    ["a wheel of a project", aWheel(python("demo_py"), "demo_py-1.0.0-py3-none-any.whl"), []],
    [
      "a source distribution of a project",
      sdist(
        { "PKG-INFO": python("demo-py"), "pyproject.toml": '[project]\nname = "demo.py"\n' },
        { name: "demo_py-1.0.0.tar.gz", top: "demo_py-1.0.0" },
      ),
      [],
    ],
    ["the project at the top", of("demo-app"), []],
    ["the project at the top, which lies nobody knows where", of("demo-app", "apps/demo"), []],
    [
      "a project that says it lies where another does",
      of("demo-core", "packages/ui"),
      ['NAME_MISMATCH package.json "@acme/demo-ui" "demo-core"'],
    ],
    [
      "the project at the top that says it lies where another does",
      of("demo-app", "packages/core"),
      ['NAME_MISMATCH package.json "demo-core" "demo-app"'],
    ],
    [
      "a project that says it lies where none does",
      of("demo-core", "packages/cor"),
      ['DIRECTORY_MISMATCH package.json "packages/core" "packages/cor"'],
    ],
    [
      "a project that leaves and comes back",
      of("demo-core", "packages/ui/../core"),
      ['DIRECTORY_MISMATCH package.json "packages/core" "packages/ui/../core"'],
    ],
    [
      "a project with an absolute place",
      of("demo-core", "/packages/core"),
      ['DIRECTORY_MISMATCH package.json "packages/core" "/packages/core"'],
    ],
    [
      "a project with another's scope",
      of("@evil/demo-ui", "packages/ui"),
      ['NAME_MISMATCH package.json "@acme/demo-ui" "@evil/demo-ui"'],
    ],
    ["no project's name", of("demo-cli"), ['NAME_MISMATCH package.json "demo-app" "demo-cli"']],
    [
      "no project's name in a wheel",
      aWheel(python("demo-cli"), "demo_cli-1.0.0-py3-none-any.whl"),
      [`NAME_MISMATCH ${info} "demo-app" "demo-cli"`],
    ],
    [
      "two manifests of two projects",
      sdist(
        { "PKG-INFO": python("demo-py"), "package.json": '{"name":"demo-core"}' },
        { name: "demo_py-1.0.0.tar.gz", top: "demo_py-1.0.0" },
      ),
      ['NAME_MISMATCH package.json "demo-py" "demo-core"'],
    ],
    [
      "a project that says it lies at the top",
      of("demo-core", "."),
      ['DIRECTORY_MISMATCH package.json "packages/core" "."'],
    ],
    [
      "a project behind a file that could be a manifest",
      openPackage(
        "demo-core-1.0.0.tgz",
        inTop("package", {
          "a.toml": '[package]\nname = "demo-core"\n',
          "package.json": JSON.stringify({ name: "demo-core", repository: { url, directory: "packages/ui" } }),
        }),
      ),
      ['NAME_MISMATCH package.json "@acme/demo-ui" "demo-core"'],
    ],
    [
      "a source distribution with two names, of which one is a project's",
      sdist(
        {
          "PKG-INFO": metadata("Name: demo-ui\n", ["demo-py", "1.0.0"]),
          "pyproject.toml": '[project]\nname = "demo-py"\n',
        },
        { name: "demo_py-1.0.0.tar.gz", top: "demo_py-1.0.0" },
      ),
      ["SOURCE_MALFORMED PKG-INFO  ", 'NAME_MISMATCH pyproject.toml "demo-app" "demo-py"'],
    ],
    ["a package without a name", of(undefined, "packages/none"), []],
    [
      "a manifest that is malformed",
      sdist(
        { "PKG-INFO": python("demo-py"), "package.json": "{" },
        { name: "demo_py-1.0.0.tar.gz", top: "demo_py-1.0.0" },
      ),
      ["SOURCE_MALFORMED package.json  "],
    ],
    [
      "a command of another project",
      of("demo-core", undefined, { bin: { "demo-core": "a.js", "demo-app": "b.js" } }),
      [],
    ],
  ])("judges %s", async (_, found, expected) => {
    const findings = await told(found, identity, { projects });
    expect(findings.filter((one) => !one.startsWith("NOTHING_EXAMINED"))).toEqual(expected);
  });

  it("says of a name that is no project's which there are", async () => {
    const [npmFinding] = await judge(of("demo-cli"), identity, { projects });
    const [wheelFinding] = await judge(aWheel(), identity, { projects });
    for (const finding of [npmFinding, wheelFinding])
      expect(finding?.fix).toBe(
        'write the name of one of the projects there ("demo-app", "demo-core", "@acme/demo-ui", "demo-py"), or add it to projects',
      );
  });

  it("advises on what else is wrong with such a package as ever", async () => {
    const text = metadata("Home-page: https://github.com/old/demo\n", ["demo-cli", "1.0.0"]);
    const findings = await judge(aWheel(text, "demo_cli-1.0.0-py3-none-any.whl"), identity, { projects });
    const [, other] = findings;
    expect(findings.map(({ code }) => code)).toEqual(["NAME_MISMATCH", "URL_MISMATCH"]);
    expect(other?.fix).toContain(url);
  });

  it("takes a package for the project's wherever it lies, when there are no others", async () => {
    expect(await told(of("react", "packages/react"), { name: "react", repository: url })).toEqual([]);
    expect(await told(of("other", "packages/react"), { name: "react", repository: url })).toEqual([
      'NAME_MISMATCH package.json "react" "other"',
    ]);
  });

  it("asks for no name when the project at the top has none", async () => {
    expect(await told(of("demo-cli"), { repository: url }, { projects })).toEqual([]);
    expect(await told(of("demo-app", "packages/ui"), { repository: url }, { projects })).toEqual([
      'NAME_MISMATCH package.json "@acme/demo-ui" "demo-app"',
    ]);
  });

  it("asks a package without a name for none", async () => {
    expect(await told(of(undefined), { repository: url }, { projects })).toEqual([]);
    const declared = [{ root: "." }, ...projects];
    expect(await told(of(undefined, "packages/none"), identity, { projects: declared })).toEqual([]);
  });

  it("lets a name that two projects have lie anywhere when one of them is not declared", async () => {
    const twice = [...projects, { root: "apps/demo", name: "demo-app" }];
    expect(await told(of("demo-app", "apps/other"), identity, { projects: twice })).toEqual([]);
  });

  it("says which name is right when there are no others", async () => {
    const [finding] = await judge(of("demo-cli"), identity);
    expect(finding?.fix).toBe('write "demo-app" there, or correct identity.name');
  });

  it("holds the project at the top to its place when it is declared", async () => {
    const declared = [{ root: "." }, ...projects];
    expect(await told(of("demo-app", "."), identity, { projects: declared })).toEqual([]);
    expect(await told(of("demo-app", "apps/demo"), identity, { projects: declared })).toEqual([
      'DIRECTORY_MISMATCH package.json "." "apps/demo"',
    ]);
  });

  it("counts places from the repository's top, wherever the configuration lies", async () => {
    using at = repo({ "js/kprov.config.json": "{}" });
    const options = { root: `${at.dir}/js`, projects };
    expect(await told(of("demo-core", "js/packages/core"), identity, options)).toEqual([]);
    expect(await told(of("demo-core", "packages/core"), identity, options)).toEqual([
      'DIRECTORY_MISMATCH package.json "js/packages/core" "packages/core"',
    ]);
  });

  it("asks the manifests of a project that is declared without a name", async () => {
    using at = repo({
      "packages/a/package.json": '{"name":"@acme/demo-a"}',
      "packages/b/go.mod": "module x.example/b\n",
      "packages/b/a.toml": '[package]\nname = "other"\n',
      "packages/b/below/package.json": '{"name":"other"}',
    });
    const unnamed = [{ root: "packages/a" }, { root: "packages/b" }];
    const options = { root: at.dir, projects: unnamed };
    expect(await told(of("@acme/demo-a", "packages/a"), identity, options)).toEqual([]);
    expect(await told(of("demo-a"), identity, options)).toEqual([]);
    expect(await told(of("b", "packages/b"), identity, options)).toEqual([]);
    expect(await told(of("demo-c"), identity, options)).toEqual(['NAME_MISMATCH package.json "demo-app" "demo-c"']);
    expect(await told(of("demo-c", "packages/a"), identity, options)).toEqual([
      'NAME_MISMATCH package.json "demo-a" "demo-c"',
    ]);
  });

  it.each<[string, Package]>([
    ["that says it is this project", of("evil", "packages/a")],
    ["that says nothing of a place", of("demo-app")],
  ])("could not decide by a manifest that can't be understood about a package %s", async (_, found) => {
    using at = repo({ "packages/a/package.json": '{"name":"demo-a",\n"name":"demo-b"}' });
    const options = { root: at.dir, projects: [{ root: "packages/a" }] };
    await expect(judge(found, identity, options)).rejects.toMatchObject({
      ...{ code: "E_SOURCE", exit: 3, path: "packages/a/package.json", line: 2 },
    });
  });

  it.each<[string, Package, { root: string }[], string]>([
    ["by its place", of("evil", "packages/a"), [{ root: "packages/a" }], '"packages/a"'],
    ["by its name", of("evil"), [{ root: "." }, { root: "packages/a" }], '".", "packages/a"'],
  ])(
    "could not decide about a package whose project, known %s, is called nothing anywhere",
    async (_, found, given, places) => {
      using at = repo({ "packages/a/README.md": "# A\n" });
      const findings = await judge(found, { repository: url }, { root: at.dir, projects: given });
      expect(findings).toEqual([
        {
          ...{ code: "NOTHING_EXAMINED", level: "undecided", fix: "write its name into projects" },
          message: `Neither the configuration nor a manifest says what the project is called: ${places}`,
        },
      ]);
    },
  );

  it("could not decide about a project without a name where there is no repository to ask", async () => {
    const options = { root: temporary({}), projects: [{ root: "packages/a" }] };
    await expect(judge(of("demo-a"), identity, options)).rejects.toMatchObject({ code: "E_NO_REPOSITORY" });
  });
});

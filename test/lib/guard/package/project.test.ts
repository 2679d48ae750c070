import { describe, expect, it } from "vitest";
import type { Package } from "../../../../lib/guard/package/open.ts";
import { repo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";
import { aWheel, info, judge, metadata, npm, sdist } from "./support.ts";

const url = "https://github.com/acme/demo";
const of = (name: string, directory?: string, more: object = {}): Package =>
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
    });
    const unnamed = [{ root: "packages/a" }, { root: "packages/b" }];
    const options = { root: at.dir, projects: unnamed };
    expect(await told(of("@acme/demo-a", "packages/a"), identity, options)).toEqual([]);
    expect(await told(of("demo-a"), identity, options)).toEqual([]);
    expect(await told(of("demo-c"), identity, options)).toEqual(['NAME_MISMATCH package.json "demo-app" "demo-c"']);
    expect(await told(of("demo-c", "packages/a"), identity, options)).toEqual([
      'NAME_MISMATCH package.json "demo-a" "demo-c"',
    ]);
  });

  it("could not decide about a project without a name where there is no repository to ask", async () => {
    const options = { root: temporary({}), projects: [{ root: "packages/a" }] };
    await expect(judge(of("demo-a"), identity, options)).rejects.toMatchObject({ code: "E_NO_REPOSITORY" });
  });
});

import { expect, it } from "vitest";
import { gatherStatements } from "../../../../lib/guard/runtime/gather.ts";

const workflow = (action: string, input: string) => ({
  ".github/workflows/ci.yml": `jobs: { t: { steps: [{ uses: actions/${action}, with: { ${input} } }] } }\n`,
});
const node = workflow("setup-node@v4", "node-version-file: package.json");
const go = workflow("setup-go@v5", "go-version-file: ./go.mod");
const goMod = (...lines: string[]) => ({ ...go, "go.mod": ["module a", ...lines, ""].join("\n\n") });
const json = (value: unknown) => ({ ...node, "package.json": JSON.stringify(value) });

/** Of what CI tests: which of `versions` it may be, or why that is unknown. */
const testedOf = async (files: Record<string, string>, versions: readonly string[]) => {
  const { views } = await gatherStatements({
    paths: Object.keys(files),
    versions: async (path) => (path in files ? [{ from: "index", text: files[path] ?? "" }] : []),
  });
  return (views[0]?.statements ?? []).flatMap((one): unknown[] => {
    if (one.where !== "ci") return [];
    return one.kind === "unclear"
      ? [one.why]
      : "set" in one
        ? [versions.filter((version) => one.set.has(version))]
        : [];
  });
};

it.each<[string, Record<string, string>, string[], unknown[]]>([
  [
    "a pin",
    { ...workflow("setup-node@v4", "node-version-file: .nvmrc"), ".nvmrc": "20\n" },
    ["20.1.0", "22.0.0"],
    [["20.1.0"]],
  ],
  ["engines", json({ engines: { node: ">=20" } }), ["18.0.0", "22.0.0"], [["22.0.0"]]],
  [
    "volta before engines",
    json({ engines: { node: ">=18" }, volta: { node: "20.1.0" } }),
    ["18.0.0", "20.1.0"],
    [["20.1.0"]],
  ],
  [
    "devEngines before engines",
    json({ engines: { node: ">=18" }, devEngines: { runtime: { name: "node", version: "22" } } }),
    ["18.0.0", "22.0.0"],
    [["22.0.0"]],
  ],
  [
    "volta before devEngines",
    json({ devEngines: { runtime: { name: "node", version: "22" } }, volta: { node: "20.1.0" } }),
    ["20.1.0", "22.0.0"],
    [["20.1.0"]],
  ],
  [
    "the first of two ranges",
    {
      ...workflow("setup-python@v5", "python-version-file: pyproject.toml"),
      "pyproject.toml": '[project]\nrequires-python = ">=3.11"\n[tool.poetry.dependencies]\npython = "^3.9"\n',
    },
    ["3.9.0", "3.11.0"],
    [["3.11.0"]],
  ],
  ["the go directive, as it is written", goMod("go 1.22.3"), ["1.22.3", "1.22.4", "1.23.0"], [["1.22.3"]]],
  ["the toolchain before it", goMod("go 1.22", "toolchain go1.23.4"), ["1.22.0", "1.23.4", "1.24.0"], [["1.23.4"]]],
  [
    "a toolchain with a suffix",
    goMod("go 1.22", "toolchain go1.23.4-custom"),
    ["1.22.0", "1.23.4", "1.24.0"],
    [["1.23.4"]],
  ],
  [
    "another runtime's file",
    json({ engines: { npm: ">=10" } }),
    ["20.0.0"],
    ['"package.json" is not a tracked file that declares a version'],
  ],
  [
    "another file",
    { ...node, "a/package.json": '{"engines":{"node":"20"}}' },
    ["20.0.0"],
    ['"package.json" is not a tracked file that declares a version'],
  ],
  [
    "what can't be understood",
    json({ engines: { node: "x y" } }),
    ["20.0.0"],
    ['"package.json" is not a tracked file that declares a version'],
  ],
  [
    "a list of which CI takes the first",
    { ...workflow("setup-python@v5", "python-version-file: .python-version"), ".python-version": "3.12\n3.11\n" },
    ["3.11.0", "3.12.0"],
    [["3.12.0"]],
  ],
  [
    "what only tests, which setup-python does not read",
    { ...workflow("setup-python@v5", "python-version-file: tox.ini"), "tox.ini": "[tox]\nenvlist = py311\n" },
    ["3.11.0"],
    ['"tox.ini" is not a tracked file that declares a version'],
  ],
])("CI takes its version from a file: %s", async (_, files, versions, expected) => {
  expect(await testedOf(files, versions)).toEqual(expected);
});

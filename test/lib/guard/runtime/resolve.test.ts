import { describe, expect, it } from "vitest";
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

describe("CI takes its version from a file with a name of its own", () => {
  const from = (action: string, input: string, path: string, text: string): Record<string, string> => ({
    ...workflow(action, `${input}: ${path}`),
    [path]: text,
  });
  const python = (text: string, path = ".python-version-default") =>
    from("setup-python@v5", "python-version-file", path, text);
  const nodeFile = (text: string, path = "ci/node.txt") => from("setup-node@v4", "node-version-file", path, text);
  const goFile = (text: string, path = "ci/go") => from("setup-go@v5", "go-version-file", path, text);
  const other = (uses: string, input: string, path: string, text: string) => ({
    ".github/workflows/ci.yml": `jobs: { t: { steps: [{ uses: ${uses}, with: { ${input}: ${path} } }] } }\n`,
    [path]: text,
  });
  const unknownKind = (path: string) => `"${path}" is no kind of file whose version is known here`;

  it.each<[string, Record<string, string>, string[], unknown[]]>([
    ["a version", python("3.12\n"), ["3.11.0", "3.12.1"], [["3.12.1"]]],
    ["a version behind a mark of the encoding", python("\ufeff3.12\r\n"), ["3.11.0", "3.12.1"], [["3.12.1"]]],
    [
      "several, all of which are set up",
      python("# all\n3.12\n\n 3.11 \n"),
      ["3.11.0", "3.12.1"],
      [["3.12.1"], ["3.11.0"]],
    ],
    ["a pointer of pyenv-virtualenv", python("3.12/envs/x\n"), ["3.11.0", "3.12.1"], [["3.12.1"]]],
    ["a range", python(">=3.9 <3.12"), ["3.9.0", "3.12.1"], [["3.9.0"]]],
    ["another interpreter", python("pypy3.10-v7.3\n"), ["3.10.0", "3.12.1"], [["3.10.0"]]],
    ["no version", python("# none\n\n"), ["3.12.1"], ['".python-version-default" holds no version']],
    ["an empty file", python(""), ["3.12.1"], ['".python-version-default" holds no version']],
    ["words", python("the newest\n"), ["3.12.1"], [expect.any(String)]],
    ["TOML, of which setup-python takes a key", python("3.12\n", "py.toml"), ["3.12.1"], [unknownKind("py.toml")]],
    [
      "what it takes for .tool-versions",
      python("3.12", "my.tool-versions.d/x"),
      ["3.12.1"],
      [unknownKind("my.tool-versions.d/x")],
    ],
    ["what it takes for a Pipfile", python("3.12", "Pipfile.ci"), ["3.12.1"], [unknownKind("Pipfile.ci")]],
    [
      "by setup-pdm",
      other("pdm-project/setup-pdm@v4", "python-version-file", "py.txt", "3.12\n"),
      ["3.11.0", "3.12.1"],
      [["3.12.1"]],
    ],
    ["Node's", nodeFile("v20.1.0\n"), ["20.1.0", "22.0.0"], [["20.1.0"]]],
    ["Node's name before it", nodeFile("nodejs 20.1.0\n"), ["20.1.0", "22.0.0"], [["20.1.0"]]],
    ["Node's short name before it", nodeFile("node  20.1.0\n"), ["20.1.0", "22.0.0"], [["20.1.0"]]],
    ["what only begins as TOML is called", python("3.12\n", "py.toml.txt"), ["3.11.0", "3.12.1"], [["3.12.1"]]],
    ["a name of a line of Node", nodeFile("lts/iron"), ["20.1.0", "22.0.0"], [["20.1.0"]]],
    ["a range of Node's", nodeFile(">=18 <21"), ["20.1.0", "22.0.0"], [["20.1.0"]]],
    ["two lines for setup-node", nodeFile("20\n22\n"), ["20.1.0"], ['"ci/node.txt" holds more than one line']],
    ["JSON in one line", nodeFile('{"engines":{"node":"20"}}'), ["20.1.0"], [expect.any(String)]],
    ["a text of JSON", nodeFile('"20"'), ["20.1.0"], [expect.any(String)]],
    ["TOML in one line", nodeFile('tools.node = "20"'), ["20.1.0"], [expect.any(String)]],
    ["Go's", goFile("1.22.3\n"), ["1.22.3", "1.23.0"], [["1.22.3"]]],
    ["a comment beside Go's", goFile("# go\n1.22.3\n"), ["1.22.3"], ['"ci/go" holds more than one line']],
    ["a workspace of Go", goFile("go 1.22\n", "go.work"), ["1.22.0", "1.23.0"], [["1.22.0"]]],
    [
      "Bun's",
      other("oven-sh/setup-bun@v2", "bun-version-file", ".bun-version", "1.1.0\n"),
      ["1.1.0", "1.2.0"],
      [["1.1.0"]],
    ],
    ...["x.bun-version", ".bun-version.old"].map((path): [string, Record<string, string>, string[], unknown[]] => [
      `${path}, which setup-bun does not read`,
      other("oven-sh/setup-bun@v2", "bun-version-file", path, "1.1.0\n"),
      ["1.1.0"],
      [unknownKind(path)],
    ]),
    [
      "a file that setup-bun does not read",
      other("oven-sh/setup-bun@v2", "bun-version-file", "bun.txt", "1.1.0\n"),
      ["1.1.0"],
      [unknownKind("bun.txt")],
    ],
    [
      "a file that git does not track",
      workflow("setup-python@v5", "python-version-file: py.txt"),
      ["3.12.0"],
      ['"py.txt" is not a tracked file that declares a version'],
    ],
    [
      "a file elsewhere",
      { ...workflow("setup-python@v5", "python-version-file: ../py.txt"), "py.txt": "3.12\n" },
      ["3.12.0"],
      ['"../py.txt" is not a tracked file that declares a version'],
    ],
  ])("%s", async (_, files, versions, expected) => {
    expect(await testedOf(files, versions)).toEqual(expected);
  });

  it("says where the version stands, and has a view of its own where the file differs in the work tree", async () => {
    const files = python("3.12\n");
    const { views } = await gatherStatements({
      paths: Object.keys(files),
      versions: async (path) => [
        { from: "index", text: files[path] ?? "" },
        ...(path === ".python-version-default" ? [{ from: "work tree" as const, text: "# own\n  3.13\n" }] : []),
      ],
    });
    const place = { path: ".python-version-default", value: "3.12", line: 1, column: 1 };
    expect(views.map(({ statements }) => statements)).toMatchObject([
      [{ kind: "tested", runtime: "python", source: "setup-python", where: "ci", located: place }],
      [{ kind: "tested", located: { ...place, value: "3.13", line: 2, column: 3 } }],
    ]);
  });

  it("could not decide about a file in the middle of a merge", async () => {
    const files = python("3.12\n");
    const { findings } = await gatherStatements({
      paths: Object.keys(files),
      versions: async (path) =>
        path === ".python-version-default"
          ? [
              { from: "index", text: "3.12\n" },
              { from: "index", text: "3.13\n" },
            ]
          : [{ from: "index", text: files[path] ?? "" }],
    });
    expect(findings).toMatchObject([{ code: "SOURCE_MALFORMED", level: "undecided", path: ".python-version-default" }]);
  });
});

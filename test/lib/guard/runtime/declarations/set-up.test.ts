// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of other languages stand in the data
import { describe, expect, it } from "vitest";
import { gatherStatements } from "../../../../../lib/guard/runtime/gather.ts";
import { texts } from "./support.ts";

const ci = ".github/workflows/ci.yml";
const step = (uses: string, inputs = "") => `jobs: { t: { steps: [{ uses: "${uses}", with: { ${inputs} } }] } }\n`;
const python = (version: string) => step("actions/setup-python@v5", `python-version: "${version}"`);
const hash = "0123456789abcdef0123456789abcdef01234567";

describe("the version that a step sets up", () => {
  it.each<[string, string]>([
    ["3.12", "tested"],
    ["3.13t", "tested"],
    ["13.14-dev", "tested"],
    ["3.14t-dev", "tested"],
    ["3.10-nightly", "tested"],
    ["3.14.0rc1", "tested"],
    ["3.14.0rc12", "tested"],
    ["3.09", "tested"],
    ["3.11 || 3.12", "tested"],
    ["graalpy3.11", "tested"],
    ["3.pypy12", "unclear"],
    ["3.12t1", "unclear"],
    ["3.14.0-rc.1", "tested"],
    ["3.x", "tested"],
    ["3.12.x", "tested"],
    ["v3.12", "tested"],
    ["pypy3.10-v7.3.12", "tested"],
    ["pypy-3.10", "tested"],
    ["graalpy-3.11", "tested"],
    ["~3.12.0", "tested"],
    ["latest", "tested"],
    ["graalpy-24.1", "unclear"],
    ["pypy-x3.10", "unclear"],
    ["mypypy3.10", "unclear"],
    ["3.12.1t", "unclear"],
    ["3.12tt", "unclear"],
    ["x3.12t", "unclear"],
    ["3.12-v", "unclear"],
    ["3.12-devel", "unclear"],
    ["jython", "unclear"],
  ])("%s is %s", async (version, kind) => {
    expect(await texts({ [ci]: python(version) })).toEqual([`${kind} python ${version}`]);
  });

  it("is one for each line and each value of a matrix, and none that is known where one of these is empty", async () => {
    const lines = '"3.11\\n   \\n\\n 3.14.0rc1 "';
    expect(await texts({ [ci]: step("actions/setup-python@v5", `python-version: ${lines}`) })).toEqual([
      "tested python 3.11",
      "tested python 3.14.0rc1",
    ]);
    const matrix = (more: string) => `jobs:
  t:
    strategy: { matrix: { v: [${more}"20", 22] } }
    steps: [{ uses: actions/setup-node@v4, with: { node-version: "\${{ matrix.v }}" } }]
`;
    expect(await texts({ [ci]: matrix("") })).toEqual(["tested node 20", "tested node 22"]);
    expect(await texts({ [ci]: matrix('"", ') })).toEqual(["unclear node ${{ matrix.v }}"]);
    expect(await texts({ [ci]: matrix("null, ") })).toEqual(["unclear node ${{ matrix.v }}"]);
  });
});

describe("actions that set up a runtime", () => {
  const files = { ".python-version": "3.12\n" };
  const other = "exact python 3.12";

  it.each<[string, string, string[]]>([
    ["Actions/Setup-Node@v4", "node-version: 20", ["tested node 20"]],
    ["actions/setup-node/sub/dir@v4", "node-version: 20", ["tested node 20"]],
    ["actions/setup-node", "node-version: 20", []],
    ["x/actions/setup-node@v4", "node-version: 20", []],
    ["/actions/setup-node@v4", "node-version: 20", []],
    ["actions/setup-node@v4 x", "node-version: 20", []],
    ["actions/setup-node@", "node-version: 20", []],
    [
      "./actions/setup-node@v4",
      "node-version: 20",
      [
        'broken ./actions/setup-node@v4: git tracks no "actions/setup-node@v4/action.yml" or "actions/setup-node@v4/action.yaml"',
      ],
    ],
    ["constructor/x@v4", "node-version: 20", []],
    ["actions/setup-node@v4", "node-version: 20, node-version-file: gone", ["tested node 20"]],
    ["actions/setup-node@v4", "node-version: '', node-version-file: gone", ["unclear node gone"]],
    ["actions/setup-python@v5", "python-version-file: ./.python-version", ["tested python ./.python-version"]],
    ["actions/setup-python@v5", "cache: pip", ["tested python .python-version"]],
    ["actions/setup-node@v4", "cache: npm", []],
    ["pdm-project/setup-pdm@v4", "cache: true", []],
    ["dtolnay/rust-toolchain@1.75", "components: a", ["tested rust 1.75"]],
    ["dtolnay/rust-toolchain@stable", "toolchain: 1.76", ["tested rust 1.76"]],
    ["dtolnay/rust-toolchain@stable", "components: a", ["tested rust stable"]],
    ["dtolnay/rust-toolchain@nightly-2024-05-01", "components: a", ["unclear rust nightly-2024-05-01"]],
    ["dtolnay/rust-toolchain@mainline", "components: a", ["unclear rust mainline"]],
    ["dtolnay/rust-toolchain@very", "components: a", ["unclear rust very"]],
    ["dtolnay/rust-toolchain@x-v1", "components: a", ["unclear rust x-v1"]],
    [`dtolnay/rust-toolchain@${hash.slice(1)}`, "components: a", [`unclear rust ${hash.slice(1)}`]],
    [`dtolnay/rust-toolchain@${hash}0`, "components: a", [`unclear rust ${hash}0`]],
    ...["master", "main", "v1", "v1.2", hash].map((reference): [string, string, string[]] => [
      `dtolnay/rust-toolchain@${reference}`,
      "components: a",
      [],
    ]),
    ["actions-rs/toolchain@1.75", "components: a", []],
    ["oven-sh/setup-bun@v2", "bun-version: 1.1", ["tested bun 1.1"]],
    ["pnpm/action-setup@v4", "version: latest", ["unclear pnpm latest"]],
  ])("%s with %s", async (uses, inputs, expected) => {
    const found = await texts({ [ci]: step(uses, inputs), ...files });
    expect(found.filter((one) => one !== other)).toEqual(expected);
  });
});

it("the version that a step sets up is called by the action's name", async () => {
  const text = step("actions/setup-node@v4", "node-version: 20");
  const { views } = await gatherStatements({ paths: [ci], versions: async () => [{ from: "index", text }] });
  expect(views[0]?.statements).toMatchObject([{ source: "setup-node", where: "ci" }]);
});

it("a version file is found by its path from the top", async () => {
  const files = { "a/go.mod": "module a\n\ngo 1.22\n" };
  const from = (path: string) => texts({ [ci]: step("actions/setup-go@v5", `go-version-file: ${path}`), ...files });
  expect(await from("./a/go.mod")).toEqual(["tested go ./a/go.mod", "range go 1.22"]);
  expect(await from("a/./go.mod")).toEqual(["unclear go a/./go.mod", "range go 1.22"]);
});

it.each([
  ["node   20.1.0", "tested node 20.1.0"],
  ["nodejs\t20.1.0", "tested node 20.1.0"],
  ["my node 20.1.0", "unclear node my node 20.1.0"],
])("of a version file's %j the name before the version is no part of it", async (text, expected) => {
  const uses = step("actions/setup-node@v4", "node-version-file: ci/node.txt");
  expect(await texts({ [ci]: uses, "ci/node.txt": text })).toEqual([expected]);
});

describe("containers of jobs", () => {
  const job = (container: string) =>
    `jobs: { t: { strategy: { matrix: { i: [python, node], v: ["3.11"] } }, ${container} } }\n`;

  it.each<[string, string[]]>([
    ["container: python:3.12", ["tested python python:3.12"]],
    ["container: { image: python:3.12 }", ["tested python python:3.12"]],
    ["container: { volumes: [] }", []],
    ['container: "a/${{ matrix.i }}:3.12"', ["tested python a/python:3.12", "tested node a/node:3.12"]],
    ['container: "python:${{ matrix.v }}-${{ matrix.i }}"', ["unclear python python:$-"]],
    ['container: "python:${{ matrix.v"', ["unclear python python:$"]],
    ['container: "python:${{ matrix.v }}-a}}"', ["tested python python:3.11-a}}"]],
    [
      'container: "${{ matrix.i }}:${{ matrix.v }}"',
      ["unseen ${{ matrix.i }}:${{ matrix.v }}: which image it is, is known only when it runs"],
    ],
  ])("%s", async (container, expected) => {
    expect(await texts({ [ci]: job(container) })).toEqual(expected);
  });
});

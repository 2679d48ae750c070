// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of other languages stand in the data
import { describe, expect, it } from "vitest";
import { said, texts } from "./support.ts";

const ci = ".github/workflows/ci.yml";
const action = ".github/actions/x/action.yml";
const steps = (...uses: string[]) => `jobs:\n  test:\n    steps:\n${uses.map((one) => `      - ${one}\n`).join("")}`;
const composite = (input: string, inputs = "") =>
  `${inputs}runs:\n  using: composite\n  steps:\n    - uses: actions/setup-python@v5\n      with: { ${input} }\n`;
const versionInput = (usual = "") => `inputs:\n  v: { ${usual} }\n`;
const fromInput = "python-version: '${{ inputs.v }}'";

describe("actions of the repository", () => {
  it.each<[string, string, string, string[]]>([
    ["a literal inside", "uses: ./.github/actions/x", composite("python-version: '3.11'"), ["tested python 3.11"]],
    ["a slash at the end", "uses: ./.github/actions/x/", composite("python-version: '3.11'"), ["tested python 3.11"]],
    [
      "an input",
      "{ uses: ./.github/actions/x, with: { v: '3.12' } }",
      composite(fromInput, versionInput("default: '3.11'")),
      ["tested python 3.12"],
    ],
    [
      "an input's default",
      "uses: ./.github/actions/x",
      composite(fromInput, versionInput("default: '3.11'")),
      ["tested python 3.11"],
    ],
    [
      "an input in brackets, with something else otherwise",
      "uses: ./.github/actions/x",
      composite("python-version: \"${{ inputs['v'] || '3.10' }}\"", versionInput()),
      ["tested python 3.10"],
    ],
    ["an input that nobody gives", "uses: ./.github/actions/x", composite(fromInput, versionInput()), []],
    [
      "an input known only when it runs",
      "{ uses: ./.github/actions/x, with: { v: '${{ github.ref }}' } }",
      composite(fromInput, versionInput()),
      ["unclear python ${{ inputs.v }}"],
    ],
    [
      "a variable of the step that uses it",
      "{ uses: ./.github/actions/x, env: { V: '3.11' } }",
      composite("python-version: '${{ env.V }}'"),
      ["tested python 3.11"],
    ],
    ["another kind of action", "uses: ./.github/actions/x", "runs: { using: node20, main: a.js }\n", []],
    [
      "what is no action",
      "uses: ./.github/actions/x",
      "name: x\n",
      [`broken ./.github/actions/x: "${action}" does not say what it runs`],
    ],
    ["what is malformed", "uses: ./.github/actions/x", "runs: [\n", [`SOURCE_MALFORMED ${action}`]],
    [
      "itself",
      "uses: ./.github/actions/x",
      "runs: { using: composite, steps: [{ uses: ./.github/actions/x }] }\n",
      ["broken ./.github/actions/x: it brings in itself"],
    ],
    [
      "what git does not track",
      "uses: ./gone",
      composite(""),
      ['broken ./gone: git tracks no "gone/action.yml" or "gone/action.yaml"'],
    ],
  ])("%s", async (_, use, text, expected) => {
    expect(await texts({ [ci]: steps(use), [action]: text })).toEqual(expected);
  });

  it("does not take a variable for what the workflow says once a step has set it", async () => {
    const use = "{ uses: actions/setup-python@v5, with: { python-version: '${{ env.V }}' } }";
    const workflow = (setting: string) => `env: { V: '3.12' }\n${steps(`run: echo ${setting} >> $GITHUB_ENV`, use)}`;
    expect(await texts({ [ci]: workflow("V=3.9") })).toEqual(["unclear python ${{ env.V }}"]);
    expect(await texts({ [ci]: workflow("W=3.9") })).toEqual(["tested python 3.12"]);
  });

  it("says each thing once, with the place where the value stands", async () => {
    const use = "{ uses: ./.github/actions/x, with: { v: '3.12' } }";
    const text = composite(fromInput, versionInput("default: '3.11'"));
    const twice = steps(use, "uses: ./.github/actions/x", "uses: ./.github/actions/x");
    expect(await said({ [ci]: twice, [action]: text })).toEqual([
      "tested python 3.12 @4:49",
      "tested python 3.11 @2:17",
    ]);
  });

  it("takes the matrix of the job, and actions in actions", async () => {
    const files = {
      [ci]: `jobs:
  test:
    strategy: { matrix: { py: ["3.11", "3.12"] } }
    steps:
      - { uses: ./a, with: { v: "\${{ matrix.py }}" } }
`,
      "a/action.yaml": `${versionInput()}runs: { using: composite, steps: [{ uses: ./b/, with: { w: "\${{ inputs.v }}" } }] }\n`,
      "b/action.yml": composite("python-version: '${{ inputs.w }}'", "inputs: { w: { required: true } }\n"),
    };
    expect(await texts(files)).toEqual(["tested python 3.11", "tested python 3.12"]);
  });

  it("takes what another checkout brings for somebody else's", async () => {
    const checkout = "{ uses: actions/checkout@v4, with: { repository: a/b, path: ./tools/ } }";
    expect(await texts({ [ci]: steps(checkout, "uses: ./tools/x") })).toEqual([
      "unseen ./tools/x: it lies in another repository",
    ]);
    expect(await texts({ [ci]: steps(checkout, "uses: ./toolsx") })).toEqual([expect.stringMatching(/^broken/)]);
  });

  it("ends where actions multiply", async () => {
    const uses = (name: string) => `{ uses: ./${name} }`;
    const fan = (name: string) =>
      `runs: { using: composite, steps: [${Array.from({ length: 30 }, () => uses(name)).join(", ")}] }\n`;
    const files: Record<string, string> = { [ci]: steps(uses("a0")) };
    for (let level = 0; level < 10; level += 1) files[`a${level}/action.yml`] = fan(`a${level + 1}`);
    const found = await texts(files);
    expect(found).toContain("broken ./a10: there are too many of them");
    const deep: Record<string, string> = { [ci]: steps(uses("a0")) };
    for (let level = 0; level < 30; level += 1) {
      deep[`a${level}/action.yml`] = `runs: { using: composite, steps: [${uses(`a${level + 1}`)}] }\n`;
    }
    expect(await texts(deep)).toEqual(["broken ./a19: more than 20 files bring in each other"]);
  });
});

describe("workflows of the repository", () => {
  const called = (input: string, inputs = "") => `on:
  workflow_call:
    inputs: { ${inputs} }
${steps(`{ uses: actions/setup-python@v5, with: { ${input} } }`)}`;
  const other = ".github/workflows/other.yml";
  const call = (more = "") => `jobs:\n  a: { uses: ./${other}${more} }\n`;

  it.each<[string, string, string, string[]]>([
    ["a literal", call(), called("python-version: '3.11'"), ["tested python 3.11"]],
    ["an input", call(", with: { v: '3.12' }"), called(fromInput, "v: { default: '3.11' }"), ["tested python 3.12"]],
    ["an input's default", call(), called(fromInput, "v: { default: '3.11' }"), ["tested python 3.11"]],
    [
      "a matrix of the caller",
      "jobs:\n  a:\n    strategy: { matrix: { v: ['3.11', '3.12'] } }\n    uses: ./.github/workflows/other.yml\n    with: { v: '${{ matrix.v }}' }\n",
      called(fromInput),
      ["tested python 3.11", "tested python 3.12"],
    ],
    ["nobody's", "jobs: {}\n", called("python-version: '3.8'"), []],
    ["itself", call(), `on: workflow_call\n${call()}`, [`broken ./${other}: it brings in itself`]],
    [
      "what git does not track",
      "jobs: { a: { uses: ./.github/workflows/gone.yml } }\n",
      "on: workflow_call\n",
      ['broken ./.github/workflows/gone.yml: git tracks no ".github/workflows/gone.yml"'],
    ],
    [
      "another repository's",
      "jobs: { a: { uses: o/r/.github/workflows/x.yml@v1 } }\n",
      "on: [workflow_call]\n",
      ["unseen o/r/.github/workflows/x.yml@v1: it lies in another repository"],
    ],
    ["one that also runs by itself", "jobs: {}\n", called(fromInput).replace("on:\n", "on:\n  push:\n"), []],
    [
      "one that people start",
      "jobs: {}\n",
      called(fromInput).replace("on:\n", "on:\n  workflow_dispatch:\n"),
      ["unclear python ${{ inputs.v }}"],
    ],
  ])("%s", async (_, text, otherText, expected) => {
    expect(await texts({ [ci]: text, [other]: otherText })).toEqual(expected);
  });

  it("takes a matrix from an input that is a list", async () => {
    const text = `on: { workflow_call: { inputs: { vs: { type: string } } } }
jobs:
  test:
    strategy: { matrix: { v: "\${{ fromJSON(inputs.vs) }}" } }
    steps: [{ uses: actions/setup-python@v5, with: { python-version: "\${{ matrix.v }}" } }]
`;
    const found = await texts({ [ci]: call(`, with: { vs: '["3.11", "3.12"]' }`), [other]: text });
    expect(found).toEqual(["tested python 3.11", "tested python 3.12"]);
    expect(await texts({ [ci]: call(", with: { vs: '3.11' }"), [other]: text })).toEqual([
      "unclear python ${{ matrix.v }}",
    ]);
  });
});

describe("what is switched off", () => {
  const step = (condition: string) =>
    steps(`{ if: ${condition}, uses: actions/setup-python@v5, with: { python-version: '3.11' } }`);
  const job = (condition: string) =>
    `jobs: { t: { if: ${condition}, container: 'python:3.12', steps: [{ uses: ./.github/actions/x }] } }\n`;

  it.each<[string, string, string[]]>([
    ["a step", step("false"), []],
    ["a step by a text", step("' false '"), []],
    ["a step by an expression", step("'${{ false }}'"), []],
    ["a step by another expression", step("'${{false}}'"), []],
    ["no step by a condition", step("'${{ false || github.x }}'"), ["tested python 3.11"]],
    ["no step by a condition that begins alike", step("false || always()"), ["tested python 3.11"]],
    ["no step by a condition that ends alike", step("'!false'"), ["tested python 3.11"]],
    ["no step by an empty condition", step("''"), ["tested python 3.11"]],
    ["no step that always runs", step("true"), ["tested python 3.11"]],
    ["a job", job("false"), []],
    ["no job by a condition", job("github.ref"), ["tested python python:3.12", "tested python 3.9"]],
    ["a step with an action's steps", steps("{ if: false, uses: ./.github/actions/x }"), []],
    ["a job with all of a workflow", "jobs: { t: { if: false, uses: ./.github/workflows/b.yml } }\n", []],
    ["no job that a job calls", "jobs: { t: { uses: ./.github/workflows/b.yml } }\n", ["tested python python:3.10"]],
  ])("tests nothing: %s", async (_, text, expected) => {
    const workflow = "on: workflow_call\njobs: { b: { container: 'python:3.10' } }\n";
    const files = { [ci]: text, ".github/workflows/b.yml": workflow, [action]: composite("python-version: '3.9'") };
    expect(await texts(files)).toEqual(expected);
  });
});

it("says that a container of which nothing is known was not seen", async () => {
  const container = (image: string) => ({ [ci]: `jobs: { t: { container: "${image}" } }\n` });
  expect(await texts(container("${{ vars.IMAGE }}"))).toEqual([
    "unseen ${{ vars.IMAGE }}: which image it is, is known only when it runs",
  ]);
  expect(await texts(container("python:${{ vars.V }}"))).toEqual(["unclear python python:$"]);
  const matrix = (values: string, image: string) => ({
    [ci]: `jobs: { t: { strategy: { matrix: { v: ${values} } }, container: "${image}" } }\n`,
  });
  expect(await texts(matrix("[[1], { a: 1 }]", "python:${{ matrix.v }}"))).toEqual(["unclear python python:$"]);
  expect(await texts(matrix("['python:3.11', [1]]", "${{ matrix.v }}"))).toEqual([
    "unseen ${{ matrix.v }}: which image it is, is known only when it runs",
  ]);
});

describe("set-up steps", () => {
  it("follow version files, through inputs as well", async () => {
    const use = "{ uses: actions/setup-go@v5, with: { go-version-file: go.mod } }";
    expect(await texts({ [ci]: steps(use), "go.mod": "module a\n\ngo 1.22\n\ntoolchain go1.23.4\n" })).toEqual([
      "tested go go.mod",
      "range go 1.22",
      "range go go1.23.4",
    ]);
    const files = {
      [ci]: steps("{ uses: ./.github/actions/x, with: { f: .nvmrc } }"),
      [action]:
        "runs: { using: composite, steps: [{ uses: actions/setup-node@v4, with: { node-version-file: '${{ inputs.f }}' } }] }\n",
      ".nvmrc": "20\n",
    };
    expect(await texts(files)).toEqual(["tested node .nvmrc", "exact node 20"]);
    expect(await texts({ [ci]: steps(use.replace("go.mod", "'${{ github.x }}'")) })).toEqual([
      "unclear go ${{ github.x }}",
    ]);
  });

  it.each<[string, string[]]>([
    ["node-version: { a: 1 }", ["unclear node a map"]],
    ["node-version: [20]", ["unclear node a list"]],
    ["node-version: true", ["unclear node true"]],
    ["node-version-file: { a: 1 }", ["unclear node a map"]],
  ])("doubt what is no text: %s", async (input, expected) => {
    expect(await texts({ [ci]: steps(`{ uses: actions/setup-node@v4, with: { ${input} } }`) })).toEqual(expected);
  });

  it("take .python-version where setup-python is told nothing", async () => {
    const files = { [ci]: steps("uses: actions/setup-python@v5"), ".python-version": "3.12\n" };
    expect(await texts(files)).toEqual(["tested python .python-version", "exact python 3.12"]);
    expect(await texts({ [ci]: steps("uses: actions/setup-python@v5") })).toEqual([]);
  });
});

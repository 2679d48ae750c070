// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of other languages stand in the data
import { describe, expect, test } from "vitest";
import { jobIn, readWorkflow } from "./workflow.ts";

/** The checks of the job `gate` with `more` in it. */
const checksOf = async (more: string) => {
  const text = `on: [push, pull_request]\njobs:\n  gate:\n    runs-on: x\n    steps: [{ run: gate }]\n    ${more.replaceAll("\n", "\n    ")}\n`;
  return jobIn(await readWorkflow(text)).checks;
};
const matrix = (value: string, name = "") =>
  checksOf(`strategy: { matrix: ${value} }${name === "" ? "" : `\nname: ${name}`}`);

describe("the names of the checks of a job", () => {
  test.each<[string, string[]]>([
    ["", ["gate"]],
    ["name: The gate", ["The gate"]],
    ["name:", ["gate"]],
    ["strategy: { fail-fast: false }", ["gate"]],
  ])("with %j", async (more, expected) => {
    expect(await checksOf(more)).toEqual(expected);
  });

  test.each<[string, string[]]>([
    ["{ node: [20, 22] }", ["gate (20)", "gate (22)"]],
    ["{ os: [a, b], node: [20, 22] }", ["gate (a, 20)", "gate (a, 22)", "gate (b, 20)", "gate (b, 22)"]],
    [
      "{ os: [a, b], node: [20, 22], exclude: [{ os: a, node: 20 }] }",
      ["gate (a, 22)", "gate (b, 20)", "gate (b, 22)"],
    ],
    ["{ os: [a, b], node: [20, 22], exclude: [{ os: a }, { node: '22' }] }", ["gate (b, 20)"]],
    ["{ os: [a], exclude: [{ os: a, node: 20 }] }", ["gate (a)"]],
    ["{ os: [a, b], include: [{ os: a, node: 20 }] }", ["gate (a, 20)", "gate (b)"]],
    ["{ os: [a, b], include: [{ node: 20 }] }", ["gate (a, 20)", "gate (b, 20)"]],
    ["{ os: [a, b], include: [{ os: c, node: 20 }] }", ["gate (a)", "gate (b)", "gate (c, 20)"]],
    ["{ os: [a, b], node: [1], include: [{ os: a, node: 2 }] }", ["gate (a, 1)", "gate (b, 1)", "gate (a, 2)"]],
    ["{ os: [a], exclude: [{ os: a }], include: [{ os: b }] }", ["gate (b)"]],
    ["{ os: [a, b], include: [{ node: 20 }, { node: 22 }] }", ["gate (a, 22)", "gate (b, 22)"]],
    ["{ include: [{ os: a }, { os: b, node: 20 }] }", ["gate (a)", "gate (b, 20)"]],
    ["{ include: [{ os: a, node: 1 }, { node: 2 }] }", ["gate (a, 1)", "gate (2)"]],
    [
      `{ many: [${Array.from({ length: 1024 }, (_, at) => at)}] }`,
      Array.from({ length: 1024 }, (_, at) => `gate (${at})`),
    ],
  ])("of the matrix %s", async (value, expected) => {
    expect(await matrix(value)).toEqual(expected);
  });

  test.each<[string, string, string[]]>([
    ["{ node: [20, 22] }", "on ${{ matrix.node }}", ["on 20", "on 22"]],
    ["{ os: [a], node: [20] }", "${{matrix.os}}-${{  matrix.node  }}", ["a-20"]],
    ["{ node: [20, 22] }", "The gate", ["The gate (20)", "The gate (22)"]],
  ])("of the matrix %s with the name %s", async (value, name, expected) => {
    expect(await matrix(value, name)).toEqual(expected);
  });

  test.each<[string, string, string]>([
    ["'${{ fromJSON(vars.MATRIX) }}'", "", "its matrix is made when it runs"],
    ["{}", "", "its matrix is made when it runs"],
    ["{ node: '${{ fromJSON(vars.NODE) }}' }", "", 'its matrix makes "node" when it runs'],
    ["{ node: [20, '${{ vars.NODE }}'] }", "", 'its matrix makes "node" when it runs'],
    ["{ node: [] }", "", 'its matrix makes "node" when it runs'],
    ["{ node: [20], include: '${{ fromJSON(vars.X) }}' }", "", 'its matrix makes "include" when it runs'],
    ["{ node: [20], exclude: '${{ fromJSON(vars.X) }}' }", "", 'its matrix makes "exclude" when it runs'],
    ["{ node: [20], exclude: [{ node: 20 }] }", "", "its matrix leaves no job"],
    ["{ node: [{ version: 20 }] }", "", "its matrix has values with parts"],
    ["{ os: [a], node: [{ version: 20 }] }", "", "its matrix has values with parts"],
    ["{ include: [{ node: '${{ vars.X }}' }] }", "", 'its matrix makes "node" when it runs'],
    ["{ node: [20], include: [{ node: '${{ vars.X }}', os: a }] }", "", 'its matrix makes "node" when it runs'],
    ["{ node: [20], include: [5] }", "", 'its matrix has an entry of "include" that is no map'],
    ["{ node: [20], exclude: [5] }", "", 'its matrix has an entry of "exclude" that is no map'],
    ["{ node: [20] }", "${{ matrix.os }}", "its name is made when it runs"],
    ["{ node: [20] }", "${{ matrix.node }} ${{ github.ref }}", "its name is made when it runs"],
    ["{ node: [{ version: 20 }] }", "${{ matrix.node }}", "its name is made when it runs"],
    [`{ many: [${Array.from({ length: 1025 }, (_, at) => at)}] }`, "", "its matrix is too large"],
    [
      `{ a: [${Array.from({ length: 33 }, (_, at) => at)}], b: [${Array.from({ length: 33 }, (_, at) => at)}] }`,
      "",
      "its matrix is too large",
    ],
  ])("can't be known of the matrix %s with the name %j", async (value, name, why) => {
    expect(await matrix(value, name)).toEqual({ why });
  });

  test("have those of the jobs that call it before them", async () => {
    const read = async (caller: string, name: string) => {
      const inner = `on: workflow_call\njobs:\n  gate: { name: '${name}', runs-on: x, steps: [{ run: gate }] }\n`;
      const text = `on: [push, pull_request]\njobs:\n  outer: { ${caller}, uses: ./.github/workflows/inner.yml }\n`;
      return jobIn(await readWorkflow(text, { files: { ".github/workflows/inner.yml": inner } })).checks;
    };
    expect(await read("strategy: { matrix: { os: [a, b] } }", "in")).toEqual(["outer (a) / in", "outer (b) / in"]);
    expect(await read("name: Out", "in")).toEqual(["Out / in"]);
    expect(await read("name: '${{ github.ref }}'", "in")).toEqual({ why: "its name is made when it runs" });
    expect(await read("name: Out", "${{ github.ref }}")).toEqual({ why: "its name is made when it runs" });
  });
});

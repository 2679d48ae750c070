// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of other languages stand in the data
import { describe, expect, it } from "vitest";
import { expressionValues, type Scope, type Values } from "../../../../lib/guard/ci/index.ts";
import type { Located } from "../../../../lib/guard/sources/tree.ts";
import { spelled, yaml } from "./support.ts";

const located = (value: unknown): Located<unknown> => ({ path: "a.yml", line: 1, column: 1, value });

const text = `env: { "": x, LOOP: "\${{ matrix.loop }}", TOP: top, BOTH: top, E: "", A: "\${{ env.B }}", B: "\${{ env.C }}", C: "\${{ env.D }}", D: "\${{ env.F }}", F: "\${{ env.G }}", G: g, CIRCLE: "\${{ env.CIRCLE }}", INPUT: "\${{ inputs.one }}", NUMBER: 3 }
jobs:
  t:
    env: { JOB: job, BOTH: job, STEP: job }
    strategy: { matrix: { loop: ["\${{ env.LOOP }}"], wide: " \${{  fromJSON(  inputs.list  )  }} ", tight: "\${{fromJSON(inputs.list)}}", no: "\${{ fromJSON(inputs.no) }}", v: [1, 2], some: ["", 1, null, false, 0, "0"], in: ["\${{ inputs.one }}", "x"], deep: ["\${{ env.TOP }}"], odd: ["\${{ github.x }}"], o: [{ a: 1 }], list: "\${{ fromJSON(inputs.list) }}", bad: "\${{ fromJSON(inputs.bad) }}", run: "\${{ fromJSON(inputs.run) }}", UPPER: "\${{ FromJson( inputs.list ) }}" } }
    steps: [{ env: { STEP: step } }]
`;
const inputs: Record<string, Values> = {
  one: [located("1")],
  none: [],
  list: [located('["a", "b"]'), located("[1]")],
  no: [located("[")],
  bad: [located('["a"]'), located("{}")],
  run: { why: "it is made" },
};

const valuesOf = async (expression: unknown, more: Partial<Scope> = {}, source = text): Promise<unknown> => {
  const tree = await yaml(source);
  const job = { tree, keys: ["jobs", "t"] };
  const input = (name: string): Values | undefined => inputs[name];
  const scope: Scope = { tree, job, step: [...job.keys, "steps", 0], callers: [], input, ...more };
  return spelled(expressionValues(scope, located(expression)));
};
const unknown = "its value is known only when it runs";

describe("expressionValues", () => {
  it.each<[unknown, unknown]>([
    ["3.11", ["3.11"]],
    [3.11, [3.11]],
    [false, [false]],
    [{ a: 1 }, [{ a: 1 }]],
    ["", []],
    [null, []],
    ["${{ env.TOP }}", ["top"]],
    ["${{env.TOP}}", ["top"]],
    [" ${{ env.TOP }} ", ["top"]],
    ["${{ env['TOP'] }}", ["top"]],
    ["${{ env.NUMBER }}", [3]],
    ["${{ env.BOTH }}", ["job"]],
    ["${{ env.STEP }}", ["step"]],
    ["${{ env.GONE }}", unknown],
    ["${{ env.E }}", []],
    ["${{ env.E || 'x' }}", ["x"]],
    ["${{ env.E || 3.12 }}", ["3.12"]],
    ["${{ env.E || '' }}", [""]],
    ["${{ env.TOP || 'x' }}", ["top"]],
    ["${{ env.GONE || 'x' }}", unknown],
    ["${{ env.E||'x' }}", ["x"]],
    ["${{ env.E || x }}", unknown],
    ["${{ env.B }}", ["g"]],
    ["${{ env.A }}", unknown],
    ["${{ env.CIRCLE }}", unknown],
    ["x${{ env.TOP }}", unknown],
    ["${{ env.TOP }}x", unknown],
    ["${{ env.TOP == 'x' }}", unknown],
    ["${{ github.ref }}", unknown],
    ["${{ inputs.one }}", ["1"]],
    ["${{ inputs.none }}", []],
    ["${{ inputs.none || 'x' }}", ["x"]],
    ["${{ inputs.gone }}", unknown],
    ["${{ inputs.run }}", "it is made"],
    ["${{ env.INPUT }}", ["1"]],
    ["${{ matrix.v }}", [1, 2]],
    ["${{ matrix.some }}", "some of the jobs have no such value"],
    ["${{ matrix.some || 'x' }}", ["x", 1, "x", "x", "x", "0"]],
    ["${{ matrix.v || 'x' }}", [1, 2]],
    ["${{ matrix.gone || 'x' }}", 'the matrix has no list "gone"'],
    ["${{ matrix.o.a }}", [1]],
    ["${{ matrix.in }}", ["1", "x"]],
    ["${{ matrix.deep }}", ["top"]],
    ["${{ matrix.odd }}", unknown],
    ["${{ matrix.gone }}", 'the matrix has no list "gone"'],
    ["${{ matrix.list }}", ["a", "b", 1]],
    ["${{ matrix.UPPER }}", ["a", "b", 1]],
    ["${{ matrix.wide }}", ["a", "b", 1]],
    ["${{ matrix.tight }}", ["a", "b", 1]],
    ["${{ matrix.loop }}", unknown],
    ["${{ matrix.no }}", 'the input "no" is no JSON list'],
    ["${{ matrix.bad }}", 'the input "bad" is no JSON list'],
    ["${{ matrix.run }}", "it is made"],
  ])("%j", async (expression, expected) => {
    expect(await valuesOf(expression)).toEqual(expected);
  });

  it.each<[string, unknown]>([
    ["include: [{ v: c }]", 'its matrix makes "v" when it runs'],
    ["exclude: [{ v: a }]", 'its matrix makes "v" when it runs'],
    ["w: [1]", ["a", "b", 1]],
  ])("takes a matrix from an input only where nothing is added and nothing left out: %s", async (more, expected) => {
    const source = `jobs: { t: { strategy: { matrix: { v: "\${{ fromJSON(inputs.list) }}", ${more} } } } }`;
    expect(await valuesOf("${{ matrix.v }}", {}, source)).toEqual(expected);
  });

  it("takes a list from an input that nobody knows for unknown", async () => {
    const source = 'jobs: { t: { strategy: { matrix: { v: "${{ fromJSON(inputs.gone) }}" } } } }';
    expect(await valuesOf("${{ matrix.v }}", {}, source)).toEqual(unknown);
    expect(await valuesOf("${{ matrix.v }}", {}, source.replace("gone", "one"))).toEqual(
      'the input "one" is no JSON list',
    );
    expect(await valuesOf("${{ matrix.v }}", {}, source.replace("${{ from", "x ${{ from"))).toEqual(
      'the matrix has no list "v"',
    );
    expect(await valuesOf("${{ matrix.v }}", {}, source.replace(") }}", ") }} x"))).toEqual(
      'the matrix has no list "v"',
    );
    expect(await valuesOf("${{ matrix.v }}", {}, source.replace(") }}", ")[0] }}"))).toEqual(
      'the matrix has no list "v"',
    );
  });

  it("finds a variable of the steps that lead to a composite action, the nearest first", async () => {
    const near = { tree: await yaml("s: { env: { V: near } }"), step: ["s"] };
    const far = { tree: await yaml("s: { env: { V: far, W: far } }"), step: ["s"] };
    const tree = await yaml("runs: { steps: [{ env: { U: own, V: '' } }] }");
    const scope = { tree, step: ["runs", "steps", 0], callers: [near, far] };
    const found = async (name: string) => valuesOf(`\${{ env.${name} }}`, scope);
    expect([await found("U"), await found("V"), await found("W"), await found("JOB")]).toEqual([
      ...[["own"], [], ["far"], ["job"]],
    ]);
    expect(await valuesOf("${{ env.V }}", { ...scope, step: ["runs"] })).toEqual(["near"]);
  });
});

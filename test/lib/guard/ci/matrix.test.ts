// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of other languages stand in the data
import { describe, expect, it } from "vitest";
import { matrixValues } from "../../../../lib/guard/ci/matrix.ts";
import { spelled, yaml } from "./support.ts";

const valuesOf = async (matrix: string, path = "v"): Promise<unknown> =>
  spelled(matrixValues(await yaml(`jobs: { t: { strategy: { matrix: ${matrix} } } }`), ["jobs", "t"], path.split(".")));

const none = 'the matrix has no list "v"';
const several = (name: string, count: number) => `${name}: [${Array.from({ length: count }, (_, n) => n).join(", ")}]`;

describe("matrixValues", () => {
  it.each<[string, unknown, string?]>([
    ["{ v: [1, 2] }", [1, 2]],
    ["{ v: [1, 2], w: [3] }", [1, 2]],
    ["{ v: [{ a: 1 }, { b: 2 }, { a: 3 }] }", ["", 1, 3], "v.a"],
    ["{ v: [{ a: { b: 1 } }] }", [1], "v.a.b"],
    ["{ v: [{ a: 1 }] }", [{ a: 1 }]],
    // What include adds, and what it does not speak of.
    ["{ v: [1], include: [{ v: 2 }, { w: 3 }] }", [1, 2]],
    ["{ include: [{ v: 1 }, { v: 2 }] }", [1, 2]],
    ["{ include: [{ v: { a: 1 } }] }", [1], "v.a"],
    ["{ w: [1], include: [{ w: 1 }] }", none],
    ["{ w: [1] }", none],
    ["{ v: [] }", none],
    ["{ v: 1 }", none],
    ["{ v: '${{ fromJSON(x) }}' }", none],
    ["{ v: '${{ fromJSON(x) }}', include: [{ v: 1 }] }", 'its matrix makes "v" when it runs'],
    ["{ v: [1], include: '${{ fromJSON(x) }}' }", 'its matrix makes "include" when it runs'],
    ["{ v: [1], include: [] }", 'its matrix makes "include" when it runs'],
    ["'${{ fromJSON(x) }}'", "its matrix is made when it runs"],
    ["{}", "its matrix is made when it runs"],
    // What is excluded in every combination is no value.
    ["{ v: [1, 2], exclude: [{ v: 1 }] }", [2]],
    ["{ v: [1, 2], exclude: [{ v: '1' }] }", [2]],
    ["{ v: [1, 2], exclude: [{ v: 1 }, { v: 2 }] }", none],
    ["{ v: [1, 2], w: [3, 4], exclude: [{ v: 1, w: 3 }] }", [1, 2]],
    ["{ v: [1, 2], w: [3, 4], exclude: [{ v: 1, w: 3 }, { v: 1, w: 4 }] }", [2]],
    ["{ v: [1, 2], w: [3, 4], exclude: [{ w: 3 }] }", [1, 2]],
    ["{ w: [3, 4], v: [1, 2], exclude: [{ w: 3 }, { w: 4, v: 2 }] }", [1]],
    ["{ v: [1, 2], exclude: [{ v: 1, x: 3 }] }", [1, 2]],
    ["{ v: [1, 2], w: '${{ x }}', exclude: [{ v: 1, w: 3 }] }", 'its matrix makes "w" when it runs'],
    ["{ v: [1, 2], w: '${{ x }}', exclude: [{ v: 1 }] }", [2]],
    ["{ v: [{ a: 1 }, { a: 2 }], exclude: [{ v: { a: 1 } }] }", [{ a: 2 }]],
    ["{ v: [{ a: 1 }, { a: 2 }], exclude: [{ v: { a: 1 } }] }", [2], "v.a"],
    ["{ v: [1, 2], exclude: [{ v: { a: 1 } }] }", [1, 2]],
    ["{ v: [1, 2], exclude: [{ v: [1] }] }", [1, 2]],
    ["{ v: [1, 2], exclude: [{ v: 1, constructor: {} }] }", [1, 2]],
    ["{ v: [1, 2], exclude: [{ v: 1, toString: {} }] }", [1, 2]],
    ["{ v: [null, 1], exclude: [{ v: null }] }", [1]],
    ["{ v: [{ a: 1 }, { a: 2 }], exclude: [{ v: 1 }] }", [{ a: 1 }, { a: 2 }]],
    ["{ v: [1, 2], exclude: [{ v: 1, gone: 'undefined' }] }", [1, 2]],
    [`{ v: [1], ${several("w", 64)}, include: [${Array(65).fill("{ x: 2 }").join(", ")}] }`, [1]],
    [`{ v: [1], ${several("w", 64)}, exclude: [${Array(65).fill("{ v: 2 }").join(", ")}] }`, [1]],
    ["{ v: [1, 2], exclude: [null, 1, x] }", 'its matrix has an entry of "exclude" that is no map'],
    ["{ v: [1, 2], exclude: '${{ x }}' }", 'its matrix makes "exclude" when it runs'],
    ["{ v: [1], include: [{ v: 1 }], exclude: [{ v: 1 }] }", [1]],
    // What a run makes may be what is left out, or what is added to.
    ["{ v: [1, '${{ x }}'], exclude: [{ v: 1 }] }", 'its matrix makes "v" when it runs'],
    ["{ v: [1, 2], exclude: [{ v: 1 }, { v: '${{ x }}' }] }", 'its matrix makes "v" when it runs'],
    ["{ v: [1, 2], exclude: [{ v: { a: ['${{ x }}'] } }] }", 'its matrix makes "v" when it runs'],
    ["{ v: [1, '${{ x }}'] }", [1, "${{ x }}"]],
    ["{ v: 1, exclude: [{ v: 1 }] }", 'its matrix makes "v" when it runs'],
    // More than GitHub makes.
    [`{ v: [1], ${several("w", 32)}, ${several("x", 32)} }`, [1]],
    [`{ v: [1], ${several("w", 33)}, ${several("x", 32)} }`, "its matrix is too large"],
    [`{ ${several("w", 33)}, ${several("x", 32)}, include: [{ v: 1 }] }`, "its matrix is too large"],
  ])("%s", async (matrix, expected, path) => {
    expect(await valuesOf(matrix, path)).toEqual(expected);
  });

  it("has the place of each value", async () => {
    const tree = await yaml("j:\n  strategy:\n    matrix:\n      v: [1, 2]\n      include:\n        - v: 3\n");
    const found = matrixValues(tree, ["j"], ["v"]);
    expect("why" in found ? found : found.map(({ value, line, column }) => [value, line, column])).toEqual([
      [1, 4, 11],
      [2, 4, 14],
      [3, 6, 14],
    ]);
  });
});

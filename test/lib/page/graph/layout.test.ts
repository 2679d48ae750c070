import { describe, expect, test } from "vitest";
import { drawGraph } from "../../../../lib/page/graph/draw.ts";
import { type Layout, layOut, type Placed } from "../../../../lib/page/graph/layout.ts";
import type { GraphRun } from "../../../../lib/page/graph/model.ts";
import { html, markupText } from "../../../../lib/page/html.ts";

const files = (...names: string[]) => names.map((name) => ({ name, sha256: `digest of ${name}` }));
const run = (label: string, inputs: string[], outputs: string[]): GraphRun => ({
  label,
  note: "succeeded",
  tone: "good",
  inputs: files(...inputs),
  outputs: files(...outputs),
});
const nameOf = ({ node }: Placed): string =>
  node.kind === "run" ? node.run.label : node.count === 1 ? (node.files[0]?.name ?? "") : `${node.count} files`;
const columns = ({ nodes }: Layout): string[][] => {
  const xs = [...new Set(nodes.map(({ x }) => x))].sort((a, b) => a - b);
  return xs.map((x) =>
    nodes
      .filter((node) => node.x === x)
      .sort((a, b) => a.y - b.y)
      .map(nameOf),
  );
};
const chain = [
  run("clean", ["raw.csv", "regions.csv"], ["clean.csv"]),
  run("train", ["clean.csv", "train.py"], ["model"]),
  run("evaluate", ["model", "regions.csv"], ["metrics"]),
];

describe("layOut", () => {
  test("puts what comes after what into columns, and a source beside its first reader", () => {
    expect(columns(layOut(chain))).toEqual([
      ["raw.csv", "regions.csv"],
      ["clean"],
      expect.arrayContaining(["clean.csv", "train.py"]),
      ["train"],
      ["model"],
      ["evaluate"],
      ["metrics"],
    ]);
  });

  test.each<[string, GraphRun[], string[][]]>([
    ["no inputs", [run("a", [], ["x"])], [["a"], ["x"]]],
    ["no outputs", [run("a", ["x"], [])], [["x"], ["a"]]],
    ["neither", [run("a", [], [])], [["a"]]],
    ["no run", [], []],
  ])("has no empty column for %s", (_, runs, expected) => expect(columns(layOut(runs))).toEqual(expected));

  test("lets nothing lie over anything else, or outside", () => {
    const { nodes, width, height } = layOut([
      ...chain,
      ...chain,
      run(
        "wide",
        Array.from({ length: 40 }, (_, n) => `f${n}`),
        [],
      ),
    ]);
    for (const a of nodes) {
      expect(a.x >= 0 && a.y >= 0 && a.x + a.width <= width && a.y + a.height <= height).toBe(true);
      for (const b of nodes)
        if (a !== b && a.x === b.x) expect(a.y + a.height <= b.y || b.y + b.height <= a.y).toBe(true);
    }
  });

  test("leads every line from a node's right side to another's left, past those between", () => {
    const { nodes, edges } = layOut(chain);
    expect(edges).toHaveLength(9);
    for (const { points } of edges) {
      const [first, last] = [points[0] ?? [0, 0], points.at(-1) ?? [0, 0]];
      expect(nodes.some(({ x, y, width, height }) => x + width === first[0] && y + height / 2 === first[1])).toBe(true);
      expect(nodes.some(({ x, y, height }) => x === last[0] && y + height / 2 === last[1])).toBe(true);
      for (const [px, py] of points.slice(1, -1))
        expect(nodes.some(({ x, y, width, height }) => px > x && px < x + width && py > y && py < y + height)).toBe(
          false,
        );
    }
  });

  test("gives the same places every time, and is quick with many runs", () => {
    const many = Array.from({ length: 30 }, (_, n) =>
      run(`s${n}`, [`f${n}`, "shared", ...Array.from({ length: 300 }, (__, k) => `${n}-${k}`)], [`f${n + 1}`]),
    );
    const started = performance.now();
    expect(layOut(many)).toEqual(layOut(many));
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe("drawGraph", () => {
  test("shows names as text, whole in a title and shortened in their box", () => {
    const long = `<b>"quoted"</b>\u202e${"x".repeat(200)}`;
    const drawn = markupText(html`${drawGraph(layOut([run(long, [long], [])]), "what is to be seen")}`);
    expect(drawn).not.toMatch(/<b>|\u202e/);
    expect(drawn).toContain('role="img" aria-label="what is to be seen"');
    expect(drawn).toContain(`<title>&lt;b&gt;&quot;quoted&quot;&lt;/b&gt;\\u{202e}${"x".repeat(200)}`);
    expect(drawn).not.toMatch(/ (?:style|on\w+|href|id)=/);
  });

  test("counts what it folds", () => {
    const drawn = markupText(
      html`${drawGraph(
        layOut([
          run(
            "a",
            Array.from({ length: 10_000 }, (_, n) => `f${n}`),
            [],
          ),
        ]),
        "",
      )}`,
    );
    expect(drawn).toContain("9,994 more files");
    expect(drawn.length).toBeLessThan(8000);
  });
});

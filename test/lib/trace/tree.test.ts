import { describe, expect, test } from "vitest";
import type { TraceEvent } from "../../../lib/evidence/index.ts";
import { createTree, type Node } from "../../../lib/trace/tree.ts";
import { around, end, id, point, start, traceText } from "../../support/trace.ts";

type Program = Parameters<typeof around>[0];

const treeOf = (program: Program, after = {}): Node => {
  const tree = createTree(10_000_000);
  for (const line of traceText(around(program, after)).trimEnd().split("\n")) tree.add(JSON.parse(line) as TraceEvent);
  const root = tree.end();
  if (root === null) throw new Error("no root");
  return root;
};
/** The program's part, as `name×count`. */
const shown = (node: Node): unknown[] =>
  node.children
    .filter(({ name }) => !name.endsWith(".recorded"))
    .map((child) => {
      const name = `${child.name}${child.count > 1 ? `×${child.count}` : ""}`;
      return child.children.length === 0 ? name : [name, ...shown(child)];
    });
const step = (program: Program, after = {}) =>
  treeOf(program, after).children.find(({ name }) => name.startsWith("step"));
const stepShown = (program: Program): unknown[] => {
  const node = step(program);
  return node === undefined ? [] : shown(node);
};

/** `count` spans of one name, one after the other, each with what `inside` puts in. */
const many = (
  name: string,
  count: number,
  inside: (span: number, at: number) => Program = () => [],
  first = 100,
): Program =>
  Array.from({ length: count }, (_, index) => {
    const [span, at] = [first + index, 1_000_000 + index * 10];
    return [start(name, span, at), ...inside(span, at), end(name, span, at + 5)];
  }).flat();

describe("createTree", () => {
  test("keeps a few spans one by one, with their attributes of start and end", () => {
    const node = step([
      start("a", 1, 2_000_000, { attributes: { x: 1, y: 1 } }),
      start("b", 2, 3_000_000, { parentSpanId: id(1) }),
      point("e", 3_500_000, { spanId: id(2), parentSpanId: id(1), attributes: { z: null } }),
      end("b", 2, 4_000_000, { parentSpanId: id(1) }),
      end("a", 1, 5_000_000, { attributes: { y: 2 } }),
    ]);
    const [a] = node?.children ?? [];
    expect(a).toMatchObject({ name: "a", startUs: 2e6, endUs: 5e6, totalUs: 3e6, attributes: { x: 1, y: 2 } });
    expect(shown(node as Node)).toEqual([["a", ["b", "e"]]]);
    expect(a?.children[0]?.children[0]).toMatchObject({ kind: "event", startUs: 3.5e6, attributes: { z: null } });
  });

  test("folds the sixth of a name, with what lies in them", () => {
    const inside = (span: number, at: number): Program => [
      start("batch", span + 1000, at + 1, { parentSpanId: id(span) }),
      end("batch", span + 1000, at + 2, { parentSpanId: id(span) }),
    ];
    expect(stepShown(many("epoch", 5, inside))).toEqual(Array.from({ length: 5 }, () => ["epoch", "batch"]));
    expect(stepShown(many("epoch", 6, inside))).toEqual([["epoch×6", "batch×6"]]);
    expect(stepShown(many("epoch", 500, inside))).toEqual([["epoch×500", "batch×500"]]);
  });

  test("counts what was folded", () => {
    const [epoch] = step(many("epoch", 100))?.children ?? [];
    expect(epoch).toMatchObject({ count: 100, totalUs: 500, minUs: 5, maxUs: 5, startUs: 1e6, endUs: 1_000_995 });
    expect(epoch?.attributes).toEqual({});
  });

  test("tells spans and events of one name apart", () => {
    expect(stepShown([...many("x", 1), ...Array.from({ length: 9 }, (_, index) => point("x", 2e6 + index))])).toEqual([
      "x",
      "x×9",
    ]);
  });

  test("spans that are open when they are folded end where they end", () => {
    const open = Array.from({ length: 8 }, (_, index) => start("w", index + 1, 2e6 + index));
    const ends = Array.from({ length: 8 }, (_, index) => end("w", index + 1, 4e6 + index));
    const [w] = step([...open, ...ends])?.children ?? [];
    expect(w).toMatchObject({ count: 8, open: 0, totalUs: 16e6, endUs: 4e6 + 7 });
    const [left] = step(open, { openSpans: 8 })?.children ?? [];
    expect(left).toMatchObject({ count: 8, open: 8, endUs: 9e6 });
  });

  test("stays small under 50,000 different names", () => {
    const names = Array.from({ length: 50_000 }, (_, index) => point(`n${index}`, 1e6 + index));
    const children = step(names)?.children ?? [];
    expect(children.length).toBeLessThan(2010);
    expect(children.reduce((sum, { count }) => sum + count, 0)).toBe(50_000);
    expect(children.find(({ name }) => name === "other names")?.count).toBeGreaterThan(47_000);
  });

  test("stays small under deep spans", () => {
    const depth = 1000;
    const starts = Array.from({ length: depth }, (_, index) =>
      start("d", index + 1, 1e6, index === 0 ? {} : { parentSpanId: id(index) }),
    );
    const depthOf = (node: Node): number => 1 + Math.max(0, ...node.children.map(depthOf));
    const node = step(starts, { openSpans: depth }) as Node;
    expect(depthOf(node)).toBe(32);
    const countOf = ({ count, children }: Node): number => children.reduce((sum, child) => sum + countOf(child), count);
    expect(countOf(node)).toBe(1 + depth);
  });

  test("gives nothing for nothing, and what there is of a trace without its end", () => {
    expect(createTree(0).end()).toBeNull();
    const tree = createTree(10);
    for (const line of traceText(around([])).split("\n").slice(0, 4)) tree.add(JSON.parse(line) as TraceEvent);
    expect(tree.end()).toMatchObject({ name: "run", open: 1 });
  });
});

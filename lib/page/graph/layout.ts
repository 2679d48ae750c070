/**
 * Places for the nodes of a graph: columns by what comes after what, rows by what belongs together. Pure and deterministic.
 *
 * @module
 */
import { type FileNode, type GraphLimits, type GraphRun, joinFiles } from "./model.ts";

export interface RunNode {
  kind: "run";
  run: GraphRun;
  index: number;
}

export interface Placed {
  node: FileNode | RunNode;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Points from the right side of one node to the left side of another, by way of the gaps between those on its way. */
export interface Edge {
  points: readonly (readonly [x: number, y: number])[];
}

export interface Layout {
  width: number;
  height: number;
  nodes: Placed[];
  edges: Edge[];
}

/** Lay out `runs`, which are in the order of time. */
export const layOut = (runs: readonly GraphRun[], limits: GraphLimits = { alone: 6 }): Layout => {
  const vertices = verticesOf(runs, joinFiles(runs, limits));
  const columns = columnsOf(vertices);
  for (let sweep = 0; sweep < 2; sweep += 1) sortColumns(columns);
  return place(columns, vertices);
};

// --- internal ---

interface Vertex {
  /** `pass`: only an edge goes through. */
  node: FileNode | RunNode | { kind: "pass" };
  column: number;
  before: Vertex[];
  after: Vertex[];
  /** Place in its column. */
  row: number;
}

const size = { width: 184, run: 58, file: 40, pass: 4, columnGap: 56, rowGap: 12, margin: 8 };

/** Runs take the column after the last file that they read; files that nobody made stand before their first reader. */
const verticesOf = (runs: readonly GraphRun[], files: readonly FileNode[]): Vertex[] => {
  const ofRuns = runs.map((run, index): Vertex => vertex({ kind: "run", run, index }));
  const ofFiles = files.map((node) => ({ node, own: vertex(node) }));
  for (const { node, own } of ofFiles) {
    for (const index of node.makers) link(ofRuns[index], own);
    for (const index of node.readers) link(own, ofRuns[index]);
  }
  // In the order of time, every maker comes before every reader.
  for (const run of ofRuns) {
    run.column = 1 + Math.max(0, ...run.before.map(({ column }) => column));
    for (const file of run.after) file.column = Math.max(file.column, run.column + 1);
  }
  for (const { own } of ofFiles)
    if (own.before.length === 0) own.column = Math.max(0, Math.min(...own.after.map(({ column }) => column)) - 1);
  const all = [...ofRuns, ...ofFiles.map(({ own }) => own)];
  return [...all, ...all.flatMap(passesOf)];
};

const vertex = (node: Vertex["node"], column = 0): Vertex => ({ node, column, before: [], after: [], row: 0 });

const link = (from: Vertex | undefined, to: Vertex | undefined): void => {
  if (from === undefined || to === undefined) return;
  from.after.push(to);
  to.before.push(from);
};

/** What leads over several columns takes a place in each, so that it runs beside the nodes and not behind them. */
const passesOf = (from: Vertex): Vertex[] => {
  const passes: Vertex[] = [];
  from.after = from.after.map((to) => {
    let next = to;
    for (let column = to.column - 1; column > from.column; column -= 1) {
      const pass = vertex({ kind: "pass" }, column);
      passes.push(pass);
      pass.after.push(next);
      next.before = next === to ? next.before.map((each) => (each === from ? pass : each)) : [pass];
      next = pass;
    }
    if (next !== to) next.before = [from];
    return next;
  });
  return passes;
};

const columnsOf = (vertices: readonly Vertex[]): Vertex[][] => {
  const last = Math.max(0, ...vertices.map(({ column }) => column));
  const columns = Array.from({ length: last + 1 }, (): Vertex[] => []);
  for (const each of vertices) each.row = (columns[each.column]?.push(each) ?? 1) - 1;
  // A run without inputs leaves the first column empty.
  return columns.filter((column) => column.length > 0);
};

/** By the middle of what each is connected with, and by its place before where that is equal. */
const sortColumns = (columns: readonly Vertex[][]): void => {
  for (const column of columns) {
    const middle = new Map(column.map((each) => [each, middleOf(each)]));
    column.sort((a, b) => (middle.get(a) ?? 0) - (middle.get(b) ?? 0) || a.row - b.row);
    for (const [row, each] of column.entries()) each.row = row;
  }
};

const middleOf = ({ before, after, row }: Vertex): number => {
  const around = [...before, ...after];
  return around.length === 0 ? row : around.reduce((sum, { row: other }) => sum + other, 0) / around.length;
};

const heightOf = ({ node }: Vertex): number =>
  node.kind === "run" ? size.run : node.kind === "files" ? size.file : size.pass;

interface Box {
  x: number;
  y: number;
  height: number;
}

const place = (columns: readonly Vertex[][], vertices: readonly Vertex[]): Layout => {
  const heights = columns.map((column) =>
    column.reduce((sum, each) => sum + heightOf(each) + size.rowGap, -size.rowGap),
  );
  const inner = Math.max(0, ...heights);
  const boxes = new Map<Vertex, Box>();
  for (const [index, column] of columns.entries()) {
    let y = size.margin + Math.round((inner - (heights[index] ?? 0)) / 2);
    for (const each of column) {
      const height = heightOf(each);
      boxes.set(each, { x: size.margin + index * (size.width + size.columnGap), y, height });
      y += height + size.rowGap;
    }
  }
  return {
    width: 2 * size.margin + columns.length * size.width + Math.max(0, columns.length - 1) * size.columnGap,
    height: 2 * size.margin + inner,
    nodes: vertices.flatMap((each) => placedOf(each, boxes)),
    edges: vertices.flatMap((each) =>
      each.node.kind === "pass" ? [] : each.after.map((next) => ({ points: pointsOf(each, next, boxes) })),
    ),
  };
};

const placedOf = (each: Vertex, boxes: ReadonlyMap<Vertex, Box>): Placed[] => {
  const box = boxes.get(each);
  return box === undefined || each.node.kind === "pass" ? [] : [{ node: each.node, ...box, width: size.width }];
};

const pointsOf = (from: Vertex, to: Vertex, boxes: ReadonlyMap<Vertex, Box>): Edge["points"] => {
  const sides = (each: Vertex): { left: [number, number]; right: [number, number] } => {
    const { x, y, height } = boxes.get(each) ?? { x: 0, y: 0, height: 0 };
    return { left: [x, y + height / 2], right: [x + size.width, y + height / 2] };
  };
  const points = [sides(from).right];
  let next: Vertex | undefined = to;
  for (; next?.node.kind === "pass"; next = next.after[0]) points.push(sides(next).left, sides(next).right);
  if (next !== undefined) points.push(sides(next).left);
  return points;
};

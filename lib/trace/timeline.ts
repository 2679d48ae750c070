/**
 * A trace on a terminal: one line for each span and event, with a bar where it lies in the run.
 *
 * @module
 */
import type { View } from "../command.ts";
import { visible } from "../text.ts";
import { formatFinding } from "./judge.ts";
import type { DrawnTrace } from "./show.ts";
import { type Node, parts } from "./tree.ts";
import { columnsOf, fitted, formatDuration } from "./units.ts";

/** The picture for `view.width` columns; without bars where there is no room for them. */
export const formatTimeline = ({ document, root }: DrawnTrace, view: View): string => {
  const { findings, verdict } = document;
  const rows = root === null ? [] : rowsOf(root, 0);
  const limit = view.verbose ? rows.length : maxRows;
  const layout = layOut(rows.slice(0, limit), document.durationUs, view);
  const faults = view.verbose ? findings : findings.slice(0, 10);
  return [
    ...heading(document).flatMap((line) => wrap(line, view.width)),
    ...(layout.bar > 0 ? [axis(layout, view)] : []),
    ...rows.slice(0, limit).map((row) => formatRow(row, layout, view)),
    ...(rows.length > limit ? [`… and ${rows.length - limit} more lines: --verbose or --json shows all`] : []),
    ...refusals(document.refused).flatMap((line) => wrap(line, view.width)),
    ...faults.map(formatFinding),
    ...(faults.length < findings.length ? [`  and ${findings.length - faults.length} more: --verbose`] : []),
    ...wrap(closing[verdict], view.width),
  ].join("\n");
};

// --- internal ---

/** What a person can take in; the rest is counted. */
const maxRows = 60;

interface Row {
  node: Node;
  depth: number;
}

interface Layout {
  label: number;
  time: number;
  /** Columns of the bar; 0 without one. */
  bar: number;
  durationUs: number;
}

const closing = {
  proved: "the trace is whole and in order; it does not say by itself who made it: kprovengine verify",
  violated: "the trace is broken: what is shown is what could be read of it",
  undecided: "the trace could not be judged",
} as const;

const rowsOf = (node: Node, depth: number): Row[] => [
  { node, depth },
  ...node.children.flatMap((child) => rowsOf(child, depth + 1)),
];

const heading = ({ trace, runId, step, status, startedAt, durationUs, events }: DrawnTrace["document"]): string[] => {
  const run = runId === null ? visible(trace) : `run ${visible(runId)}`;
  const named = step === null ? run : `${run}, step ${visible(step)}`;
  const when = startedAt === null ? "" : `${startedAt}, `;
  return [
    `${named}: ${status === null ? "without an end" : visible(status)}`,
    `${when}${formatDuration(durationUs)}, ${events} ${events === 1 ? "event" : "events"}`,
  ];
};

/** Labels get what they need, up to two fifths. */
const layOut = (rows: readonly Row[], durationUs: number, { width }: View): Layout => {
  const time = Math.max(0, ...rows.map(({ node }) => columnsOf(timeOf(node))));
  const needed = Math.max(0, ...rows.map(({ node, depth }) => 2 * depth + columnsOf(labelOf(node))));
  const wanted = Math.min(needed, Math.max(16, Math.floor(width * 0.4)));
  const bar = width - wanted - time - 4;
  return bar >= 12
    ? { label: wanted, time, bar: Math.min(bar, parts), durationUs }
    : { label: Math.max(8, width - time - 2), time, bar: 0, durationUs };
};

const labelOf = ({ kind, name, count, open }: Node): string =>
  `${kind === "event" ? "· " : ""}${visible(name)}${count > 1 ? ` × ${count}` : ""}${open > 0 ? " (open)" : ""}`;

const timeOf = ({ kind, count, startUs, totalUs }: Node): string => {
  if (kind === "event") return count === 1 ? `at ${formatDuration(startUs)}` : "";
  return `${count > 1 ? "Σ " : ""}${formatDuration(totalUs)}`;
};

const formatRow = ({ node, depth }: Row, { label, time, bar, durationUs }: Layout, { colour }: View): string => {
  const indent = Math.min(2 * depth, Math.max(0, label - 8));
  const text = `${" ".repeat(indent)}${fitted(labelOf(node), label - indent)}`;
  const padded = `${" ".repeat(Math.max(0, time - columnsOf(timeOf(node))))}${timeOf(node)}`;
  if (bar === 0) return `${text}  ${padded}`.trimEnd();
  return `${text}  ${padded}  ${paint(node, barOf(node, bar, durationUs).trimEnd(), colour)}`.trimEnd();
};

const barOf = (node: Node, width: number, durationUs: number): string => {
  const { kind, busy, startUs, endUs } = node;
  const at = (us: number): number => Math.min(width - 1, Math.floor((us / Math.max(1, durationUs)) * width));
  const cells = new Array<boolean>(width).fill(false);
  if (busy === null) cells.fill(true, at(startUs), at(Math.max(startUs, endUs - 1)) + 1);
  else
    for (let part = 0; part < parts; part += 1) if (busy[part] === 1) cells[Math.floor((part / parts) * width)] = true;
  const mark = kind === "event" ? "◆" : node.count > 1 ? "▒" : "█";
  return cells.map((isBusy) => (isBusy ? mark : " ")).join("");
};

const axis = ({ label, time, bar, durationUs }: Layout, { colour }: View): string => {
  const [start, end] = ["0", formatDuration(durationUs)];
  const line = `${start}${" ".repeat(Math.max(1, bar - start.length - end.length))}${end}`;
  return `${" ".repeat(label + time + 4)}${dim(line, colour)}`;
};

const refusals = (refused: DrawnTrace["document"]["refused"]): string[] => {
  if (refused === null) return [];
  const { total, first, ...reasons } = refused;
  const counts = Object.entries(reasons).map(([reason, count]) => `${count} ${visible(reason)}`);
  return [`refused of what the step said: ${total} (${counts.join(", ")}); ${visible(String(first))}`];
};

/** At spaces; a word that is longer than a line stays whole. */
const wrap = (line: string, width: number): string[] => {
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(" ")) {
    const isLong = current !== "" && columnsOf(`${current} ${word}`) > width;
    if (isLong) lines.push(current);
    current = isLong ? `  ${word}` : current === "" ? word : `${current} ${word}`;
  }
  return [...lines, current];
};

const dim = (text: string, colour: boolean): string => (colour ? `\u001b[2m${text}\u001b[0m` : text);

const paint = ({ kind, open }: Node, text: string, colour: boolean): string => {
  if (!colour || text.trim() === "") return text;
  const style = open > 0 ? 33 : kind === "event" ? 35 : 36;
  return `\u001b[${style}m${text}\u001b[0m`;
};

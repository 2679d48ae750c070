/**
 * Results as a table for people.
 *
 * @module
 */
import type { Measured } from "./measure.ts";
import type { Bar, Row } from "./rows.ts";

export type Outcome =
  | { ours: Measured; peer: Measured | null }
  /** Why it was not measured. */
  | { skipped: string };

/** The design's bar for a row without its own, in MB. */
export const memoryBar = 200;

/** What `--json` gives per row. */
export const judge = ({ name, work, peerName, bar }: Row, outcome: Outcome) => {
  if ("skipped" in outcome) return { name, work, peerName, bar, ...outcome };
  const { ours, peer } = outcome;
  const time = peer === null ? null : isWithin(bar, ours.wallMs, peer.wallMs);
  const memory = ours.peakMb < (bar.mb ?? memoryBar);
  const ratio = peer && ours.wallMs / peer.wallMs;
  const cpuRatio = peer && ours.cpuMs / peer.cpuMs;
  return { name, work, peerName, bar, ours, peer, ratio, cpuRatio, time, memory };
};

export const heading = [
  pad("work", 48),
  ...["ours ms", "peer ms", "ratio", "cpu ratio"].map((text) => text.padStart(10)),
  ...["bar".padStart(16), "ours MB".padStart(11), "peer MB".padStart(10), "  peer"],
].join("");

export const formatRow = (row: Row, outcome: Outcome): string => {
  const judged = judge(row, outcome);
  if ("skipped" in judged) return `${pad(row.work, 48)}  skipped: ${judged.skipped}`;
  const { ours, peer, ratio, cpuRatio, time, memory } = judged;
  const cells = [figure(ours.wallMs, 1), figure(peer?.wallMs, 1), figure(ratio, 2), figure(cpuRatio, 2)];
  const bar = `${formatBar(row.bar)} ${time === null || "memoryOnly" in row.bar ? "" : verdict(time)}`.padStart(16);
  const memoryCell = `${figure(ours.peakMb, 0)} ${verdict(memory)}`.padStart(11);
  const peerName = peer === null ? `peer missing: ${row.peerName}` : row.peerName;
  return `${pad(row.work, 48)}${cells.map((cell) => cell.padStart(10)).join("")}${bar}${memoryCell}${figure(peer?.peakMb, 0).padStart(10)}  ${peerName}`;
};

// --- internal ---

function pad(text: string, width: number): string {
  return text.padEnd(width);
}

const isWithin = (bar: Bar, ours: number, peer: number): boolean => {
  if ("ratio" in bar) return ours <= bar.ratio * peer;
  if ("ms" in bar) return ours <= bar.ms;
  return "plusMs" in bar ? ours <= peer + bar.plusMs : true;
};

const formatBar = (bar: Bar): string => {
  if ("ratio" in bar) return `${bar.ratio} ×`;
  if ("ms" in bar) return `${bar.ms} ms`;
  return "plusMs" in bar ? `+${bar.plusMs} ms` : "";
};

const verdict = (isOk: boolean): string => (isOk ? "ok" : "over");

const figure = (value: number | null | undefined, digits: number): string => value?.toFixed(digits) ?? "-";

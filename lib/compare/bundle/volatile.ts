/**
 * What differs between equal runs: times, host, run ids, environment, logs. Only for whoever asks.
 *
 * @module
 */
import { layout, type RunSummary } from "../../evidence/index.ts";
import { compareContents, largestContent } from "../content/index.ts";
import { type Change, type Section, valueChange } from "../difference.ts";
import type { BundleSide } from "./types.ts";

/** A section for the summary, flattened, and one for the logs. */
export const compareVolatile = (
  before: { side: BundleSide; summary: RunSummary },
  after: { side: BundleSide; summary: RunSummary },
): Section[] => [
  { name: "run", same: null, changes: compareSummaries(before.summary, after.summary) },
  { name: "logs", same: null, changes: logs.flatMap((path) => compareLog(path, before.side, after.side)) },
];

// --- internal ---

const logs = [layout.stdout, layout.stderr] as const;

/** Compared elsewhere, or made from what is. */
const elsewhere: ReadonlySet<string> = new Set(["schema", "step", "outcome", "stableDigest"]);

const compareSummaries = (before: RunSummary, after: RunSummary): Change[] => {
  const [old, now] = [flatten(before), flatten(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((name) =>
    valueChange(name, old.get(name) ?? null, now.get(name) ?? null),
  );
};

/** Two levels of names; what lies deeper is shown as JSON. */
const flatten = (summary: RunSummary): Map<string, string> => {
  const values = new Map<string, string>();
  for (const [key, value] of Object.entries(summary)) {
    if (elsewhere.has(key) || value === null) continue;
    if (typeof value !== "object" || value === null || Array.isArray(value)) values.set(key, shown(value));
    else for (const [below, own] of Object.entries(value)) values.set(`${key}.${below}`, shown(own));
  }
  return values;
};

const shown = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

const compareLog = (path: string, before: BundleSide, after: BundleSide): Change[] => {
  const [old, now] = [before.member(path), after.member(path)];
  const [change] = valueChange(path, sizeOf(old), sizeOf(now));
  if (old === undefined || now === undefined) return change === undefined ? [] : [change];
  if (old.sha256 === now.sha256) return [];
  const isLarge = old.size > largestContent || now.size > largestContent;
  const content = isLarge
    ? ({ kind: "unseen", why: `it is larger than ${largestContent} bytes` } as const)
    : compareContents(path, before.read(path), after.read(path));
  return [{ what: "changed", name: path, before: sizeOf(old), after: sizeOf(now), content }];
};

const sizeOf = (member: { size: number; sha256: string } | undefined): string | null =>
  member === undefined ? null : `${member.size} bytes`;

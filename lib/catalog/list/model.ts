/**
 * What a list shows of a run, and the place in a list from which it goes on.
 *
 * @module
 */
import { KprovError } from "../../errors.ts";
import type { FindingFact, TagFact } from "../model.ts";

/** Facts of a run without its files. Times are RFC 3339 in UTC, sizes bytes, digests hexadecimal. */
export interface ListedRun {
  runId: string;
  project: string | null;
  step: string;
  startedAt: string;
  finishedAt: string;
  durationMs: number;
  outcome: string;
  exitCode: number | null;
  signal: string | null;
  incomplete: boolean;
  review: string;
  checks: string;
  origin: string;
  tags: readonly TagFact[];
  commit: string | null;
  branch: string | null;
  dirty: boolean | null;
  argv: readonly string[];
  inputs: { count: number; bytes: number };
  outputs: { count: number; bytes: number };
  memberBytes: number;
  trustMode: string;
  builder: string;
  recorder: string;
  os: string;
  architecture: string;
  bundleDigest: string;
  stableDigest: string;
  configDigest: string | null;
  previousBundle: string | null;
  rerunOf: string | null;
  /** Where the bundle lies; one of several places. */
  location: string | null;
}

/** A bundle that can't be believed. Its names are what it claims. */
export interface ListedRefusal {
  name: string;
  location: string | null;
  verdict: "violated" | "undecided";
  bundleDigest: string | null;
  claims: { runId: string | null; project: string | null; step: string | null };
  findings: readonly FindingFact[];
}

export const sortNames = [
  "started",
  "finished",
  "duration",
  "project",
  "step",
  "outcome",
  "size",
  "inputs",
  "outputs",
] as const;
export type SortName = (typeof sortNames)[number];

export interface Sort {
  name: SortName;
  isDescending: boolean;
}

/** The last run of a page: the next one begins behind it, whatever was added or taken away meanwhile. */
export interface Cursor {
  sort: Sort;
  value: string | number;
  /** The first hexadecimal digits of the bundle's digest, which decides among equal values. */
  bundleDigest: string;
}

/** Opaque text of a cursor, which no shell misreads. */
export const formatCursor = ({ sort, value, bundleDigest }: Cursor): string =>
  Buffer.from(JSON.stringify([formatSort(sort), value, bundleDigest.slice(0, digits)])).toString("base64url");

/** Throws `E_USAGE` for what is no cursor, or one of another order. */
export const parseCursor = (text: string, sort: Sort): Cursor => {
  const [order, value, bundleDigest] = partsOf(text);
  const isValue = typeof value === "string" || Number.isSafeInteger(value);
  if (typeof order !== "string" || !isValue || typeof bundleDigest !== "string" || !/^[0-9a-f]{16}$/.test(bundleDigest))
    throw usage(`Cannot go on after "${text.slice(0, 40)}": this is no cursor of a list`);
  if (order !== formatSort(sort))
    throw usage(`Cannot go on after this cursor: its list is sorted by ${order}, this one by ${formatSort(sort)}`);
  return { sort, value: value as string | number, bundleDigest };
};

/** `duration`, or `-duration` for the largest first. Throws `E_USAGE`. */
export const parseSort = (text: string): Sort => {
  const name = sortNames.find((known) => known === text.replace(/^-/, ""));
  if (name === undefined)
    throw usage(
      `"--sort" takes one of ${sortNames.join(", ")}, with a leading "-" for the largest first, found "${text}"`,
    );
  return { name, isDescending: text.startsWith("-") };
};

export const formatSort = ({ name, isDescending }: Sort): string => `${isDescending ? "-" : ""}${name}`;

// --- internal ---

/** Enough that no two bundles of one moment have the same. */
const digits = 16;

const usage = (message: string): KprovError => new KprovError("E_USAGE", message);

const partsOf = (text: string): unknown[] => {
  try {
    const parts: unknown = text.length > 10_000 ? null : JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
};

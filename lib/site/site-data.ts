/**
 * What the files of a site hold: written by the site's maker, read by the page in a browser.
 *
 * Every file is one call, `kprovSite(name, value)`: a page that was opened from a disk may load scripts, and nothing else.
 *
 * @module
 */
import type { AnnotationFact, RefusedFacts, RunFacts, ToolchainFact } from "../catalog/index.ts";

/** `head.js`. */
export interface SiteHead {
  schema: "kprov.site/v1";
  /** Of the program. */
  version: string;
  runs: number;
  /** Runs in one file of rows, of what else is asked of them, and of whole runs. */
  per: { rows: number; more: number; runs: number };
  /** Strings that rows refer to by their index. */
  names: readonly string[];
  /** Names and versions of the tools of each toolchain. */
  toolchains: readonly (readonly (readonly [name: string, version: string | null])[])[];
  refused: number;
  /** What the runs were chosen by; empty for all of them. */
  filter: string;
}

/**
 * `rows-<n>.js`: a run as lists and most questions need it, newest first. Numbers but for times, sizes, counts and flags are
 * indices of {@link SiteHead.names}; -1 is nothing.
 */
export type SiteRow = readonly [
  /** First 16 digits of the bundle digest. */
  digest: string,
  runId: string,
  project: number,
  step: number,
  startedAt: number,
  durationMs: number,
  outcome: number,
  exitCode: number | null,
  origin: number,
  review: number,
  checks: number,
  commit: number,
  branch: number,
  trustMode: number,
  /** Key and value by turns. */
  tags: readonly number[],
  toolchain: number,
  inputs: number,
  inputBytes: number,
  outputs: number,
  outputBytes: number,
  reviewers: readonly number[],
  /** Media types of inputs. */
  types: readonly number[],
  /** 1 incomplete, 2 dirty, 4 rerun. */
  flags: number,
];

/** `more-<n>.js`: what words and rarer questions are asked of, one for each run. Lists are cut at a length. */
export type SiteMore = readonly [
  /** Arguments, notes, texts that are searchable. */
  text: string,
  inputs: readonly string[],
  outputs: readonly string[],
  checks: readonly (readonly [name: string, verdict: string])[],
  findings: readonly string[],
];

/** What a run read of what another one made: place of the maker among all rows, name and digest of the file. */
export type SiteLink = readonly [maker: number, path: string, digest: string];

/** `links.js`: for every row what it read of others. */
export type SiteLinks = readonly (readonly SiteLink[])[];

/** `digests-<first hexadecimal digit>.js`: who made and who read a content, the newest first. */
export type SiteDigests = readonly (readonly [
  digest: string,
  uses: readonly (readonly [row: number, role: "input" | "output", path: string])[],
])[];

/** `runs-<n>.js`. Lists are cut at a length; `counts` says how long they are. */
export interface SiteRun
  extends Omit<RunFacts, "toolchain" | "annotations" | "durationMs" | "outcome" | "exitCode" | "project" | "step"> {
  toolchain: number;
  annotations: readonly AnnotationFact[];
  counts: { members: number; inputs: number; outputs: number };
  /** Name of its directory below that of its directory of bundles: pages say nothing else about the machine. */
  locations: readonly string[];
  /** Name of its report among the files of the data; null when none was asked for. */
  report: string | null;
}

/** `toolchain-<n>.js`. */
export type SiteToolchain = ToolchainFact;

/** `refused.js`. */
export type SiteRefused = readonly (RefusedFacts & { locations: readonly string[] })[];

/** By how files of these begin, what they hold. */
export interface SiteFiles {
  head: SiteHead;
  rows: readonly SiteRow[];
  more: readonly SiteMore[];
  links: SiteLinks;
  digests: SiteDigests;
  runs: readonly SiteRun[];
  toolchain: SiteToolchain;
  refused: SiteRefused;
}

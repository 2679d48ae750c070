/**
 * What a search gives back.
 *
 * @module
 */
import type { Excerpt, Range } from "./highlight.ts";

/** A place where words of the question stand; `path` where it is a member or a file of the run. */
export type Passage = Excerpt & { in: "annotation" | "tag" | "text" | "file" | "command"; path: string | null };

/** Why a hit stands where it stands: `score` is `match` × `nearness` × (1 + `recency`). */
export interface Reason {
  /** How well the words fit, by BM25 over names (8), tags (4), annotations (2) and texts (1). */
  match: number;
  /** 4 where all words are near each other, 2 where two neighbours are, else 1. */
  nearness: number;
  /** 1 for the newest run of the catalog, a half for one that is 30 days older. */
  recency: number;
  /** For each word of the question, what stands in what is shown of the run. */
  words: { word: string; found: string[] }[];
}

export interface Hit {
  bundleDigest: string;
  runId: string;
  project: string | null;
  step: string;
  /** Milliseconds since the epoch. */
  startedAt: number;
  outcome: string;
  review: string;
  /** Where the bundle lies, or null. */
  location: string | null;
  score: number;
  /** It lacks words of the question: nothing else was left. */
  isPartial: boolean;
  /** Where words stand in what names the run. */
  names: { runId: Range[]; project: Range[]; step: Range[] };
  /** At most three, the most telling first. */
  passages: Passage[];
  reason: Reason;
}

export interface SearchResult {
  hits: Hit[];
  /** What each word was looked for as. */
  terms: { word: string; forms: string[]; isPrefix: boolean; isNegated: boolean }[];
  /** Runs that have the words and were ranked. */
  candidates: number;
  /** More runs have the words than were ranked: these are the newest of them. */
  isBounded: boolean;
}

/** The place of a run that a search found, before anybody looked at the run. */
export interface Ranked {
  /** Number of the run, internal. */
  run: number;
  match: number;
  nearness: number;
  recency: number;
  score: number;
}

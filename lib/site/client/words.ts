/**
 * Words for what facts say, in the colours of the report.
 *
 * @module
 */
import { formatMicroseconds, formatTimeUtc, type Html, html, mark, shortened } from "../../page/index.ts";
import type { Row } from "./store.ts";

export type Tone = "good" | "bad" | "open";

/** In UTC. */
export const timeText = (at: number): string => (isTime(at) ? formatTimeUtc(new Date(at).toISOString()) : "not known");

export const timeOf = (at: number): Html =>
  isTime(at) ? html`<time datetime="${new Date(at).toISOString()}">${timeText(at)}</time>` : html`not known`;

export const dayOf = (at: number): string => timeText(at).slice(0, 10);

export const tookOf = (milliseconds: number): string => formatMicroseconds(Math.round(milliseconds * 1000));

/** How a run ended, such as `failed (exit 3)`. */
export const endedWords = ({ outcome, exitCode }: Pick<Row, "outcome" | "exitCode">): string => {
  // A word of its own recorder, which may be of any length.
  const word = shortened(outcome, 16);
  return outcome !== "succeeded" && exitCode !== null ? `${word} (exit ${exitCode})` : word;
};

export const endedMark = (row: Pick<Row, "outcome" | "exitCode">): Html =>
  mark(row.outcome === "succeeded" ? "good" : "bad", endedWords(row));

export const originTone = (origin: string): Tone =>
  origin === "proved" ? "good" : origin === "violated" ? "bad" : "open";

export const originWords = (origin: string): string =>
  ({
    proved: "Proved",
    violated: "Origin refuted",
    undecided: "Origin not decided",
    unproved: "Integrity proved",
  })[origin] ?? origin;

export const originReason = (origin: string): string =>
  ({
    proved: "whole, unchanged, and signed by somebody the trust file names",
    violated: "whole and unchanged, but who made it was refuted under the trust file",
    undecided: "whole and unchanged, but nobody whom the trust file names vouches for it",
    unproved: "whole and unchanged; who made it was not asked",
  })[origin] ?? "";

export const reviewTone = (review: string): Tone =>
  review === "approved" ? "good" : review === "rejected" ? "bad" : "open";

/** For the colour of a run as a whole, as the report has it. */
export const toneOf = ({ outcome, origin, review }: Pick<Row, "outcome" | "origin" | "review">): Tone =>
  outcome !== "succeeded" || origin === "violated" || review === "rejected"
    ? "bad"
    : origin === "proved"
      ? "good"
      : "open";

/** What is random in an id that `run` made. */
export const shortId = (runId: string): string =>
  /^\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}Z-([0-9a-f]{8})$/.exec(runId)?.[1] ?? runId;

// --- internal ---

/** What a bundle claims may be no moment that a calendar has. */
const isTime = (at: number): boolean => !Number.isNaN(new Date(at).getTime());

/**
 * One run as a JSON document.
 *
 * @module
 */
import { formatTime } from "../../clock.ts";
import type { RunFacts } from "../model.ts";
import type { FoundRun, Neighbour, ShownRun } from "../registry.ts";

/** `kprov.catalog-show/v1`: every fact, times in RFC 3339 and UTC, and what lies around the run. */
export const showDocument = ({ run, ...around }: ShownRun): object => ({
  schema: "kprov.catalog-show/v1",
  run: runDocument(run),
  locations: around.locations,
  previous: neighbourDocument(around.previous),
  next: neighbourDocument(around.next),
  original: neighbourDocument(around.original),
  reruns: { count: around.reruns.count, newest: neighbourDocument(around.reruns.newest) },
  twins: { count: around.twins.count, newest: neighbourDocument(around.twins.newest) },
});

// --- internal ---

const runDocument = (run: RunFacts): object => ({
  ...run,
  startedAt: formatTime(run.startedAt),
  finishedAt: formatTime(run.finishedAt),
  reviews: run.reviews.map((review) => ({ ...review, at: review.at === null ? null : formatTime(review.at) })),
  annotations: run.annotations.map((annotation) => ({ ...annotation, at: formatTime(annotation.at) })),
});

const neighbourDocument = (neighbour: Neighbour | null): object | null =>
  neighbour === null ? null : { ...(neighbour satisfies FoundRun), startedAt: formatTime(neighbour.startedAt) };

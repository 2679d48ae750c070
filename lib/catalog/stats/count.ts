/**
 * Numbers about runs: how many, how often they fail, how long they take, how much they leave, what waits for a review.
 *
 * @module
 */
import { formatTime } from "../../clock.ts";
import { compareBytes } from "../../report.ts";

export interface CountedRun {
  startedAt: number;
  durationMs: number;
  outcome: string;
  project: string | null;
  step: string;
  review: string;
  memberBytes: number;
}

/** The document of `catalog stats`. Durations in milliseconds, sizes in bytes. */
export interface Stats {
  schema: "kprov.stats/v1";
  runs: number;
  /** When the first and the last of them started; null without any. */
  from: string | null;
  to: string | null;
  outcomes: Record<string, number>;
  /** Of all runs, those that did not succeed; null without any run. */
  failureRate: number | null;
  durations: Durations | null;
  storage: { memberBytes: number };
  reviews: { approved: number; rejected: number; pending: number; oldestPending: string | null };
  /** Bundles of the whole catalog that can't be believed, whatever the filter. */
  refused: number;
  /** Days with runs, in order; the days of `zone`. */
  zone: "UTC" | "local";
  days: Day[];
  /** Those with most runs first. */
  steps: StepStats[];
}

export interface Durations {
  median: number;
  p90: number;
  p95: number;
  p99: number;
  longest: number;
}

export interface Day {
  /** `YYYY-MM-DD`. */
  day: string;
  runs: number;
  failed: number;
  memberBytes: number;
  /** Of all runs until the end of the day. */
  totalBytes: number;
}

export interface StepStats {
  project: string | null;
  step: string;
  runs: number;
  failed: number;
  durations: Durations;
}

export interface CountOptions {
  refused: number;
  /** Days begin at midnight where this machine is, instead of in UTC. */
  isLocal: boolean;
}

/** Reads `runs` once; memory grows with their number by a few bytes each. */
export const tallyRuns = (runs: Iterable<CountedRun>, { refused, isLocal }: CountOptions): Stats => {
  const all = newTally();
  const days = new Map<string, Omit<Day, "day" | "totalBytes">>();
  const steps = new Map<string, { project: string | null; step: string; tally: Tally }>();
  const outcomes = new Map<string, number>();
  const reviews = { approved: 0, rejected: 0, pending: 0, oldest: Number.POSITIVE_INFINITY };
  const dayOf = isLocal ? localDay : createUtcDay();
  for (const run of runs) {
    add(all, run);
    outcomes.set(run.outcome, (outcomes.get(run.outcome) ?? 0) + 1);
    // The length keeps two pairs of names apart; a project of no name is another one than none.
    const key = `${run.step.length} ${run.step}${run.project === null ? "" : ` ${run.project}`}`;
    const step = steps.get(key) ?? { project: run.project, step: run.step, tally: newTally() };
    steps.set(key, step);
    add(step.tally, run);
    addDay(days, dayOf(run.startedAt), run);
    addReview(reviews, run);
  }
  return {
    schema: "kprov.stats/v1",
    runs: all.durations.length,
    from: all.durations.length === 0 ? null : formatTime(all.from),
    to: all.durations.length === 0 ? null : formatTime(all.to),
    outcomes: Object.fromEntries([...outcomes].sort(([a], [b]) => compareBytes(a, b))),
    failureRate: all.durations.length === 0 ? null : all.failed / all.durations.length,
    durations: all.durations.length === 0 ? null : durationsOf(all.durations),
    storage: { memberBytes: all.memberBytes },
    reviews: {
      ...{ approved: reviews.approved, rejected: reviews.rejected, pending: reviews.pending },
      oldestPending: Number.isFinite(reviews.oldest) ? formatTime(reviews.oldest) : null,
    },
    ...{ refused, zone: isLocal ? "local" : "UTC" },
    days: growing(days),
    steps: [...steps.values()].map(stepOf).sort(byRuns),
  };
};

// --- internal ---

interface Tally {
  durations: number[];
  failed: number;
  memberBytes: number;
  from: number;
  to: number;
}

const newTally = (): Tally => ({
  ...{ durations: [], failed: 0, memberBytes: 0 },
  ...{ from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY },
});

const add = (tally: Tally, { durationMs, outcome, memberBytes, startedAt }: CountedRun): void => {
  tally.durations.push(durationMs);
  if (outcome !== "succeeded") tally.failed += 1;
  tally.memberBytes += memberBytes;
  tally.from = Math.min(tally.from, startedAt);
  tally.to = Math.max(tally.to, startedAt);
};

const addDay = (
  days: Map<string, Omit<Day, "day" | "totalBytes">>,
  key: string,
  { outcome, memberBytes }: CountedRun,
): void => {
  const day = days.get(key) ?? { runs: 0, failed: 0, memberBytes: 0 };
  days.set(key, day);
  day.runs += 1;
  day.memberBytes += memberBytes;
  if (outcome !== "succeeded") day.failed += 1;
};

const addReview = (
  reviews: { approved: number; rejected: number; pending: number; oldest: number },
  { review, startedAt }: CountedRun,
): void => {
  if (review === "approved") reviews.approved += 1;
  else if (review === "rejected") reviews.rejected += 1;
  else {
    reviews.pending += 1;
    reviews.oldest = Math.min(reviews.oldest, startedAt);
  }
};

/** Most runs began on the day of the one before. */
const createUtcDay = (): ((ms: number) => string) => {
  let [number, day] = [Number.NaN, ""];
  return (ms) => {
    const own = Math.floor(ms / 86_400_000);
    if (own !== number) [number, day] = [own, formatTime(ms).slice(0, -14)];
    return day;
  };
};

const localDay = (ms: number): string => {
  const date = new Date(ms);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};

const growing = (days: ReadonlyMap<string, Omit<Day, "day" | "totalBytes">>): Day[] => {
  let totalBytes = 0;
  return [...days]
    .sort(([a], [b]) => compareBytes(a, b))
    .map(([day, counts]) => {
      totalBytes += counts.memberBytes;
      return { day, ...counts, totalBytes };
    });
};

/** By nearest rank: each is a duration that a run really had. */
const durationsOf = (durations: readonly number[]): Durations => {
  const sorted = [...durations].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { median: at(0.5), p90: at(0.9), p95: at(0.95), p99: at(0.99), longest: at(1) };
};

const stepOf = ({ project, step, tally }: { project: string | null; step: string; tally: Tally }): StepStats => ({
  ...{ project, step, runs: tally.durations.length, failed: tally.failed },
  durations: durationsOf(tally.durations),
});

const byRuns = (a: StepStats, b: StepStats): number =>
  b.runs - a.runs || compareBytes(a.project ?? "", b.project ?? "") || compareBytes(a.step, b.step);

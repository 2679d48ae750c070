/**
 * How many runs there were when: bars of days, weeks or months.
 *
 * @module
 */
import { countOf, formatNumber, type Html, html } from "../../page/index.ts";
import type { Row } from "./store.ts";
import { dayOf } from "./words.ts";

export interface Range {
  /** Days; empty for no bound. */
  from: string;
  to: string;
}

export interface Bucket {
  /** First and last day. */
  from: string;
  to: string;
  succeeded: number;
  failed: number;
}

/** Buckets without a gap from the first to the last of `rows`, at most `limit` of them. */
export const bucketsOf = (rows: readonly Row[], limit = 110): { buckets: Bucket[]; unit: string } => {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { startedAt } of rows) {
    first = Math.min(first, startedAt);
    last = Math.max(last, startedAt);
  }
  if (rows.length === 0) return { buckets: [], unit: "day" };
  const { unit, starts } = startsOf(first, last, limit);
  if (starts.length === 0) return { buckets: [], unit };
  const buckets = starts.map(
    (start, index): Bucket => ({
      from: dayOf(start),
      to: dayOf((starts[index + 1] ?? nextOf(start, unit)) - 1),
      succeeded: 0,
      failed: 0,
    }),
  );
  for (const row of rows) {
    const bucket = buckets[placeOf(starts, row.startedAt)];
    if (bucket === undefined) continue;
    if (row.outcome === "succeeded") bucket.succeeded += 1;
    else bucket.failed += 1;
  }
  return { buckets, unit };
};

/** A click on a bar chooses its days, which the fields for dates do as well. */
export const formatChart = (rows: readonly Row[], { from, to }: Range): Html => {
  const { buckets, unit } = bucketsOf(rows);
  if (buckets.length < 2) return html``;
  const most = Math.max(...buckets.map(({ succeeded, failed }) => succeeded + failed));
  const slot = width / buckets.length;
  const bars = buckets.map((bucket, index) => {
    const isOut = (from !== "" && bucket.to < from) || (to !== "" && bucket.from > to);
    const [x, w] = [round(index * slot), round(Math.min(slot * 0.82, 120))];
    const tall = (count: number): number => (count === 0 ? 0 : Math.max(1.5, (count / most) * height));
    const [bad, good] = [tall(bucket.failed), tall(bucket.succeeded)];
    const span = bucket.from === bucket.to ? bucket.from : `${bucket.from} to ${bucket.to}`;
    const words = `${span}: ${countOf(bucket.succeeded + bucket.failed, "run")}, ${formatNumber(bucket.failed)} not succeeded`;
    return html`<g class="${isOut ? "out" : "in"}" data-from="${bucket.from}" data-to="${bucket.to}"><title>${words}</title><rect class="hit" x="${x}" width="${round(slot)}" height="${height}"/><rect class="ok" x="${x}" width="${w}" y="${round(height - good - bad)}" height="${round(good)}"/><rect class="no" x="${x}" width="${w}" y="${round(height - bad)}" height="${round(bad)}"/></g>`;
  });
  const failed = buckets.reduce((sum, bucket) => sum + bucket.failed, 0);
  const label = `Runs per ${unit}: at most ${formatNumber(most)}; ${formatNumber(failed)} of ${formatNumber(rows.length)} did not succeed`;
  return html`<figure class="chart"><figcaption><span>Runs per ${unit}, at most ${formatNumber(most)}</span><span class="key"><i class="ok"></i> succeeded <i class="no"></i> not succeeded</span></figcaption><svg viewBox="0 0 ${width} ${height + 1}" preserveAspectRatio="none" role="img" aria-label="${label}">${bars}</svg><p class="axis"><span>${buckets[0]?.from}</span><span>${buckets.at(-1)?.to} UTC</span></p></figure>`;
};

// --- internal ---

/** Units of the drawing, whatever its size on the page. */
const [width, height] = [1000, 72];

const day = 86_400_000;

const round = (value: number): number => Math.round(value * 100) / 100;

type Unit = "day" | "week" | "month" | "year";

const startsOf = (first: number, last: number, limit: number): { unit: Unit; starts: number[] } => {
  for (const unit of ["day", "week", "month"] as const) {
    const starts = listStarts(first, last, unit, limit);
    if (starts.length <= limit) return { unit, starts };
  }
  const years = listStarts(first, last, "year", limit);
  // Some clock was wrong by a century: no chart says more than a wrong one.
  return { unit: "year", starts: years.length <= limit ? years : [] };
};

const listStarts = (first: number, last: number, unit: Unit, limit: number): number[] => {
  const starts: number[] = [];
  for (let start = floorOf(first, unit); start <= last && starts.length <= limit; start = nextOf(start, unit))
    starts.push(start);
  return starts;
};

/** Weeks begin on Mondays; the first day of the epoch was a Thursday. */
const floorOf = (time: number, unit: Unit): number => {
  const date = new Date(time);
  if (unit === "year") return Date.UTC(date.getUTCFullYear(), 0);
  if (unit === "month") return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
  const days = Math.floor(time / day);
  return (unit === "day" ? days : days - ((((days + 3) % 7) + 7) % 7)) * day;
};

const nextOf = (start: number, unit: Unit): number => {
  const date = new Date(start);
  if (unit === "year") return Date.UTC(date.getUTCFullYear() + 1, 0);
  if (unit === "month") return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
  return start + (unit === "day" ? 1 : 7) * day;
};

const placeOf = (starts: readonly number[], time: number): number => {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= time) low = middle;
    else high = middle - 1;
  }
  return low;
};

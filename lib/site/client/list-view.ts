/**
 * The list of runs: what is asked for, when they were, and a page of them.
 *
 * @module
 */
import { countOf, formatBytes, formatNumber, type Html, html, mark, shortened, table } from "../../page/index.ts";
import { formatChart } from "./chart.ts";
import { findRuns, sorts, valuesOf } from "./find.ts";
import { type Asked, type Loaded, matcherOf, nothingLoaded } from "./query.ts";
import { filterNames, type ListState, listAddress, runAddress } from "./route.ts";
import type { Row, Store } from "./store.ts";
import { dayOf, endedMark, originTone, originWords, reviewTone, timeOf, tookOf } from "./words.ts";

/** Rows on one page. */
export const pageSize = 50;

export const formatListHead = ({ head, rows }: Store): Html => {
  const [projects, steps] = [valuesOf(rows, "project").length, valuesOf(rows, "step").length];
  const [last, first] = [rows[0], rows.at(-1)];
  const when =
    last === undefined || first === undefined ? "" : ` · ${dayOf(first.startedAt)} to ${dayOf(last.startedAt)} UTC`;
  const filter = head.filter === "" ? null : html`<p class="note">Only runs chosen by <code>${head.filter}</code></p>`;
  return html`<h1 id="title" tabindex="-1">${countOf(rows.length, "run")} <small>${countOf(projects, "project")}, ${countOf(steps, "step")}${when}</small></h1>${filter}`;
};

/** The fields stay when results change: whoever types in them is not disturbed. */
export const formatForm = (rows: readonly Row[]): Html =>
  html`<search class="ask"><label class="wide"><span>Search</span><input id="q" type="search" autocomplete="off" spellcheck="false" maxlength="1000" aria-describedby="q-help"></label>
<p class="note wide" id="q-help">Words, and fields such as <code>step:train</code> <code>tag:release=1.2</code> <code>tool:python&gt;=3.12</code> <code>sha256:ab12</code> <code>file:*.csv</code> <code>before:2026-03-01</code> <code>-outcome:succeeded</code></p>
${choice("project", "Project", rows)}${choice("step", "Step", rows)}${choice("outcome", "Ended", rows)}${choice("review", "Review", rows)}${choice("origin", "Origin", rows)}
<label><span>From (UTC)</span><input id="from" type="date"></label><label><span>To (UTC)</span><input id="to" type="date"></label>
<label><span>Sort</span><select id="sort"><option value="">Newest first</option>${Object.entries(sorts).map(([name, { words }]) => html`<option value="${name}">${words}</option>`)}</select></label></search>
<div id="chart"></div><div id="results"></div>
`;

export interface Results {
  chart: Html;
  results: Html;
  /** For those who do not see them. */
  said: string;
}

/** `loaded` is null while it is being loaded. */
export const formatResults = (
  store: Store,
  state: ListState,
  { asked, loaded }: { asked: Asked; loaded: Loaded | null },
): Results => {
  const isComplete = loaded !== null || asked.isReady;
  const { rows, anyTime } = isComplete
    ? findRuns(store.rows, state, matcherOf(asked.query, store, loaded ?? nothingLoaded))
    : { rows: [], anyTime: [] };
  const said = isComplete ? `${countOf(rows.length, "run")} of ${formatNumber(store.rows.length)}` : "Looking…";
  const count = Math.max(1, Math.ceil(rows.length / pageSize));
  const page = Math.min(state.page, count);
  const shown = rows.slice((page - 1) * pageSize, page * pageSize);
  const isAsking = filterNames.some((name) => state[name] !== "");
  const list =
    shown.length === 0
      ? html`<p class="empty">${isComplete ? "No run is like this." : ""}</p>`
      : html`<div class="runs">${formatRows(shown)}</div>${formatPager(state, { page, count })}`;
  return {
    chart: formatChart(anyTime, state),
    results: html`<h2 class="count" data-of="${listAddress(state)}">${said}${isAsking ? html` <small><a href="#/">Clear all</a></small>` : null}</h2>${list}`,
    said,
  };
};

export const formatRows = (rows: readonly Row[]): Html =>
  table({
    caption: "Runs",
    columns: [
      { name: "Run" },
      { name: "Ended" },
      { name: "Origin" },
      { name: "Review" },
      { name: "Started" },
      { name: "Took", kind: "number" },
      { name: "Outputs", kind: "number" },
      { name: "Commit", kind: "mono" },
    ],
    rows: rows.map((row) => [
      html`<a href="${runAddress(row.digest)}">${shortened(row.step, 80)}</a>${row.project === "" ? null : html` <small>${shortened(row.project, 80)}</small>`}${tagsOf(row.tags)}`,
      endedMark(row),
      mark(originTone(row.origin), originWords(row.origin)),
      mark(reviewTone(row.review), row.review),
      timeOf(row.startedAt),
      tookOf(row.durationMs),
      `${formatNumber(row.outputs)} · ${formatBytes(row.outputBytes)}`,
      row.commit.slice(0, 8),
    ]),
  });

// --- internal ---

const choice = (
  name: "project" | "step" | "outcome" | "review" | "origin",
  label: string,
  rows: readonly Row[],
): Html =>
  html`<label><span>${label}</span><select id="${name}"><option value="">any</option>${valuesOf(rows, name).map((value) => html`<option value="${value}">${name === "origin" ? originWords(value) : value}</option>`)}</select></label>`;

/** A few of them: the run's own page has all. */
const tagsOf = (tags: Row["tags"]): Html | null =>
  tags.length === 0
    ? null
    : html`<span class="tags">${tags.slice(0, 4).map(([key, value]) => html`<span class="tag">${shortened(value === "" ? key : `${key}=${value}`, 40)}</span> `)}${tags.length > 4 ? html`<small>+${tags.length - 4}</small>` : null}</span>`;

const formatPager = (state: ListState, { page, count }: { page: number; count: number }): Html | null => {
  if (count === 1) return null;
  const to = (target: number, words: string, isThere: boolean): Html =>
    isThere ? html`<a href="${listAddress({ ...state, page: target })}">${words}</a>` : html`<span>${words}</span>`;
  return html`<nav class="pager" aria-label="Pages">${to(1, "First", page > 1)} ${to(page - 1, "Previous", page > 1)} <span>Page ${formatNumber(page)} of ${formatNumber(count)}</span> ${to(page + 1, "Next", page < count)} ${to(count, "Last", page < count)}</nav>`;
};

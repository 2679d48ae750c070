/**
 * What every section of a page is put together from.
 *
 * @module
 */
import { type Html, html, type Piece } from "./html.ts";
import { countOf, formatNumber, shortened } from "./words.ts";

/** Where a section stands: the depth of its heading, and what tells its anchors from those of other runs. */
export interface Place {
  level: 2 | 3;
  prefix: string;
  /** Most rows of a long list: a page about many runs has fewer of each. */
  rows: number;
}

export interface Section {
  /** Last part of the anchor. */
  id: string;
  title: string;
  /** Beside the title, such as a count. */
  aside?: string;
  body: Piece;
}

export const anchorOf = ({ prefix }: Place, id: string): string => `${prefix}${id}`;

export const formatSection = ({ id, title, aside, body }: Section, place: Place): Html => {
  const anchor = anchorOf(place, id);
  const words = html`${title}${aside === undefined ? null : html` <small>${aside}</small>`}`;
  // Named, a section is a landmark: those of one run among several would all have the same names.
  return place.level === 2
    ? html`<section aria-labelledby="${anchor}"><h2 id="${anchor}">${words}</h2>${body}</section>
`
    : html`<section><h3 id="${anchor}">${words}</h3>${body}</section>
`;
};

/** Printed, it is open, unless `isForPrint` is false: for lists that only a program reads. */
export const fold = (summary: Piece, body: Piece, { open = false, isForPrint = true } = {}): Html =>
  open
    ? html`<details open><summary>${summary}</summary>${body}</details>`
    : html`<details${isForPrint ? null : html` class="screen"`}><summary>${summary}</summary>${body}</details>`;

export type Fact = readonly [name: string, value: Piece] | null;

/** Short values side by side, for a glance. */
export const factGrid = (facts: readonly Fact[]): Html => html`<dl class="grid">${facts.map(factOf)}</dl>`;

/** A line for each name and value: long values such as digests stay whole. */
export const factList = (facts: readonly Fact[]): Html => html`<dl class="list">${facts.map(factOf)}</dl>`;

export interface Table {
  /** Said to those who do not see it. */
  caption: string;
  columns: readonly { name: string; kind?: "text" | "mono" | "number" }[];
  /** The first cell of a row names it. */
  rows: readonly (readonly Piece[])[];
}

/** On a narrow page each row becomes a block, and each cell says its column. */
export const table = ({ caption, columns, rows }: Table): Html => {
  const cell = (value: Piece, index: number): Html => {
    const { name, kind = "text" } = columns[index] ?? { name: "" };
    if (index === 0) return html`<th scope="row" class="${kind}">${value}</th>`;
    // On a narrow page a bare number would not say what it is.
    return kind === "number"
      ? html`<td class="number" data-name="${name}">${value}</td>`
      : html`<td class="${kind}">${value}</td>`;
  };
  return html`<table><caption>${caption}</caption><thead><tr>${columns.map(({ name, kind = "text" }) => html`<th scope="col" class="${kind === "number" ? kind : "text"}">${name}</th>`)}</tr></thead><tbody>${rows.map(
    (row) => html`<tr>${row.map(cell)}</tr>
`,
  )}</tbody></table>`;
};

/** The first `limit` of a long list, and a sentence about the rest. */
export const bounded = <T>(
  list: readonly T[],
  limit: number,
  { noun, where }: { noun: string; where: string },
): { shown: readonly T[]; rest: Html | null } => {
  if (list.length <= limit) return { shown: list, rest: null };
  const rest = html`<p class="rest">The first ${formatNumber(limit)} of ${countOf(list.length, noun)}; all stand in <code>${where}</code>.</p>`;
  return { shown: list.slice(0, limit), rest };
};

/** A value that may be of any length, with its middle left out. */
export const long = (text: string): string => shortened(text, 2000);

export const code = (text: string): Html => html`<code>${long(text)}</code>`;

/** A digest, which may break anywhere. */
export const digest = (sha256: string): Html => html`<code class="digest">${sha256}</code>`;

/** Proved, failed or open, as a mark with its word: nothing is said by colour alone. */
export const mark = (tone: "good" | "bad" | "open", word: string): Html =>
  html`<span class="mark ${tone}"><span aria-hidden="true">${glyphs[tone]}</span> ${word}</span>`;

// --- internal ---

const factOf = (fact: Fact): Html | null =>
  fact === null ? null : html`<div><dt>${fact[0]}</dt><dd>${fact[1]}</dd></div>`;

const glyphs = { good: "✓", bad: "✕", open: "?" } as const;

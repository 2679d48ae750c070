/**
 * How a content differs, in lines for a person. Nothing is made safe here: whoever shows them does it for their medium.
 *
 * @module
 */
import type { ContentChange, CsvChange, JsonChange, RowChange, TextChange } from "../content/types.ts";

/** `-` was, `+` is, nothing: a remark. */
export interface ContentLine {
  sign: "-" | "+" | "";
  text: string;
}

/** A summary, and examples: at most `limit` of them. */
export const describeContent = (
  content: ContentChange,
  limit: number,
): { summary: string; lines: ContentLine[]; more: number } => {
  if (content.kind === "text") return describeText(content, limit);
  if (content.kind === "json") return describeJson(content, limit);
  if (content.kind === "csv") return describeTable(content, limit);
  if (content.kind === "unseen") return { summary: `not looked into: ${content.why}`, lines: [], more: 0 };
  const { before, after, offset } = content;
  return {
    summary: `binary, ${fromTo(before, after, "byte")}, first difference at byte ${offset}`,
    lines: [],
    more: 0,
  };
};

/** Digests and commits by their first twelve digits: enough to tell them apart; `--json` has all. */
export const shortDigests = (text: string): string =>
  text.replace(/\b([0-9a-f]{12})(?:[0-9a-f]{28}|[0-9a-f]{52})\b/g, "$1");

/** The same for two that differ: those that begin alike stay as they are. */
export const shortPair = (before: string | null, after: string | null): [string | null, string | null] => {
  const [old, now] = [before && shortDigests(before), after && shortDigests(after)];
  return old === now ? [before, after] : [old, now];
};

export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

// --- internal ---

const fromTo = (before: number, after: number, noun: string): string =>
  before === after ? count(after, noun) : `${before} -> ${count(after, noun)}`;

/**
 * Spaces that nobody sees, spelled: those at the end of a line, and those that are not the usual one. Doing it twice changes
 * nothing.
 */
const spelledSpaces = (text: string): string =>
  text.replace(
    /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]| (?= *\r?$)/g,
    (space) => `\\u{${space.charCodeAt(0).toString(16)}}`,
  );

/** Tables without a header call their columns so already. */
const columnNamed = (name: string): string => (/^column \d+$/.test(name) ? name : `column ${name}`);

const shownCell = (cell: string): string => (cell === "" ? '""' : spelledSpaces(cell));

const withNote = (summary: string, note: string | undefined): string =>
  note === undefined ? summary : `${summary}; ${note}`;

const describeText = (change: TextChange, limit: number) => {
  const { added, removed, before, after, first, note } = change;
  const shown = first.slice(0, limit);
  const lines = shown.flatMap(({ line, before: old, after: now }): ContentLine[] => [
    ...(old === null ? [] : [{ sign: "-" as const, text: `${line.before}: ${spelledSpaces(old)}` }]),
    ...(now === null ? [] : [{ sign: "+" as const, text: `${line.after}: ${spelledSpaces(now)}` }]),
  ]);
  const isCut = added + removed > lines.length;
  return {
    summary: withNote(`text, ${fromTo(before, after, "line")}: ${added} added, ${removed} removed`, note),
    lines,
    more: isCut ? added + removed - lines.length : 0,
  };
};

const describeJson = ({ changed, first, note }: JsonChange, limit: number) => {
  const shown = first.slice(0, limit);
  return {
    summary: withNote(`JSON, ${count(changed, "value")} changed`, note),
    lines: shown.map(
      ({ path, before, after }): ContentLine => ({
        sign: before === null ? "+" : after === null ? "-" : "",
        text: spelledSpaces(`${path}: ${before === null ? after : after === null ? before : `${before} -> ${after}`}`),
      }),
    ),
    more: changed - shown.length,
  };
};

const describeTable = ({ columns, rows, key, cells, examples, note }: CsvChange, limit: number) => {
  const shown = cells.slice(0, limit);
  const isKeyTold = key !== null && rows.added + rows.removed + rows.changed > 0;
  const lines: ContentLine[] = [
    ...(isKeyTold ? [{ sign: "" as const, text: `rows are told apart by ${key}` }] : []),
    ...columns.removed.map((name): ContentLine => ({ sign: "-", text: columnNamed(name) })),
    ...columns.added.map((name): ContentLine => ({ sign: "+", text: columnNamed(name) })),
    ...(columns.moved ? [{ sign: "" as const, text: "columns stand in another order" }] : []),
    ...shown.map(
      ({ column, changed, first }): ContentLine => ({
        sign: "",
        text: `${column}: ${count(changed, "cell")} changed, first in ${first.row}: ${shownCell(first.before)} -> ${shownCell(first.after)}`,
      }),
    ),
  ];
  const rowLines = (["removed", "added"] as const).flatMap((what) => rowLinesOf(what, examples, rows[what], limit));
  const numbers = `${rows.added} added, ${rows.removed} removed, ${rows.changed} changed`;
  return {
    summary: withNote(`table, ${fromTo(rows.before, rows.after, "row")}: ${numbers}`, note),
    lines: [...lines, ...rowLines],
    more: cells.length - shown.length,
  };
};

/** A few of each: a table that grew is seldom told by more. */
const rowLinesOf = (
  what: RowChange["what"],
  examples: readonly RowChange[],
  all: number,
  limit: number,
): ContentLine[] => {
  const shown = examples.filter((example) => example.what === what).slice(0, Math.max(1, Math.floor(limit / 2)));
  const sign = what === "added" ? "+" : "-";
  const more = all - shown.length;
  return [
    ...shown.map(({ row, text }): ContentLine => ({ sign, text: `row ${row}: ${spelledSpaces(text)}` })),
    ...(shown.length > 0 && more > 0 ? [{ sign: "" as const, text: `… and ${count(more, "more row")} ${what}` }] : []),
  ];
};

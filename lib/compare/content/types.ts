/**
 * How the content of a file can differ.
 *
 * @module
 */

/** Every string is cut to a length that fits a line. */
export type ContentChange = TextChange | JsonChange | CsvChange | BinaryChange | UnseenChange;

export interface TextChange {
  kind: "text";
  /** Lines. */
  added: number;
  removed: number;
  before: number;
  after: number;
  /** The first ones that differ, numbered from 1. */
  first: LineChange[];
  /** Where lines alone don't say it. */
  note?: string;
}

export interface LineChange {
  line: { before: number | null; after: number | null };
  before: string | null;
  after: string | null;
}

export interface JsonChange {
  kind: "json";
  /** How many values differ. */
  changed: number;
  first: { path: string; before: string | null; after: string | null }[];
  note?: string;
}

export interface CsvChange {
  kind: "csv";
  columns: { added: string[]; removed: string[]; moved: boolean };
  rows: { before: number; after: number; added: number; removed: number; changed: number };
  /** The column whose values tell the rows apart; null: rows were told apart by their place among equal ones. */
  key: string | null;
  /** Columns in which cells of rows that both have differ. */
  cells: CellChange[];
  /** The first rows that went and came, as in the file; at most {@link mostExamples} of each. */
  examples: RowChange[];
  note?: string;
}

export interface RowChange {
  what: "added" | "removed";
  /** From 1, without the header. */
  row: number;
  text: string;
}

export interface CellChange {
  column: string;
  changed: number;
  /** The first one: its row, by key or by number from 1 without the header. */
  first: { row: string; before: string; after: string };
}

export interface BinaryChange {
  kind: "binary";
  /** Bytes. */
  before: number;
  after: number;
  /** Where they differ first, in bytes from 0. */
  offset: number;
}

/** Nobody looked into it. */
export interface UnseenChange {
  kind: "unseen";
  why: string;
}

/** Longest value shown, in characters. */
export const longestValue = 120;

/** How many examples are kept. */
export const mostExamples = 10;

/** At most {@link longestValue} characters. */
export const cut = (text: string): string =>
  text.length <= longestValue ? text : `${text.slice(0, longestValue - 1).replace(/[\ud800-\udbff]$/, "")}…`;

/**
 * Two values that differ, each cut to at most {@link longestValue} characters so that the first difference can be seen: when it
 * stands far behind, what is around it is shown, and its column, counted from 1.
 */
export const cutPair = (before: string, after: string): { before: string; after: string } => {
  const at = firstDifferent(before, after);
  const isNear = at < longestValue - 1 - charactersAround;
  if (isNear || Math.max(before.length, after.length) <= longestValue)
    return { before: cut(before), after: cut(after) };
  return { before: cutAround(before, at), after: cutAround(after, at) };
};

/** The same where one of them may not be there. */
export const cutBoth = (
  before: string | null,
  after: string | null,
): { before: string | null; after: string | null } =>
  before === null || after === null
    ? { before: before === null ? null : cut(before), after: after === null ? null : cut(after) }
    : cutPair(before, after);

// --- internal ---

/** What is shown before a difference that stands far behind, and at the least behind one that does not. */
const charactersAround = 30;

const firstDifferent = (left: string, right: string): number => {
  let at = 0;
  while (at < left.length && left.charCodeAt(at) === right.charCodeAt(at)) at += 1;
  return at;
};

const cutAround = (text: string, at: number): string => {
  const suffix = ` (column ${at + 1})`;
  const start = at - charactersAround;
  const end = start + longestValue - suffix.length - 2;
  const part = text.slice(start, end).replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, "");
  return `…${part}${end < text.length ? "…" : ""}${suffix}`;
};

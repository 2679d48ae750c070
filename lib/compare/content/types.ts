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
  note?: string;
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

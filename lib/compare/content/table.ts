/**
 * Two tables: columns, rows, and in which columns cells changed.
 *
 * @module
 */
import { diffSequences } from "../sequence.ts";
import type { Table } from "./csv.ts";
import { type CellChange, type CsvChange, cut, cutPair, mostExamples, type RowChange } from "./types.ts";

/**
 * Rows belong together by their key, when one column that both tables have first tells all rows apart in both; else by their
 * place among equal rows.
 */
export const compareTables = (before: Table, after: Table): CsvChange => {
  const shared = before.header.filter((column) => after.header.includes(column));
  const added = after.header.filter((column) => !shared.includes(column));
  const removed = before.header.filter((column) => !shared.includes(column));
  const [key] = shared.filter((column) => tellsApart(before, column) && tellsApart(after, column));
  const match = key === undefined ? matchByPlace(before, after, shared) : matchByKey(before, after, key);
  const compared = compareCells(before, after, { shared, key, pairs: match.pairs });
  const moved = shared.join("\0") !== after.header.filter((column) => shared.includes(column)).join("\0");
  const isSame =
    added.length + removed.length + match.come.length + match.gone.length + compared.rows === 0 &&
    !moved &&
    !match.isMoved;
  const note = isSame
    ? "the same cells, written differently"
    : match.isMoved
      ? "rows stand in another order"
      : undefined;
  return {
    kind: "csv",
    columns: { added: added.map(cut), removed: removed.map(cut), moved },
    rows: {
      before: before.rows.length,
      after: after.rows.length,
      added: match.come.length,
      removed: match.gone.length,
      changed: compared.rows,
    },
    key: key === undefined ? null : cut(key),
    cells: compared.cells,
    examples: [...examplesOf("removed", before, match.gone), ...examplesOf("added", after, match.come)],
    ...(note !== undefined && { note }),
  };
};

// --- internal ---

interface Match {
  /** Rows of both that belong together, by number from 0. */
  pairs: [number, number][];
  /** Rows of one alone: of the newer, of the older. */
  come: number[];
  gone: number[];
  isMoved: boolean;
}

const valuesOf = ({ header, rows }: Table, column: string): string[] => {
  const index = header.indexOf(column);
  return rows.map((row) => row[index] ?? "");
};

const tellsApart = (table: Table, column: string): boolean => {
  const values = valuesOf(table, column);
  return table.rows.length > 0 && !values.includes("") && new Set(values).size === values.length;
};

const matchByKey = (before: Table, after: Table, column: string): Match => {
  const places = new Map(valuesOf(before, column).map((value, row) => [value, row]));
  const match: Match = { pairs: [], come: [], gone: [], isMoved: false };
  valuesOf(after, column).forEach((value, row) => {
    const old = places.get(value);
    if (old === undefined) {
      match.come.push(row);
      return;
    }
    if (old < (match.pairs.at(-1)?.[0] ?? -1)) match.isMoved = true;
    match.pairs.push([old, row]);
    places.delete(value);
  });
  return { ...match, gone: [...places.values()] };
};

/** Rows are compared by what both tables have of them; between equal ones they belong together one after the other. */
const matchByPlace = (before: Table, after: Table, shared: readonly string[]): Match => {
  const match: Match = { pairs: [], come: [], gone: [], isMoved: false };
  for (const hunk of diffSequences(wordsOf(before, shared), wordsOf(after, shared))) {
    const both = Math.min(hunk.removed, hunk.added);
    for (let index = 0; index < both; index += 1) match.pairs.push([hunk.before + index, hunk.after + index]);
    for (let index = both; index < hunk.added; index += 1) match.come.push(hunk.after + index);
    for (let index = both; index < hunk.removed; index += 1) match.gone.push(hunk.before + index);
  }
  return match;
};

const wordsOf = ({ header, rows }: Table, shared: readonly string[]): string[] => {
  const indices = shared.map((column) => header.indexOf(column));
  return rows.map((row) => JSON.stringify(indices.map((index) => row[index] ?? "")));
};

const examplesOf = (what: RowChange["what"], { rows }: Table, places: readonly number[]): RowChange[] =>
  places.slice(0, mostExamples).map((place) => ({
    what,
    row: place + 1,
    text: cut((rows[place] ?? []).map(quoted).join(",")),
  }));

const quoted = (cell: string): string => (/[",;\t\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

const compareCells = (
  before: Table,
  after: Table,
  { shared, key, pairs }: { shared: readonly string[]; key: string | undefined; pairs: Match["pairs"] },
): { cells: CellChange[]; rows: number } => {
  const columns = shared.map((column) => ({
    column,
    old: before.header.indexOf(column),
    now: after.header.indexOf(column),
  }));
  const found = new Map<string, CellChange>();
  let rows = 0;
  for (const [oldRow, newRow] of pairs) {
    let isChanged = false;
    for (const { column, old, now } of columns) {
      const [from = "", to = ""] = [before.rows[oldRow]?.[old], after.rows[newRow]?.[now]];
      if (from === to) continue;
      isChanged = true;
      const known = found.get(column);
      if (known !== undefined) known.changed += 1;
      else {
        const row =
          key === undefined ? `row ${newRow + 1}` : `${key} ${after.rows[newRow]?.[after.header.indexOf(key)]}`;
        found.set(column, {
          column: cut(column),
          changed: 1,
          first: { row: cut(row), ...cutPair(from, to) },
        });
      }
    }
    if (isChanged) rows += 1;
  }
  return { cells: [...found.values()].slice(0, mostExamples * 5), rows };
};

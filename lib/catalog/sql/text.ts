/**
 * Answers to queries as tables, records and lines.
 *
 * @module
 */
import type { View } from "../../command.ts";
import { visible } from "../../text.ts";
import { countOf, formatNumber } from "../../words.ts";
import { csvRecord } from "../text/csv.ts";
import { formatTable } from "../text/table.ts";
import type { QueryResult } from "./ask.ts";

/** As wide as it is: what is cut can't be looked for. */
export const formatQuery = ({ columns, rows, isMore }: QueryResult, view: View): string => {
  const isNumber = columns.map((_, index) => rows.some((row) => typeof row[index] === "number"));
  const table = formatTable(
    columns.map((title, index) => ({ title: visible(title), isRight: isNumber[index] === true })),
    rows.map((row) => row.map((value) => ({ text: value === null ? "" : String(value) }))),
    { width: Number.POSITIVE_INFINITY, colour: view.colour },
  );
  const count = isMore
    ? `the first ${formatNumber(rows.length)} rows; --limit shows more`
    : countOf(rows.length, "row");
  return `${table}\n\n${count}`;
};

export const formatQueryCsv = ({ columns, rows }: QueryResult): string => [columns, ...rows].map(csvRecord).join("");

export const formatQueryLines = ({ columns, rows }: QueryResult): string =>
  rows
    .map((row) => `${JSON.stringify(Object.fromEntries(columns.map((name, index) => [name, row[index] ?? null])))}\n`)
    .join("");

export const formatViews = (views: Readonly<Record<string, readonly string[]>>): string =>
  Object.entries(views)
    .map(([view, columns]) => `${view}\n  ${columns.join(", ")}`)
    .join("\n");

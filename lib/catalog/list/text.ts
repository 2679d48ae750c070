/**
 * A page of a list as a person reads it.
 *
 * @module
 */
import { visible } from "../../text.ts";
import { countOf, formatNumber } from "../../words.ts";
import { zoneName } from "../text/moment.ts";
import { formatTable, leastWidth, paint, type TableColumn } from "../text/table.ts";
import { type ColumnName, columns, dispensable, type ListColumn, usualColumns } from "./columns.ts";
import type { ListedRefusal, ListedRun, Sort } from "./model.ts";

export interface ListTextOptions {
  /** Null: as many of the usual ones as there is room for. */
  columns: readonly ColumnName[] | null;
  sort: Sort;
  isLocal: boolean;
  /** Columns of the terminal; infinite where nothing has to be cut. */
  width: number;
  colour: boolean;
}

export interface ListPage {
  runs: readonly ListedRun[];
  lookedAt: number | null;
  total: number | null;
  /** Bundles that the catalog has and does not believe. */
  refused: number;
  /** The command that shows the next page; null at the end. */
  more: string | null;
}

export const formatList = (page: ListPage, options: ListTextOptions): string => {
  const { runs, refused, more, lookedAt } = page;
  const dim = (text: string): string => paint("dim", text, options.colour);
  const lines = runs.length === 0 ? [] : [tableOf(runs, options), ""];
  lines.push(`${countLine(page, options)}`);
  if (lookedAt !== null)
    lines.push(
      `stopped after looking at ${countOf(lookedAt, "run")}: no index answers all of this; a date range would`,
    );
  if (more !== null) lines.push(dim(`more: ${more}`));
  if (refused > 0)
    lines.push(
      paint("red", `${countOf(refused, "bundle")} refused: kprovengine catalog list --refused`, options.colour),
    );
  return lines.join("\n");
};

/** Refused bundles with their reasons, each a paragraph. */
export const formatRefusals = (
  { refusals, total }: { refusals: readonly ListedRefusal[]; total: number },
  { colour, verbose }: { colour: boolean; verbose: boolean },
): string => {
  const lines = refusals.flatMap(({ name, location, verdict, findings, claims }) => {
    const shown = verbose ? findings : findings.slice(0, 3);
    const claimed = [claims.project, claims.step].filter((word) => word !== null).join(" ");
    return [
      `${paint(verdict === "violated" ? "red" : "yellow", verdict, colour)}  ${visible(location ?? name)}`,
      ...shown.map(
        ({ code, path, message }) => `  ${visible(`${code}  ${path === null ? "" : `${path}: `}${message}`)}`,
      ),
      ...(findings.length > shown.length
        ? [`  … and ${findings.length - shown.length} more: --verbose or --json shows all`]
        : []),
      ...(claimed === "" ? [] : [paint("dim", `  claims to be ${visible(claimed)}`, colour)]),
    ];
  });
  const rest = total - refusals.length;
  const counted = `${countOf(total, "bundle")} refused${rest > 0 ? `, the first ${formatNumber(refusals.length)} shown` : ""}`;
  return [...lines, ...(lines.length > 0 ? [""] : []), counted].join("\n");
};

// --- internal ---

const tableOf = (runs: readonly ListedRun[], options: ListTextOptions): string => {
  const names = options.columns ?? roomFor(runs, options);
  return formatTable(
    names.map((name) => tableColumn(name, options)),
    cellsOf(runs, names, options),
    options,
  );
};

const roomFor = (runs: readonly ListedRun[], options: ListTextOptions): ColumnName[] => {
  let names = usualColumns.filter((name) => name === "run" || name === "step" || !isEmpty(runs, name, options));
  if (options.sort.name in columns && !names.includes(options.sort.name)) names.push(options.sort.name);
  for (const name of dispensable) {
    const titles = names.map((own) => tableColumn(own, options));
    if (leastWidth(titles, cellsOf(runs, names, options)) <= options.width) break;
    // Read in local time, the time in the run id is another one. What it is sorted by is always shown.
    const isWanted = name === options.sort.name && (name !== "started" || options.isLocal);
    if (!isWanted) names = names.filter((own) => own !== name);
  }
  return names;
};

const isEmpty = (runs: readonly ListedRun[], name: ColumnName, options: ListTextOptions): boolean =>
  runs.every((run) => {
    const { text } = columns[name].cell(run, options);
    return text === "" || (name === "checks" && text === "none");
  });

const cellsOf = (runs: readonly ListedRun[], names: readonly ColumnName[], options: ListTextOptions) =>
  runs.map((run) => names.map((name) => columns[name].cell(run, options)));

const tableColumn = (name: ColumnName, options: ListTextOptions): TableColumn => {
  const { isRight, least }: Pick<ListColumn, "isRight" | "least"> = columns[name];
  const isTime = name === "started" || name === "finished";
  return {
    title: isTime ? `${name} (${zoneName(options)})` : name,
    ...(isRight === true && { isRight }),
    ...(least !== undefined && { least }),
  };
};

const orders: Readonly<Record<string, readonly [string, string]>> = {
  started: ["oldest first", "newest first"],
  finished: ["first to finish first", "last to finish first"],
};

const countLine = ({ runs, total }: ListPage, { sort }: ListTextOptions): string => {
  const order =
    orders[sort.name]?.[sort.isDescending ? 1 : 0] ?? `by ${sort.name}${sort.isDescending ? ", largest first" : ""}`;
  if (total !== null && total > runs.length)
    return `${formatNumber(runs.length)} of ${countOf(total, "run")}, ${order}`;
  return runs.length === 0 ? "no runs" : `${countOf(runs.length, "run")}, ${order}`;
};

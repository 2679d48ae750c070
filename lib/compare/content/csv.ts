/**
 * Tables as text: RFC 4180 with commas, semicolons or tabs.
 *
 * @module
 */

export interface Table {
  header: string[];
  /** Each as wide as the header. */
  rows: string[][];
  /** The first row is one like the others: the header's names are places, counted from 1. */
  isHeaderless?: true;
}

/** True for names of files that are meant to be tables. */
export const isTableName = (name: string): boolean => /\.(?:csv|tsv|tab)$/i.test(name);

/**
 * The table, or undefined when the text is none: an unclosed quote, rows of another width than the header's, two columns of one
 * name, or more cells than {@link mostCells}. An empty line at the end is no row.
 */
export const readTable = (text: string): Table | undefined => {
  const separator = separatorOf(text);
  const rows = separator === undefined ? undefined : splitRows(text.replace(/^\ufeff/, ""), separator);
  const [header, ...others] = rows ?? [];
  if (header === undefined || header.length < 2) return undefined;
  if (!others.every(({ length }) => length === header.length)) return undefined;
  if (isData(header, others)) return withoutHeader({ header, rows: others });
  return new Set(header).size === header.length ? { header, rows: others } : undefined;
};

/** The same table with its first row taken for data. */
export const withoutHeader = (table: Table): Table => {
  const { header, rows, isHeaderless } = table;
  if (isHeaderless === true) return table;
  return { header: header.map((_, index) => `column ${index + 1}`), rows: [header, ...rows], isHeaderless: true };
};

// --- internal ---

const mostCells = 4_000_000;

const isNumber = (cell: string): boolean =>
  /^\s*[-+]?(?:(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|nan|inf(?:inity)?)\s*$/i.test(cell);

/** A first row with a number in it, and with one in every column that holds nothing but numbers, is no header. */
const isData = (first: readonly string[], others: readonly string[][]): boolean =>
  first.some(isNumber) &&
  first.every((cell, column) => isNumber(cell) || others.some((row) => !isNumber(row[column] ?? "")));

/** Whichever stands in the first line most often. */
const separatorOf = (text: string): string | undefined => {
  const end = text.indexOf("\n");
  const line = end === -1 ? text : text.slice(0, end);
  const counts = [",", ";", "\t"].map((separator) => [line.split(separator).length - 1, separator] as const);
  const [best] = counts.sort(([a], [b]) => b - a);
  return best === undefined || best[0] === 0 ? undefined : best[1];
};

const splitRows = (text: string, separator: string): string[][] | undefined => {
  const rows: string[][] = [];
  const lastQuote = text.lastIndexOf('"');
  let cells = 0;
  for (let at = 0; at < text.length; ) {
    const read = at <= lastQuote ? readRow(text, at, separator) : readPlainRow(text, at, separator);
    if (read === undefined) return undefined;
    cells += read.row.length;
    if (cells > mostCells) return undefined;
    rows.push(read.row);
    at = read.end;
  }
  return rows;
};

interface ReadRow {
  row: string[];
  /** Where the next one begins. */
  end: number;
}

/** There is no quote any more. */
const readPlainRow = (text: string, start: number, separator: string): ReadRow => {
  const found = text.indexOf("\n", start);
  const end = found === -1 ? text.length : found;
  return { row: withoutReturn(text.slice(start, end)).split(separator), end: end + 1 };
};

const withoutReturn = (line: string): string => (line.endsWith("\r") ? line.slice(0, -1) : line);

const readRow = (text: string, start: number, separator: string): ReadRow | undefined => {
  const found = text.indexOf("\n", start);
  const end = found === -1 ? text.length : found;
  const line = text.slice(start, end);
  // A row without a quote, in a text that has some.
  if (!line.includes('"')) return { row: withoutReturn(line).split(separator), end: end + 1 };
  const row: string[] = [];
  for (let at = start; ; ) {
    const cell = text[at] === '"' ? readQuoted(text, at) : readBare(text, at, separator);
    if (cell === undefined) return undefined;
    row.push(cell.value);
    if (text[cell.end] === separator) at = cell.end + 1;
    else {
      const next = /^(?:\r?\n|$)/.exec(text.slice(cell.end, cell.end + 2));
      return next === null ? undefined : { row, end: cell.end + next[0].length };
    }
  }
};

interface Cell {
  value: string;
  /** Where its separator stands. */
  end: number;
}

const readQuoted = (text: string, start: number): Cell | undefined => {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] === '"') continue;
    return { value: text.slice(start + 1, at).replaceAll('""', '"'), end: at + 1 };
  }
  return undefined;
};

const readBare = (text: string, start: number, separator: string): Cell => {
  let end = start;
  while (end < text.length && text[end] !== separator && text[end] !== "\n") end += 1;
  if (text[end - 1] === "\r" && text[end] === "\n" && end > start) end -= 1;
  return { value: text.slice(start, end), end };
};

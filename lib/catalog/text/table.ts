/**
 * Rows below each other, as wide as the terminal, or as wide as they are.
 *
 * @module
 */
import { columnsOf, fitted } from "../../columns.ts";
import { visible } from "../../text.ts";

export type Style = "red" | "green" | "yellow" | "dim" | "bold";

export interface Cell {
  text: string;
  style?: Style | undefined;
}

export interface TableColumn {
  title: string;
  /** Numbers stand at the right. */
  isRight?: boolean;
  /** It may be cut to this many columns where there is no room. Default: never. */
  least?: number;
}

export interface TableOptions {
  /** Columns of the terminal; infinite where nothing has to be cut. */
  width: number;
  colour: boolean;
}

/** A title line and a line for each row. Texts are made visible: none can leave its cell. */
export const formatTable = (
  columns: readonly TableColumn[],
  rows: readonly (readonly Cell[])[],
  { width, colour }: TableOptions,
): string => {
  const shown = rows.map((row) => row.map((cell) => ({ ...cell, text: visible(cell.text) })));
  const widths = shrink(columns, naturalWidths(columns, shown), width);
  const line = (cells: readonly Cell[]): string =>
    cells
      .map(({ text, style }, index) => {
        const room = widths[index] ?? 0;
        const padded = columns[index]?.isRight === true ? atRight(text, room) : fitted(text, room);
        // Blanks at the end of a line are of no use to anybody.
        return paint(style, index === cells.length - 1 ? padded.trimEnd() : padded, colour);
      })
      .join(gap)
      .trimEnd();
  const titles = columns.map(({ title }): Cell => ({ text: title, style: "dim" }));
  return [line(titles), ...shown.map(line)].join("\n");
};

/** How wide the table is when nothing is cut that must not be. */
export const leastWidth = (columns: readonly TableColumn[], rows: readonly (readonly Cell[])[]): number => {
  const natural = naturalWidths(columns, rows);
  const least = natural.map((width, index) => Math.min(width, columns[index]?.least ?? width));
  return least.reduce((sum, width) => sum + width, 0) + gap.length * (columns.length - 1);
};

export const paint = (style: Style | undefined, text: string, colour: boolean): string =>
  colour && style !== undefined ? `\u001b[${styles[style]}m${text}\u001b[0m` : text;

// --- internal ---

const styles = { red: 31, green: 32, yellow: 33, dim: 2, bold: 1 } as const satisfies Record<Style, number>;

const gap = "  ";

const naturalWidths = (columns: readonly TableColumn[], rows: readonly (readonly Cell[])[]): number[] =>
  columns.map(({ title }, index) => {
    let widest = columnsOf(title);
    for (const row of rows) widest = Math.max(widest, columnsOf(row[index]?.text ?? ""));
    return widest;
  });

/** Takes from the widest that may be cut, until it fits or all are at their least. */
const shrink = (columns: readonly TableColumn[], widths: readonly number[], width: number): number[] => {
  const result = [...widths];
  let excess = result.reduce((sum, own) => sum + own, 0) + gap.length * (columns.length - 1) - width;
  const spare = (index: number): number => (result[index] ?? 0) - (columns[index]?.least ?? Number.POSITIVE_INFINITY);
  while (excess > 0 && Number.isFinite(excess)) {
    const elastic = result.map((_, index) => index).filter((index) => spare(index) > 0);
    const widest = elastic.sort((a, b) => (result[b] ?? 0) - (result[a] ?? 0))[0];
    if (widest === undefined) break;
    result[widest] = (result[widest] ?? 0) - 1;
    excess -= 1;
  }
  return result;
};

const atRight = (text: string, width: number): string => " ".repeat(Math.max(0, width - columnsOf(text))) + text;

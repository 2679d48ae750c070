/**
 * How a content differs, in lines for a person. Nothing is made safe here: whoever shows them does it for their medium.
 *
 * @module
 */
import type { ContentChange, CsvChange, JsonChange, TextChange } from "../content/types.ts";

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
  return { summary: `binary, ${fromTo(before, after)} bytes, first difference at byte ${offset}`, lines: [], more: 0 };
};

/** Digests and commits by their first twelve digits: enough to tell them apart; `--json` has all. */
export const shortDigests = (text: string): string =>
  text.replace(/\b([0-9a-f]{12})(?:[0-9a-f]{28}|[0-9a-f]{52})\b/g, "$1");

export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

// --- internal ---

const fromTo = (before: number, after: number): string => (before === after ? `${after}` : `${before} -> ${after}`);

const withNote = (summary: string, note: string | undefined): string =>
  note === undefined ? summary : `${summary}; ${note}`;

const describeText = (change: TextChange, limit: number) => {
  const { added, removed, before, after, first, note } = change;
  const shown = first.slice(0, limit);
  const lines = shown.flatMap(({ line, before: old, after: now }): ContentLine[] => [
    ...(old === null ? [] : [{ sign: "-" as const, text: `${line.before}: ${old}` }]),
    ...(now === null ? [] : [{ sign: "+" as const, text: `${line.after}: ${now}` }]),
  ]);
  const isCut = added + removed > lines.length;
  return {
    summary: withNote(`text, ${fromTo(before, after)} lines: ${added} added, ${removed} removed`, note),
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
        text: `${path}: ${before === null ? after : after === null ? before : `${before} -> ${after}`}`,
      }),
    ),
    more: changed - shown.length,
  };
};

const describeTable = ({ columns, rows, key, cells, note }: CsvChange, limit: number) => {
  const shown = cells.slice(0, limit);
  const isKeyTold = key !== null && rows.added + rows.removed + rows.changed > 0;
  const lines: ContentLine[] = [
    ...(isKeyTold ? [{ sign: "" as const, text: `rows are told apart by ${key}` }] : []),
    ...columns.removed.map((name): ContentLine => ({ sign: "-", text: `column ${name}` })),
    ...columns.added.map((name): ContentLine => ({ sign: "+", text: `column ${name}` })),
    ...(columns.moved ? [{ sign: "" as const, text: "columns stand in another order" }] : []),
    ...shown.map(
      ({ column, changed, first }): ContentLine => ({
        sign: "",
        text: `${column}: ${count(changed, "cell")} changed, first in ${first.row}: ${first.before || '""'} -> ${first.after || '""'}`,
      }),
    ),
  ];
  const numbers = `${rows.added} added, ${rows.removed} removed, ${rows.changed} changed`;
  return {
    summary: withNote(`table, ${fromTo(rows.before, rows.after)} rows: ${numbers}`, note),
    lines,
    more: cells.length - shown.length,
  };
};

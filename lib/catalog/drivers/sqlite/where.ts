/**
 * Pieces of SQL conditions. Every value is a parameter: what a bundle or a person says is never SQL.
 *
 * @module
 */
import type { Cell } from "../../port.ts";
import type { Pattern } from "../../query/filter.ts";

/** A piece of SQL and the values of its question marks, in order. */
export interface Where {
  sql: string;
  parameters: Cell[];
}

/** Nothing to join is `TRUE`. */
export const joinWhere = (operator: " AND " | " OR ", parts: readonly Where[]): Where => {
  const [first] = parts;
  if (first === undefined) return { sql: "TRUE", parameters: [] };
  if (parts.length === 1) return first;
  return {
    sql: parts.map(({ sql }) => `(${sql})`).join(operator),
    parameters: parts.flatMap(({ parameters }) => parameters),
  };
};

/** `column` has this text. */
export const patternSql = (column: string, { text, isGlob }: Pattern): Where =>
  // Brackets mean something to GLOB, and nothing to us.
  isGlob
    ? { sql: `${column} GLOB ?`, parameters: [text.replaceAll("[", "[[]")] }
    : { sql: `${column} = ?`, parameters: [text] };

/** `column` holds a SHA-256 that begins with these hexadecimal digits. */
export const digestSql = (column: string, prefix: string): Where => ({
  sql: `${column} BETWEEN ? AND ?`,
  parameters: [Buffer.from(prefix.padEnd(64, "0"), "hex"), Buffer.from(prefix.padEnd(64, "f"), "hex")],
});

/** `column` holds a text that begins so. */
export const prefixSql = (column: string, prefix: string): Where => ({
  sql: `${column} >= ? AND ${column} < ?`,
  // Behind every character that there is: of equal beginnings, none is larger.
  parameters: [prefix, `${prefix}\u{10ffff}`],
});

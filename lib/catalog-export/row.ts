/**
 * Rows of a catalog in words.
 *
 * @module
 */
import type { RowOf } from "../catalog/index.ts";

/** SHA-256 of no bytes: equal without any connection. */
export const emptyDigest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

export const text = (row: RowOf, name: string): string | null => {
  const cell = row[name] ?? null;
  return cell === null ? null : String(cell);
};

/** How the run ended, in a sentence without a final full stop. */
export const endOf = (run: RowOf): string => {
  const signal = text(run, "signal");
  return `${run["outcome"]}: ${signal ?? `exit status ${text(run, "exit_code") ?? "unknown"}`}`;
};

/** The command; the built-in pipeline has none. */
export const argvOf = (run: RowOf): string[] => {
  const argv: unknown = JSON.parse(String(run["argv"]));
  const words = Array.isArray(argv) ? argv.map(String) : [];
  return words.length > 0 ? words : ["kprovengine", "run"];
};

/** The program that ran. */
export const firstWord = (run: RowOf): string => argvOf(run)[0] ?? "unknown";

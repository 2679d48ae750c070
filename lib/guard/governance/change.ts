/**
 * One difference between two states of governance, and the step that it needs.
 *
 * @module
 */
import { compareBytes } from "../../report.ts";

/** What a difference does to what is asked for. In doubt: `loosened`. */
export type Kind = "loosened" | "tightened" | "words";

export interface Change {
  kind: Kind;
  /** Key of the configuration, path of a file, or name of a check. */
  key: string;
  /** Path of the file that has changed; null for what comes with the program. */
  path: string | null;
  /** One sentence, without a final full stop. */
  message: string;
}

/** How far the governance version goes on. */
export type Step = "major" | "minor" | "patch";

/** The step that `changes` need together; null for none. */
export const stepOf = (changes: readonly Change[]): Step | null => {
  const kinds = new Set(changes.map(({ kind }) => kind));
  if (kinds.has("loosened")) return "major";
  if (kinds.has("tightened")) return "minor";
  return kinds.has("words") ? "patch" : null;
};

/** What loosened first, then by key and message, by bytes. */
export const compareChanges = (a: Change, b: Change): number =>
  order.indexOf(a.kind) - order.indexOf(b.kind) || compareBytes(a.key, b.key) || compareBytes(a.message, b.message);

// --- internal ---

const order: readonly Kind[] = ["loosened", "tightened", "words"];

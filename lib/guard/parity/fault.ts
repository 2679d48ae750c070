/**
 * Ways in which a step's failure gets lost, or the step is not run, each with its place.
 *
 * @module
 */
import type { Level } from "../../report.ts";
import { cutShort } from "../../secrecy.ts";
import { SourceError } from "../sources/index.ts";
import type { Located } from "../sources/tree.ts";

/** A place in a tracked file. */
export type Spot = Omit<Located<unknown>, "value">;

/** What happens to a repository: something is pushed to the default branch, or proposed to it. */
export type Event = "push" | "change";

export interface Fault {
  /** `masked`: it fails, and CI does not. `skipped`: it is not run. `different`: another thing is run. `unread`: that can't be told. */
  kind: "masked" | "skipped" | "different" | "unread";
  level: Level;
  at: Spot;
  /** What happens, as the end of a sentence that begins with "its failure is lost: " or "it can be left out: ". */
  why: string;
  /** As written there. */
  written?: string;
  expected?: string;
  fix?: string;
  /** Only for these; left out: for all. */
  events?: readonly Event[];
}

/** The place alone. */
export const spotOf = ({ path, line, column }: Spot): Spot => ({ path, line, column });

/** What `judge` finds; where a file that it asks can't be read, that is the doubt. */
export const unlessUnread = async (judge: () => Promise<Fault[]>): Promise<Fault[]> => {
  try {
    return await judge();
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const why = `"${error.path}" can't be read: ${error.reason}`;
    return [{ kind: "unread", level: "undecided", at: spotOf(error), why, written: error.path }];
  }
};

/** A text as one line of a sentence. */
export const shortened = (text: string): string => cutShort(text.trim().replace(/\s+/g, " "), 100);

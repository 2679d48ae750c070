/**
 * One place of a source: has anything changed, and if so, what is there now?
 *
 * @module
 */
import { type Entry, factsDigest, type RunFacts, refusedDigest } from "../catalog/index.ts";
import { sha256 } from "../digest.ts";
import type { Judge } from "./judge.ts";
import type { IndexSource } from "./source.ts";

export interface Task {
  name: string;
  /** What is known of it; null for nothing. */
  stamp: string | null;
}

/** Null: it is what it was, without a look inside. `isSame`: the look has shown it. */
export type Examined = { stamp: string; facts: Entry["facts"]; isSame: boolean } | null;

export type Examine = (task: Task) => Promise<Examined>;

/** How a place stands, as its stamp says it. `noted`: whole, with notes beside it that can't be taken. */
export type Standing = "whole" | "noted" | "violated" | "undecided";

/** `mark` stands for what everything is judged by, so that other rules are another stamp. */
export const createExamine = (source: IndexSource, judge: Judge, mark: string): Examine => {
  const noted = source.noteStamps();
  const notesOf = (runId: string): string => {
    const stamp = noted.get(runId);
    return stamp === undefined ? "" : `.${sha256(stamp).slice(0, 16)}`;
  };
  return async ({ name, stamp: known }) => {
    // Before it is read: what changes meanwhile is seen the next time.
    const { stamp, tree } = source.look(name, known?.slice(markLength + 1) ?? null);
    if (stamp !== null && known !== null && isSame(known, { mark, name, stamp, notesOf })) return null;
    const { dir, close } = source.open(name);
    try {
      const facts = await judge({ dir, name, source: source.path, ...(tree && { tree }) });
      const runId = "run" in facts ? facts.run.runId : (facts.refused.runId ?? name);
      const own = runId === name ? "" : `@${runId}`;
      const sign = signs["run" in facts ? standingOfRun(facts.run) : facts.refused.verdict];
      const state = stamp ?? untoldOf(facts);
      const isUntold = known?.startsWith(`${mark}${sign}${untold}`) === true;
      const isSame = isUntold && known.includes(untoldOf(facts));
      return { stamp: `${mark}${sign}${state}${notesOf(runId)}${own}`, facts, isSame };
    } finally {
      close();
    }
  };
};

/** What a stamp says of its place; undefined for one that somebody else made. */
export const standingOf = (stamp: string): Standing | undefined =>
  standings.find((standing) => signs[standing] === stamp[markLength]);

/** What a catalog stores of them, in hexadecimal. */
export const digestOf = (facts: Entry["facts"]): string =>
  ("run" in facts ? factsDigest(facts.run) : refusedDigest(facts.refused)).toString("hex");

// --- internal ---

const standings = ["whole", "noted", "violated", "undecided"] as const;
const signs = { whole: "=", noted: "+", violated: "!", undecided: "?" } as const satisfies Record<Standing, string>;
const markLength = 8;

const standingOfRun = ({ findings }: RunFacts): Standing =>
  findings.some(({ code }) => code === "E_NOTE") ? "noted" : "whole";

/** No stamp begins with it. What was found stands behind it, so that reading it again is not taken for a change. */
const untold = "~";

const untoldOf = (facts: Entry["facts"]): string => untold + digestOf(facts).slice(0, 32);

const isSame = (
  known: string,
  { mark, name, stamp, notesOf }: { mark: string; name: string; stamp: string; notesOf: (runId: string) => string },
): boolean => {
  if (!known.startsWith(mark)) return false;
  const at = known.indexOf("@");
  const runId = at === -1 ? name : known.slice(at + 1);
  return known.slice(markLength + 1, at === -1 ? undefined : at) === `${stamp}${notesOf(runId)}`;
};

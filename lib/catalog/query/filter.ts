/**
 * Which runs a question is about: one type for lists, searches, statistics, exports and pages.
 *
 * @module
 */
import { KprovError } from "../../errors.ts";
import type { VersionRange } from "./range.ts";

/** Columns of a run that hold one word. */
export const wordFields = ["project", "step", "outcome", "branch", "trust", "origin", "review"] as const;
export type WordField = (typeof wordFields)[number];

export type Matcher =
  | { field: WordField; pattern: Pattern }
  /** Value null: a tag with any value. */
  | { field: "tag"; key: Pattern; value: Pattern | null }
  | { field: "reviewer"; pattern: Pattern }
  /** Media type of an input. */
  | { field: "type"; pattern: Pattern }
  /** Path of an input, an output, or of either. */
  | { field: "input" | "output" | "file"; pattern: Pattern }
  | { field: "tool" | "distribution"; name: Pattern; range: VersionRange | null }
  /** Name null: the worst of all checks, `none` for a run without any. */
  | { field: "check"; name: Pattern | null; verdict: string | null }
  | { field: "finding"; pattern: Pattern }
  /** Lower-case hexadecimal digits that it begins with. */
  | { field: "commit"; prefix: string }
  /** Of the bundle, its stable members, a member, an input or an output. */
  | { field: "digest"; prefix: string }
  /** What its run id begins with. */
  | { field: "run"; prefix: string }
  /** When it started: milliseconds, `from` included, `below` not; null is open. */
  | { field: "time"; from: number | null; below: number | null }
  /** Milliseconds. */
  | { field: "duration"; from: number | null; below: number | null }
  | { field: "exit"; code: number }
  | { field: "is"; state: "incomplete" | "dirty" | "rerun" };

/** `*` any characters, `?` one, where the text was not quoted. */
export interface Pattern {
  text: string;
  isGlob: boolean;
}

export type Condition = Matcher & { isNegated: boolean };

/**
 * All conditions together. Conditions on one field that a run has one value of (project, step, branch, outcome, states, exit) are
 * alternatives; of all others, each must hold, and so must each that is negated.
 */
export interface Filter {
  conditions: readonly Condition[];
  /** About the bundles that were refused instead of the runs that are believed. */
  isRefused: boolean;
}

export const everything: Filter = { conditions: [], isRefused: false };

export const joinFilters = (...filters: readonly Filter[]): Filter => ({
  conditions: filters.flatMap(({ conditions }) => conditions),
  isRefused: filters.some(({ isRefused }) => isRefused),
});

/** Throws `E_USAGE` where refused bundles make no sense: nothing that they claim is a fact. */
export const assertRunsOnly = ({ isRefused }: Filter, command: string): void => {
  if (!isRefused) return;
  throw new KprovError("E_USAGE", `"${command}" is about runs that are believed, not about refused bundles`, {
    hint: "kprovengine catalog list --refused",
  });
};

/** Conditions that are alternatives stand in one group; a run matches when it matches one of each group. */
export const groupsOf = ({ conditions }: Filter): Condition[][] => {
  const groups: Condition[][] = [];
  const alternatives = new Map<string, Condition[]>();
  for (const condition of conditions) {
    const { field, isNegated } = condition;
    const group = alternatives.get(field);
    if (isNegated || !isAlternative(condition)) groups.push([condition]);
    else if (group !== undefined) group.push(condition);
    else {
      const started = [condition];
      alternatives.set(field, started);
      groups.push(started);
    }
  }
  return groups;
};

// --- internal ---

const isAlternative = (condition: Condition): boolean =>
  (wordFields as readonly string[]).includes(condition.field) ||
  condition.field === "exit" ||
  condition.field === "run" ||
  condition.field === "commit" ||
  (condition.field === "check" && condition.name === null);

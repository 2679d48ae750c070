/**
 * `case`: which of its lists are run.
 *
 * POSIX.1-2024, "Shell Command Language", 2.9.4.3: the patterns are gone through in their order, up to the first that matches.
 *
 * @module
 */
import { conditional, type Flow, faultAt, type Tracer } from "./flow.ts";
import { knownText } from "./known.ts";
import { forked, merge } from "./state.ts";
import type { Case, Word } from "./syntax.ts";
import { traceList } from "./trace.ts";

export const traceCase = (tracer: Tracer, node: Case, flow: Flow): void => {
  const { clauses, ...span } = node;
  const inner = { ...flow, isFailed: false };
  const chosen = chosenOf(tracer, node);
  if (chosen !== undefined) return chosen === "none" ? undefined : traceList(tracer, chosen.body, inner);
  const reach = [...flow.reach, faultAt(tracer, span, conditional("it is run only in one case of this"))];
  const branches = clauses.map(({ body }) => {
    const state = forked(tracer.state);
    traceList({ ...tracer, state }, body, { ...inner, reach });
    return state;
  });
  merge(tracer.state, [...branches, forked(tracer.state)]);
};

// --- internal ---

/** The clause that surely is the only one to be run; undefined where that can't be told. */
const chosenOf = (tracer: Tracer, { word, clauses }: Case): Case["clauses"][number] | "none" | undefined => {
  // What expands in it may set something, or fail.
  const text = tracer.held.isExactCase() ? (exactText(word) ?? knownText(tracer, word.raw)) : undefined;
  if (text === undefined) return undefined;
  for (const clause of clauses) {
    const matches = clause.patterns.map((pattern) => isMatch(pattern, text));
    const found = matches.find((one) => one !== false);
    if (found === undefined && matches.includes(undefined)) return undefined;
    // It goes on with the next one.
    if (found === true) return clause.isLast ? clause : undefined;
  }
  return "none";
};

const exactText = ({ value, raw }: Word): string | undefined => (raw.includes("~") ? undefined : value);

/** Undefined where that can't be told. */
const isMatch = ({ raw, value, isPattern }: Word, text: string): boolean | undefined => {
  if (raw === "*") return true;
  // A path of which only the end is known.
  if (text.includes("\0") || value === undefined || raw.includes("~")) return undefined;
  if (isPattern !== true) return value === text;
  const [, first = "", last] = /^([\w./:@%+,=-]*)\*([\w./:@%+,=-]*)$/.exec(raw) ?? [];
  if (last === undefined) return undefined;
  return text.length >= first.length + last.length && text.startsWith(first) && text.endsWith(last);
};

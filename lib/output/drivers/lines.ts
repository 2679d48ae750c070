/**
 * One finding a line, as compilers print them (GNU Coding Standards, "Formatting Error Messages"): for editors, and for
 * the problem matcher.
 *
 * @module
 */
import { visible } from "../../text.ts";
import type { Outcome } from "../outcome.ts";
import { asideText, inert, type Problem, placeOf, problemsOf } from "../problem.ts";
import type { OutputDriver } from "../registry.ts";

const lines: OutputDriver = {
  meta: { name: "lines", readBy: "editors, problem matchers", packages: [] },
  format: (outcome) =>
    `${[...problemsOf(outcome).map((problem) => lineOf(problem, outcome)), endOf(outcome)].join("\n")}\n`,
  wrote: (text) =>
    /^(?:.+:\d+:\d+: (?:error|notice): .+ \[[A-Z][A-Z0-9_]*(?:\/[^\]]+)?\]|[a-z][a-z-]*: (?:proved|partial|violated|could not decide)(?:; skipped: .*)?)\n/.test(
      text,
    ),
};

export default lines;

// --- internal ---

const lineOf = (problem: Problem, { home }: Outcome): string => {
  const { path = home, line = 1, column = 1, level, message, aside, id } = problem;
  const what =
    aside !== undefined
      ? `notice: ${message} (${asideText(aside)})`
      : `error: ${level === "undecided" ? "could not decide: " : ""}${message}`;
  return inert(`${placeOf({ path, line, column })}: ${what} [${id}]`);
};

/** Without a place: no reader takes it for a finding, and nobody takes an empty file for a pass. */
const endOf = ({ command, verdict, skipped }: Outcome): string => {
  const left = skipped.length === 0 ? "" : `; skipped: ${skipped.map(visible).join(", ")}`;
  return inert(`${command}: ${verdict === "undecided" ? "could not decide" : verdict}${left}`);
};

/**
 * How two runs ended, in words that differ when the ends do.
 *
 * @module
 */
import type { Outcome } from "../../evidence/index.ts";
import type { Pair } from "./types.ts";

/** `failed (exit 1)`, each; with what they found where the rest is the same. */
export const describeOutcomes = (outcomes: Pair<Outcome>): Pair<string> => {
  const short = [shortly(outcomes[0]), shortly(outcomes[1])] as const;
  if (short[0] !== short[1]) return short;
  return [withFindings(outcomes[0], outcomes[1]), withFindings(outcomes[1], outcomes[0])];
};

// --- internal ---

const shortly = ({ status, exitCode, signal }: Outcome): string => {
  const how = exitCode !== null ? `exit ${exitCode}` : signal;
  return how === null ? status : `${status} (${how})`;
};

/** What only this one has, up to three. */
const withFindings = (outcome: Outcome, other: Outcome): string => {
  const named = ({ findings }: Outcome): string[] => findings.map(({ code, subject }) => `${code} ${subject}`);
  const others = new Set(named(other));
  const own = named(outcome).filter((text) => !others.has(text));
  const more = own.length > 3 ? ` and ${own.length - 3} more` : "";
  const found = own.length === 0 ? "nothing of that kind" : own.slice(0, 3).join(", ") + more;
  return `${shortly(outcome)} with ${found}`;
};

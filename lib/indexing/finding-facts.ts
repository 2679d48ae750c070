/**
 * Findings as a catalog keeps them: bounded, because a bundle can be wrong in as many places as it has bytes.
 *
 * @module
 */
import type { FindingFact } from "../catalog/index.ts";
import type { Outcome } from "../evidence/index.ts";
import type { Finding } from "../report.ts";

/** The first of them, and how many more there are. */
export const findingFacts = (findings: readonly Finding[]): FindingFact[] => {
  const facts = findings.slice(0, most).map(({ code, level, path, message, expected, actual }) => ({
    code,
    level,
    path: path === undefined ? null : cut(path),
    message: cut(message + detailsOf(expected, actual)),
  }));
  const [first] = findings.slice(most);
  if (first === undefined) return facts;
  return [
    ...facts,
    { code: first.code, level: first.level, path: null, message: `and ${findings.length - most} more findings` },
  ];
};

/** Why a step that exited 0 has failed all the same. */
export const outcomeFacts = ({ findings }: Outcome): FindingFact[] => {
  const facts = findings.slice(0, most).map(
    ({ code, subject }): FindingFact => ({
      code: cut(code),
      level: "violation",
      path: cut(subject),
      message: "The run failed for it",
    }),
  );
  if (findings.length <= most) return facts;
  return [
    ...facts,
    {
      code: cut(findings[most]?.code ?? ""),
      level: "violation",
      path: null,
      message: `and ${findings.length - most} more reasons`,
    },
  ];
};

// --- internal ---

const most = 100;
const longest = 2000;

const cut = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…`.toWellFormed() : text);

const detailsOf = (expected: string | undefined, actual: string | undefined): string => {
  const details = [
    ...(expected === undefined ? [] : [`expected ${expected}`]),
    ...(actual === undefined ? [] : [`found ${actual}`]),
  ];
  return details.length === 0 ? "" : `: ${details.join(", ")}`;
};

/**
 * Findings as a person wants them: grouped by code, what is wrong before what is open, long groups cut.
 *
 * @module
 */

import { codes } from "../codes.ts";
import type { View } from "../command.ts";
import type { Finding, Verdict } from "../report.ts";
import { visible } from "../text.ts";

export type Style = "red" | "yellow" | "green" | "bold" | "dim";

export const verdictStyle = { proved: "green", violated: "red", undecided: "yellow" } as const satisfies Record<
  Verdict,
  Style
>;

export const paint = (view: View, style: Style, text: string): string =>
  view.colour ? `\u001b[${styles[style]}m${text}\u001b[0m` : text;

/** The finding to look at first. */
export const worst = (findings: readonly Finding[]): Finding | undefined =>
  findings.reduce<Finding | undefined>(
    (best, finding) => (best === undefined || rankOf(finding) < rankOf(best) ? finding : best),
    undefined,
  );

/** Each group a heading, its findings and an empty line; cut to a screen unless the view is verbose. */
export const formatFindings = (findings: readonly Finding[], view: View): string[] => {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const group = groups.get(finding.code);
    if (group === undefined) groups.set(finding.code, [finding]);
    else group.push(finding);
  }
  const rank = ([first]: readonly Finding[]): number => (first === undefined ? 0 : rankOf(first));
  const sorted = [...groups.values()].sort((a, b) => rank(a) - rank(b));
  const limit = view.verbose ? Number.POSITIVE_INFINITY : Math.max(2, Math.floor(8 / Math.max(1, sorted.length)));
  return sorted.flatMap((group) => formatGroup(group, limit, view));
};

// --- internal ---

const styles = { red: 31, yellow: 33, green: 32, dim: 2, bold: 1 } as const satisfies Record<Style, number>;

/** Violations before doubts, else in the order of the codes' table. */
const rankOf = ({ code, level }: Finding): number => {
  const order = Object.keys(codes);
  return order.indexOf(code) + (level === "undecided" ? order.length : 0);
};

const formatGroup = (group: readonly Finding[], limit: number, view: View): string[] => {
  const [first] = group;
  if (first === undefined) return [];
  const rest = group.length - limit;
  return [
    `${paint(view, first.level === "violation" ? "red" : "yellow", first.code)}  ${paint(view, "bold", codes[first.code].title)} (${group.length})`,
    ...group.slice(0, limit).flatMap(formatFinding),
    ...(rest > 0 ? [paint(view, "dim", `  … and ${rest} more: --verbose or --json shows all`)] : []),
    "",
  ];
};

const formatFinding = ({ path, message, expected, actual }: Finding): string[] => [
  `  ${path === undefined ? "" : `${visible(path)}: `}${visible(message)}`,
  ...(expected === undefined ? [] : [`    expected ${visible(expected)}`]),
  ...(actual === undefined ? [] : [`    found    ${visible(actual)}`]),
];

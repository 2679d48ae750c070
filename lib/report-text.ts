/**
 * A report as a person wants it: one screen, what is wrong, how to mend it, and nothing about what passed.
 *
 * @module
 */

import { baseLines } from "./base-text.ts";
import type { CodeEntry } from "./codes.ts";
import type { View } from "./command.ts";
import type { FindingCode } from "./errors.ts";
import type { Coverage, Exemption, Finding, Report, WaivedFinding } from "./report.ts";
import { visible } from "./text.ts";

/**
 * `report` grouped by code: path, sentence, the command that mends it; what is waived, what others keep for git; a count line at the end.
 *
 * A long group is cut, and says so, unless `view.verbose`, which shows fingerprints, too. Names and words from the repository are made
 * visible, so that no path can forge a line or send an escape sequence to the terminal.
 */
export const formatReport = async (report: Report, view: View): Promise<string> => {
  const paint = createPaint(view.colour);
  // The table of codes is loaded when there is something to say.
  const codes = report.findings.length > 0 ? (await import("./codes.ts")).codes : ({} as Titles);
  const groups = groupByCode(report.findings, Object.keys(codes));
  const limit = view.verbose ? Number.POSITIVE_INFINITY : groupLimit(groups.length);
  const options = { codes, limit, paint, width: view.width, isVerbose: view.verbose };
  const lines = groups.flatMap((group) => [...formatGroup(group, options), ""]);
  const { waived = [] } = report;
  if (waived.length > 0) lines.push(...waived.map(formatWaived), "");
  const exemptions = (report.exemptions ?? []).filter(({ exempted }) => exempted.length > 0);
  if (exemptions.length > 0) lines.push(...exemptions.flatMap((entry) => formatExemption(entry, view.verbose)), "");
  const pointers = Math.max(0, ...report.coverage.map(({ skipped }) => skipped["git-lfs pointer"] ?? 0));
  if (view.verbose) lines.push(...report.coverage.map(formatCoverage), "");
  else if (pointers > 0)
    lines.push(`not looked into: ${count(pointers, "file")} of Git LFS, of which git has a pointer`, "");
  if (report.base !== undefined) lines.push(...baseLines(report.base), "");
  lines.push(formatSummary(report, paint));
  return lines.join("\n");
};

// --- internal ---

type Paint = (colour: "red" | "yellow" | "green" | "dim" | "bold", text: string) => string;

interface Group {
  code: FindingCode;
  findings: Finding[];
}

type Titles = Record<FindingCode, CodeEntry>;

interface GroupOptions {
  codes: Titles;
  limit: number;
  paint: Paint;
  width: number;
  isVerbose: boolean;
}

/** Lines of one screen, shared out. */
const groupLimit = (groups: number): number => Math.max(3, Math.floor(10 / Math.max(1, groups)));

const styles = { red: 31, yellow: 33, green: 32, dim: 2, bold: 1 };

const createPaint =
  (colour: boolean): Paint =>
  (style, text) =>
    colour ? `\u001b[${styles[style]}m${text}\u001b[0m` : text;

/** Violations before doubts, else in the order of the codes' table. */
const groupByCode = (findings: readonly Finding[], order: readonly string[]): Group[] => {
  const groups = new Map<FindingCode, Finding[]>();
  for (const finding of findings) {
    const group = groups.get(finding.code);
    // In place: a tree may have a hundred thousand of one kind.
    if (group === undefined) groups.set(finding.code, [finding]);
    else group.push(finding);
  }
  const rank = ({ code, findings: [first] }: Group) =>
    order.indexOf(code) + (first?.level === "undecided" ? order.length : 0);
  return [...groups].map(([code, members]) => ({ code, findings: members })).sort((a, b) => rank(a) - rank(b));
};

const formatGroup = ({ code, findings }: Group, options: GroupOptions): string[] => {
  const { codes, limit, paint } = options;
  const isDoubt = findings.every(({ level }) => level === "undecided");
  const shown = findings.slice(0, limit);
  const rest = findings.length - shown.length;
  return [
    `${paint(isDoubt ? "yellow" : "red", code)}  ${paint("bold", codes[code].title)} (${findings.length})`,
    ...shown.flatMap((finding) => formatFinding(finding, options)),
    ...(rest > 0 ? [paint("dim", `  … and ${rest} more: --verbose or --json shows all`)] : []),
  ];
};

const formatFinding = (finding: Finding, { paint, width, isVerbose }: GroupOptions): string[] => {
  const { level, message, expected, actual, fix, fingerprint } = finding;
  const details = [expected !== undefined && `expected ${expected}`, actual !== undefined && `found ${actual}`];
  const known = details.filter((detail) => detail !== false);
  const sentence = visible(known.length > 0 ? `${message}: ${known.join(", ")}` : message);
  const place = visible(placeOf(finding));
  const fits = place.length + sentence.length + 4 <= width;
  const head =
    place === ""
      ? [`  ${sentence}`]
      : fits
        ? [`  ${place}  ${paint("dim", sentence)}`]
        : [`  ${place}`, `    ${paint("dim", sentence)}`];
  // Enough of it for the command waive. A doubt is never waived.
  const isWaivable = isVerbose && level === "violation" && fingerprint !== undefined;
  return [
    ...head,
    ...(fix === undefined ? [] : [`    ${visible(fix)}`]),
    ...(isWaivable ? [paint("dim", `    fingerprint ${visible(fingerprint.slice(0, 12))}`)] : []),
  ];
};

/** Never left out, and never cut: somebody answers for it. */
const formatWaived = ({ code, path, line, column, waiver }: WaivedFinding): string => {
  const place = [path, line, column].filter((part) => part !== undefined).join(":");
  const { until, owner, reason } = waiver;
  return visible(`waived until ${until} by ${owner}: ${code}${place === "" ? "" : `  ${place}`}: ${reason}`);
};

/** Most built-in rules say the place within the file in their sentence; own rules and check-parity have it beside theirs. */
const placeOf = ({ path = "", line, column, rule, code }: Finding): string => {
  const isBeside = rule !== undefined || code.startsWith("PARITY_");
  if (!isBeside || line === undefined) return path;
  return [path, line, ...(column === undefined ? [] : [column])].join(":");
};

const formatExemption = ({ glob, reason, exempted }: Exemption, isVerbose: boolean): string[] => [
  `allowed: ${visible(glob)} (${count(exempted.length, "finding")}): ${visible(reason)}`,
  ...(isVerbose ? exempted.map(({ path, code }) => `  ${visible(path)}  ${code}`) : []),
];

const formatCoverage = ({ unit, considered, examined, skipped }: Coverage): string => {
  const reasons = Object.entries(skipped).map(([reason, number]) => `, ${number} skipped (${reason})`);
  return `${unit}: ${considered} considered, ${examined} examined${reasons.join("")}`;
};

const formatSummary = (report: Report, paint: Paint): string => {
  const { check, verdict, findings, waived = [], coverage } = report;
  const violations = findings.filter(({ level }) => level === "violation").length;
  const doubts = findings.length - violations;
  const counts = [
    ...(violations > 0 ? [count(violations, "violation")] : []),
    ...(doubts > 0 ? [`${doubts} undecided`] : []),
    ...(waived.length > 0 ? [`${waived.length} waived`] : []),
    ...coverage.slice(0, 1).map(({ unit, examined }) => count(examined, unit.replace(/s$/, ""))),
  ];
  const colour = { proved: "green", violated: "red", undecided: "yellow" } as const;
  return `${check}: ${paint(colour[verdict], verdict === "undecided" ? "could not decide" : verdict)} (${counts.join(", ")})`;
};

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

/**
 * A page in GitHub's Markdown: for a comment, a wiki, the summary of a step.
 *
 * Words from the repository stand in code spans, where nothing is a link, a mention or HTML.
 *
 * @module
 */
import { visible } from "../../text.ts";
import type { Outcome } from "../outcome.ts";
import { asideText, byWeight, inert, type Problem, placeOf, problemsOf, split } from "../problem.ts";
import type { OutputDriver } from "../registry.ts";

/** More than anybody reads, and less than the 1 MiB that GitHub takes for the summary of a step. */
export const mostListed = 300;

const markdown: OutputDriver = {
  meta: { name: "markdown", readBy: "people, in a comment or a step's summary", packages: [] },
  format: (outcome) => {
    const { counted, aside } = split(problemsOf(outcome));
    const sections = [
      ...head(outcome),
      ...gates(outcome),
      ...listed("Findings", counted),
      ...listed("Not counted", aside),
    ];
    return `${sections.join("\n\n")}\n`;
  },
  wrote: (text) => /^## (?:✅|🟡|❌|❔) \S+: (?:proved|partial|violated|could not decide)\n/u.test(text),
};

export default markdown;

// --- internal ---

const words = { proved: "proved", partial: "partial", violated: "violated", undecided: "could not decide" } as const;
const marks = { proved: "✅", partial: "🟡", violated: "❌", undecided: "❔" } as const;

const head = ({ command, verdict, trouble }: Outcome): string[] => [
  `## ${marks[verdict]} ${command}: ${words[verdict]}`,
  ...(trouble === undefined ? [] : [`Nothing is proved: ${code(`${trouble.code}: ${trouble.message}`)}`]),
];

const gates = ({ checks, commands, skipped, notConfigured }: Outcome): string[] => {
  const rows = [
    ...checks.map(({ check, verdict, findings, coverage }) => [
      code(check),
      `${marks[verdict]} ${words[verdict]}`,
      `${findings.length}`,
      coverage.map(({ unit, examined }) => `${examined} ${unit}`)[0] ?? "",
    ]),
    ...commands.map(({ name, verdict, findings }) => [
      code(name),
      `${marks[verdict]} ${words[verdict]}`,
      `${findings.length}`,
      "",
    ]),
    ...skipped.map((name) => [code(name), "🟡 skipped", "", ""]),
    ...Object.entries(notConfigured).map(([name, key]) => [code(name), "not configured", "", `needs ${code(key)}`]),
  ];
  if (rows.length === 0) return [];
  // A cell ends at a bar, in a code span too, and what a backslash before it does differs from reader to reader.
  const lines = rows.map((row) => `| ${row.map((cell) => cell.replaceAll("|", "¦")).join(" | ")} |`);
  return [["| gate | verdict | findings | examined |", "|---|---|---:|---|", ...lines].join("\n")];
};

const listed = (title: string, problems: readonly Problem[]): string[] => {
  if (problems.length === 0) return [];
  const worst = byWeight(problems).slice(0, mostListed);
  const shown = problems.length > mostListed ? problems.filter((problem) => worst.includes(problem)) : problems;
  const groups = [...new Set(shown.map(({ id }) => id))].map((id) =>
    [`#### ${code(id)}`, "", ...shown.filter((problem) => problem.id === id).map(item)].join("\n"),
  );
  const left = problems.length - shown.length;
  const rest = left === 0 ? [] : [`… and ${left} more; ${code("--json")} shows all`];
  return [`### ${title} (${problems.length})`, ...groups, ...rest];
};

const item = (problem: Problem): string => {
  const { message, level, aside, fix } = problem;
  const place = placeOf(problem);
  const doubt = level === "undecided" && aside === undefined ? "could not decide: " : "";
  const lines = [
    `- ${place === "" ? "" : `${code(place)} `}${doubt}${code(message)}`,
    ...(aside === undefined ? [] : [`  ${code(asideText(aside))}`]),
    ...(fix === undefined || aside !== undefined ? [] : [`  ${code(fix)}`]),
  ];
  return lines.join("\\\n");
};

const longest = 600;

/** A code span (GitHub Flavored Markdown, section 6.3): its fence is longer than any row of backticks in it. */
const code = (raw: string): string => {
  const text = inert(visible(raw.length > longest ? `${raw.slice(0, longest)}…` : raw));
  const rows = text.match(/`+/g) ?? [];
  const fence = "`".repeat(Math.max(0, ...rows.map(({ length }) => length)) + 1);
  const space = /^[`\s]|[`\s]$/.test(text) ? " " : "";
  return `${fence}${space}${text}${space}${fence}`;
};

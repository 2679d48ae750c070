/**
 * SARIF 2.1.0, as code scanning reads it.
 *
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html and, for what GitHub refuses,
 * https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support
 *
 * @module
 */
import type { CodeEntry } from "../../codes.ts";
import type { Outcome } from "../outcome.ts";
import { type Aside, asideText, byWeight, count, inertJson, type Problem, problemsOf } from "../problem.ts";
import type { OutputDriver } from "../registry.ts";

/** GitHub refuses a file with more results in a run: then no one sees any of them. */
export const maxResults = 25_000;

const sarif: OutputDriver = {
  meta: { name: "sarif", readBy: "code scanning", packages: [] },
  format: async (outcome) => {
    const { codes } = await import("../../codes.ts");
    const problems = problemsOf(outcome);
    const shown = problems.length > maxResults ? byWeight(problems).slice(0, maxResults) : problems;
    const log = {
      $schema: "https://json.schemastore.org/sarif-2.1.0.json",
      version: "2.1.0",
      runs: [runOf(outcome, shown, { codes, left: problems.length - shown.length })],
    };
    return inertJson(log);
  },
  wrote: (text) => /^\{[^{}[\]]*"runs": \[\s*\{\s*"tool": \{\s*"driver": \{\s*"name": "KProvEngine"/.test(text),
};

export default sarif;

// --- internal ---

/** One run: GitHub takes several runs of one tool for the same analysis, and refuses them. */
const runOf = (
  outcome: Outcome,
  problems: readonly Problem[],
  { codes, left }: { codes: Readonly<Record<string, CodeEntry>>; left: number },
): object => {
  const { command, verdict, version } = outcome;
  const ids = [...new Set(problems.map(({ id }) => id))].sort();
  return {
    tool: {
      driver: {
        name: "KProvEngine",
        version,
        rules: ids.map((id) => ruleOf(id, codes, outcome)),
      },
    },
    automationDetails: { id: `kprovengine/${command}/` },
    columnKind: "utf16CodeUnits",
    originalUriBaseIds: { "%SRCROOT%": { description: { text: "The top level of the repository" } } },
    invocations: [invocationOf(outcome, left)],
    results: problems.map((problem) => resultOf(problem, ids.indexOf(problem.id), outcome)),
    properties: { verdict, checks: outcome.checks.map(({ check, verdict: own }) => `${check}: ${own}`) },
  };
};

const ruleOf = (id: string, codes: Readonly<Record<string, CodeEntry>>, { checks }: Outcome): object => {
  const [code = "", name] = id.split("/");
  const own = name === undefined ? undefined : ownWords(name, checks);
  const { title, meaning, fix } = own ?? codes[code] ?? { title: code, meaning: code, fix: "" };
  return {
    id,
    name: id
      .split("/")
      .at(-1)
      ?.toLowerCase()
      .replace(/(?:^|[^a-z0-9]+)([a-z0-9]|$)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: title },
    fullDescription: { text: meaning },
    help: { text: `${meaning}\n\n${fix}`.trim() },
    defaultConfiguration: { level: "error" },
    properties: { tags: ["governance"] },
  };
};

const ownWords = (name: string, checks: Outcome["checks"]): CodeEntry | undefined => {
  const words = checks
    .flatMap((check) => (check as { rules?: readonly OwnRuleWords[] }).rules ?? [])
    .find((rule) => rule.name === name);
  return words === undefined
    ? undefined
    : { title: words.title, meaning: words.why ?? words.title, fix: words.fix ?? "" };
};

/** What check-rules says of the project's own rules. */
interface OwnRuleWords {
  name: string;
  title: string;
  why?: string;
  fix?: string;
}

/**
 * A doubt is an error, too: the form's own kind "open" has the level "none", which gates on errors let pass.
 */
const resultOf = ({ aside, ...problem }: Problem, ruleIndex: number, { home }: Outcome): object => {
  const { id, level, message, fix, fingerprint, path = home, line = 1, column, source } = problem;
  const said = level === "undecided" ? `Could not decide: ${message}` : message;
  return {
    // For readers that know no suppressions.
    ...{ ruleId: id, ruleIndex, level: aside === undefined ? "error" : "note" },
    message: { text: fix === undefined ? said : `${said}\n${fix}` },
    // GitHub refuses the whole file for one result without a place.
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(path), uriBaseId: "%SRCROOT%" },
          region: { startLine: line, ...(column !== undefined && { startColumn: column }) },
        },
      },
    ],
    partialFingerprints: { "kprovFingerprint/v1": fingerprint, primaryLocationLineHash: fingerprint },
    // Section 3.27.23: for one result or for all, else nobody knows whether the others were asked.
    suppressions: aside === undefined ? [] : [suppressionOf(aside)],
    properties: { check: source, level },
  };
};

const suppressionOf = (aside: Aside): object => ({
  kind: "external",
  status: "accepted",
  justification: asideText(aside),
  ...(aside.kind === "waived" && { properties: { owner: aside.owner, until: aside.until } }),
});

const invocationOf = ({ verdict, exitCode, trouble, skipped, notConfigured }: Outcome, left: number): object => {
  const silent = Object.entries(notConfigured).map(([name, key]) => `${name} is not configured (needs ${key})`);
  const warnings = [
    ...skipped.map((name) => `${name} was skipped`),
    ...silent,
    ...(left > 0 ? [`${count(left, "more result")} left out: a run holds ${maxResults}`] : []),
  ];
  const troubles =
    trouble === undefined ? [] : [{ level: "error", message: { text: `${trouble.code}: ${trouble.message}` } }];
  return {
    executionSuccessful: verdict !== "undecided",
    exitCode,
    toolExecutionNotifications: [...troubles, ...warnings.map((text) => ({ level: "warning", message: { text } }))],
  };
};

/** A relative reference (RFC 3986 section 4.2): a colon in the first segment is escaped like everything unusual. */
const uriOf = (path: string): string =>
  path
    .replace(/\p{Cs}/gu, "\ufffd")
    .split("/")
    .map(encodeURIComponent)
    .join("/");

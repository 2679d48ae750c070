/**
 * JUnit's XML, as CI systems read it; the form is what Jenkins' own schema (junit-10.xsd) accepts, without times.
 *
 * Each gate is a suite. A proved one has one test that passed; else each finding is a failure, each doubt an error. What is
 * waived, skipped or not configured is a skipped test, with the reason.
 *
 * @module
 */
import type { Verdict } from "../../report.ts";
import { visible } from "../../text.ts";
import type { Outcome } from "../outcome.ts";
import { asideText, ownSource, type Problem, placeOf, problemsOf } from "../problem.ts";
import type { OutputDriver } from "../registry.ts";

const junit: OutputDriver = {
  meta: { name: "junit", readBy: "test reports of CI systems", packages: [] },
  format: (outcome) => {
    const suites = suitesOf(outcome);
    const total = countsOf(suites.flatMap(({ cases }) => cases));
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<testsuites name="kprovengine ${attribute(outcome.command)}" tests="${total.tests}" failures="${total.failures}" errors="${total.errors}">`,
      ...suites.map(formatSuite),
      "</testsuites>",
      "",
    ].join("\n");
  },
  wrote: (text) => /^<\?xml [^>]*>\n<testsuites name="kprovengine /.test(text),
};

export default junit;

// --- internal ---

interface Case {
  name: string;
  outcome: "passed" | "failure" | "error" | "skipped";
  type?: string;
  message?: string;
  /** Lines. */
  body?: string;
}

interface Suite {
  name: string;
  cases: Case[];
}

const suitesOf = (outcome: Outcome): Suite[] => {
  const { checks, commands, skipped, notConfigured, command, trouble } = outcome;
  const problems = problemsOf(outcome);
  const gates = [...checks.map(({ check, verdict }) => ({ name: check, verdict })), ...commands];
  const suites = gates.map(({ name, verdict }) => {
    const source = visible(name);
    return suiteOf(
      source,
      verdict,
      problems.filter((problem) => problem.source === source),
    );
  });
  const left = [
    ...skipped.map((name) => skippedSuite(name, "skipped by a flag")),
    ...Object.entries(notConfigured).map(([name, key]) => skippedSuite(name, `not configured (needs ${key})`)),
  ];
  // A report of no tests is a pass for whoever counts failures.
  const none: Case = { name: "anything", outcome: "error", type: "NOTHING_EXAMINED", message: "Nothing was judged" };
  const cases = trouble !== undefined ? problems.filter(({ source }) => source === ownSource).map(caseOf) : [none];
  const around = trouble !== undefined || gates.length === 0 ? [{ name: `${command} itself`, cases }] : [];
  return [...around, ...suites, ...left];
};

const suiteOf = (name: string, verdict: Verdict, problems: readonly Problem[]): Suite => {
  const cases = problems.map(caseOf);
  const isBad = cases.some(({ outcome }) => outcome === "failure" || outcome === "error");
  if (verdict === "proved" && !isBad) return { name, cases: [{ name: "proved", outcome: "passed" }, ...cases] };
  // A verdict without a finding that says why can't be a pass either.
  const bare: Case = {
    name: verdict,
    outcome: "error",
    type: "NOTHING_EXAMINED",
    message: `The verdict is ${verdict}`,
  };
  return { name, cases: isBad ? cases : [bare, ...cases] };
};

const skippedSuite = (name: string, message: string): Suite => ({
  name,
  cases: [{ name: "proved", outcome: "skipped", message }],
});

const caseOf = (problem: Problem): Case => {
  const { id, level, path, message, fix, aside, fingerprint } = problem;
  const place = placeOf(problem);
  const body = [place, message, fix].filter((line) => line !== undefined && line !== "").join("\n");
  // Readers tell tests apart by their names, and one that only moved is the same test.
  const name = [id, path === undefined ? "" : visible(path), fingerprint.slice(0, 8)].filter(Boolean).join(" ");
  if (aside !== undefined) return { name, outcome: "skipped", type: id, message: `${message} (${asideText(aside)})` };
  const outcome = level === "violation" ? "failure" : "error";
  return { name, outcome, type: id, message: level === "violation" ? message : `Could not decide: ${message}`, body };
};

const countsOf = (cases: readonly Case[]) => {
  const number = (outcome: Case["outcome"]) => cases.filter((one) => one.outcome === outcome).length;
  return { tests: cases.length, failures: number("failure"), errors: number("error"), skipped: number("skipped") };
};

const formatSuite = ({ name, cases }: Suite): string => {
  const { tests, failures, errors, skipped } = countsOf(cases);
  return [
    `  <testsuite name="${attribute(name)}" tests="${tests}" failures="${failures}" errors="${errors}" skipped="${skipped}">`,
    ...cases.map((one) => formatCase(one, name)),
    "  </testsuite>",
  ].join("\n");
};

const formatCase = ({ name, outcome, type, message, body }: Case, suite: string): string => {
  const head = `    <testcase classname="kprovengine.${attribute(suite)}" name="${attribute(name)}"`;
  if (outcome === "passed") return `${head}/>`;
  const said = [
    ...(type === undefined ? [] : [` type="${attribute(type)}"`]),
    ...(message === undefined ? [] : [` message="${attribute(message)}"`]),
  ].join("");
  const inner = body === undefined ? "/>" : `>${escapeXml(body)}</${outcome}>`;
  return `${head}>\n      <${outcome}${said}${inner}\n    </testcase>`;
};

const attribute = (text: string): string => escapeXml(visible(text));

/** Controls are written out already: XML 1.0 has no way to say most of them. U+FFFE and U+FFFF are none, and no characters either. */
const escapeXml = (text: string): string =>
  text
    .replace(/[&<>"'\ufffe\uffff]/g, (character) => entities[character] ?? "\ufffd")
    // Nor does the log of GitHub Actions obey a line of it.
    .replaceAll("##[", "#&#35;[")
    .replace(/^(\s*):(?=:)/gm, "$1&#58;");

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

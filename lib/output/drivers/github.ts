/**
 * Annotations of GitHub Actions, behind the page for people: for the log of a step.
 *
 * GitHub shows 10 errors, 10 warnings and 10 notices of a step and drops the rest without a word
 * (https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md#limitations). So the worst come first, one of each
 * kind before a second, and one notice says how many there are beside them. The whole list goes into the step's summary.
 *
 * @module
 */
import { sha256 } from "../../digest.ts";
import { visible } from "../../text.ts";
import type { Outcome } from "../outcome.ts";
import { asideText, byWeight, count, type Problem, problemsOf, split } from "../problem.ts";
import type { OutputDriver, OutputOptions } from "../registry.ts";
import text from "./text.ts";

/** Of each kind, in one step. */
export const mostAnnotations = 10;

const github: OutputDriver = {
  meta: { name: "github", readBy: "GitHub Actions (annotations and the step's summary)", packages: [] },
  format: async (outcome, options) => {
    const page = await text.format(outcome, options);
    return [...unheard(page), ...annotationsOf(outcome, options)].join("\n").concat("\n");
  },
  wrote: (text) => /^::stop-commands::kprovengine-[0-9a-f]{32}\n/.test(text),
};

export default github;

// --- internal ---

type Kind = "error" | "warning" | "notice";

/** Violations are errors, doubts are warnings: so there is room for ten of each, and the exit code fails the step for both. */
const annotationsOf = (outcome: Outcome, { prefix }: OutputOptions): string[] => {
  const { counted, aside } = split(byWeight(problemsOf(outcome)));
  const violations = counted.filter(({ level }) => level === "violation");
  const doubts = counted.filter(({ level }) => level === "undecided");
  const about = (kind: Kind, list: readonly Problem[], most: number) =>
    list.slice(0, most).map((problem) => annotation(kind, problem, { ...outcome, prefix }));
  const left = Math.max(0, violations.length - mostAnnotations) + Math.max(0, doubts.length - mostAnnotations);
  const leftAside = aside.length > mostAnnotations - 1 ? aside.length - (mostAnnotations - 1) : 0;
  const more = [
    ...(left > 0 ? [count(left, "more finding")] : []),
    ...(leftAside > 0 ? [`${leftAside} more that ${leftAside === 1 ? "is" : "are"} waived or exempted`] : []),
  ];
  return [
    ...about("error", violations, mostAnnotations),
    ...about("warning", doubts, mostAnnotations),
    ...(more.length > 0
      ? [`::notice title=${property(outcome.command)}::${data(`${more.join(" and ")}: see the summary of this step`)}`]
      : []),
    ...about("notice", aside, mostAnnotations - 1),
  ];
};

const annotation = (kind: Kind, problem: Problem, { home, prefix }: Outcome & { prefix: string }): string => {
  // Nobody knows the configuration of a command that stopped before it was read: then it is about no file.
  const { id, level, message, fix, path = home === "." ? undefined : home, line = 1, column, aside } = problem;
  const sentence =
    aside !== undefined
      ? `${message} (${asideText(aside)})`
      : level === "undecided"
        ? `Could not decide: ${message}`
        : message;
  const place = [
    ...(path === undefined ? [] : [`file=${property(`${prefix}${path}`)}`, `line=${line}`]),
    ...(path === undefined || column === undefined ? [] : [`col=${column}`]),
    `title=${property(id)}`,
  ];
  const words = fix === undefined || aside !== undefined ? sentence : `${sentence}\n${fix}`;
  return `::${kind} ${place.join(",")}::${data(shorten(words))}`;
};

/** 64 KiB are the most for one annotation, in bytes. */
const shorten = (words: string): string => (words.length > 8_000 ? `${words.slice(0, 8_000)}…` : words);

/**
 * The page, between commands that make the runner take no line of it for a command: a name in it may look like one. What
 * ends the silence is a digest of the page, which no part of the page can hold.
 */
const unheard = (page: string): string[] => {
  const token = `kprovengine-${sha256(page).slice(0, 32)}`;
  return [`::stop-commands::${token}`, page.trimEnd(), `::${token}::`];
};

/** @actions/core, command.ts: how the words of a workflow command are escaped. */
const data = (words: string): string =>
  words
    .split("\n")
    .map((line) => visible(line).replaceAll("%", "%25"))
    .join("%0A");

const property = (words: string): string =>
  visible(words).replaceAll("%", "%25").replaceAll(":", "%3A").replaceAll(",", "%2C");

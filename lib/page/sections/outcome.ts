/**
 * What comes first: is it proved, how did the run end, and what was run.
 *
 * @module
 */
import { shellQuote } from "../../text.ts";
import { describeOutcome } from "../../verify/index.ts";
import { type Html, html, type Piece } from "../html.ts";
import { code, digest, factGrid, factList, long, mark } from "../pieces.ts";
import type { RunDetails, RunView } from "../run-view.ts";
import { countOf, formatBytes, formatMicroseconds, formatTimeUtc } from "../words.ts";

export interface Verdict {
  tone: "good" | "bad" | "open";
  /** `Proved`, `Integrity proved` or `Not proved`: the first words of a page. */
  words: string;
  /** Why, or by whom; one sentence without its final full stop. */
  reason: string;
}

/** What may be said of a bundle in the first line. Anything but a proof is said to be none. */
export const verdictOf = (run: RunView): Verdict => {
  const { verdict } = run;
  const { claims, origin, integrity } = verdict;
  if (verdict.verdict === "proved") {
    if (origin === "not-asked")
      return { tone: "good", words: "Integrity proved", reason: "whole and unchanged; who made it was not asked" };
    const signed = claims.find(({ claim }) => claim === "bundle signed")?.detail ?? "";
    return { tone: "good", words: "Proved", reason: `whole, unchanged, signed ${signed}${reviewWords(run)}` };
  }
  const tone = verdict.verdict === "violated" ? "bad" : "open";
  const worst =
    claims.find((claim) => claim.verdict === "failed") ?? claims.find((claim) => claim.verdict !== "proved");
  const whole = integrity === "proved" && worst?.claim !== "integrity" ? "whole and unchanged, but " : "";
  return {
    tone,
    words: "Not proved",
    reason: `${whole}${worst?.claim ?? "it"}: ${worst?.detail ?? "could not be judged"}`,
  };
};

/** How the run ended; by its own word where that is not proved. */
export const headlineOf = ({ verdict, name, label }: RunView): string => {
  const { step, outcome, integrity } = verdict;
  const words = describeOutcome(outcome);
  if (step === null || outcome === null) return `${name}: ${words}`;
  const ended = words.replace(/^the run /, "");
  return integrity === "proved" ? `${label} ${ended}` : `${label}, by its own word, ${ended}`;
};

/** Said loudly: a whole bundle of such a run is easily taken for a good one. */
export const hasFailed = ({ verdict: { outcome } }: RunView): boolean =>
  outcome !== null && outcome.status !== "succeeded";

/** How a run went, for all that has one colour: a proof about a run that failed is not good news. */
export const toneOf = (run: RunView): Verdict["tone"] => {
  const { verdict } = run.verdict;
  if (verdict === "violated" || hasFailed(run)) return "bad";
  return verdict === "proved" ? "good" : "open";
};

/** `level` 1 for the only run of a page. */
export const formatOutcome = (run: RunView, { level, id }: { level: 1 | 2; id: string }): Html => {
  const { tone, words: verdict, reason } = verdictOf(run);
  const marks = html`${mark(tone, verdict)}${hasFailed(run) ? html` ${mark("bad", failureWords(run))}` : null}`;
  const headline = headlineOf(run);
  const words = html`${hasFailed(run) ? html`<span class="ended bad">${headline}</span>` : headline}`;
  const heading = level === 1 ? html`<h1 id="${id}">${words}</h1>` : html`<h2 id="${id}">${words}</h2>`;
  return html`<header class="outcome ${toneOf(run)}"><p class="verdict">${marks}<span class="reason">${reason}</span></p>
${heading}${run.details === null ? unknownFacts(run) : knownFacts(run.details)}</header>
`;
};

// --- internal ---

const failureWords = ({ verdict: { outcome, integrity } }: RunView): string =>
  `${integrity === "proved" ? "" : "by its own word, "}${describeOutcome(outcome)}`;

/** Only what somebody decided; that nobody has is no part of a proof. */
const reviewWords = ({ details }: RunView): string => {
  const { state, approvedBy } = details?.reviews?.state ?? { state: "pending", approvedBy: [] };
  return state === "approved" ? `, approved by ${approvedBy.join(", ")}` : "";
};

const unknownFacts = ({ verdict, name }: RunView): Html =>
  html`<p class="lead">Its documents can't be used as they are, so nothing else that they say is repeated here.</p>${factList(
    [
      ["Bundle", code(name)],
      verdict.runId === null ? null : ["Run, as it says", code(verdict.runId)],
      verdict.bundleDigest === null ? null : ["Bundle digest", digest(verdict.bundleDigest)],
    ],
  )}`;

const knownFacts = (details: RunDetails): Html => {
  const { summary, provenance } = details;
  const { argv, pipeline, workingDirectory } = provenance.predicate.buildDefinition.externalParameters;
  const { status, exitCode, signal } = provenance.predicate.runDetails.kprov_outcome;
  const command = argv === null ? html`the built-in pipeline ${code(String(pipeline))}` : commandLine(argv);
  const how = exitCode === null ? (signal ?? "never started") : `exit ${exitCode}`;
  return html`${argv === null ? html`<p class="lead">${command}</p>` : command}${factGrid([
    ["Run", code(summary.runId)],
    ["Started", time(summary.startedAt)],
    ["Step took", formatMicroseconds(summary.durationMs * 1000)],
    ["Ended", status === "succeeded" ? how : `${status}, ${how}`],
    ["Inputs", html`${countOf(summary.inputs.files, "file")}, ${formatBytes(summary.inputs.bytes)}`],
    ["Outputs", html`${countOf(summary.outputs.files, "file")}, ${formatBytes(summary.outputs.bytes)}`],
    summary.project === null ? null : ["Project", summary.project],
    workingDirectory === "." ? null : ["Working directory", code(workingDirectory)],
    ["Recorded on", html`${summary.trustMode.mode}, ${summary.host.name}`],
    ...Object.entries(summary.tags).map(([name, value]): [string, Piece] => [`Tag ${name}`, long(value)]),
  ])}`;
};

const commandLine = (argv: readonly string[]): Html =>
  html`<p class="command"><span aria-hidden="true">$ </span>${code(argv.map(shellQuote).join(" "))}</p>`;

const time = (at: string): Html => html`<time datetime="${at}">${formatTimeUtc(at)}</time>`;

/**
 * The page of `report`: one run, or several that belong together.
 *
 * @module
 */
import { visible } from "../text.ts";
import { formatPage } from "./document.ts";
import { type Html, html } from "./html.ts";
import { fold, formatSection, mark, type Place, table } from "./pieces.ts";
import { formatRunSections, linksOfRun } from "./run-page.ts";
import type { PageView, RunView } from "./run-view.ts";
import { hasSucceeded, succeededWords } from "./runs.ts";
import { formatFindings } from "./sections/claims.ts";
import { formatGraph } from "./sections/graph.ts";
import { formatOutcome, hasFailed, headlineOf, toneOf, type Verdict, verdictOf } from "./sections/outcome.ts";
import { countOf, formatMicroseconds, formatTimeUtc } from "./words.ts";

/** Equal views give equal text. `version` is that of the program. */
export const formatReportPage = (view: PageView, version: string): string => {
  const [run, ...others] = view.runs;
  const isOne = run !== undefined && others.length === 0 && view.chain.length === 0;
  return isOne ? formatOne(run, version) : formatSeveral(view, version);
};

// --- internal ---

/** Runs that are told in full; of all others there is a line each. */
const maxRuns = 25;

/** Rows of long lists, shared by the runs of a page. */
const maxRows = 4000;

const generatorOf = (version: string): string => `kprovengine ${version}`;

const footOf = (runs: readonly RunView[], version: string): Html =>
  html`<p>Made by kprovengine ${version} from ${countOf(runs.length, "bundle")}. The page runs no script and loads nothing; what others wrote is shown as text, with control characters spelled out.</p>`;

const formatOne = (run: RunView, version: string): string => {
  const place: Place = { level: 2, prefix: "", rows: maxRows };
  return formatPage({
    title: visible(`${verdictOf(run).words}: ${headlineOf(run)}`),
    tone: toneOf(run),
    head: formatOutcome(run, { level: 1, id: "outcome" }),
    links: linksOfRun(run, place),
    body: formatRunSections(run, place, { withGraph: true }),
    foot: footOf([run], version),
    generator: generatorOf(version),
  });
};

const formatSeveral = (view: PageView, version: string): string => {
  const place: Place = { level: 2, prefix: "", rows: maxRows };
  const { runs, chain } = view;
  const told = runs.slice(-maxRuns);
  const first = runs.length - told.length;
  const { tone: ofVerdict, words, reason } = verdictOfSet(view);
  const { tone: ofOutcomes, words: succeeded } = outcomeOfSet(runs);
  const tone = ofOutcomes === "bad" ? "bad" : ofVerdict;
  const marks = html`${mark(ofVerdict, words)} ${mark(ofOutcomes, succeeded)}`;
  const head = html`<header class="outcome ${tone}"><p class="verdict">${marks}<span class="reason">${reason}</span></p>
<h1>${countOf(runs.length, "run")}: ${stepsOf(runs)}</h1></header>
`;
  const articles = told.map((run, index) => {
    const id = `run-${first + index + 1}`;
    return html`<article aria-labelledby="${id}">${formatOutcome(run, { level: 2, id })}${tellFolded(run, { level: 3, prefix: `${id}-`, rows: Math.floor(maxRows / told.length) })}</article>
`;
  });
  return formatPage({
    title: `${words} · ${succeeded}`,
    tone,
    head,
    links: [
      ...(chain.length > 0 ? [["findings", "Findings"] as const] : []),
      ["runs", "Runs"],
      ...(runs.some(({ details }) => details !== null) ? [["graph", "Provenance"] as const] : []),
      ...told.map((run, index) => [`run-${first + index + 1}`, headlineOf(run)] as const),
    ],
    body: html`${formatFindings(chain, place)}${formatRuns(view, first, place)}${formatGraph(runs, place)}${articles}`,
    foot: footOf(runs, version),
    generator: generatorOf(version),
  });
};

/** What went wrong stands open. */
const tellFolded = (run: RunView, place: Place): Html => {
  const sections = formatRunSections(run, place, { withGraph: false });
  return fold("Everything about this run", sections, { open: toneOf(run) === "bad" });
};

const verdictOfSet = ({ verdict, runs, chain }: PageView): Verdict => {
  const proved = runs.filter((run) => run.verdict.verdict === "proved").length;
  const ofRuns = `${proved} of ${countOf(runs.length, "bundle")} proved`;
  // The set has the verdict of its worst part.
  const first = runs.find((run) => run.verdict.verdict === verdict);
  const why = first === undefined ? chain.map(wordsOf)[0] : `${headlineOf(first)}, ${verdictOf(first).reason}`;
  const reason = why === undefined ? ofRuns : `${ofRuns}; ${why}`;
  if (verdict !== "proved") return { tone: verdict === "violated" ? "bad" : "open", words: "Not proved", reason };
  const isAsked = runs.every((run) => run.verdict.origin !== "not-asked");
  return isAsked
    ? { tone: "good", words: "Proved", reason: `all ${countOf(runs.length, "bundle")}` }
    : { tone: "good", words: "Integrity proved", reason: "whole and unchanged; who made them was not asked" };
};

/** A proof is about the record; how the runs ended is told beside it. Runs whose end is not proved are no success. */
const outcomeOfSet = (runs: readonly RunView[]): Pick<Verdict, "tone" | "words"> => {
  const verdicts = runs.map(({ verdict }) => verdict);
  const tone = runs.some(hasFailed) ? "bad" : verdicts.every(hasSucceeded) ? "good" : "open";
  return { tone, words: succeededWords(verdicts) };
};

const wordsOf = ({ path, message }: PageView["chain"][number]): string =>
  path === undefined ? message : `${path}: ${message}`;

/** Each step once, in the order of time. */
const stepsOf = (runs: readonly RunView[]): string => {
  const steps = [...new Set(runs.map(({ verdict, name }) => verdict.step ?? name))];
  return steps.length <= 5 ? steps.join(", ") : `${steps.slice(0, 5).join(", ")} and ${steps.length - 5} more`;
};

const formatRuns = ({ runs, notJudged }: PageView, first: number, place: Place): Html => {
  const list = table({
    caption: "Runs in the order of time",
    columns: [
      { name: "Step" },
      { name: "Verdict" },
      { name: "Ended" },
      { name: "Started" },
      { name: "Took", kind: "number" },
      { name: "Bundle", kind: "mono" },
    ],
    rows: runs.map((run, index) => {
      const { verdict, details, name, label } = run;
      const { tone, words } = verdictOf(run);
      const step = verdict.step === null ? "not known" : label;
      const status = verdict.outcome?.status ?? "not known";
      return [
        index < first ? step : html`<a href="#run-${index + 1}">${step}</a>`,
        mark(tone, words),
        status === "succeeded" ? status : mark("bad", status),
        details === null ? "" : formatTimeUtc(details.summary.startedAt),
        details === null ? "" : formatMicroseconds(details.summary.durationMs * 1000),
        name,
      ];
    }),
  });
  const rest = first === 0 ? null : html`<p class="rest">The last ${maxRuns} are told in full below.</p>`;
  const ignored =
    notJudged.length === 0
      ? null
      : html`<p class="note">Beside the bundles, and not judged: ${notJudged.slice(0, 20).join(", ")}${notJudged.length > 20 ? ` and ${notJudged.length - 20} more` : null}.</p>`;
  return formatSection(
    { id: "runs", title: "Runs", aside: countOf(runs.length, "bundle"), body: html`${list}${rest}${ignored}` },
    place,
  );
};

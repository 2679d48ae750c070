/**
 * One run, in the order and the form of its report, from what the catalog knows.
 *
 * @module
 */
import {
  bounded,
  code,
  countOf,
  digest,
  factGrid,
  factList,
  formatBytes,
  formatSection,
  type Html,
  html,
  mark,
  type Piece,
  type Place,
  shortened,
} from "../../page/index.ts";
import { shellQuote } from "../../text.ts";
import type { SiteLinks, SiteRun, SiteToolchain } from "../site-data.ts";
import { formatFiles, formatNotes, formatTexts } from "./content.ts";
import { drawLineage, traceLineage } from "./lineage.ts";
import { formatPeople } from "./people.ts";
import { lineageAddress, listAddress, runAddress } from "./route.ts";
import type { Row, Store } from "./store.ts";
import { formatToolchain, formatVerify } from "./surroundings.ts";
import {
  endedMark,
  endedWords,
  originReason,
  originTone,
  originWords,
  reviewTone,
  timeOf,
  timeText,
  toneOf,
  tookOf,
} from "./words.ts";

export const place: Place = { level: 2, prefix: "", rows: 1000 };

export interface Told {
  row: Row;
  run: SiteRun;
  toolchain: SiteToolchain;
  links: SiteLinks;
}

export const readRun = async (store: Store, row: Row): Promise<Told> => {
  const [run, links] = await Promise.all([store.run(row), store.links()]);
  return { row, run, links, toolchain: await store.load("toolchain", run.toolchain) };
};

export const formatRun = (store: Store, told: Told): Html => {
  const { row, run } = told;
  const people = formatPeople(run, place);
  const sections: readonly (readonly [id: string, words: string, Html | null])[] = [
    ["findings", "Findings", formatFindings(run)],
    ["graph", "Provenance", formatGraph(store, told)],
    ["inputs", "Inputs", formatFiles(run, "input", place)],
    ["outputs", "Outputs", formatFiles(run, "output", place)],
    ["notes", "Notes", formatNotes(run, place)],
    ["texts", "Texts", formatTexts(run, place)],
    ["toolchain", "Toolchain", formatToolchain(told.toolchain, place)],
    ["source", "Source", formatSource(run)],
    ...people,
    ["verify", "Verify it yourself", formatVerify(run, place)],
  ];
  const there = sections.filter(([, , section]) => section !== null);
  return html`${formatHead(store, told)}<div class="frame">
<nav aria-label="On this page"><p class="title">On this page</p><ul>${there.map(([id, words]) => html`<li><a href="${runAddress(row.digest, id)}">${words}</a></li>`)}</ul></nav>
<div>${there.map(([, , section]) => section)}</div>
</div>
`;
};

// --- internal ---

const formatHead = (store: Store, { row, run }: Told): Html => {
  const marks = html`${mark(originTone(row.origin), originWords(row.origin))} ${endedMark(row)} ${mark(reviewTone(row.review), row.review === "pending" ? "review pending" : row.review)}`;
  const [older, newer] = [neighbour(store.rows, row, 1), neighbour(store.rows, row, -1)];
  const other = (to: Row | undefined, words: string): Html | null =>
    to === undefined ? null : html` <a href="${runAddress(to.digest)}">${words}, ${timeText(to.startedAt)}</a>`;
  const report =
    run.report === null ? null : html`<p><a href="${store.addressOf(run.report)}">The whole report of this run</a></p>`;
  return html`<header class="outcome ${toneOf(row)}"><p class="verdict">${marks}<span class="reason">${originReason(row.origin)}</span></p>
<h1 id="title" tabindex="-1"><span class="ended${row.outcome === "succeeded" ? "" : " bad"}">${shortened(row.step, 200)} ${endedWords(row)}</span></h1><p class="command"><span aria-hidden="true">$ </span>${code(run.argv.map(shellQuote).join(" "))}</p>${factGrid(
    [
      ["Run", code(run.runId)],
      ["Started", timeOf(row.startedAt)],
      ["Step took", tookOf(row.durationMs)],
      ["Ended", run.signal === null ? endedWords(row) : `${row.outcome}, ${run.signal}`],
      row.project === ""
        ? null
        : ["Project", html`<a href="${listAddress({ project: row.project })}">${row.project}</a>`],
      ["Step", html`<a href="${listAddress({ project: row.project, step: row.step })}">${row.step}</a>`],
      ["Inputs", html`${countOf(row.inputs, "file")}, ${formatBytes(row.inputBytes)}`],
      ["Outputs", html`${countOf(row.outputs, "file")}, ${formatBytes(row.outputBytes)}`],
      ["Recorded on", run.trustMode],
      run.isIncomplete ? ["Completeness", mark("bad", "incomplete: something was withheld")] : null,
      ...run.tags.map(({ key, value }): [string, Piece] => [`Tag ${key}`, tagLink(key, value)]),
    ],
  )}${report}<p class="beside">Same step:${other(older, "before")}${older !== undefined && newer !== undefined ? " ·" : null}${other(newer, "after")}${older === undefined && newer === undefined ? " no other run" : null}</p></header>
`;
};

const tagLink = (key: string, value: string): Html =>
  html`<a href="${listAddress({ q: tagQuestion(key, value) })}">${value === "" ? "set" : value}</a>`;

/** What stands in quotes is literal; a quote itself can't be asked for. */
const tagQuestion = (key: string, value: string): string =>
  `tag:"${(value === "" ? key : `${key}=${value}`).replaceAll('"', "")}"`;

/** The next one of the same step and project; rows are the newest first. */
const neighbour = (rows: readonly Row[], { at, step, project }: Row, by: 1 | -1): Row | undefined => {
  for (let next = at + by; next >= 0 && next < rows.length; next += by)
    if (rows[next]?.step === step && rows[next]?.project === project) return rows[next];
  return undefined;
};

const formatFindings = ({ findings }: SiteRun): Html | null => {
  if (findings.length === 0) return null;
  const { shown, rest } = bounded(findings, place.rows, { noun: "finding", where: "the bundle" });
  const list = shown.map(
    ({ level, code: found, path, message }) =>
      html`<li>${mark(level === "violation" ? "bad" : "open", level)} ${path === null ? null : html`${code(path)}: `}${message} <small class="code">${found}</small></li>`,
  );
  const body = html`<ul class="findings">${list}</ul>${rest}`;
  return formatSection({ id: "findings", title: "Findings", aside: String(findings.length), body }, place);
};

const formatGraph = ({ rows }: Store, { row, run, links }: Told): Html => {
  const lineage = traceLineage(links, row.at, { direction: "both", depth: 1, limit: 14 });
  const filesOf = (role: "input" | "output") =>
    run.files.flatMap((file) =>
      file.role === role && file.digest !== null ? [{ name: file.path, sha256: file.digest }] : [],
    );
  const files = { inputs: filesOf("input"), outputs: filesOf("output") };
  const aside = `${countOf(row.inputs, "input")} → ${row.step} → ${countOf(row.outputs, "output")}`;
  const body = html`${drawLineage(rows, lineage, row.at, { files, alone: 3 })}<p><a href="${lineageAddress(row.digest, "both", 3)}">Lineage over more runs</a></p>`;
  return formatSection({ id: "graph", title: "Provenance", aside, body }, place);
};

const formatSource = (run: SiteRun): Html =>
  formatSection(
    {
      id: "source",
      title: "Source",
      body: factList([
        [
          "Commit",
          run.commit === null
            ? "none"
            : html`<a class="to" href="${listAddress({ q: `commit:${run.commit}` })}">${code(run.commit)}</a> ${run.isDirty === null ? null : mark(run.isDirty ? "open" : "good", run.isDirty ? "with uncommitted changes" : "clean")}`,
        ],
        run.branch === null ? null : ["Branch", code(run.branch)],
        run.configDigest === null ? null : ["Configuration", digest(run.configDigest)],
        run.rerunOf === null
          ? null
          : ["Repeats", html`<a class="to" href="${runAddress(run.rerunOf)}">${digest(run.rerunOf)}</a>`],
        run.previousBundle === null
          ? null
          : [
              "Bundle before it",
              html`<a class="to" href="${runAddress(run.previousBundle)}">${digest(run.previousBundle)}</a>`,
            ],
      ]),
    },
    place,
  );

/**
 * Hits of a search for people, and as the one document of `--json`.
 *
 * @module
 */
import { formatTime } from "../../clock.ts";
import type { View } from "../../command.ts";
import { visible } from "../../text.ts";
import { countOf, formatNumber } from "../../words.ts";
import { formatMoment, zoneName } from "../text/moment.ts";
import type { Range } from "./highlight.ts";
import type { Hit, Passage, SearchResult } from "./model.ts";

export interface SearchTextOptions {
  isLocal: boolean;
  /** Say of each hit why it stands where it stands. */
  explain: boolean;
}

/** `kprov.catalog-search/v1`. Ranges count UTF-16 code units, as strings of JSON have them in JavaScript. */
export const searchDocument = (question: string, { hits, ...result }: SearchResult): object => ({
  schema: "kprov.catalog-search/v1",
  question,
  ...result,
  hits: hits.map(({ startedAt, ...hit }) => ({ ...hit, startedAt: formatTime(startedAt) })),
});

/** One block for each hit: what ran, then where the words stand. What bundles say is made visible. */
export const formatSearch = (
  result: SearchResult,
  { colour, width }: Pick<View, "colour" | "width">,
  options: SearchTextOptions,
): string => {
  const { hits, candidates, isBounded } = result;
  const paint = painter(colour);
  if (hits.length === 0) return nothing;
  const blocks = hits.map((hit) => [
    headOf(hit, paint, options),
    ...hit.passages.map((passage) => passageLine(passage, paint, width)),
    ...(options.explain ? reasonLines(hit) : []),
  ]);
  return [...blocks.map((lines) => lines.join("\n")), footOf(hits, { candidates, isBounded, ...options })].join("\n\n");
};

// --- internal ---

const nothing = `No run has these words.
  looked through: names, commands, paths, tags, annotations, and the members that catalog.searchable marks`;

type Paint = (style: "bold" | "dim" | "mark" | "red", text: string) => string;

const styles = { bold: 1, dim: 2, mark: "1;33", red: 31 } as const;

const painter =
  (colour: boolean): Paint =>
  (style, text) =>
    colour && text !== "" ? `\u001b[${styles[style]}m${text}\u001b[0m` : text;

/** `text` with its places marked; what lies between is made visible piece by piece, so that places stay where they are. */
const marked = (text: string, ranges: readonly Range[], paint: Paint, others: (text: string) => string): string => {
  let [line, at] = ["", 0];
  for (const [from, to] of ranges) {
    line += others(visible(text.slice(at, from))) + paint("mark", visible(text.slice(from, to)));
    at = to;
  }
  return line + others(visible(text.slice(at)));
};

const headOf = (hit: Hit, paint: Paint, { isLocal }: SearchTextOptions): string => {
  const { project, step, names } = hit;
  const plain = (text: string) => text;
  const what = [
    ...(project === null ? [] : [`${marked(project, names.project, paint, plain)} / `]),
    marked(step, names.step, paint, (text) => paint("bold", text)),
  ].join("");
  const outcome = hit.outcome === "succeeded" ? hit.outcome : paint("red", visible(hit.outcome));
  const lacks = hit.isPartial ? "  (some of the words)" : "";
  const runId = marked(hit.runId, names.runId, paint, plain);
  return `${formatMoment(hit.startedAt, { isLocal })}  ${what}  ${outcome}  ${runId}${lacks}`;
};

const passageLine = (passage: Passage, paint: Paint, width: number): string => {
  const label = passage.in === "text" ? (passage.path ?? "") : passage.in;
  const [before, behind] = [passage.isCutBefore ? "…" : "", passage.isCutBehind ? "…" : ""];
  const room = Math.max(20, width - label.length - 8);
  const { text, ranges } = narrowed(passage, room);
  const line = marked(text, ranges, paint, (piece) => piece);
  return `  ${paint("dim", visible(label))}  ${before}${line}${text.length < passage.text.length ? "…" : behind}`;
};

/** The beginning of a passage, far enough for its first place. */
const narrowed = ({ text, ranges }: Passage, room: number): { text: string; ranges: readonly Range[] } => {
  const end = Math.max(room, ranges[0]?.[1] ?? 0);
  return end >= text.length
    ? { text, ranges }
    : { text: text.slice(0, end), ranges: ranges.filter(([, to]) => to <= end) };
};

const reasonLines = ({ score, reason: { match, nearness, recency, words } }: Hit): string[] => [
  `  score ${score.toFixed(3)} = match ${match.toFixed(3)} × nearness ${nearness} × (1 + recency ${recency.toFixed(3)})`,
  ...words.map(({ word, found }) => {
    const where = found.length === 0 ? "not in what is shown here" : `as ${found.slice(0, 8).join(", ")}`;
    return `    ${visible(word)}: ${visible(where)}`;
  }),
];

const footOf = (
  hits: readonly Hit[],
  options: SearchTextOptions & Pick<SearchResult, "candidates" | "isBounded">,
): string => {
  const { candidates, isBounded, isLocal } = options;
  const partial = hits.filter(({ isPartial }) => isPartial).length;
  const full = hits.length - partial;
  const said = [
    full === 0
      ? "no run has all of these words"
      : `${countOf(full, "run")} of ${formatNumber(Math.max(candidates, full))} with these words`,
    ...(partial === 0 ? [] : [`${countOf(partial, "run")} with some of them`]),
    ...(isBounded ? ["those were the newest; since:, before: and other fields narrow it"] : []),
    `times in ${zoneName({ isLocal })}`,
  ];
  return `${said.join("; ")}\n  ${visible(`kprovengine catalog show ${hits[0]?.runId ?? ""}`)}`;
};

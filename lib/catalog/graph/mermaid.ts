/**
 * A lineage as a Mermaid flowchart, for Markdown that renders it.
 *
 * @module
 */
import { visible } from "../../text.ts";
import type { Lineage, LineageLink, LineageRun, LineageStart } from "./model.ts";
import { nearest } from "./nearest.ts";

/**
 * Flowchart from left to right. Mermaid draws at most 500 lines and 50,000 characters, so that only the nearest runs are in it; a
 * comment says when there are more. Whatever a bundle calls things is text in quotes, every unusual character an entity.
 */
export const formatMermaid = (lineage: Lineage): string => {
  const { runs, links, isCut } = nearest(lineage, { runs: 150, links: 300 });
  const names = new Map(runs.map((run, index) => [run.bundleDigest, `r${index}`]));
  const cut = isCut
    ? [`  %% the nearest ${runs.length} of ${lineage.runs.length} runs, and ${links.length} links`]
    : [];
  const lines = [
    "flowchart LR",
    ...cut,
    ...runs.map((run) => `  ${names.get(run.bundleDigest)}["${labelOf(run)}"]${classOf(run)}`),
    ...linesOfStart(lineage.start, names),
    ...links.map((link) => lineOfLink(link, names)),
    ...styles,
  ];
  return `${lines.join("\n")}\n`;
};

// --- internal ---

type Names = ReadonlyMap<string, string>;

const styles = [
  "  classDef good stroke:#17683a,stroke-width:2px",
  "  classDef bad stroke:#a71d16,stroke-width:2px,stroke-dasharray:4 3",
];

const linesOfStart = (start: LineageStart, names: Names): string[] => {
  if (start.kind === "run") return [];
  const named = (digests: readonly string[]): string[] => digests.flatMap((digest) => names.get(digest) ?? []);
  return [
    `  start(["${quoted(start.name ?? `sha256:${start.digest.slice(0, 12)}`)}"])`,
    ...named(start.madeBy).map((name) => `  ${name} --> start`),
    ...named(start.readBy).map((name) => `  start --> ${name}`),
  ];
};

const lineOfLink = ({ from, to, files, count, isLater }: LineageLink, names: Names): string => {
  const path = files[0]?.read ?? "";
  const label = count > 1 ? `${quoted(path)} +${count - 1}` : quoted(path);
  return `  ${names.get(from)} ${isLater ? "-.->" : "-->"}|"${label}"| ${names.get(to)}`;
};

const classOf = ({ outcome }: LineageRun): string => (outcome === "succeeded" ? ":::good" : ":::bad");

const labelOf = ({ step, runId, outcome, project }: LineageRun): string =>
  [step, runId, project === null ? outcome : `${outcome}, ${project}`].map(quoted).join("<br/>");

const longest = 40;

/** https://mermaid.js.org/syntax/flowchart.html, "Entity codes to escape characters". */
const quoted = (text: string): string => {
  const shown = [...visible(text)];
  const short = shown.length > longest ? [...shown.slice(0, longest - 1), "…"] : shown;
  return short
    .map((character) => (/[\w ./:,+-]/.test(character) ? character : `#${character.codePointAt(0)};`))
    .join("");
};

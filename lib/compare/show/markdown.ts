/**
 * A difference for a pull request: GitHub's Markdown, in which nothing of what is shown is markup.
 *
 * @module
 */
import { visible } from "../../text.ts";
import type { Change, Difference, Section } from "../difference.ts";
import { count, describeContent, shortDigests, shortPair } from "./content.ts";

/**
 * A heading, a table of facts, and a list that unfolds for each kind of things with changes.
 *
 * Long lists are cut, and say so: a comment has at most 65,536 characters there.
 */
export const formatDifferenceMarkdown = (difference: Difference): string => {
  const { before, after, equal, changes, sections, volatile, checked } = difference;
  const named = `${code(before.name)} → ${code(after.name)}`;
  const all = [...sections, ...(volatile ?? []).map((section) => ({ ...section, name: `${section.name} (volatile)` }))];
  const pieces = [
    `### ${equal ? "Nothing differs" : count(changes, "change")}: ${named}`,
    tableOf(all.filter(({ same }) => same === null)),
    ...all.filter(({ same }) => same !== null).map(foldedOf),
    `<sub>Checked: ${escaped(checked.detail)}.</sub>`,
  ].filter((piece) => piece !== "");
  return `${withinPage(pieces).join("\n\n")}\n`;
};

/** Text in which no character means anything to Markdown or HTML, on one line. */
export const escaped = (text: string): string =>
  visible(text)
    .replace(/[!#$&*:<>@[\\\]^_`{|}~]|(?<=www)\./gi, (character) => `&#${character.charCodeAt(0)};`)
    // What looks like an address becomes a link even when it is spelled so; not across a tag.
    .replaceAll("&#64;", "<span>&#64;</span>");

// --- internal ---

/** A comment's own limit less room for a remark. */
const longestPage = 60_000;
const mostChanges = 50;
const mostLines = 5;

// Within code GitHub looks for no mentions, issues or commits.
const code = (text: string): string => `<code>${escaped(text)}</code>`;

const shownPair = (before: string | null, after: string | null): [string, string] => {
  const [old, now] = shortPair(before, after);
  return [shownValue(old), shownValue(now)];
};

const shownValue = (value: string | null): string => (value === null ? "–" : code(value));

const tableOf = (sections: readonly Section[]): string => {
  const rows = sections.flatMap(({ name, changes }) =>
    changes.map(
      ({ name: what, before, after, note }) =>
        `| ${escaped(name)} | ${code(what)} | ${shownPair(before, after).join(" | ")}${note === undefined ? "" : ` ${escaped(note)}`} |`,
    ),
  );
  if (rows.length === 0) return "";
  const shown = rows.slice(0, mostChanges);
  const more = rows.length - shown.length;
  return [
    "| | what | before | after |",
    "| --- | --- | --- | --- |",
    ...shown,
    ...(more > 0 ? [`| | … and ${more} more | | |`] : []),
  ].join("\n");
};

const foldedOf = ({ name, same, changes }: Section): string => {
  if (changes.length === 0) return "";
  const shown = changes.slice(0, mostChanges);
  const more = changes.length - shown.length;
  return [
    `<details><summary>${escaped(name)}: ${changes.length} changed, ${same} the same</summary>`,
    "",
    ...shown.flatMap(itemOf),
    ...(more > 0 ? [`- … and ${more} more`] : []),
    "",
    "</details>",
  ].join("\n");
};

const itemOf = (change: Change): string[] => {
  const { what, name, before, after, note, content } = change;
  const remark = note === undefined ? "" : `, ${escaped(note)}`;
  if (what === "renamed") return [`- ${code(name)} was ${shownValue(before)}${remark}`];
  if (what !== "changed")
    return [`- ${code(name)} ${what}: ${shownValue(shortDigests(before ?? after ?? ""))}${remark}`];
  if (content === undefined) return [`- ${code(name)}: ${shownPair(before, after).join(" → ")}${remark}`];
  const { summary, lines, more } = describeContent(content, mostLines);
  return [
    `- ${code(name)}: ${escaped(summary)}${remark}`,
    ...lines.map(({ sign, text }) => `  - ${sign === "" ? "" : `${sign === "-" ? "was" : "is"} `}${code(text)}`),
    ...(more > 0 ? [`  - … and ${more} more`] : []),
  ];
};

/** Whole pieces only: half a list would not unfold. The last one always stays. */
const withinPage = (pieces: readonly string[]): string[] => {
  const [last = "", ...others] = pieces.toReversed();
  const kept: string[] = [];
  let length = last.length;
  for (const piece of others.toReversed()) {
    length += piece.length;
    if (length > longestPage) {
      kept.push("… and more: the page would be too long. <code>--json</code> has all.");
      break;
    }
    kept.push(piece);
  }
  return [...kept, last];
};

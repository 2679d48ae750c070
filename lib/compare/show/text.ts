/**
 * A difference on a terminal: what changed, one line each, and nothing about what did not.
 *
 * @module
 */
import type { View } from "../../command.ts";
import { visible } from "../../text.ts";
import type { Change, Difference, Section, Side } from "../difference.ts";
import { count, describeContent, shortPair } from "./content.ts";

/** Long sections are cut, and say so, unless the view is verbose. Every name and value is made visible. */
export const formatDifference = (difference: Difference, view: View): string => {
  const { before, after, equal, changes, sections, volatile, checked } = difference;
  const total = equal ? paint(view, "green", "nothing differs") : paint(view, "bold", `${count(changes, "change")}`);
  return [
    paint(view, "red", `- ${sideLine(before)}${basisOf(difference)}`),
    paint(view, "green", `+ ${sideLine(after)}`),
    "",
    ...sections.flatMap((section) => formatSection(section, view)),
    ...(volatile === null ? [] : formatVolatile(volatile, view)),
    `${total}${sameLine(sections)}`,
    paint(view, "dim", `checked: ${visible(checked.detail)}`),
  ].join("\n");
};

// --- internal ---

type Style = "red" | "green" | "yellow" | "bold" | "dim";

const styles = { red: 31, green: 32, yellow: 33, bold: 1, dim: 2 } as const satisfies Record<Style, number>;

const paint = (view: View, style: Style, text: string): string =>
  view.colour ? `\u001b[${styles[style]}m${text}\u001b[0m` : text;

const basisOf = ({ basis }: Difference): string => (basis === "named" ? "" : `, the last ${basis} one before`);

const sideLine = ({ name, step, runId, bundleDigest }: Side): string => {
  const details = [
    ...(step === null ? [] : [`step ${step}`]),
    ...(runId === null || name.includes(runId) ? [] : [`run ${runId}`]),
    ...(bundleDigest === null ? [] : [`bundle ${bundleDigest.slice(0, 12)}`]),
  ];
  return visible(details.length === 0 ? name : `${name} (${details.join(", ")})`);
};

const formatVolatile = (sections: readonly Section[], view: View): string[] => {
  const changed = sections.filter(({ changes }) => changes.length > 0);
  const heading = paint(view, "dim", "these differ between equal runs, too:");
  return changed.length === 0 ? [] : [heading, ...changed.flatMap((section) => formatSection(section, view))];
};

const formatSection = (section: Section, view: View): string[] => {
  const { name, changes } = section;
  if (changes.length === 0) return [];
  const limit = view.verbose ? changes.length : 12;
  const rest = changes.length - limit;
  return [
    `${paint(view, "bold", name)}${talliesOf(section)}`,
    ...changes.slice(0, limit).flatMap((change) => formatChange(change, view)),
    ...(rest > 0 ? [paint(view, "dim", `  … and ${rest} more: --verbose or --json shows all`)] : []),
    "",
  ];
};

/** Of lists of things; a handful of facts needs no counting. */
const talliesOf = ({ same, changes }: Section): string => {
  if (same === null) return "";
  const tally = (what: Change["what"]): string[] => {
    const number = changes.filter((change) => change.what === what).length;
    return number === 0 ? [] : [`${number} ${what}`];
  };
  const kinds = (["changed", "added", "removed", "renamed"] as const).flatMap(tally);
  return `: ${[...kinds, `${same} the same`].join(", ")}`;
};

const marks = {
  added: ["+", "green"],
  removed: ["-", "red"],
  changed: ["~", "yellow"],
  renamed: ["~", "yellow"],
} as const;

const formatChange = (change: Change, view: View): string[] => {
  const [mark, style] = marks[change.what];
  const head = `  ${paint(view, style, `${mark} ${visible(change.name)}`)}`;
  const note = change.note === undefined ? "" : paint(view, "dim", ` (${visible(change.note)})`);
  if (change.content !== undefined) return [`${head}${note}`, ...formatContent(change, view)];
  const values = valuesOf(change);
  if (values.join("").length + change.name.length + 8 <= view.width || values.length < 2)
    return [`${head}${values.length === 0 ? "" : `  ${values.join(" -> ")}`}${note}`];
  return [
    `${head}${note}`,
    `      ${paint(view, "red", `- ${values[0]}`)}`,
    `      ${paint(view, "green", `+ ${values[1]}`)}`,
  ];
};

const valuesOf = ({ what, before, after }: Change): string[] => {
  if (what === "renamed") return [visible(`was ${before}`)];
  return shortPair(before, after)
    .filter((value) => value !== null)
    .map((value) => (value === "" ? "an empty text" : visible(value)));
};

const formatContent = ({ content }: Change, view: View): string[] => {
  if (content === undefined) return [];
  const { summary, lines, more } = describeContent(content, view.verbose ? Number.POSITIVE_INFINITY : 5);
  return [
    `      ${visible(summary)}`,
    ...lines.map(({ sign, text }) => {
      const line = visible(sign === "" ? `  ${text}` : `${sign} ${text}`);
      return `      ${sign === "" ? line : paint(view, sign === "-" ? "red" : "green", line)}`;
    }),
    ...(more > 0 ? [paint(view, "dim", `        … and ${more} more`)] : []),
  ];
};

const sameLine = (sections: readonly Section[]): string => {
  const counted = sections.filter(({ same }) => same !== null && same > 0);
  if (counted.length === 0) return "";
  return `; the same: ${counted.map(({ same, name }) => count(same ?? 0, name.replace(/s$/, ""))).join(", ")}`;
};

/**
 * What a person sees of governance.
 *
 * @module
 */
import { visible } from "../../text.ts";
import type { Change } from "./change.ts";
import type { GovernanceRecord } from "./record.ts";
import type { GovernanceUpdate } from "./update.ts";
import type { GovernanceDiff, ValueDifference } from "./view.ts";

/** Version, what is governed, and the newest changes first; all of them with `verbose`. */
export const formatRecordText = ({ version, surfaces, changes }: GovernanceRecord, verbose: boolean): string => {
  const { configuration, documents, files, rules, workflows } = surfaces;
  const newest = [...changes].reverse();
  const shown = verbose ? newest : newest.slice(0, 5);
  const rest = newest.length - shown.length;
  const list = (noun: string, paths: readonly string[]) =>
    paths.length === 0
      ? []
      : [`${noun} (${paths.length})`, ...(verbose ? paths.map((path) => `  ${visible(path)}`) : [])];
  const ruleCount = Object.values(rules).reduce((sum, { length }) => sum + length, 0);
  return [
    `governance ${version}`,
    `configuration ${configuration.path === null ? "without a file" : visible(configuration.path)} (${count(Object.keys(configuration.values).length, "key")})`,
    ...list("documents", Object.keys(documents)),
    ...list("workflows", Object.keys(workflows)),
    ...list("files", Object.keys(files)),
    `rules (${ruleCount} of ${Object.keys(rules).map(visible).join(", ")})`,
    "",
    ...shown.flatMap((change) => [
      `${change.version}  ${change.step}  ${change.date}  ${visible(change.author)}`,
      `  ${visible(change.reason)}`,
      ...change.loosened.map((line) => `  loosened: ${visible(line)}`),
      ...(verbose ? [...change.tightened, ...change.words].map((line) => `  ${visible(line)}`) : []),
    ]),
    ...(rest > 0 ? [`… and ${rest} earlier: --verbose shows all`] : []),
  ].join("\n");
};

/** What differs, what loosened first, and the step that it needs. */
export const formatDiff = ({ from, version, step, changes, values }: GovernanceDiff, verbose: boolean): string => {
  const place = from === "record" ? `the record (${version})` : `${visible(from)} (${version})`;
  if (changes.length === 0) return `governance: no difference from ${place}`;
  return [
    ...changes.map(formatChange),
    ...(verbose && values.length > 0 ? ["", "values of the configuration:", ...values.map(formatValue)] : []),
    "",
    `governance: ${count(changes.length, "difference")} from ${place}, a ${step} step`,
  ].join("\n");
};

/** What was recorded. */
export const formatUpdate = ({ changed, version, from, step, changes, path, untracked }: GovernanceUpdate): string =>
  [
    ...changes.map(formatChange),
    ...untracked.map((name) => `not recorded, because git does not track it: ${visible(name)}`),
    changed
      ? `governance ${from === null ? version : `${from} → ${version} (${step})`}: recorded in ${visible(path)}`
      : `governance ${version}: nothing changed, nothing recorded`,
    ...(changed ? [`next: git add ${visible(path)}`] : []),
  ].join("\n");

// --- internal ---

const formatChange = ({ kind, message }: Change): string => `${kind.padEnd(9)}  ${visible(message)}`;

const formatValue = ({ place, type, was, is }: ValueDifference): string => {
  const sign = { added: "+", removed: "-", changed: "~" }[type];
  const sides = [was, is].filter((side) => side !== undefined).map((side) => visible(JSON.stringify(side)));
  return `  ${sign} ${visible(place)}: ${sides.join(" → ")}`;
};

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

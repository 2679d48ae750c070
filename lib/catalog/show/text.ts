/**
 * One run on one screen: what it was, how it stands, what it read and made, and what can be done next.
 *
 * @module
 */
import type { View } from "../../command.ts";
import { shellQuote, visible, visibleLines } from "../../text.ts";
import { countOf, formatBytes, formatMicroseconds, formatNumber } from "../../words.ts";
import { outcomeOf, styleOf } from "../list/columns.ts";
import type { FileFact, RunFacts, TextFact } from "../model.ts";
import type { Neighbour, ShownRun } from "../registry.ts";
import { formatAge, formatMoment, zoneName } from "../text/moment.ts";
import { paint } from "../text/table.ts";
import { commandsFor } from "./commands.ts";

export interface ShowTextOptions extends Pick<View, "colour" | "verbose"> {
  isLocal: boolean;
  /** Milliseconds. */
  now: number;
  /** Where commands are pasted. */
  cwd: string;
}

/** Long lists are cut, and say so, unless `verbose`. Everything from the bundle is made visible. */
export const formatShown = (shown: ShownRun, options: ShowTextOptions): string => {
  const { run } = shown;
  const state = (word: string): string => paint(styleOf(word), visible(word), options.colour);
  const title = `${run.project === null ? "" : `${visible(run.project)}  `}${visible(run.step)}`;
  const head = [`${paint("bold", title, options.colour)}  ${state(outcomeOf(run))}`];
  const rows: Row[] = [
    ["run", visible(run.runId)],
    ["command", visible(run.argv.map(shellQuote).join(" "))],
    ["time", timeOf(run, options)],
    [
      "state",
      `origin ${state(run.origin)}, review ${state(run.review)}${run.isIncomplete ? `, ${state("incomplete")}` : ""}`,
    ],
    ...listed("checks", run.checks, options, ({ name, verdict, isTrusted }) => [
      `${state(verdict)} ${visible(name)}${isTrusted ? "" : " (nobody who is believed says so)"}`,
    ]),
    ...listed("findings", run.findings, options, ({ code, path, message }) => [
      visible(`${code}  ${path === null ? "" : `${path}: `}${message}`),
    ]),
    ...listed("reviews", run.reviews, options, ({ decision, reviewer, isCounted, at, comment }) => [
      `${decision} by ${visible(reviewer ?? "a stranger")}${isCounted ? "" : " (does not count)"}${at === null ? "" : `, ${formatMoment(at, options)}`}${comment === null || comment === "" ? "" : `: ${visible(comment)}`}`,
    ]),
    ...listed("signatures", run.signatures, options, ({ over, status, owner }) => [
      `${over}: ${visible(status)}${owner === null ? "" : ` by ${visible(owner)}`}`,
    ]),
    ...tagRow(run),
    ...listed("notes", run.annotations, options, ({ at, author, text }) => [
      `${formatMoment(at, options)}${author === null ? "" : ` ${visible(author)}`}: ${visibleLines(text)}`,
    ]),
    ...filesOf("inputs", run, options),
    ...filesOf("outputs", run, options),
    ...listed("texts", textsOf(run), options, (text) => [textLine(text)]),
    ["code", codeOf(run)],
    ["toolchain", toolchainOf(run, options)],
    ["made by", visible(`${run.recorder}, ${run.trustMode}, ${run.builder}`)],
    ["bundle", `${run.bundleDigest}  ${countOf(run.members.length, "member")}, ${formatBytes(sum(run.members))}`],
    [
      "stable",
      `${run.stableDigest}${shown.twins.count === 0 ? "" : `  the same in ${countOf(shown.twins.count, "other run")}`}`,
    ],
    ...shown.locations.map((path, index): Row => [index === 0 ? "lies at" : "", visible(path)]),
    ...around(shown, options),
  ];
  const commands = commandsFor(shown, options.cwd).map((line) => `  ${visible(line)}`);
  return [...head, ...rows.map(([name, text]) => rowOf(name, text, options)), "", "next", ...commands].join("\n");
};

// --- internal ---

type Row = readonly [string, string];

const nameWidth = 12;

const rowOf = (name: string, text: string, { colour }: ShowTextOptions): string =>
  `  ${paint("dim", name.padEnd(nameWidth), colour)}${text.replaceAll("\n", `\n  ${" ".repeat(nameWidth)}`)}`;

const sum = (sized: readonly { size: number | null }[]): number =>
  sized.reduce((total, { size }) => total + (size ?? 0), 0);

const timeOf = ({ startedAt, finishedAt, durationMs }: RunFacts, options: ShowTextOptions): string => {
  const [from, to] = [formatMoment(startedAt, options), formatMoment(finishedAt, options)];
  const end = from.slice(0, 10) === to.slice(0, 10) ? to.slice(11) : to;
  return `${from} to ${end} ${zoneName(options)} (${formatAge(startedAt, options.now)}), the step took ${formatMicroseconds(durationMs * 1000)}`;
};

/** A row for each, the name at the first; cut to a few. */
const listed = <T>(
  name: string,
  facts: readonly T[],
  { verbose }: ShowTextOptions,
  lines: (fact: T) => string[],
  few = 5,
): Row[] => {
  const taken = verbose ? facts : facts.slice(0, few);
  const texts = taken.flatMap(lines);
  if (facts.length > taken.length)
    texts.push(`… and ${formatNumber(facts.length - taken.length)} more: --verbose shows all`);
  return texts.map((text, index): Row => [index === 0 ? name : "", text]);
};

const tagRow = ({ tags }: RunFacts): Row[] =>
  tags.length === 0
    ? []
    : [["tags", visible(tags.map(({ key, value }) => (value === "" ? key : shellQuote(`${key}=${value}`))).join(" "))]];

const filesOf = (name: "inputs" | "outputs", run: RunFacts, options: ShowTextOptions): Row[] => {
  const own = run.files.filter(({ role }) => `${role}s` === name);
  if (own.length === 0) return [[name, "none"]];
  const bytes = name === "inputs" ? run.inputBytes : run.outputBytes;
  // Nobody said how large they are, which is not the same as empty.
  const isUnsaid = bytes === 0 && own.every(({ size }) => size === null);
  const total: Row = [name, `${countOf(own.length, "file")}${isUnsaid ? "" : `, ${formatBytes(bytes)}`}`];
  return [total, ...listed("", own, options, (file) => [fileLine(file)])];
};

const fileLine = ({ path, size, digest, mediaType }: FileFact): string => {
  const kind = mediaType === "application/octet-stream" ? [] : [mediaType];
  const facts = [
    digest === null ? "no content" : digest.slice(0, 12),
    ...(size === null ? [] : [formatBytes(size)]),
    ...kind,
  ];
  return visible(`${path}  ${facts.join(", ")}`);
};

/** What is not searchable first: nobody looks for it behind a list that was cut. */
const textsOf = ({ texts }: RunFacts): TextFact[] =>
  [...texts].sort((a, b) => Number(a.text !== "") - Number(b.text !== ""));

const textLine = ({ path, text, isCut }: TextFact): string => {
  if (text !== "") return visible(path);
  return `${visible(path)}: not searchable, ${isCut ? "it is more than is kept of one run" : "it is no text"}`;
};

const codeOf = ({ commit, branch, isDirty }: RunFacts): string => {
  if (commit === null) return "no commit recorded";
  const dirty = isDirty === true ? ", with changes that were not committed" : "";
  return visible(`${commit}${branch === null ? "" : ` on ${branch}`}${dirty}`);
};

const toolchainOf = ({ toolchain }: RunFacts, { verbose }: ShowTextOptions): string => {
  const { os, architecture, tools, distributions } = toolchain;
  const shown = verbose ? tools : tools.slice(0, 4);
  const names = shown.map(({ name, version }) => (version === null ? name : `${name} ${version}`));
  const more = tools.length - shown.length;
  const packages = distributions.length === 0 ? [] : [countOf(distributions.length, "package")];
  const first = [`${os} ${architecture}`, ...names, ...(more > 0 ? [`${more} more tools`] : []), ...packages].join(
    ", ",
  );
  const list = verbose ? distributions.map(({ name, version }) => `\n${visible(`${name} ${version}`)}`) : [];
  return visible(first) + list.join("");
};

const around = (shown: ShownRun, options: ShowTextOptions): Row[] => {
  const line = ({ runId, startedAt, outcome }: Neighbour): string =>
    `${visible(runId)}  ${visible(outcome)}, ${formatAge(startedAt, options.now)}`;
  const { previous, next, original, reruns } = shown;
  return [
    ...(previous === null ? [] : [["before it", line(previous)] as const]),
    ...(next === null ? [] : [["after it", line(next)] as const]),
    ...(original === null ? [] : [["repeats", line(original)] as const]),
    ...(reruns.newest === null
      ? []
      : [["repeated", `${countOf(reruns.count, "time")}, last ${line(reruns.newest)}`] as const]),
  ];
};

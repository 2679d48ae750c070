/**
 * Facts of runs → the files of a site, one after the other, so that only indexes are held in memory.
 *
 * @module
 */
import { basename } from "node:path";
import type { RunFacts, SiteFacts, SitePlace, SiteRefusal } from "../catalog/index.ts";
import { guardedJson } from "../text.ts";
import { createLinks } from "./links.ts";
import type { SiteFiles, SiteHead, SiteMore, SiteRefused, SiteRow, SiteRun } from "./site-data.ts";
import { createNames, type NameTable } from "./table-of-names.ts";

export interface SiteSource {
  /** How many `runs` there are. */
  count: number;
  /** The oldest first. */
  runs: Iterable<SiteFacts>;
  refused: readonly SiteRefusal[];
  /** Of the program. */
  version: string;
  /** What the runs were chosen by; empty for all. */
  filter: string;
  /** Bundle digest → name of its report among the files of the data. */
  reports: ReadonlyMap<string, string>;
}

/** Hands over the files of the data in a fixed order: the same source gives the same bytes. Returns how many runs there were. */
export const makeData = (source: SiteSource, put: (name: string, text: string) => void): number => {
  const { count } = source;
  const [names, links] = [createNames(), createLinks({ links: 40, uses: 2000 })];
  const toolchains = new Map<string, number>();
  const tools: [string, string | null][][] = [];
  const chunks = {
    rows: chunksOf<SiteRow>("rows", per.rows, put),
    more: chunksOf<SiteMore>("more", per.more, put),
    runs: chunksOf<SiteRun>("runs", per.runs, put),
  };
  let at = count;
  for (const run of source.runs) {
    at -= 1;
    const { facts } = run;
    const { toolchain } = facts;
    const index = toolchains.get(toolchain.digest) ?? toolchains.size;
    if (index === toolchains.size) {
      toolchains.set(toolchain.digest, index);
      tools.push(toolchain.tools.slice(0, most.tools).map(({ name, version }) => [name, version]));
      put(`toolchain-${index}`, call(`toolchain-${index}`, toolchain));
    }
    links.add(facts, at);
    chunks.rows.add(rowOf(run, index, names), at);
    chunks.more.add(moreOf(facts), at);
    chunks.runs.add(siteRunOf(run, index, source.reports.get(facts.bundleDigest) ?? null), at);
  }
  if (at !== 0) throw new Error(`Found ${count - at} runs, and not ${count}`);
  put("links", call("links", links.links(count)));
  for (const digit of "0123456789abcdef") put(`digests-${digit}`, call(`digests-${digit}`, links.digests(digit)));
  put("refused", call("refused", source.refused.map(refusedOf)));
  const head: SiteHead = {
    ...{ schema: "kprov.site/v1", version: source.version, runs: count, per, names: names.all },
    ...{ toolchains: tools, refused: source.refused.length, filter: source.filter },
  };
  put("head", call("head", head));
  return count;
};

// --- internal ---

const per = { rows: 2500, more: 1000, runs: 20 };

/** Longest lists and texts of one run. */
const most = { files: 500, members: 300, lines: 500, text: 1000, excerpt: 16_000, paths: 60, tools: 100 };

/** A script that hands over one value. Nothing in it can end a string, a comment or a line. */
const call = <K extends keyof SiteFiles>(name: K | `${K}-${string}`, value: SiteFiles[K]): string =>
  `kprovSite(${JSON.stringify(name)},${guardedJson(JSON.stringify(value)).replaceAll("<", "\\u003c")});\n`;

interface Chunks<T> {
  /** From the last place down to 0. */
  add: (entry: T, at: number) => void;
}

const chunksOf = <T>(
  kind: "rows" | "more" | "runs",
  size: number,
  put: (name: string, text: string) => void,
): Chunks<T> => {
  let entries: T[] = [];
  return {
    add: (entry, at) => {
      entries.push(entry);
      if (at % size !== 0) return;
      const number = at / size;
      put(`${kind}-${number}`, call(`${kind}-${number}`, entries.reverse() as never));
      entries = [];
    },
  };
};

const rowOf = ({ facts, checks, inputBytes, outputBytes }: SiteFacts, toolchain: number, names: NameTable): SiteRow => {
  const inputs = facts.files.filter(({ role }) => role === "input");
  const distinct = (texts: readonly (string | null)[]): number[] =>
    [...new Set(texts.filter((text) => text !== null))].slice(0, most.lines).map(names.of);
  return [
    facts.bundleDigest.slice(0, 16),
    facts.runId,
    names.of(facts.project),
    names.of(facts.step),
    facts.startedAt,
    facts.durationMs,
    names.of(facts.outcome),
    facts.exitCode,
    names.of(facts.origin),
    names.of(facts.review),
    names.of(checks),
    names.of(facts.commit),
    names.of(facts.branch),
    names.of(facts.trustMode),
    facts.tags.slice(0, most.lines).flatMap(({ key, value }) => [names.of(key), names.of(value)]),
    toolchain,
    inputs.length,
    inputBytes,
    facts.files.length - inputs.length,
    outputBytes,
    distinct(facts.reviews.map(({ reviewer }) => reviewer)),
    distinct(inputs.map(({ mediaType }) => mediaType)),
    (facts.isIncomplete ? 1 : 0) + (facts.isDirty === true ? 2 : 0) + (facts.rerunOf === null ? 0 : 4),
  ];
};

const moreOf = (facts: RunFacts): SiteMore => {
  const pathsOf = (role: "input" | "output"): string[] =>
    facts.files.flatMap((file) => (file.role === role ? [file.path] : [])).slice(0, most.paths);
  const texts = [
    facts.argv.join(" "),
    ...facts.annotations.map(({ text }) => text),
    ...facts.texts.map(({ text }) => text),
  ];
  return [
    texts
      .map((text) => text.slice(0, most.text))
      .join("\n")
      .slice(0, 2 * most.text),
    pathsOf("input"),
    pathsOf("output"),
    facts.checks.slice(0, most.lines).map(({ name, verdict }) => [name, verdict]),
    [...new Set(facts.findings.map(({ code }) => code))],
  ];
};

const siteRunOf = ({ facts, places }: SiteFacts, toolchain: number, report: string | null): SiteRun => {
  const {
    project: _project,
    step: _step,
    durationMs: _took,
    outcome: _outcome,
    exitCode: _exit,
    files,
    ...rest
  } = facts;
  const inputs = files.filter(({ role }) => role === "input");
  const outputs = files.filter(({ role }) => role === "output");
  return {
    ...rest,
    toolchain,
    argv: cutWords(facts.argv),
    files: [...inputs.slice(0, most.files), ...outputs.slice(0, most.files)],
    members: facts.members.slice(0, most.members),
    counts: { members: facts.members.length, inputs: inputs.length, outputs: outputs.length },
    findings: facts.findings.slice(0, most.lines),
    tags: facts.tags.slice(0, most.lines),
    texts: facts.texts
      .filter(({ text }) => text !== "")
      .slice(0, 8)
      .map(({ path, text, isCut }) => ({
        ...{ path, text: text.slice(0, most.excerpt) },
        isCut: isCut || text.length > most.excerpt,
      })),
    locations: places.map(shownPlace),
    report,
  };
};

/** A command line may be of any length; nobody reads all of it. */
const cutWords = (argv: readonly string[]): string[] => argv.slice(0, 1000).map((word) => word.slice(0, 4000));

const shownPlace = ({ source, name }: SitePlace): string => `${basename(source)}/${name}`;

const refusedOf = ({ facts, places }: SiteRefusal): SiteRefused[number] => ({
  ...facts,
  findings: facts.findings.slice(0, most.lines),
  locations: places.map(shownPlace),
});

/**
 * Forbidden tokens in git's history: messages, people, names of branches and tags, notes.
 *
 * @module
 */
import { KprovError } from "../../errors.ts";
import { gitSync } from "../../git.ts";
import type { Coverage, Finding } from "../../report.ts";
import type { Matcher, Scanned } from "../forbidden/index.ts";
import { findBlindness } from "./canaries.ts";
import { type Origin, titleOf, unreadable } from "./finding.ts";
import { createPeople, judgeNote, judgeObject, judgeReference } from "./judge.ts";
import { readObjects } from "./objects.ts";
import { openRange, type Range } from "./range.ts";

export interface HistoryOptions {
  cwd: string;
  /** As `git rev-list` takes it, or `all`. */
  range: string;
  /** Of every list: each text is shown to all of them. */
  matchers: readonly Matcher[];
  /** Where CI says which branch this is. */
  env: NodeJS.ProcessEnv;
}

/**
 * Look through the range. What can't be had or read is a doubt, and so is a range without commits: nothing that was examined
 * is never proved. Throws `E_NO_REPOSITORY` and `E_TOOL_MISSING`.
 */
export const scanHistory = async (options: HistoryOptions): Promise<Scanned> => {
  const { range, matchers } = options;
  const findings = findBlindness(matchers);
  const opened = await open(options);
  if ("doubt" in opened) return { findings: [...findings, opened.doubt], coverage: [] };
  const judged = await judgeRange(opened.range, options);
  const doubts = opened.range.doubts.map((doubt) =>
    unreadable(`The range "${range}" could not be looked through to its end: ${doubt}`, "git fetch --unshallow"),
  );
  return { findings: [...findings, ...doubts, ...judged.findings], coverage: judged.coverage };
};

// --- internal ---

/** A range that git doesn't know is a doubt: in CI it is usually a branch that was not fetched. */
const open = async ({ range, cwd, env }: HistoryOptions): Promise<{ range: Range } | { doubt: Finding }> => {
  try {
    const opened = await openRange(range, { cwd, env });
    if (opened.commits.length > 0) return { range: opened };
    const fix = "name a range that has commits, such as HEAD, or leave --history out";
    return { doubt: unreadable(`The range "${range}" has no commits`, fix) };
  } catch (error) {
    if (!(error instanceof KprovError) || error.code !== "E_GIT") throw error;
    const fix = error.hint ?? "fetch what it names, or correct it: git rev-list must know it";
    return { doubt: unreadable(`The range "${range}" can't be had: ${error.message}`, fix) };
  }
};

const judgeRange = async (range: Range, { cwd, matchers }: HistoryOptions): Promise<Scanned> => {
  const people = createPeople();
  const findings: Finding[] = [];
  const head = headOf(cwd);
  const visitAll = async (unit: string, names: readonly string[], originOf: (name: string) => Origin) => {
    let examined = 0;
    await readObjects(names, cwd, (name, object) => {
      const origin = originOf(name);
      const found = object && judgeObject(object, { matchers, origin, people });
      if (found !== undefined) examined += 1;
      const why = object === undefined ? "it is not in this clone" : "nobody here knows its encoding";
      findings.push(...(found ?? [unreadable(`${titleOf(origin)} can't be read: ${why}`)]));
    });
    return receipt(unit, names.length, examined);
  };
  const coverage = [
    await visitAll("commits", range.commits, (name) => ({ kind: "commit", name, isHead: name === head })),
    await visitAll("tag messages", range.tags, (name) => ({ kind: "tag", name })),
    await judgeNotes(range, { cwd, matchers, findings }),
  ];
  for (const reference of range.references) findings.push(...judgeReference(reference, matchers));
  findings.push(...people.findings());
  const names = receipt("branch and tag names", range.references.length, range.references.length);
  // A unit that the range has none of is left out.
  return { findings, coverage: [...coverage, names].filter(({ considered }) => considered > 0) };
};

const judgeNotes = async (
  { notes }: Range,
  { cwd, matchers, findings }: { cwd: string; matchers: readonly Matcher[]; findings: Finding[] },
): Promise<Coverage> => {
  let examined = 0;
  const texts = new Map<string, Buffer>();
  const blobs = [...new Set(notes.map(({ blob }) => blob))];
  await readObjects(blobs, cwd, (name, object) => void (object && texts.set(name, object.bytes)));
  for (const { blob, reference, commit } of notes) {
    const origin: Origin = { kind: "note", reference, commit };
    const text = texts.get(blob);
    if (text !== undefined) examined += 1;
    const missing = () => [unreadable(`${titleOf(origin)} can't be read: it is not in this clone`)];
    findings.push(...(text === undefined ? missing() : judgeNote(text, matchers, origin)));
  }
  return receipt("notes", notes.length, examined);
};

const receipt = (unit: string, considered: number, examined: number): Coverage => ({
  ...{ unit, considered, examined },
  skipped: examined < considered ? { unreadable: considered - examined } : {},
});

const headOf = (cwd: string): string =>
  gitSync(["rev-parse", "--verify", "--quiet", "HEAD"], { cwd, accept: [0, 1] })
    .toString("latin1")
    .trim();

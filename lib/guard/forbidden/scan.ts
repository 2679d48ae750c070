/**
 * The scan for forbidden tokens: every surface that git publishes, but for messages of commits and names of branches.
 *
 * @module
 */
import type { Coverage, Finding } from "../../report.ts";
import type { Case } from "../../simd/index.ts";
import type { Change } from "../surface/changes.ts";
import { type Snapshot, takeSnapshot } from "../surface/snapshot.ts";
import { findBlindness } from "./canaries.ts";
import { lookClosely, type Target } from "./close-look.ts";
import { coverageOf } from "./coverage.ts";
import { matcherFor } from "./folded.ts";
import type { Matcher } from "./matcher.ts";
import { type Survey, surveyIndex } from "./survey.ts";
import { assertTokens } from "./tokens.ts";
import { type CleanIndex, type List, openVerdicts } from "./verdicts.ts";

export interface ScanForbiddenOptions {
  /** Anywhere in the work tree; all of the repository is judged. */
  cwd: string;
  /** Exact, as written. */
  tokens: readonly string[];
  /** Default: `keep`, upper and lower case are two letters. */
  letters?: Case;
  /**
   * Files that declare the tokens, from the top level: their contents don't count. Their names do, and so does the
   * target when one of them is a link.
   */
  declaredIn: readonly string[];
  /** Where clean verdicts are kept, usually `cacheRoot()`; null keeps none. */
  cacheDir: string | null;
  /** Of this program: another version believes no verdict. */
  version: string;
  /** Called now and then with the bytes read so far; may throw to stop. */
  onProgress?: (bytes: number) => void;
  /** Default: taken now. */
  snapshot?: Snapshot;
}

/**
 * Find every token in contents (index; work tree where it differs; UTF-8 and UTF-16, text or not), path names and targets
 * of links: one finding for each path, token and surface.
 *
 * The work tree stands for the index where git's comparison by stat calls them the same and no filter is declared: what a
 * file was while somebody exchanged and restored it during the scan is a stated limit. Throws `E_CONFIG` for a list of
 * tokens that can't be meant, `E_NO_REPOSITORY`, `E_TOOL_MISSING` or `E_GIT`.
 */
export const scanForbidden = async (options: ScanForbiddenOptions): Promise<Scanned> => {
  assertTokens(options.tokens);
  return scanFor(matcherFor(options.tokens, options.letters), { ...options, list: "forbidden" });
};

export interface Scanned {
  findings: Finding[];
  coverage: Coverage[];
}

export interface ScanForOptions extends ScanForbiddenOptions {
  list: List;
}

/** The same for a matcher of any kind; `tokens` are what names its tokens then: equal ones find the same. */
export const scanFor = async (matcher: Matcher, options: ScanForOptions): Promise<Scanned> => {
  const { cwd, declaredIn, list, onProgress, snapshot = takeSnapshot(cwd) } = options;
  // Asked first, because this is what takes longest when nothing has changed.
  void snapshot.changes();
  const blind = findBlindness(matcher);
  const { root } = snapshot;
  const verdicts = openVerdicts({ ...options, snapshot, letters: matcher.letters });
  const declaring = declaredIn.map((path) => Buffer.from(path).toString("latin1"));
  const isDeclaring = (name: string): boolean => declaring.includes(name);
  const common = { cwd, root, matcher, isDeclaring, isStaged: snapshot.isStaged };
  const survey =
    verdicts.index === undefined
      ? await surveyIndex({ ...common, snapshot, declaring, known: verdicts.blobs, onProgress })
      : surveyOf(verdicts.index, await snapshot.changes());
  let { bytes } = survey;
  const onBytes = (count: number): void => {
    bytes += count;
    onProgress?.(bytes);
  };
  const judged = await lookClosely(survey.targets, { ...common, onBytes });
  const isBlind = blind.length > 0;
  const unreadable = { files: 0, links: 0 };
  for (const { target, isUnreadable } of judged) {
    if (isUnreadable && !isDeclaring(target.name)) unreadable[isLink(target) ? "links" : "files"] += 1;
  }
  if (verdicts.index === undefined) {
    survey.tally.pointers = judged.filter(({ isPointer, isUnreadable }) => isPointer && !isUnreadable).length;
    for (const blob of judged.flatMap((one) => one.clean)) survey.clean.add(blob);
    const isClean = survey.findings.length === 0 && judged.every(({ isIndexClean }) => isIndexClean);
    if (!isBlind) verdicts.keep(survey.clean, isClean ? survey : undefined);
  }
  // Spread into a list: as arguments, a hundred thousand of them would overflow the stack.
  const findings = [...blind, ...survey.findings, ...judged.flatMap((one) => one.findings)];
  return { findings, coverage: coverageOf(survey.tally, unreadable, list === "private" ? " (private list)" : "") };
};

// --- internal ---

const isLink = ({ versions }: Target): boolean => versions.length > 0 && versions.every(({ kind }) => kind === "link");

/** An index that is clean: what differs from it, or is not compared with it, is looked at all the same. */
const surveyOf = ({ tally, apart }: CleanIndex, changes: readonly Change[]): Survey => {
  const changed: Target[] = changes.map(({ name, versions }) => ({ name, versions, withWorkTree: true }));
  const names = new Set(changes.map(({ name }) => name));
  const others = apart.filter((name) => !names.has(name)).map((name) => ({ name, versions: [], withWorkTree: true }));
  return { findings: [], tally: { ...tally }, targets: [...changed, ...others], apart, clean: new Set(), bytes: 0 };
};

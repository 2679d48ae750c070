/**
 * The whole index, when no earlier run has judged it: names at once, contents by a quick look through the work tree.
 *
 * @module
 */
import type { Finding } from "../../report.ts";
import { type Change, isMovedByLineEnds, listFiltered } from "../surface/changes.ts";
import { type Entry, entriesOf, type Listing, type Version, versionsOf } from "../surface/listing.ts";
import type { Snapshot } from "../surface/snapshot.ts";
import { missedContents, plantedContents } from "./canaries.ts";
import type { Target } from "./close-look.ts";
import type { Tally } from "./coverage.ts";
import { inName, pathOf } from "./finding.ts";
import type { Matcher } from "./matcher.ts";
import { findInNames } from "./names.ts";
import { type Sweep, states, sweep } from "./sweep.ts";

export interface SurveyOptions {
  cwd: string;
  root: string;
  matcher: Matcher;
  snapshot: Snapshot;
  /** Blobs that earlier runs found clean. */
  known: () => ReadonlySet<string>;
  /** Paths, as latin1, of the files that declare the tokens. */
  declaring: readonly string[];
  onProgress?: ((bytes: number) => void) | undefined;
}

export interface Survey {
  /** About names, and about this program's own blindness. */
  findings: Finding[];
  tally: Tally;
  /** What needs a close look. */
  targets: Target[];
  /** Paths whose work tree git does not compare, as latin1. */
  apart: string[];
  /** Blobs that have nothing in them. */
  clean: Set<string>;
  /** Bytes read. */
  bytes: number;
}

/** Survey it. Throws as git does. */
export const surveyIndex = async (options: SurveyOptions): Promise<Survey> => {
  const { cwd, root, snapshot, matcher, onProgress } = options;
  // What filters do to the work tree does not matter to the index.
  const asked = snapshot.isStaged ? Promise.resolve(new Set<string>()) : listFiltered(cwd);
  asked.catch(() => undefined); // Whoever awaits it sees it.
  const listing = await snapshot.listing();
  const nameOf = (entry: Entry) => listing.bytes.toString("latin1", entry.start, entry.end);
  const known = options.known();
  const tokenOf = (token: number) => matcher.tokens[token] ?? "";
  const isMoved = matcher.groups.some(({ patterns }) => patterns.some(({ bytes }) => isMovedByLineEnds(bytes)));
  const declaring = entriesOf(listing, options.declaring);
  const { isStaged } = snapshot;
  const quick =
    isStaged || isMoved
      ? []
      : listing.entries.filter(
          (entry) => entry.kind === "file" && entry.isPlain && !known.has(entry.blob) && !declaring.has(entry),
        );
  const swept = await sweepQuick({ bytes: listing.bytes, entries: quick }, { root, matcher, onProgress });
  const [changed, filtered] = await Promise.all([
    snapshot.changes().then((all) => entriesOf(listing, names(all))),
    asked.then((all) => entriesOf(listing, all)),
  ]);
  const survey: Survey = {
    findings: [
      ...findInNames(listing, matcher).map(({ entry, token }) =>
        inName(pathOf(nameOf(entry)), tokenOf(token), matcher),
      ),
      ...missedContents(matcher.plants, swept.missed),
    ],
    tally: { paths: listing.entries.length, files: 0, links: 0, declared: 0, pointers: 0 },
    targets: [],
    apart: [],
    clean: new Set(),
    bytes: swept.bytes,
  };
  let at = 0;
  for (const entry of listing.entries) {
    // The quick ones are in the same order.
    const state = quick[at] === entry ? (swept.states[at++] ?? 0) : 0;
    sortIn(entry, survey, {
      ...{ nameOf, isStaged },
      isChanged: changed.has(entry),
      isFiltered: filtered.has(entry),
      isDeclaring: declaring.has(entry),
      isKnown: known.has(entry.blob),
      // A second thread that missed its canaries has seen nothing.
      state: swept.missed.length > 0 ? states.failed : state,
    });
  }
  return survey;
};

// --- internal ---

const names = (changes: readonly Change[]): string[] => changes.map(({ name }) => name);

const sweepQuick = (
  listing: Listing,
  { root, matcher, onProgress }: Pick<SurveyOptions, "root" | "matcher" | "onProgress">,
): Promise<Sweep> =>
  sweep(listing, { root, matcher, canaries: plantedContents(matcher.plants.map(({ text }) => text)), onProgress });

interface Known {
  nameOf: (entry: Entry) => string;
  isStaged: boolean;
  isChanged: boolean;
  isFiltered: boolean;
  isDeclaring: boolean;
  isKnown: boolean;
  state: number;
}

/** Count the entry, and decide who looks at it further. */
const sortIn = (entry: Entry, survey: Survey, known: Known): void => {
  const versions = versionsOf(entry);
  count(versions, survey.tally, known.isDeclaring);
  if (!entry.isPlain && !known.isStaged) survey.apart.push(known.nameOf(entry));
  if (known.isChanged || !entry.isPlain) {
    // An earlier verdict over the blob counts, as long as the entry itself is in no doubt.
    const isTrusted = known.isKnown && !known.isChanged && versions.length === 1;
    if (isTrusted) survey.clean.add(entry.blob);
    survey.targets.push({
      name: known.nameOf(entry),
      versions: isTrusted ? [] : versions,
      withWorkTree: !known.isStaged,
    });
    return;
  }
  const isCleared = known.isKnown || (known.state === states.clean && !known.isFiltered);
  if (isCleared) survey.clean.add(entry.blob);
  else if (entry.kind === "link" || !known.isDeclaring) {
    survey.targets.push({
      name: known.nameOf(entry),
      versions,
      withWorkTree: known.state > states.clean && !known.isFiltered,
    });
  }
};

const count = (versions: readonly Version[], tally: Tally, isDeclaring: boolean): void => {
  const isFile = versions.some(({ kind }) => kind === "file");
  if (isFile) tally.files += 1;
  if (isFile && isDeclaring) tally.declared += 1;
  if (!isFile && versions.some(({ kind }) => kind === "link")) tally.links += 1;
};

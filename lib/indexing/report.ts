/**
 * What `index` says when it is through. Pure.
 *
 * @module
 */
import type { View } from "../command.ts";
import type { Verdict } from "../report.ts";
import { visible } from "../text.ts";
import type { Difference } from "./check.ts";
import type { LeftAlone } from "./listed.ts";
import { maxShown, type SourceUpdate } from "./update.ts";

/** The document of `index`, `kprov.index/v1`. */
export interface IndexReport {
  schema: "kprov.index/v1";
  /**
   * `violated` when a bundle was tampered with, `undecided` when one could not be judged, a note not be taken or a source
   * not be read: also when that is long known.
   */
  verdict: Verdict;
  /** Absolute path. */
  catalog: string;
  /** Equal for the same bundles, whatever the order, machine or Node version. */
  logicalDigest: string;
  /** The trust file that reviews and signatures were judged by; null for nobody's. */
  trust: { path: string; sha256: string } | null;
  /** It was made under another trust file or with other searchable texts before, or such a change was ended half-way. */
  isJudgedAnew: boolean;
  /** Texts of what was removed still lie in the catalog's files, because somebody was reading it. */
  hasStaleWords: boolean;
  sources: SourceUpdate[];
  /** Sources of the catalog's that could not be asked: what it says of their bundles is what it said before. */
  leftAlone: LeftAlone[];
  /** Sources of the catalog before it was made anew that were not asked for any more. */
  forgotten: string[];
}

/** The document of `index --check`, `kprov.index-check/v1`. */
export interface CheckReport {
  schema: "kprov.index-check/v1";
  verdict: Verdict;
  catalog: string;
  logicalDigest: string;
  trust: IndexReport["trust"];
  /** Bundles that were judged again. */
  compared: number;
  differences: Difference[];
}

export const verdictOfUpdates = ({ sources, leftAlone }: Pick<IndexReport, "sources" | "leftAlone">): Verdict => {
  if (sources.some(({ violated }) => violated > 0)) return "violated";
  return leftAlone.length > 0 || sources.some(({ undecided, faultyNotes }) => undecided + faultyNotes > 0)
    ? "undecided"
    : "proved";
};

/** A line for each source, what was refused and why, and where to go on. */
export const formatIndex = (report: IndexReport, { verbose }: Pick<View, "verbose">): string => {
  const { sources, catalog, logicalDigest } = report;
  const most = verbose ? Number.POSITIVE_INFINITY : shown;
  const refused = sources.flatMap((update) => update.refused.map((facts) => ({ source: update.source, ...facts })));
  const known = sources.reduce((sum, { violated, undecided }) => sum + violated + undecided, 0);
  return [
    ...sources.map(sourceLine),
    ...report.leftAlone.map(({ source, reason }) => visible(`${source}: left as it was: ${reason}`)),
    ...report.forgotten.map((source) => visible(`${source}: forgotten: it was not named`)),
    ...refused.slice(0, most).flatMap(({ source, name, verdict, findings }) => {
      const [first, ...others] = findings;
      const where = first?.path == null ? "" : `${first.path}: `;
      const more = others.length === 0 ? "" : `, and ${others.length} more`;
      return [
        visible(`refused (${verdict}): ${source}/${name}`),
        `  ${visible(where + (first?.message ?? "it could not be judged"))}${more}`,
      ];
    }),
    ...moreRefused({
      known,
      now: refused.length,
      most,
      isCut: sources.some((each) => each.refused.length >= maxShown),
    }),
    ...(known > 0 ? ["kprovengine catalog list --refused shows all that is not believed"] : []),
    ...(report.isJudgedAnew
      ? [
          "everything was judged again: the trust file or what is searchable was another one before, or an update ended half-way",
        ]
      : []),
    ...(report.hasStaleWords
      ? [
          "somebody is reading the catalog: texts of what was removed stay in its files until the next kprovengine index",
        ]
      : []),
    believedLine(report.trust),
    `catalog: ${visible(catalog)}`,
    `logical digest: sha256:${logicalDigest}`,
  ].join("\n");
};

export const formatCheck = (report: CheckReport, { verbose }: Pick<View, "verbose">): string => {
  const { differences, compared, catalog, logicalDigest } = report;
  const most = verbose ? Number.POSITIVE_INFINITY : shown;
  const verdict =
    differences.length === 0
      ? `the catalog says what ${bundles(compared)} say${compared === 1 ? "s" : ""}`
      : `the catalog differs from the bundles in ${differences.length === 1 ? "one place" : `${differences.length} places`}`;
  return [
    verdict,
    ...differences.slice(0, most).map((difference) => `  ${differenceLine(difference)}`),
    ...(differences.length > most ? [`  and ${differences.length - most} more`] : []),
    ...(differences.some(({ kind }) => kind === "altered")
      ? ["kprovengine index --rebuild makes it anew"]
      : differences.length > 0
        ? ["kprovengine index brings it up to date"]
        : []),
    believedLine(report.trust),
    `catalog: ${visible(catalog)}`,
    `logical digest: sha256:${logicalDigest}`,
  ].join("\n");
};

// --- internal ---

/** Without --verbose. */
const shown = 20;

const believedLine = (trust: IndexReport["trust"]): string =>
  trust === null
    ? "believed: nobody, so that no signature and no review counts; --trust FILE says whom to believe"
    : `believed: those in ${visible(trust.path)}`;

const bundles = (count: number): string => (count === 1 ? "1 bundle" : `${count} bundles`);

/** So that what is named and what is counted are the same. */
const moreRefused = ({
  known,
  now,
  most,
  isCut,
}: {
  known: number;
  now: number;
  most: number;
  isCut: boolean;
}): string[] => {
  const before = isCut ? 0 : known - now;
  const more = known - before - Math.min(now, most);
  return [
    ...(more > 0 ? [`and ${more} more that were refused`] : []),
    ...(before > 0 ? [`refused as before: ${bundles(before)}`] : []),
  ];
};

const sourceLine = (update: SourceUpdate): string => {
  const parts = (["added", "updated", "unchanged", "removed"] as const)
    .filter((name) => update[name] > 0)
    .map((name) => `${update[name]} ${name}`);
  const doubts = [
    ...(update.violated > 0 ? [`${update.violated} violated`] : []),
    ...(update.undecided > 0 ? [`${update.undecided} undecided`] : []),
  ];
  const refused = doubts.length === 0 ? "" : `; refused: ${doubts.join(", ")}`;
  const notes = update.faultyNotes === 0 ? "" : `; notes that can't be taken: ${bundles(update.faultyNotes)}`;
  return `${visible(update.source)}: ${bundles(update.bundles)}${parts.length === 0 ? "" : ` (${parts.join(", ")})`}${refused}${notes}`;
};

const differenceLine = ({ kind, source, name }: Difference): string => {
  const place = source === null ? (name ?? "") : `${source}/${name}`;
  const words: Record<Difference["kind"], string> = {
    missing: `${place}: not in the catalog`,
    gone: `${place}: in the catalog, and not there any more`,
    changed: `${place}: the catalog says something else of it`,
    altered: `${place}: somebody else wrote into what the catalog says of it`,
    rules: "it was made under another trust file or with other searchable texts, or its last update was ended half-way",
  };
  return visible(words[kind]);
};

/**
 * The receipt of the scan.
 *
 * @module
 */
import type { Coverage } from "../../report.ts";

/** How many tracked paths there are of each kind. */
export interface Tally {
  paths: number;
  /** Paths with contents in the index. */
  files: number;
  /** Paths that are symbolic links and nothing else. */
  links: number;
  /** Files that declare the tokens. */
  declared: number;
  /** Files of which git has only a git-lfs pointer. */
  pointers: number;
}

/**
 * Names, contents, link targets; a unit that the repository has none of is left out. `of` tells the units of one list from
 * those of another.
 */
export const coverageOf = (tally: Tally, unreadable: { files: number; links: number }, of = ""): Coverage[] => {
  const { paths, files, links, declared, pointers } = tally;
  const names: Coverage = { unit: `path names${of}`, considered: paths, examined: paths, skipped: {} };
  const contents = receipt(`file contents${of}`, files, {
    "declares the tokens": declared,
    "git-lfs pointer": pointers,
    unreadable: unreadable.files,
  });
  const targets = receipt(`symbolic link targets${of}`, links, { unreadable: unreadable.links });
  // The only file may be the one that declares the tokens: its name was examined, and nothing else was asked.
  const isAsked = contents.considered > declared;
  return [names, ...(isAsked ? [contents] : []), ...(links > 0 ? [targets] : [])];
};

// --- internal ---

const receipt = (unit: string, considered: number, reasons: Record<string, number>): Coverage => {
  const skipped = Object.fromEntries(Object.entries(reasons).filter(([, count]) => count > 0));
  const left = Object.values(skipped).reduce((rest, count) => rest - count, considered);
  return { unit, considered, examined: Math.max(0, left), skipped };
};

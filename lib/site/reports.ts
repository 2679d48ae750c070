/**
 * The whole report of each run whose bundle is at hand.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { SiteFacts, SitePlace } from "../catalog/index.ts";
import { formatReportPage, gatherPage } from "../page/index.ts";
import type { LoadedTrust } from "../verify/index.ts";

export interface ReportsOptions {
  cwd: string;
  /** Null for integrity alone. */
  trust: LoadedTrust | null;
  version: string;
  onReport?: (done: number) => void;
}

export interface Reports {
  /** Bundle digest → name among the files of the data. */
  names: Map<string, string>;
  /** Runs whose bundle is not there any more, or is another one by now. */
  missing: number;
}

/** Judges each bundle again: a page about it says what is true now. */
export const makeReports = async (
  runs: Iterable<SiteFacts>,
  put: (name: string, text: string) => void,
  { cwd, trust, version, onReport }: ReportsOptions,
): Promise<Reports> => {
  const reports: Reports = { names: new Map(), missing: 0 };
  for (const { facts, places } of runs) {
    const text = await firstReport(places, facts.bundleDigest, { cwd, trust, version });
    if (text === null) {
      reports.missing += 1;
      continue;
    }
    const name = `report-${facts.bundleDigest.slice(0, 16)}.html`;
    put(name, text);
    reports.names.set(facts.bundleDigest, name);
    onReport?.(reports.names.size);
  }
  return reports;
};

// --- internal ---

/** By now another bundle may lie at one of the places. */
const firstReport = async (
  places: readonly SitePlace[],
  bundleDigest: string,
  options: ReportsOptions,
): Promise<string | null> => {
  for (const path of places.map(({ source, name }) => join(source, name))) {
    const text = existsSync(path) ? await reportOf(path, bundleDigest, options) : null;
    if (text !== null) return text;
  }
  return null;
};

const reportOf = async (
  place: string,
  bundleDigest: string,
  { cwd, trust, version }: ReportsOptions,
): Promise<string | null> => {
  const { view } = await gatherPage([place], { cwd, trust, integrityOnly: trust === null, statements: [] });
  const isSame = view.runs.length === 1 && view.runs[0]?.verdict.bundleDigest === bundleDigest;
  return isSame ? formatReportPage(view, version) : null;
};

/**
 * `catalog site`: pages about the runs of a catalog.
 *
 * @module
 */
import {
  type CatalogReader,
  countSiteRuns,
  type Filter,
  type SiteFacts,
  siteRefused,
  siteRuns,
  whereOf,
} from "../catalog/index.ts";
import { KprovError } from "../errors.ts";
import { countOf, formatBytes } from "../page/index.ts";
import { visible } from "../text.ts";
import { version } from "../version.ts";
import { formatSiteDocument } from "./document.ts";
import { makeData } from "./make-data.ts";
import { makeReports, type Reports, type ReportsOptions } from "./reports.ts";
import { writeSite } from "./write.ts";

/** The document of `catalog site`, `kprov.site-report/v1`. */
export interface SiteReport {
  schema: "kprov.site-report/v1";
  site: {
    /** As it was given. */
    path: string;
    /** In bytes. */
    size: number;
    files: number;
    /** SHA-256 over names and bytes of the data: equal for the same runs. */
    sha256: string;
    isReplaced: boolean;
  };
  runs: number;
  /** Of the same filter; null when it asks for what can't be believed of a refused bundle, so that none is told. */
  refused: number | null;
  /** Null when none were asked for. */
  reports: { made: number; missing: number } | null;
}

export interface SiteOptions {
  output: { path: string; shown: string };
  filter: Filter;
  /** The filter in words; empty for all. */
  words: string;
  /** Null without reports. */
  reports: Omit<ReportsOptions, "version"> | null;
}

/** Longest list that a browser still works with at once. */
export const mostRuns = 100_000;

/** Throws `E_CATALOG_TOO_MUCH` for more runs than a browser can list, and as writing does. */
export const makeSite = (reader: CatalogReader, options: SiteOptions): Promise<SiteReport> =>
  reader.snapshot(async (): Promise<SiteReport> => {
    const { filter, words, output } = options;
    const where = whereOf(filter, reader);
    const count = countSiteRuns(reader, where);
    if (count > mostRuns)
      throw new KprovError(
        "E_CATALOG_TOO_MUCH",
        `Cannot make pages about ${count} runs: expected ${mostRuns} at most`,
        {
          hint: "choose some of them, such as --since 90d",
        },
      );
    const asked = siteRefused(reader, filter);
    const refused = asked ?? [];
    const runs = (): Iterable<SiteFacts> => siteRuns(reader, where);
    let reports: Reports | null = null;
    const written = await writeSite(output, {
      make: async (put) => {
        if (options.reports !== null) reports = await makeReports(runs(), put, { ...options.reports, version });
        const names = reports?.names ?? new Map<string, string>();
        makeData({ count, runs: runs(), refused, version, filter: words, reports: names }, (name, text) =>
          put(`${name}.js`, text),
        );
      },
      pageOf: (directory) => formatSiteDocument({ directory, runs: count, refused: refused.length, version }),
    });
    const { size, files, digest, isReplaced } = written;
    return {
      schema: "kprov.site-report/v1",
      site: { path: output.shown, size, files, sha256: digest, isReplaced },
      runs: count,
      refused: asked?.length ?? null,
      reports: countsOf(reports),
    };
  });

/** For people. */
export const formatSite = ({ site, runs, refused, reports }: SiteReport): string => {
  const more = reports === null ? "" : `, ${countOf(reports.made, "report")}`;
  const lost =
    reports !== null && reports.missing > 0
      ? [
          `${countOf(reports.missing, "run")} without a report: the bundle is not where it was, or is another one by now`,
        ]
      : [];
  const untold =
    refused === null ? ["refused bundles are left out: the filter asks for what can't be believed of them"] : [];
  return [
    `${visible(site.path)}: pages about ${countOf(runs, "run")} and ${countOf(refused ?? 0, "refused bundle")}${more}, ${countOf(site.files, "file")}, ${formatBytes(site.size)}${site.isReplaced ? ", in place of an older site" : ""}`,
    ...untold,
    ...lost,
    `open ${visible(site.path)}/index.html in a browser, or put the directory on any web server`,
  ].join("\n");
};

// --- internal ---

const countsOf = (reports: Reports | null): SiteReport["reports"] =>
  reports === null ? null : { made: reports.names.size, missing: reports.missing };

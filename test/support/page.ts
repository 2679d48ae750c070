/**
 * Sections of pages about real bundles, as a person reads them.
 *
 * @module
 */
import type { RunSummary } from "../../lib/evidence/index.ts";
import { type Html, html, markupText } from "../../lib/page/html.ts";
import { gatherPage } from "../../lib/page/index.ts";
import type { Place } from "../../lib/page/pieces.ts";
import type { RunDetails, RunView } from "../../lib/page/run-view.ts";
import { type BundleOptions, writeBundle } from "./bundle.ts";
import { temporary } from "./temporary.ts";

export const place: Place = { level: 2, prefix: "", rows: 100 };
/** What a person reads, on one line. */
export const words = (piece: Html | null): string =>
  markupText(html`${piece}`)
    .replace(/<[^>]*>/g, " ")
    .replace(/&quot;/g, '"')
    .replace(/\s+/g, " ")
    .trim();

/** A bundle of these options, judged for integrity alone. */
export const viewOf = async (options: BundleOptions = {}): Promise<RunView & { details: RunDetails }> => {
  const { view } = await gatherPage([writeBundle(temporary(), options)], {
    cwd: "/",
    integrityOnly: true,
    statements: [],
  });
  const [run] = view.runs;
  if (run === undefined || run.details === null) throw new Error("expected a bundle that can be used");
  return { ...run, details: run.details };
};
export const withSummary = (details: RunDetails, more: Partial<RunSummary>): RunDetails => ({
  ...details,
  summary: { ...details.summary, ...more },
});

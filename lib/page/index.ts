/**
 * Pages for people: what was judged about runs as HTML that needs no script, no network and no trust in what it shows.
 *
 * Every piece is a pure function of data. `html.ts` is the one place where a value becomes markup; `gather.ts` the one that
 * reads bundles.
 *
 * @module
 */
export { formatPage, type Page, policy } from "./document.ts";
export { type Gathered, type GatherOptions, gatherPage } from "./gather.ts";
export { type Html, html, markupText, type Piece } from "./html.ts";
export { formatWritten, type NothingToShow, type PageReport, type ReportOptions, writeReport } from "./report.ts";
export { formatReportPage } from "./report-page.ts";
export { formatRunSections, linksOfRun } from "./run-page.ts";
export type { PageView, RunDetails, RunView } from "./run-view.ts";
export { formatOutcome, headlineOf, verdictOf } from "./sections/outcome.ts";

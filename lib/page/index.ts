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
export { graphDocument } from "./graph/document.ts";
export { drawGraph } from "./graph/draw.ts";
export { layOut } from "./graph/layout.ts";
export type { GraphFile, GraphRun } from "./graph/model.ts";
export { type Html, html, markupText, type Piece, preformatted, styleSheet } from "./html.ts";
export * from "./pieces.ts";
export { formatWritten, type NothingToShow, type PageReport, type ReportOptions, writeReport } from "./report.ts";
export { formatReportPage } from "./report-page.ts";
export { formatRunSections, linksOfRun } from "./run-page.ts";
export type { PageView, RunDetails, RunView } from "./run-view.ts";
export { formatOutcome, headlineOf, verdictOf } from "./sections/outcome.ts";
export { colours } from "./style/colours.ts";
export { style } from "./style/index.ts";
export { countOf, formatBytes, formatMicroseconds, formatNumber, formatTimeUtc, shortened } from "./words.ts";

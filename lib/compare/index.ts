/**
 * What differs between two bundles, traces or receipts, in a person's words. Pure: whoever calls has read and judged them.
 *
 * @module
 */
export { type BundleOptions, type BundleSide, compareBundles } from "./bundle/index.ts";
export { compareContents, largestContent } from "./content/index.ts";
export type { ContentChange } from "./content/types.ts";
export type { Basis, Change, Checked, Difference, Section, Side } from "./difference.ts";
export { compareReceipts, type Receipt, type ReceiptSide, readReceipt } from "./receipt/index.ts";
export { compareRuns, countRunChanges, type ListChange, type RunChanges, type ValueChange } from "./run.ts";
export { formatDifferenceMarkdown } from "./show/markdown.ts";
export { formatDifference } from "./show/text.ts";
export { compareTraces, createTraceSummary, type TraceSide, type TraceSummary } from "./trace.ts";

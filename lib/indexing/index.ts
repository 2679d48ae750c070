/**
 * Bundles into a catalog: verified before they are believed, again only when something changed.
 *
 * @module
 */
export { checkIndex, type IndexOptions, indexBundles } from "./command.ts";
export { directorySource, directorySources } from "./directory-source.ts";
export { factsOf } from "./facts.ts";
export { mediaTypeOf } from "./media-type.ts";
export { type CheckReport, formatCheck, formatIndex, type IndexReport } from "./report.ts";
export type { IndexSource } from "./source.ts";

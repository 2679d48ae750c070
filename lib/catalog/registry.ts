/**
 * What the driver can: the only importer of its files. One line for each.
 *
 * @module
 */

export type { OpenOptions } from "./drivers/sqlite/container.ts";
export { type ContentAt, contentAt, mostSearched, sourceOfStep } from "./drivers/sqlite/content-at.ts";
export { copiesOf } from "./drivers/sqlite/copies.ts";
export { alteredFacts, logicalDigest } from "./drivers/sqlite/dump.ts";
export {
  countRuns,
  type ExportTable,
  exportRows,
  exportRowsOf,
  lastMaker,
  type NamedContent,
  namedContents,
} from "./drivers/sqlite/export.ts";
export { readRun } from "./drivers/sqlite/facts.ts";
export { whereOf } from "./drivers/sqlite/filter.ts";
export { type FoundRun, findRun, runsLike } from "./drivers/sqlite/find-run.ts";
export { lineageSource } from "./drivers/sqlite/lineage.ts";
export { everyRun, type ListOptions, listRuns, type RunPage } from "./drivers/sqlite/list.ts";
export { listRefused, type RefusalPage } from "./drivers/sqlite/list-refused.ts";
export { runOf } from "./drivers/sqlite/listed-run.ts";
export { openReader } from "./drivers/sqlite/open.ts";
export { openWriter } from "./drivers/sqlite/open-writer.ts";
export { hasStaleWords, madeUnder, placesOf, sourcesOf } from "./drivers/sqlite/places.ts";
export { type QueryPlace, queryFault, queryPlace } from "./drivers/sqlite/query.ts";
export { rebuildCatalog } from "./drivers/sqlite/rebuild.ts";
export { contentsLike, type RefsOptions, refsOf, runNumber } from "./drivers/sqlite/refs.ts";
export { viewNames } from "./drivers/sqlite/schema.ts";
export { type SearchOptions, searchRuns } from "./drivers/sqlite/search.ts";
export { type Neighbour, type Neighbours, type ShownRun, showRun } from "./drivers/sqlite/show.ts";
export {
  countSiteRuns,
  type SiteFacts,
  type SitePlace,
  type SiteRefusal,
  siteRefused,
  siteRuns,
} from "./drivers/sqlite/site.ts";
export { countedRuns, countRefused } from "./drivers/sqlite/stats.ts";
export type { Where } from "./drivers/sqlite/where.ts";

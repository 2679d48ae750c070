/**
 * A searchable history of runs in one file: made from bundles alone, never the authority on them.
 *
 * Two seams: `port.ts` is what an index driver does, `model.ts` is what it is given. SQLite is the driver that there is.
 *
 * @module
 */
export { askCatalog, catalogArgs } from "./ask.ts";
// Bundles by the names of their runs.
export { bundlePathOf, runsOfStep } from "./bundle-path.ts";
export { factsDigest, refusedDigest } from "./digest.ts";
// Lineage, references, numbers.
export { type LineageOptions, type Start, traceLineage } from "./graph/lineage.ts";
export { formatMermaid } from "./graph/mermaid.ts";
export type { Direction, Lineage, LineageLimits, LineageLink, LineageRun } from "./graph/model.ts";
export { type Picture, pictureOf } from "./graph/picture.ts";
export { formatRefs, type Refs } from "./graph/refs.ts";
export { type Subject, subjectOf } from "./graph/subject.ts";
export { formatLineage } from "./graph/tree.ts";
// Lists, one run.
export { commandAgain } from "./list/again.ts";
export { type ColumnName, columns, parseColumns, styleOf } from "./list/columns.ts";
export {
  type Cursor,
  formatCursor,
  formatSort,
  type ListedRefusal,
  type ListedRun,
  parseCursor,
  parseSort,
  type Sort,
} from "./list/model.ts";
export { jsonLine, refusalLines, refusalsCsv } from "./list/refused.ts";
export { formatList, formatRefusals } from "./list/text.ts";
export { mergeFacts } from "./merge.ts";
export type {
  AnnotationFact,
  CheckFact,
  DistributionFact,
  FileFact,
  FindingFact,
  Location,
  MemberFact,
  RefusedFacts,
  ReviewFact,
  RunFacts,
  SignatureFact,
  TagFact,
  TextFact,
  ToolchainFact,
  ToolFact,
} from "./model.ts";
export { authorOf, noteArgs, notedResult, subjectsOf } from "./noted.ts";
export { type CatalogFlags, defaultCatalog, findCatalog } from "./place.ts";
export {
  type CatalogReader,
  type CatalogWriter,
  type Cell,
  type Circumstances,
  type Entry,
  type RowOf,
  unsettled,
} from "./port.ts";
// Filters.
export {
  assertRunsOnly,
  type Condition,
  everything,
  type Filter,
  groupsOf,
  joinFilters,
  type Matcher,
  type Pattern,
} from "./query/filter.ts";
export { filterArgs, filterOf } from "./query/flags.ts";
export { type MomentOptions, parseFilter, parseQuery, type Query, type Word } from "./query/parse.ts";
export type { VersionRange } from "./query/range.ts";
// Search.
export {
  alteredFacts,
  contentsLike,
  countedRuns,
  countRefused,
  countRuns,
  countSiteRuns,
  type ExportTable,
  everyRun,
  exportRows,
  exportRowsOf,
  type FoundRun,
  findRun,
  hasStaleWords,
  type ListOptions,
  lastMaker,
  lineageSource,
  listRefused,
  listRuns,
  logicalDigest,
  madeUnder,
  type NamedContent,
  type Neighbour,
  namedContents,
  type OpenOptions,
  openReader as openCatalog,
  openWriter,
  placesOf,
  type RefusalPage,
  type RunPage,
  readRun,
  rebuildCatalog,
  refsOf,
  runNumber,
  runsLike,
  type SearchOptions,
  type ShownRun,
  type SiteFacts,
  type SitePlace,
  type SiteRefusal,
  searchRuns,
  showRun,
  siteRefused,
  siteRuns,
  sourcesOf,
  viewNames,
  type Where,
  whereOf,
} from "./registry.ts";
export type { Hit, Passage, Reason, SearchResult } from "./search/model.ts";
export { formatSearch, searchDocument } from "./search/text.ts";
export { showDocument } from "./show/document.ts";
export { formatShown } from "./show/text.ts";
// Queries in SQL.
export { askSql, describeViews, type QueryOptions, type QueryResult } from "./sql/ask.ts";
export { formatQuery, formatQueryCsv, formatQueryLines, formatViews } from "./sql/text.ts";
export { type Stats, tallyRuns } from "./stats/count.ts";
export { formatStats } from "./stats/text.ts";
export { csvRecord } from "./text/csv.ts";
export { formatAge, formatMoment, zoneName } from "./text/moment.ts";
export { writePieces } from "./text/stream.ts";
export { type Cell as TableCell, formatTable, paint, type Style, type TableColumn } from "./text/table.ts";
export { versionKey } from "./version-key.ts";

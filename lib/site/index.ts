/**
 * A catalog as pages for any browser: one page, its program, and data that it loads from beside itself; no server, no network.
 *
 * `client/` runs in the browser and is bundled into `client.gen.ts`; everything else makes the files.
 *
 * @module
 */
export { formatSiteDocument, sitePolicy } from "./document.ts";
export { makeData, type SiteSource } from "./make-data.ts";
export { formatSite, makeSite, mostRuns, type SiteOptions, type SiteReport } from "./site.ts";

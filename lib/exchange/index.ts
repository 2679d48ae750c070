/**
 * Bundles in the forms that other tools read: in-toto links and layouts, envelopes, SBOMs, research objects, lineage events.
 *
 * @module
 */
export { type ExchangeReport, type ExchangeTarget, exchangeBundles } from "./exchange.ts";
export { fileFacets, lineageEnds, lineageFacet, lineageProducer, lineageSchema, placeOfUri } from "./lineage.ts";
export { measure } from "./measured.ts";
export { writeDirectory } from "./new-directory.ts";
export { type ExchangeMeta, exchangeMetas, type Format, formats, type MadeFile } from "./registry.ts";
export { formatExchange } from "./text.ts";
export { encodePath, encodeSegment, isUri, namedInformation } from "./uri.ts";
export { uuidOfTime, uuidOfUri } from "./uuid.ts";

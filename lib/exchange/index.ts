/**
 * Bundles in the forms that other tools read: in-toto links and layouts, envelopes, SBOMs, research objects, lineage events.
 *
 * @module
 */
export { type ExchangeReport, type ExchangeTarget, exchangeBundles } from "./exchange.ts";
export { type ExchangeMeta, exchangeMetas, type Format, formats } from "./registry.ts";
export { formatExchange } from "./text.ts";

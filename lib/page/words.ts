/**
 * Numbers and times as people read them, where pages look for them.
 *
 * @module
 */
export { countOf, formatBytes, formatMicroseconds, formatNumber, formatTimeUtc, shortened } from "../words.ts";

/**
 * The quick search in WebAssembly.
 *
 * @module
 */
export type { Case } from "./records.ts";
export { createSimdSearch, type SimdOptions, type SimdSearch, threadCode } from "./search.ts";

/**
 * The quick search in WebAssembly.
 *
 * @module
 */
export { createSimdSearch, type SimdOptions, type SimdSearch, threadCode } from "./search.ts";

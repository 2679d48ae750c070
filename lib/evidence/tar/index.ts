/**
 * Tar archives: written canonically, read strictly.
 *
 * @module
 */
export { blockSize, fixedTime } from "./header.ts";
export { createNames } from "./names.ts";
export { createTarReader, maxEntries, type TarReader, type TarSink } from "./read.ts";
export { archiveError, isCompressed, looksLikeTar } from "./refusal.ts";
export { planTar, type TarEntry, tarEnd, tarHeader, tarPadding } from "./write.ts";

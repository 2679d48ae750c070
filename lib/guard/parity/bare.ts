/**
 * Names in scripts as a shell reads them.
 *
 * @module
 */

/** Without what it takes out of its words: a name may have quotes in it, and go on in the next line. */
export const bare = (text: string): string => text.replace(/\\\n|["'\\]/g, "");

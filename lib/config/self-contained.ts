/**
 * Whether a configuration that is code depends on nothing but its own text.
 *
 * @module
 */
import { nativeModule } from "./source.ts";
import { tokenize } from "./tokens.ts";

/**
 * True when `source` imports nothing and names nothing that could read another file: then it says the same wherever it
 * lies. In doubt false. `extension` with dot.
 */
export const isSelfContained = (source: string, extension: string): boolean => {
  if (extension === ".json") return true;
  const text = nativeModule(source, extension !== ".mjs");
  const tokens = text === undefined ? undefined : tokenize(text);
  return tokens?.every(({ kind, text: word }) => kind !== "word" || !reaching.has(word)) === true;
};

// --- internal ---

/** Ways out of a module that `nativeModule` lets pass. */
const reaching = new Set(["process", "globalThis", "global", "constructor", "fetch"]);

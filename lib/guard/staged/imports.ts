/**
 * Other files that a configuration brings in.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import { importedFiles } from "../../config/index.ts";

/**
 * Files, absolute, that the code at `path` imports by relative paths, and what these import. Undefined where nobody can tell. What
 * comes from packages is not followed.
 */
export const modulesOf = async (path: string): Promise<string[] | undefined> => {
  try {
    return hasImports(path) ? await importedFiles(path) : [];
  } catch {
    return undefined;
  }
};

/** A yes too many costs time only; types and this package's own helpers bring in nothing. */
export const hasImports = (path: string): boolean => {
  if (path.endsWith(".json")) return false;
  const text = readFileSync(path, "utf8").replace(harmless, "");
  return /\b(?:import|require|from)\b/.test(text);
};

// --- internal ---

/** What is imported as `type` itself, alone, beside others or by `type =`, is a value of that name. */
const harmless =
  /^import\s+type\s(?!\s*(?:from\b|[,=]))[^;"'`]*["'`][^"'`\n]*["'`]|^import\s[^;"'`]*["'`]kprovengine["'`]/gm;

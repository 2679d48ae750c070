/**
 * Whether a configuration brings in other files.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import { importedFiles } from "../../config/index.ts";

/**
 * Files, absolute, that the code at `paths` imports by relative paths, and what these import. Undefined where nobody can tell. What
 * comes from packages is not followed.
 */
export const modulesOf = (paths: readonly string[]): Promise<string[] | undefined> =>
  Promise.all(paths.map(async (path) => (hasImports(path) ? importedFiles(path) : []))).then(
    (lists) => lists.flat(),
    () => undefined,
  );

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

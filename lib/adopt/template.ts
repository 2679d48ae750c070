/**
 * The package's `templates/`: text that is copied into adopting repositories.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { KprovError } from "../errors.ts";

/** `templates/NAME` with each `{{key}}` replaced. Every key of the text must have a value, and every value a key. */
export const renderTemplate = (name: string, values: Readonly<Record<string, string>>): string => {
  const path = join(packageRoot(), "templates", name);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new KprovError("E_IO", `Cannot read the template "${name}" of this package`, { cause });
  }
  const unused = new Set(Object.keys(values));
  const filled = text.replace(/\{\{(\w+)\}\}/g, (_, key: string) => {
    const value = values[key];
    if (value === undefined) throw new Error(`The template "${name}" wants a value for "${key}"`);
    unused.delete(key);
    return value;
  });
  if (unused.size > 0) throw new Error(`The template "${name}" has no place for ${[...unused].join(", ")}`);
  return filled;
};

// --- internal ---

/**
 * The directory of the package.json that names this package, above wherever this code runs from: `lib/`,
 * `dist/scripts/` or `dist/chunks/`. An adopter's own package.json in between is another package's.
 */
const packageRoot = (): string => {
  const here = dirname(fileURLToPath(import.meta.url));
  for (let dir = here; ; dir = dirname(dir)) {
    if (nameOf(join(dir, "package.json")) === "kprovengine") return dir;
    if (dir === dirname(dir)) break;
  }
  throw new KprovError("E_IO", "Cannot find this package's own files", {
    hint: "run the installed package: npx kprovengine init",
  });
};

const nameOf = (path: string): unknown => {
  try {
    return (JSON.parse(readFileSync(path, "utf8")) as { name?: unknown } | null)?.name;
  } catch {
    return undefined; // Missing, or no package of ours.
  }
};

/**
 * An export of a catalog, for people.
 *
 * @module
 */
import { shellQuote, visible } from "../text.ts";
import { countOf, formatBytes } from "../words.ts";
import type { CatalogExport } from "./export.ts";

/** The last lines are the next commands. */
export const formatCatalogExport = ({ format, runs, output, files, notes, commands }: CatalogExport): string => {
  const width = Math.max(...files.map(({ path }) => path.length));
  const size = files.reduce((sum, file) => sum + file.size, 0);
  return [
    `${countOf(runs, "run")} exported as ${format}`,
    `  directory  ${visible(output.path)}, ${countOf(files.length, "file")}, ${formatBytes(size)}`,
    ...files.map(({ path, rows }) => `             ${path.padEnd(width)}  ${rowsOf(rows)}`.trimEnd()),
    ...notes.map((note) => `  note       ${visible(note)}`),
    ...commands.map((command) => `  read       cd ${visible(placeOf(output.path))} && ${visible(command)}`),
  ].join("\n");
};

// --- internal ---

const rowsOf = (rows: number | null): string => (rows === null ? "" : countOf(rows, "row"));

/** A name that begins with a dash would be taken for a flag. */
const placeOf = (path: string): string => shellQuote(path.startsWith("-") ? `./${path}` : path);

/**
 * What SQLite says, in words that a person can act on.
 *
 * @module
 */
import { KprovError, messageOf } from "../../../errors.ts";
import { shellQuote } from "../../../text.ts";

/** Do something with the catalog in `file`. Throws `E_CATALOG_*`, `E_IO`, or what was thrown. */
export const withFaults = <T>(file: string, work: () => T): T => {
  try {
    return work();
  } catch (error) {
    throw faultOf(error, file);
  }
};

/** The one command that makes a catalog anew. */
export const rebuildHint = (file: string): string =>
  `make it anew from the bundles: kprovengine index --rebuild --catalog ${shellQuote(file)} DIRECTORY`;

/** The error of a file that is not, or no longer, what a catalog is. */
export const damaged = (file: string, why: string, cause?: unknown): KprovError =>
  new KprovError("E_CATALOG_DAMAGED", `The catalog "${file}" is damaged: ${why}`, { cause, hint: rebuildHint(file) });

export const isDamage = (error: unknown): boolean => error instanceof KprovError && error.code === "E_CATALOG_DAMAGED";

export const faultOf = (error: unknown, file: string): unknown => {
  // The lower byte is the kind; the others say more (https://sqlite.org/rescode.html).
  return faults[codeOf(error) & 0xff]?.(file, error) ?? error;
};

/** SQLite's extended result code; 0 for what is no error of SQLite. */
export const codeOf = (error: unknown): number => {
  if (!(error instanceof Error)) return 0;
  const { code, errcode, sqliteExtendedCode = errcode } = error as EngineError;
  if (typeof sqliteExtendedCode === "number" && sqliteExtendedCode !== 0) return sqliteExtendedCode;
  // One of the engines gives no code with what goes wrong between rows.
  return code === "ERR_SQLITE_ERROR" ? (sayings.find(([saying]) => saying.test(error.message))?.[1] ?? 0) : 0;
};

// --- internal ---

type EngineError = Error & { code?: unknown; errcode?: unknown; sqliteExtendedCode?: unknown };

/** As `sqlite3_errstr` has them, and the full text's own. */
const sayings: readonly (readonly [RegExp, number])[] = [
  [/^database is locked$/, 5],
  [/^database table is locked/, 6],
  [/^attempt to write a readonly database$/, 8],
  [/^disk I\/O error$/, 10],
  [/^(?:database disk image is malformed$|fts5: corrupt)/, 11],
  [/^database or disk is full$/, 13],
  [/^unable to open database file$/, 14],
  [/^locking protocol$/, 15],
  [/^file is not a database$/, 26],
];

type Fault = (file: string, cause: unknown) => KprovError;

const locked: Fault = (file, cause) =>
  new KprovError("E_CATALOG_LOCKED", `The catalog "${file}" is in use by another process`, {
    cause,
    hint: "run it again when the other one has ended",
  });

const refused: Fault = (file, cause) =>
  new KprovError("E_IO", `Cannot use the catalog "${file}": ${messageOf(cause)}`, {
    cause,
    hint: "the file and its directory must be readable, and writable for kprovengine index",
  });

const full: Fault = (file, cause) =>
  new KprovError("E_CATALOG_FULL", `No room for the catalog "${file}": ${messageOf(cause)}`, {
    cause,
    hint: "make room, or give another place with --catalog FILE; what was committed before stays",
  });

const corrupt: Fault = (file, cause) => damaged(file, messageOf(cause), cause);

const faults: Readonly<Record<number, Fault>> = {
  5: locked,
  6: locked,
  8: refused,
  10: refused,
  11: corrupt,
  13: full,
  14: refused,
  15: locked,
  26: corrupt,
};

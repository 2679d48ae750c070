/**
 * SQLite itself: Node's own where this Node has it, else the package with the same interface.
 *
 * @module
 */
import { errnoOf, KprovError } from "../../../errors.ts";
import { importModule } from "../../../one-file.ts";
import type { Cell, RowOf } from "../../port.ts";

/** As far as it is used here; `node:sqlite` and the package both have it. */
export interface Statement {
  run: (...parameters: Cell[]) => { changes: number | bigint; lastInsertRowid: number | bigint };
  all: (...parameters: Cell[]) => RowOf[];
  get: (...parameters: Cell[]) => RowOf | undefined;
  iterate: (...parameters: Cell[]) => IterableIterator<RowOf>;
}

export interface Database {
  exec: (sql: string) => void;
  prepare: (sql: string) => Statement;
  close: () => void;
}

/** Opens a file; made when it is missing, unless `readOnly`. */
export type OpenDatabase = (file: string, options: { readOnly: boolean }) => Database;

/** For a Node without a SQLite of its own. Of those that need no compiler, the only one with WAL that obeys read-only. */
export const sqlitePackage = "@photostructure/sqlite@1";

/** Throws `E_CATALOG_ENGINE` where neither is there. */
export const loadEngine = async (): Promise<OpenDatabase> => {
  const { DatabaseSync } = builtin() ?? (await fromPackage());
  return (file, options) => new DatabaseSync(file, options);
};

// --- internal ---

interface Engine {
  DatabaseSync: new (file: string, options: { readOnly: boolean }) => Database;
}

/** Node 22.16 is the first whose module has all that is used here; before it, it was behind a flag or lacked a function. */
const builtin = (): Engine | undefined => {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 22 || (major === 22 && minor < 16)) return undefined;
  return withoutItsWarning(() => process.getBuiltinModule("node:sqlite") as unknown as Engine | undefined);
};

/** Node says once that its module is experimental: whoever asks a catalog can do nothing about it. Other warnings stay. */
const withoutItsWarning = <T>(load: () => T): T => {
  const real = process.emitWarning;
  process.emitWarning = ((warning: string | Error, ...rest: unknown[]) => {
    const isIts = rest[0] === "ExperimentalWarning" && String(warning).startsWith("SQLite is an experimental feature");
    if (!isIts) Reflect.apply(real, process, [warning, ...rest]);
  }) as typeof process.emitWarning;
  try {
    return load();
  } finally {
    process.emitWarning = real;
  }
};

const fromPackage = async (): Promise<Engine> => {
  const name = sqlitePackage.replace(/@\d+$/, "");
  try {
    return (await importModule(name)) as unknown as Engine;
  } catch (cause) {
    const code = errnoOf(cause);
    if (code !== "ERR_MODULE_NOT_FOUND" && code !== "MODULE_NOT_FOUND") throw cause;
    throw new KprovError("E_CATALOG_ENGINE", `A catalog needs SQLite, which Node ${process.versions.node} has not`, {
      cause,
      hint: `use Node 22.16 or newer, or: npm install --save-dev ${sqlitePackage}`,
    });
  }
};

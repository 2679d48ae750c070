/**
 * How a query of a user reaches the file: see `lib/catalog/sql`.
 *
 * @module
 */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { isNetworkPlace } from "../../place.ts";
import { headerOf } from "./container.ts";
import { sqlitePackage } from "./engine.ts";
import { faultOf } from "./faults.ts";

export interface QueryPlace {
  /** The same file, for where nothing may be locked and nobody writes; as in `open.ts`. */
  frozen: string;
  isFrozen: boolean;
  /** Path of the package that a Node without SQLite needs. */
  package: string | null;
}

/** For a file that was opened for reading a moment ago. */
export const queryPlace = (file: string): QueryPlace => ({
  frozen: `${pathToFileURL(file).href}?immutable=1`,
  isFrozen: isNetworkPlace(file) && headerOf(file).isWal,
  package: packagePath(),
});

/** What SQLite said about the file; undefined when it is the query that is wrong. */
export const queryFault = (message: string, code: number, file: string): unknown =>
  faultOf(Object.assign(new Error(message), { code: "ERR_SQLITE_ERROR", errcode: code }), file);

// --- internal ---

const packagePath = (): string | null => {
  try {
    return createRequire(import.meta.url).resolve(sqlitePackage.replace(/@\d+$/, ""));
  } catch {
    return null;
  }
};

/**
 * @module
 */
import { SourceError } from "../../../../lib/guard/sources/index.ts";

/** "line:column reason" of the `E_SOURCE` that `act` ends in; anything else fails the test. */
export const faultOf = async (act: () => unknown): Promise<string> => {
  try {
    await act();
  } catch (error) {
    if (error instanceof SourceError && error.code === "E_SOURCE")
      return `${error.line}:${error.column} ${error.reason}`;
    throw error;
  }
  throw new Error("expected E_SOURCE, found no error");
};

/** As `JSON.parse` would give it: maps with the usual prototype. */
export const usual = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** "line:column value". */
export const spot = (found: { value: unknown; line: number; column: number } | undefined): string | undefined =>
  found && `${found.line}:${found.column} ${JSON.stringify(found.value)}`;

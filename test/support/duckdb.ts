/**
 * What DuckDB reads in files.
 *
 * @module
 */
import { DuckDBInstance } from "@duckdb/node-api";
import { onTestFinished } from "vitest";

/** Ask DuckDB, in which nothing is kept; times and large numbers are texts. Call it inside a test. */
export const duckdb = async (): Promise<(sql: string) => Promise<Record<string, unknown>[]>> => {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  onTestFinished(() => {
    connection.closeSync();
    instance.closeSync();
  });
  return async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJson() as Record<string, unknown>[];
};

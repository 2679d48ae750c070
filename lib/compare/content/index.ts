/**
 * How the content of one file differs: as a table, as JSON, as text, or in its bytes alone.
 *
 * @module
 */
import { isTableName, readTable, type Table, withoutHeader } from "./csv.ts";
import { compareJson, readJson } from "./json.ts";
import { compareTables } from "./table.ts";
import { compareText, firstDifference, isText } from "./text.ts";
import type { ContentChange } from "./types.ts";

/** Largest file that is looked into, in bytes. */
export const largestContent = 64 * 2 ** 20;

/** Compare two contents of the file `name`. Any bytes give an answer; what is not what its name says is compared as text. */
export const compareContents = (name: string, before: Buffer, after: Buffer): ContentChange => {
  if (!isText(before) || !isText(after)) {
    return { kind: "binary", before: before.length, after: after.length, offset: firstDifference(before, after) };
  }
  return compareAsTables(name, before, after) ?? compareAsJson(before, after) ?? compareText(before, after);
};

// --- internal ---

const compareAsTables = (name: string, before: Buffer, after: Buffer): ContentChange | undefined => {
  if (!isTableName(name)) return undefined;
  const [left, right] = [tableOf(before), tableOf(after)];
  if (left === undefined || right === undefined) return undefined;
  // A header that came or went is a row like any other.
  const hasHeaders = left.isHeaderless !== true && right.isHeaderless !== true;
  return hasHeaders ? compareTables(left, right) : compareTables(withoutHeader(left), withoutHeader(right));
};

const tableOf = (bytes: Buffer): Table | undefined => readTable(bytes.toString("utf8"));

const compareAsJson = (before: Buffer, after: Buffer): ContentChange | undefined => {
  const left = readJson(before);
  const right = left === undefined ? undefined : readJson(after);
  return left === undefined || right === undefined ? undefined : compareJson(left, right);
};

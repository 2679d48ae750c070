/**
 * Refused bundles for programs: a line of JSON, or a record, for each.
 *
 * @module
 */
import { guardedJson } from "../../text.ts";
import { csvRecord } from "../text/csv.ts";
import type { ListedRefusal } from "./model.ts";

/** One document on a line of its own. */
export const jsonLine = (schema: string, document: object): string =>
  `${guardedJson(JSON.stringify({ schema, ...document }))}\n`;

/** JSON lines, each a `kprov.catalog-refusal/v1`. */
export const refusalLines = (refusals: readonly ListedRefusal[]): string[] =>
  refusals.map((refusal) => jsonLine("kprov.catalog-refusal/v1", refusal));

/** CSV with the names of its columns. What the bundle says of itself is a claim, and its column is called so. */
export const refusalsCsv = (refusals: readonly ListedRefusal[]): string[] => [
  csvRecord([
    "verdict",
    "name",
    "location",
    "bundle_digest",
    "claimed_run_id",
    "claimed_project",
    "claimed_step",
    "findings",
  ]),
  ...refusals.map(({ verdict, name, location, bundleDigest, claims, findings }) =>
    csvRecord([
      ...[verdict, name, location, bundleDigest, claims.runId, claims.project, claims.step],
      findings.map(({ code, path }) => (path === null ? code : `${code} ${path}`)).join("; "),
    ]),
  ),
];

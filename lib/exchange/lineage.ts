/**
 * What all OpenLineage events of ours have in common, wherever the facts come from.
 *
 * Source: OpenLineage specification 2-0-2 and its facets, whose versions stand in their `_schemaURL`; its naming rules for datasets.
 *
 * @module
 */
import type { Outcome } from "../evidence/index.ts";
import { version } from "../version.ts";

/** Of every event: who says it, in which form. */
export const lineageProducer = `pkg:npm/kprovengine@${version}`;
export const lineageSchema = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent";

/** `ABORT`: somebody, or the recorder's own time limit, stopped it; `FAIL`: it went wrong by itself. */
export const lineageEnds = {
  succeeded: "COMPLETE",
  failed: "FAIL",
  signalled: "FAIL",
  "timed-out": "ABORT",
  interrupted: "ABORT",
} as const satisfies Record<Outcome["status"], string>;

/** A facet of the specification: `at` is its version and name. */
export const lineageFacet = <T extends object>(at: string, fields: T) => ({
  _producer: lineageProducer,
  _schemaURL: `https://openlineage.io/spec/facets/${at}.json#/$defs/${at.split("/")[1]}`,
  ...fields,
});

/** What makes a file of these bytes a dataset of the specification. */
export const fileFacets = (sha256: string) => ({
  datasetType: lineageFacet("1-0-1/DatasetTypeDatasetFacet", { datasetType: "FILE" }),
  version: lineageFacet("1-0-1/DatasetVersionDatasetFacet", { datasetVersion: `sha256:${sha256}` }),
});

/** `file:///data/x.csv` → `file` and `/data/x.csv`; `s3://bucket/key` → `s3://bucket` and `key`. */
export const placeOfUri = (uri: string): { namespace: string; name: string } => {
  const [, scheme = "", authority = "", path = ""] = /^([a-z][a-z0-9+.-]*):(?:\/\/([^/]*))?(.*)$/is.exec(uri) ?? [];
  if (scheme === "file" && authority === "") return { namespace: "file", name: decoded(path) };
  return { namespace: authority === "" ? scheme : `${scheme}://${authority}`, name: decoded(path.replace(/^\//, "")) };
};

// --- internal ---

const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // Not percent-encoded after all.
  }
};

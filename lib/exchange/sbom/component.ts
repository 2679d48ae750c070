/**
 * Components of an SBOM, each with where it was seen; what is seen twice is one component.
 *
 * @module
 */
import { compareBytes } from "../../report.ts";
import { encodeSegment, purl } from "../uri.ts";

export interface Component {
  type: "application" | "library" | "operating-system" | "device-driver" | "platform" | "device" | "file";
  /** Unique in the document. */
  "bom-ref": string;
  group?: string;
  name: string;
  version?: string;
  scope?: "required" | "optional";
  hashes?: { alg: "SHA-256" | "SHA-512" | "SHA-384" | "SHA-1" | "MD5"; content: string }[];
  purl?: string;
  evidence?: { occurrences: Occurrence[] };
  properties?: { name: string; value: string }[];
}

/** A place of the bundle or of a lock file. */
export interface Occurrence {
  location: string;
  additionalContext?: string;
}

/** A package of an ecosystem that purl knows. */
export interface Package {
  type: "pypi" | "npm" | "cargo" | "golang";
  /** Above the name: npm's scope, the path of a Go module. */
  namespace?: string;
  name: string;
  version: string;
  hashes?: Component["hashes"];
  isOptional?: boolean;
  isDevelopment?: boolean;
}

export const packageComponent = (found: Package, seen: Occurrence): Component => {
  const { namespace, name, version, hashes, isOptional, isDevelopment } = found;
  const id = purlOf(found);
  return {
    type: "library",
    "bom-ref": id,
    ...(namespace !== undefined && { group: namespace }),
    ...{ name, version },
    ...(isOptional === true && { scope: "optional" as const }),
    ...(hashes !== undefined && hashes.length > 0 && { hashes }),
    purl: id,
    evidence: { occurrences: [seen] },
    ...(isDevelopment === true && { properties: [{ name: "cdx:npm:package:development", value: "true" }] }),
  };
};

/** PEP 503: what Python's index takes for the same name. */
export const normalisePython = (name: string): string => name.replaceAll(/[-_.]+/g, "-").toLowerCase();

/** A reference inside the document. */
export const refOf = (kind: string, ...parts: readonly string[]): string =>
  [`kprov:${kind}`, ...parts.map(encodeSegment)].join("/");

/** Sorted by reference; equal ones are merged: their places and hashes added, required when one of them is. */
export const mergeComponents = (components: readonly Component[]): Component[] => {
  const merged = new Map<string, Component>();
  for (const component of components) {
    const other = merged.get(component["bom-ref"]);
    merged.set(component["bom-ref"], other === undefined ? component : mergeTwo(other, component));
  }
  return [...merged.values()].sort((a, b) => compareBytes(a["bom-ref"], b["bom-ref"]));
};

// --- internal ---

/** Go modules are compared in lower case, whatever their paths are written like: purl types, golang. */
const purlOf = ({ type, namespace, name, version }: Package): string =>
  type === "golang"
    ? purl(type, name.toLowerCase(), version, namespace?.toLowerCase())
    : purl(type, name, version, namespace);

const mergeTwo = (a: Component, b: Component): Component => {
  const { scope, properties, ...rest } = a;
  const hashes = distinct([...(a.hashes ?? []), ...(b.hashes ?? [])]);
  const occurrences = distinct([...(a.evidence?.occurrences ?? []), ...(b.evidence?.occurrences ?? [])]);
  return {
    ...rest,
    ...(scope !== undefined && b.scope !== undefined && { scope }),
    ...(hashes.length > 0 && { hashes }),
    ...(occurrences.length > 0 && { evidence: { occurrences } }),
    ...(properties !== undefined && b.properties !== undefined && { properties }),
  };
};

const distinct = <T>(values: readonly T[]): T[] => [
  ...new Map(values.map((value) => [JSON.stringify(value), value])).values(),
];

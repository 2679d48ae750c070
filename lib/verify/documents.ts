/**
 * One JSON document: safe, of its schema, in its canonical form.
 *
 * @module
 */
import { join } from "node:path";
import type { FileIdentity } from "../digest.ts";
import { KprovError } from "../errors.ts";
import { type DocumentName, type DocumentOf, type Issue, judgeForm } from "../evidence/index.ts";
import { type JsonValue, parseJson } from "../json.ts";
import type { Finding } from "../report.ts";
import { isCanonical, parseCanonical } from "./canonical.ts";
import { shownValue, undecided, violation } from "./finding.ts";
import { readDocument } from "./read.ts";
import type { Tree } from "./tree.ts";

/** Largest document read, in bytes: a provenance of a million inputs fits. */
export const maxDocument = 256 * 2 ** 20;

/** What was read of a member while it was judged: the digest is over exactly the bytes judged. */
export interface ReadMember {
  sha256: string;
  size: number;
  identity: FileIdentity;
}

export interface JudgedDocument<T> {
  findings: Finding[];
  /** Only when the document follows its schema. */
  value?: T;
  bytes?: Buffer;
  read?: ReadMember;
}

/**
 * Read and judge the document `path` of the bundle `dir`. A document that isn't there as a plain file gives
 * nothing: the list of members says so.
 */
export const judgeDocument = async <Name extends DocumentName>(
  dir: string,
  tree: Tree,
  path: string,
  name: Name,
): Promise<JudgedDocument<DocumentOf<Name>>> => {
  if (!tree.files.has(path)) return { findings: [] };
  const document = readDocument(join(dir, path), maxDocument);
  if ("failed" in document) {
    if (document.failed !== "large") return { findings: [unreadable(path, document.failed)] };
    const message = `The document is larger than ${maxDocument} bytes`;
    return { findings: [violation("DOCUMENT_MALFORMED", path, message)] };
  }
  const { bytes, sha256, identity } = document;
  const judged = await (isOftenEqual(name) ? judgeOnce(path, document, name) : judgeBytes(path, bytes, name));
  return { ...judged, bytes, read: { sha256, size: bytes.length, identity } };
};

/** The same for bytes at hand. */
export const judgeBytes = async <Name extends DocumentName>(
  path: string,
  bytes: Buffer,
  name: Name,
): Promise<JudgedDocument<DocumentOf<Name>>> => {
  const plain = parseCanonical(bytes);
  if (plain !== undefined) return judgeValue(path, plain, name);
  let parsed: JsonValue;
  try {
    parsed = parseJson(bytes, { name: path, maxBytes: maxDocument });
  } catch (error) {
    if (!(error instanceof KprovError)) throw error;
    return { findings: [violation("DOCUMENT_MALFORMED", path, error.message)] };
  }
  const canonical = isCanonical(parsed, bytes.toString("utf8")) ? [] : [notCanonical(path)];
  return judgeValue(path, parsed, name, canonical);
};

/** A member that could not be read: nothing can be said about it. */
export const unreadable = (path: string, failed: string): Finding => {
  if (failed === "changed") return undecided("MEMBER_UNREADABLE", path, "It was changed while it was verified");
  if (failed === "special") return violation("MEMBER_SPECIAL", path, "It is not a plain file any more");
  return undecided("MEMBER_UNREADABLE", path, `It can't be read (${failed})`);
};

// --- internal ---

/** Runs of one project have the same toolchain and the same contract. */
const isOftenEqual = (name: DocumentName): boolean => name === "toolchain" || name === "human-review";

const recent = new Map<string, JudgedDocument<unknown>>();
const mostRecent = 32;

/** The same bytes under the same name are judged alike: nothing else is asked. */
const judgeOnce = async <Name extends DocumentName>(
  path: string,
  { bytes, sha256 }: { bytes: Buffer; sha256: string },
  name: Name,
): Promise<JudgedDocument<DocumentOf<Name>>> => {
  const key = `${name} ${path} ${sha256}`;
  const known = recent.get(key) as JudgedDocument<DocumentOf<Name>> | undefined;
  if (known !== undefined) return known;
  const judged = await judgeBytes(path, bytes, name);
  if (bytes.length > 64 * 1024 || judged.findings.length > 0) return judged;
  if (recent.size >= mostRecent) recent.clear();
  recent.set(key, judged);
  return judged;
};

/** A document can be wrong in as many places as it has bytes. */
const maxIssues = 100;

const judgeValue = async <Name extends DocumentName>(
  path: string,
  parsed: JsonValue,
  name: Name,
  canonical: Finding[] = [],
): Promise<JudgedDocument<DocumentOf<Name>>> => {
  const judged = await judgeForm(name, parsed);
  if ("value" in judged) return { findings: canonical, value: judged.value };
  const version = unknownVersion(path, parsed, judged.issues);
  if (version !== undefined) return { findings: [version] };
  return { findings: [...canonical, ...issuesOf(path, parsed, judged.issues)] };
};

const notCanonical = (path: string): Finding =>
  violation("DOCUMENT_NOT_CANONICAL", path, "The bytes are not the canonical form of the document");

/** `kprov.manifest/v2` where v1 was expected: no tampering, but nothing that this program can judge. */
const unknownVersion = (path: string, parsed: JsonValue, issues: readonly Issue[]): Finding | undefined => {
  if (!issues.some((issue) => issue.path.length === 1 && issue.path[0] === "schema")) return undefined;
  const schema = lookUp(parsed, ["schema"]);
  if (typeof schema !== "string" || !/^kprov\.[a-z-]+\/v[2-9]\d{0,3}$/.test(schema)) return undefined;
  return undecided("DOCUMENT_VERSION", path, `The schema "${schema}" is not known`);
};

const issuesOf = (path: string, parsed: JsonValue, issues: readonly Issue[]): Finding[] => {
  const findings = issues.slice(0, maxIssues).map((issue) => {
    const place = jsonPath(issue.path);
    const found = lookUp(parsed, issue.path);
    const actual = found !== null && typeof found === "object" ? {} : { actual: shownValue(found) };
    return violation("DOCUMENT_INVALID", path, `"${place}": ${issue.message}`, actual);
  });
  const more = issues.length - findings.length;
  if (more > 0) findings.push(violation("DOCUMENT_INVALID", path, `and ${more} more places`));
  return findings;
};

const jsonPath = (path: readonly PropertyKey[]): string =>
  `$${path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("")}`;

const lookUp = (value: JsonValue, path: readonly PropertyKey[]): JsonValue | undefined => {
  let at: unknown = value;
  for (const part of path) {
    if (at === null || typeof at !== "object" || !Object.hasOwn(at, part)) return undefined;
    at = (at as Record<PropertyKey, unknown>)[part];
  }
  return at as JsonValue;
};

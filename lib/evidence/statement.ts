/**
 * Statements that others made: in-toto attestation specification v1, to the letter.
 *
 * @module
 */
import { KprovError } from "../errors.ts";
import { type JsonValue, parseJson } from "../json.ts";
import type { DigestSet } from "./digest-set.ts";

type JsonObject = { [key: string]: JsonValue };

/** ResourceDescriptor: `uri`, `digest` and `content` are never all absent. Null is the same as absent. */
export interface AnyDescriptor {
  name?: string | null;
  uri?: string | null;
  digest?: DigestSet | null;
  /** Base64, in either alphabet. */
  content?: string | null;
  downloadLocation?: string | null;
  mediaType?: string | null;
  annotations?: JsonObject | null;
}

export interface Statement {
  _type: "https://in-toto.io/Statement/v1";
  /** At least one. What it is about follows from the digests alone. */
  subject: (AnyDescriptor & { digest: DigestSet })[];
  predicateType: string;
  predicate: JsonObject;
}

/** Predicate types whose rules are known here. */
export const predicateTypes = {
  provenance: "https://slsa.dev/provenance/v1",
  link: "https://in-toto.io/attestation/link/v0.3",
  testResult: "https://in-toto.io/attestation/test-result/v0.1",
  runtimeTrace: "https://in-toto.io/attestation/runtime-trace/v0.1",
  vsa: "https://slsa.dev/verification_summary/v1",
} as const;

/**
 * Read a payload of the type `application/vnd.in-toto+json`; `name` says where it is from.
 *
 * Throws `E_STATEMENT` with every fault: not an in-toto Statement v1, or a predicate that breaks the rules of its type when
 * that is one of {@link predicateTypes}. Fields that are not known are ignored, as the specification asks, and so are digest
 * algorithms. Older versions of the statement are refused.
 */
export const parseStatement = async (payload: Buffer, name: string): Promise<Statement> => {
  const value = parse(payload, name);
  const { standardSchemas } = await import("./schemas/standard.ts");
  const parsed = standardSchemas.statement[1].safeParse(value);
  const own = parsed.success ? [] : faultsOf(parsed.error.issues, "");
  const { predicateType, predicate, subject } = (isObject(value) ? value : {}) as Partial<Statement>;
  const subjects = parsed.success ? subject : undefined;
  const below =
    typeof predicateType === "string" && isObject(predicate)
      ? await judgePredicate(predicateType, predicate, subjects)
      : undefined;
  const faults = [...own, ...(below ?? [])];
  if (faults.length > 0) throw malformed(name, faults);
  return value as unknown as Statement;
};

/**
 * What is wrong with a predicate of a known type, one line for each fault with its place; undefined for an unknown type.
 *
 * `subjects` are those of its statement: for a link each needs a name of its own.
 */
export const judgePredicate = async (
  type: string,
  predicate: JsonObject,
  subjects: Statement["subject"] = [],
): Promise<string[] | undefined> => {
  const { standardSchemas } = await import("./schemas/standard.ts");
  if (!(Object.values(predicateTypes) as string[]).includes(type)) return undefined;
  const entry = Object.values(standardSchemas).find(([title]) => title === type);
  if (entry === undefined) return undefined;
  const parsed = entry[1].safeParse(predicate);
  const faults = parsed.success ? [] : faultsOf(parsed.error.issues, "predicate");
  if (type !== predicateTypes.link) return faults;
  const { namesTwice } = await import("./schemas/predicates/link.ts");
  const unnamed = subjects.some((subject) => (subject.name ?? "") === "") ? ["subject: expected a name for each"] : [];
  return [...faults, ...unnamed, ...namesTwice(subjects).map((twice) => `subject: "${twice}" is named twice`)];
};

// --- internal ---

/** A document can be wrong in as many places as it has bytes. */
const maxFaults = 20;

const parse = (payload: Buffer, name: string): JsonValue => {
  try {
    return parseJson(payload, { name });
  } catch (cause) {
    if (!(cause instanceof KprovError)) throw cause;
    throw new KprovError("E_STATEMENT", cause.message, { cause });
  }
};

const faultsOf = (issues: readonly { path: PropertyKey[]; message: string }[], below: string): string[] =>
  issues.map(({ path, message }) => {
    const place = [...(below === "" ? [] : [below]), ...path]
      .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
      .join("")
      .replace(/^\./, "");
    return place === "" ? message : `${place}: ${message}`;
  });

const malformed = (name: string, faults: readonly string[]): KprovError => {
  const shown = faults.slice(0, maxFaults).map((fault) => `\n  ${fault}`);
  const more = faults.length > maxFaults ? `\n  and ${faults.length - maxFaults} more` : "";
  return new KprovError("E_STATEMENT", `"${name}" is not an in-toto statement of its type:${shown.join("")}${more}`);
};

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

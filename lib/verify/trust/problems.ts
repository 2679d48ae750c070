/**
 * Everything that is wrong with a trust file, at once and in words.
 *
 * @module
 */
import type { z } from "zod";
import { KprovError } from "../../errors.ts";
import { foldPath } from "../../evidence/index.ts";
import type { JsonValue } from "../../json.ts";
import { compareBytes } from "../../report.ts";
import { type PublicKey, parsePublicKey } from "../../sign/index.ts";
import { closest } from "../../suggest.ts";
import { keySeparator, trustSchema } from "./schema.ts";
import type { Trusted, TrustedKey, TrustFile } from "./types.ts";

export type ReadTrust = { problems: string[] } | { file: TrustFile; keys: (TrustedKey & { key: PublicKey })[] };

/** The trust file in `value` with its keys read, or one line for each problem: key, wanted, found. */
export const judgeTrust = (value: JsonValue): ReadTrust => {
  const parsed = trustSchema.safeParse(value);
  if (!parsed.success) return { problems: sorted(parsed.error.issues.flatMap((issue) => explain(issue, value))) };
  const file: TrustFile = parsed.data;
  const keys: (TrustedKey & { key: PublicKey })[] = [];
  const problems = [...emptinessOf(file), ...identityProblems(file), ...ownerProblems(file), ...timeProblems(file)];
  for (const [index, trusted] of (file.keys ?? []).entries()) {
    const key = readKey(trusted, `keys[${index}]`, problems);
    if (key !== undefined) keys.push({ ...trusted, key });
  }
  problems.push(...duplicatesOf(keys));
  return problems.length > 0 ? { problems: sorted(problems) } : { file, keys };
};

// --- internal ---

const sorted = (lines: string[]): string[] => [...new Set(lines)].sort(compareBytes);

const explain = (issue: z.core.$ZodIssue, value: JsonValue): string[] => {
  const at = placeOf(issue.path);
  if (issue.code === "unrecognized_keys") {
    const known = issue.message.split(keySeparator);
    return issue.keys.map((key) => {
      const near = closest(key, known);
      const advice = near === undefined ? `known here: ${known.join(", ")}` : `did you mean "${near}"?`;
      return `${placeOf([...issue.path, key])}: unknown key, ${advice}`;
    });
  }
  return [`${at === "" ? "the document" : at}: expected ${issue.message}, found ${shown(valueAt(value, issue.path))}`];
};

const placeOf = (path: readonly PropertyKey[]): string =>
  path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("")
    .replace(/^\./, "");

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown => {
  let at = value;
  for (const part of path) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, part)) return undefined;
    at = (at as Record<PropertyKey, unknown>)[part];
  }
  return at;
};

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
};

const emptinessOf = ({ keys = [], identities = [] }: TrustFile): string[] =>
  keys.length + identities.length > 0
    ? []
    : ["keys: expected at least one key or identity, found none: it trusts nobody"];

const identityProblems = ({ identities = [] }: TrustFile): string[] => {
  const problems: string[] = [];
  const seen = new Map<string, number>();
  for (const [index, { issuer, subject }] of identities.entries()) {
    const name = JSON.stringify([issuer, subject]);
    const first = seen.get(name);
    if (first !== undefined) problems.push(`identities[${index}]: it is that of identities[${first}]`);
    else seen.set(name, index);
  }
  return problems;
};

const everyone = ({ keys = [], identities = [] }: TrustFile): [string, Trusted][] => [
  ...keys.map((trusted, index): [string, Trusted] => [`keys[${index}]`, trusted]),
  ...identities.map((trusted, index): [string, Trusted] => [`identities[${index}]`, trusted]),
];

/** Letters that look alike are one: full width, ligatures, capitals. */
const foldOwner = (owner: string): string => foldPath(owner.normalize("NFKC"));

/** "Ann" and "ann" are nearly always one person, who would then count twice. */
const ownerProblems = (file: TrustFile): string[] => {
  const spelled = new Map<string, string>();
  return everyone(file).flatMap(([at, { owner }]) => {
    const first = spelled.get(foldOwner(owner)) ?? owner;
    spelled.set(foldOwner(owner), first);
    return first === owner ? [] : [`${at}.owner: expected "${first}" as elsewhere, found "${owner}"`];
  });
};

const timeProblems = (file: TrustFile): string[] =>
  everyone(file).flatMap(([at, { validFrom, validUntil }]) =>
    validFrom !== undefined && validUntil !== undefined && Date.parse(validFrom) > Date.parse(validUntil)
      ? [`${at}.validUntil: expected a time after validFrom, found ${validUntil}`]
      : [],
  );

const readKey = ({ publicKey, fingerprint }: TrustedKey, at: string, problems: string[]): PublicKey | undefined => {
  try {
    const key = parsePublicKey(publicKey, `${at}.publicKey`);
    if (key.fingerprint === fingerprint) return key;
    problems.push(`${at}.fingerprint: expected that of publicKey, ${key.fingerprint}, found ${fingerprint}`);
  } catch (error) {
    if (!(error instanceof KprovError)) throw error;
    problems.push(`${at}.publicKey: ${error.message}`);
  }
  return undefined;
};

/** By what the key is, however it is written: one key under two entries could count as two owners. */
const duplicatesOf = (keys: readonly { key: PublicKey }[]): string[] => {
  const seen = new Set<string>();
  return keys.flatMap(({ key }) => {
    if (seen.has(key.fingerprint)) return [`keys: the key ${key.fingerprint} is listed twice`];
    seen.add(key.fingerprint);
    return [];
  });
};

/**
 * The file of a private list, `kprov.deny-list/v1`.
 *
 * One line for each token, sorted by digest, so that two branches that add tokens rarely collide.
 *
 * @module
 */
import { KprovError } from "../../errors.ts";
import { type JsonValue, parseJson } from "../../json.ts";
import { compareBytes } from "../../report.ts";
import type { Entry } from "./entry.ts";

export interface DenyList {
  schema: "kprov.deny-list/v1";
  /** 32 random hexadecimal digits: another list has other digests for the same tokens. */
  id: string;
  /** Tells the right salt from a wrong one. */
  check: string;
  tokens: Entry[];
}

/** Throws `E_CONFIG` for what is no such document; `path` is for the message. An empty list is one, but forbids nothing. */
export const parseDenyList = (bytes: Uint8Array, path: string): DenyList => {
  let value: JsonValue;
  try {
    value = parseJson(bytes, { name: path, maxBytes: maxListBytes });
  } catch (cause) {
    throw refusal(path, "it is no JSON document that can be trusted", cause);
  }
  if (!isRecord(value, ["schema", "id", "check", "tokens"]) || value["schema"] !== "kprov.deny-list/v1")
    throw refusal(path, "it is no kprov.deny-list/v1 document");
  const { id, check, tokens } = value;
  if (!isHex(id, 32) || !isHex(check, 32) || !Array.isArray(tokens))
    throw refusal(path, "its id, check or tokens are not what they have to be");
  const entries = tokens.map((token, index) => {
    if (!isEntry(token)) throw refusal(path, `token ${index + 1} is not { digest, hint, note }`);
    return token;
  });
  const digests = new Set<string>();
  for (const entry of entries) {
    if (digests.has(entry.digest)) throw refusal(path, `token ${idOf(entry)} is there twice`);
    digests.add(entry.digest);
  }
  return { schema: "kprov.deny-list/v1", id, check, tokens: entries };
};

/** The document's text. */
export const formatDenyList = ({ schema, id, check, tokens }: DenyList): string => {
  const sorted = [...tokens].sort((a, b) => compareBytes(a.digest, b.digest));
  const lines = sorted.map(({ digest, hint, note }) => JSON.stringify({ digest, hint, note }));
  const head = `{\n  "schema": "${schema}",\n  "id": "${id}",\n  "check": "${check}",\n`;
  const list = lines.length === 0 ? "[]" : `[\n    ${lines.join(",\n    ")}\n  ]`;
  return `${head}  "tokens": ${list}\n}\n`;
};

/** What people call an entry: the beginning of its digest. */
export const idOf = ({ digest }: Pick<Entry, "digest">): string => digest.slice(0, 12);

/** Bytes: some 20,000 tokens. */
export const maxListBytes: number = 4 * 2 ** 20;

export const refusal = (path: string, why: string, cause?: unknown): KprovError =>
  new KprovError("E_CONFIG", `Cannot use the private list "${path}": ${why}`, {
    ...{ cause },
    hint: "restore it from a commit that you trust; kprovengine deny writes it",
  });

// --- internal ---

const isRecord = (value: unknown, keys: readonly string[]): value is { [key: string]: JsonValue } =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  Object.keys(value).every((key) => keys.includes(key));

const isHex = (value: unknown, length: number): value is string =>
  typeof value === "string" && value.length === length && /^[0-9a-f]*$/.test(value);

const isEntry = (value: unknown): value is Entry => {
  if (!isRecord(value, ["digest", "hint", "note"])) return false;
  const { digest, hint, note } = value;
  const isNote = note === undefined || (typeof note === "string" && note !== "" && note.length <= maxNote);
  return isHex(digest, 64) && isHex(hint, 48) && isNote;
};

/** UTF-16 units. */
export const maxNote = 200;

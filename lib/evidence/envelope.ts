/**
 * DSSE envelopes: bytes and who signed them.
 *
 * Rules: DSSE protocol and envelope v1.0.2 (secure-systems-lab/dsse), in-toto attestation specification v1 (Envelope).
 * An envelope is parsed once; what is verified and what is read afterwards are the same decoded bytes.
 *
 * @module
 */
import { KprovError } from "../errors.ts";
import { type JsonValue, parseJson } from "../json.ts";

/** The payload type of every in-toto statement. */
export const inTotoPayloadType = "application/vnd.in-toto+json";

export interface EnvelopeSignature {
  /** An unauthenticated hint; empty when there is none. */
  keyid: string;
  sig: Buffer;
}

export interface Envelope {
  payloadType: string;
  /** Decoded. */
  payload: Buffer;
  /** At least one. */
  signatures: EnvelopeSignature[];
}

/**
 * The bytes that a signature is over: `DSSEv1 SP LEN(type) SP type SP LEN(payload) SP payload`, lengths in bytes.
 *
 * Source: DSSE protocol v1.0.2, "Signature Definition".
 */
export const preAuthEncoding = (payloadType: string, payload: Uint8Array): Buffer =>
  Buffer.concat([
    Buffer.from(`DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.length} `, "utf8"),
    payload,
  ]);

/** One envelope on one line, as it stands in `*.intoto.jsonl`. */
export const formatEnvelope = ({ payloadType, payload, signatures }: Envelope): string =>
  `${JSON.stringify({
    payloadType,
    payload: payload.toString("base64"),
    signatures: signatures.map(({ keyid, sig }) => ({ keyid, sig: sig.toString("base64") })),
  })}\n`;

/**
 * The envelopes of a file: JSON Lines, or one JSON document over several lines.
 *
 * Throws `E_ENVELOPE` for bytes that are no envelope, an envelope without a signature, and a file without envelopes;
 * `name` says which file. Blank lines mean nothing. Fields that are not known are ignored, as the specification asks.
 */
export const parseEnvelopes = (bytes: Buffer, name: string): Envelope[] =>
  parseDocuments(bytes, name).map((value) => parseEnvelope(value, name));

/** The JSON documents of such a file, whatever is in them. Throws `E_ENVELOPE` when there is none. */
export const parseDocuments = (bytes: Buffer, name: string): JsonValue[] => {
  const pieces = splitDocuments(bytes);
  if (pieces.length === 0) throw malformed(name, "there is no envelope in it");
  if (pieces.length > maxDocuments) throw malformed(name, `there are more than ${maxDocuments} envelopes in it`);
  return pieces.map((piece) => parse(piece, name));
};

/** The same for a parsed document, such as the envelope inside a Sigstore bundle. */
export const parseEnvelope = (value: JsonValue, name: string): Envelope => {
  if (!isObject(value)) throw malformed(name, "expected a JSON object");
  const { payloadType, payload, signatures } = value;
  if (typeof payloadType !== "string" || payloadType === "") throw malformed(name, '"payloadType" is not a text');
  if (!Array.isArray(signatures)) throw malformed(name, '"signatures" is not a list');
  if (signatures.length === 0) throw malformed(name, "it has no signature");
  if (signatures.length > maxSignatures) throw malformed(name, `it has more than ${maxSignatures} signatures`);
  return {
    payloadType,
    payload: decodeBase64(payload, "payload", name),
    signatures: signatures.map((signature) => parseSignature(signature, name)),
  };
};

/** Standard and URL-safe base64, with or without padding, but nothing between and nothing mixed (RFC 4648 sections 4, 5, 3.3). */
export const decodeBase64 = (value: JsonValue | undefined, field: string, name: string): Buffer => {
  if (typeof value !== "string") throw malformed(name, `"${field}" is not a text`);
  const digits = value.replace(/={1,2}$/, "");
  const isPadded = digits.length !== value.length;
  const isWhole = digits.length % 4 !== 1 && (!isPadded || value.length % 4 === 0);
  if (!isWhole || !(/^[A-Za-z0-9+/]*$/.test(digits) || /^[A-Za-z0-9_-]*$/.test(digits)))
    throw malformed(name, `"${field}" is not base64`);
  return Buffer.from(value, "base64");
};

// --- internal ---

/** Each costs a verification per key: a list without a bound would be a way to keep a verifier busy. */
const maxSignatures = 100;
/** In one file, for the same reason. */
const maxDocuments = 1000;

const parseSignature = (value: JsonValue, name: string): EnvelopeSignature => {
  if (!isObject(value)) throw malformed(name, "a signature is not a JSON object");
  const { keyid, sig } = value;
  // Some writers put null where others leave the hint out.
  if (keyid !== undefined && keyid !== null && typeof keyid !== "string")
    throw malformed(name, '"keyid" is not a text');
  const bytes = decodeBase64(sig, "sig", name);
  if (bytes.length === 0) throw malformed(name, "a signature is empty");
  return { keyid: keyid ?? "", sig: bytes };
};

const splitDocuments = (bytes: Buffer): Buffer[] => {
  const lines: Buffer[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0x0a, start);
    const line = bytes.subarray(start, end === -1 ? bytes.length : end);
    if (!isBlank(line)) lines.push(line);
    start += line.length + 1;
  }
  // A document over several lines opens on one and closes on another.
  const isOnePerLine = lines.every((line) => line[0] === 0x7b && /\}\s*$/.test(line.subarray(-64).toString("latin1")));
  return isOnePerLine ? lines : [bytes];
};

const isBlank = (line: Buffer): boolean => line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);

const parse = (bytes: Buffer, name: string): JsonValue => {
  try {
    return parseJson(bytes, { name });
  } catch (cause) {
    if (!(cause instanceof KprovError)) throw cause;
    throw new KprovError("E_ENVELOPE", cause.message, { cause });
  }
};

const isObject = (value: JsonValue): value is { [key: string]: JsonValue } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const malformed = (name: string, why: string): KprovError =>
  new KprovError("E_ENVELOPE", `"${name}" is not a DSSE envelope: ${why}`);

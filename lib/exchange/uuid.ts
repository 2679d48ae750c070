/**
 * Identifiers that follow from a bundle, so that exporting it again names the same thing.
 *
 * @module
 */
import { crypto } from "../lazy-crypto.ts";

/** UUIDv5 of a URI in the name space for URLs: RFC 9562 sections 5.5 and 6.6. */
export const uuidOfUri = (uri: string): string => {
  const hash = crypto().createHash("sha1").update(Buffer.from(urlNamespace, "hex")).update(uri, "utf8").digest();
  return formatUuid(hash.subarray(0, 16), 5);
};

/**
 * UUIDv7 (RFC 9562 section 5.7) of a time in milliseconds since the epoch, whose 74 other bits are the first ones of a SHA-256 digest in
 * hex instead of random ones: ids sort by time, and the same bundle has the same.
 */
export const uuidOfTime = (milliseconds: number, sha256: string): string => {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(milliseconds, 0, 6);
  Buffer.from(sha256, "hex").copy(bytes, 6, 0, 10);
  return formatUuid(bytes, 7);
};

// --- internal ---

const urlNamespace = "6ba7b8119dad11d180b400c04fd430c8";

const formatUuid = (bytes: Buffer, version: number): string => {
  const own = Buffer.from(bytes);
  own[6] = ((own[6] ?? 0) & 0x0f) | (version << 4);
  own[8] = ((own[8] ?? 0) & 0x3f) | 0x80;
  const hex = own.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
};

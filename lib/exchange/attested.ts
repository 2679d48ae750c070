/**
 * Which envelopes speak of a bundle.
 *
 * @module
 */
import { inTotoPayloadType, type SignedPiece } from "../evidence/index.ts";
import type { Material } from "./material.ts";

/**
 * Whether `piece` is over the provenance, or a statement about the bundle's digest: asked once more of the bytes that are handed
 * on, because envelopes are appended and stand in no manifest.
 */
export const isAbout = ({ statement, bundleDigest }: Material, piece: SignedPiece): boolean => {
  if (piece.form === "message" || piece.envelope.payloadType !== inTotoPayloadType) return false;
  if (piece.envelope.payload.equals(statement)) return true;
  try {
    const { subject } = JSON.parse(piece.envelope.payload.toString("utf8")) as { subject: Subject[] };
    return subject.some(({ digest }) => digest["sha256"] === bundleDigest);
  } catch {
    return false;
  }
};

/** What the payloads are, for people: predicate types, each once. */
export const typesOf = (payloads: readonly Buffer[]): string[] => [
  ...new Set(
    payloads.map((payload) => (JSON.parse(payload.toString("utf8")) as { predicateType: string }).predicateType),
  ),
];

// --- internal ---

interface Subject {
  digest: Record<string, string>;
}

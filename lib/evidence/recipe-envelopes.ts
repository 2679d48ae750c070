/**
 * What `VERIFY.txt` has to know of the envelopes in a bundle: only what `sed` can take out of them again.
 *
 * @module
 */
import { KprovError } from "../errors.ts";
import { bundlePredicateType } from "./bundle-statement.ts";
import type { Envelope } from "./envelope.ts";
import { layout } from "./layout.ts";
import { parseSignedFile, type SignedPiece } from "./signed-file.ts";

export interface RecipeSignature {
  /** What the envelope says about who signed; a claim. */
  keyid: string;
  /** As the length and first byte of the signature tell. */
  algorithm: "ed25519" | "ecdsa-p256";
}

export interface RecipeEnvelope {
  path: string;
  /** The line of the file, from 1; null when the file is one document. */
  line: number | null;
  payloadType: string;
  /** `run`: the bytes of provenance.json; `bundle`: the statement about manifest.json; `other`: to be read by a person. */
  payload: "run" | "bundle" | "other";
  /** In their order; undefined for a form that is neither of the two. */
  signatures: (RecipeSignature | undefined)[];
}

export interface RecipeBundle {
  /** The bytes of provenance.json. */
  provenance: Buffer;
  bundleDigest: string;
}

/** The words of a bundle statement that name its subject and its kind, as canonical JSON writes them. */
export const bundleWords = {
  kind: `"predicateType":"${bundlePredicateType}"`,
  /** Around the bundle digest. */
  subject: ['"subject":[{"digest":{"sha256":"', `"},"name":"${layout.manifest}"}]`],
} as const;

/** The DSSE envelopes of one file that can be shown; `rest` says whether there is more in it, and in which form. Never throws. */
export const recipeEnvelopes = (
  path: string,
  bytes: Buffer,
  bundle: RecipeBundle,
): { envelopes: RecipeEnvelope[]; rest: "none" | "sigstore" | "other" } => {
  const lines = linesOf(path, bytes);
  const envelopes = lines.flatMap(({ envelope, text, line }) =>
    envelope === undefined || !canTakeApart(text, envelope) ? [] : [describe(path, line, envelope, bundle)],
  );
  const isPlain = envelopes.every(({ signatures }) => signatures.every((signature) => signature !== undefined));
  if (lines.length > 0 && lines.every(({ form }) => form === "sigstore")) return { envelopes, rest: "sigstore" };
  return { envelopes, rest: lines.length > 0 && envelopes.length === lines.length && isPlain ? "none" : "other" };
};

// --- internal ---

interface Line {
  form: SignedPiece["form"];
  envelope: Envelope | undefined;
  text: string;
  line: number | null;
}

const linesOf = (path: string, bytes: Buffer): Line[] => {
  try {
    const pieces = parseSignedFile(bytes, path);
    const text = bytes.toString("utf8");
    const numbers = text.split("\n").flatMap((line, index) => (line.trim() === "" ? [] : [index + 1]));
    return pieces.map((piece, index) => ({
      form: piece.form,
      envelope: piece.form === "envelope" ? piece.envelope : undefined,
      ...(pieces.length === 1
        ? { text: text.replaceAll("\n", ""), line: null }
        : { text: text.split("\n")[(numbers[index] ?? 1) - 1] ?? "", line: numbers[index] ?? 1 }),
    }));
  } catch (error) {
    if (!(error instanceof KprovError)) throw error;
    return [];
  }
};

/** The same as the commands of the recipe do. */
const canTakeApart = (text: string, { payload, signatures }: Envelope): boolean => {
  const take = (key: string): string[] =>
    text.split("{").flatMap((line) => new RegExp(`.*"${key}" *: *"([^"]*)"`).exec(line)?.[1] ?? []);
  const wanted = signatures.map(({ sig }) => sig.toString("base64"));
  return isSame(take("payload"), [payload.toString("base64")]) && isSame(take("sig"), wanted);
};

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((text, index) => text === b[index]);

const describe = (
  path: string,
  line: number | null,
  { payloadType, payload, signatures }: Envelope,
  bundle: RecipeBundle,
): RecipeEnvelope => ({
  path,
  line,
  payloadType,
  payload: payloadKind(payload, bundle),
  signatures: signatures.map(({ keyid, sig }) => {
    const algorithm = algorithmOf(sig);
    return algorithm && { keyid, algorithm };
  }),
});

const payloadKind = (payload: Buffer, { provenance, bundleDigest }: RecipeBundle): RecipeEnvelope["payload"] => {
  if (payload.equals(provenance)) return "run";
  const [before, after] = bundleWords.subject;
  return payload.includes(`${before}${bundleDigest}${after}`) && payload.includes(bundleWords.kind)
    ? "bundle"
    : "other";
};

/** 64 bytes are Ed25519's; a DER sequence of two numbers of 32 bytes is ECDSA's over P-256. */
const algorithmOf = (sig: Buffer): RecipeSignature["algorithm"] | undefined => {
  if (sig.length === 64) return "ed25519";
  return sig[0] === 0x30 && sig[1] === sig.length - 2 && sig.length <= 72 ? "ecdsa-p256" : undefined;
};

/**
 * Writing a review: signed, then appended to its bundle, never in the place of another.
 *
 * @module
 */
import { formatTime } from "../../clock.ts";
import { sha256 } from "../../digest.ts";
import { KprovError } from "../../errors.ts";
import {
  attestationPath,
  formatEnvelope,
  formatReview,
  inTotoPayloadType,
  preAuthEncoding,
  type Review,
} from "../../evidence/index.ts";
import { type AnySigner, attach } from "../../sign/index.ts";
import type { ReviewStatus } from "./status.ts";

/** The document of a decision, `kprov.review/v1`. */
export interface ReviewReport extends WrittenReview {
  schema: "kprov.review/v1";
  /** The path as it was given. */
  bundle: string;
  bundleDigest: string;
  runId: string;
  step: string;
  decision: Review["decision"];
  note: string;
  previous: readonly string[];
  /** What signed it, for people. */
  signer: string;
  /** Where the reviews stand now. */
  status: ReviewStatus;
}

export interface WrittenReview {
  /** In the bundle. */
  path: string;
  payloadDigest: string;
  at: string;
}

/**
 * Sign a review with `signer` and append it to the bundle `dir`. `now` is in milliseconds since the epoch.
 *
 * Two people who decide the same at the same instant would have one statement and one file name: the later one takes the
 * next millisecond. Throws `E_SIGN`, `E_IO`, and `E_STATEMENT` for what no review may hold.
 */
export const writeReview = async (
  dir: string,
  review: Omit<Review, "at">,
  { signer, now }: { signer: AnySigner; now: number },
): Promise<WrittenReview> => {
  for (let later = 0; later < attempts; later += 1) {
    const at = formatTime(now + later);
    const payload = formatReview({ ...review, at });
    const payloadDigest = sha256(payload);
    const { form, content } = await signPayload(payload, signer);
    const path = attestationPath("review", payloadDigest, form);
    if ((await attach(dir, path, content)) === undefined) return { path, payloadDigest, at };
  }
  throw new KprovError("E_REVIEW", `Cannot write the review: ${attempts} names in attestations/ are taken`);
};

// --- internal ---

/** More than people who could press a key in the same millisecond. */
const attempts = 100;

const signPayload = async (
  payload: Buffer,
  signer: AnySigner,
): Promise<{ form: "intoto.jsonl" | "sigstore.json"; content: string }> => {
  if (signer.kind === "keyless")
    return {
      form: "sigstore.json",
      content: `${JSON.stringify(await signer.signEnvelope(payload, inTotoPayloadType))}\n`,
    };
  const sig = await signer.sign(preAuthEncoding(inTotoPayloadType, payload));
  const signatures = [{ keyid: signer.publicKey.fingerprint, sig }];
  return { form: "intoto.jsonl", content: formatEnvelope({ payloadType: inTotoPayloadType, payload, signatures }) };
};

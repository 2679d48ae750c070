/**
 * Names of the files in `attestations/`.
 *
 * @module
 */
import { layout } from "./layout.ts";

export type AttestationForm = "intoto.jsonl" | "sigstore.json";

/**
 * `attestations/<what>.<16 hex>.<form>`: `digest` is that of the signing key's SSH wire form, or of a review's payload, so that
 * two who sign at the same time never write one file.
 */
export const attestationPath = (
  what: "provenance" | "bundle" | "review",
  digest: string,
  form: AttestationForm,
): string => `${layout.attestations}${what}.${digest.slice(0, 16)}.${form}`;

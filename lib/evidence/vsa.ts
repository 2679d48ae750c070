/**
 * Verification summaries of ours: what was verified, under which trust file, and what came of it.
 *
 * Source: SLSA specification v1.2, "Verification Summary Attestation".
 *
 * @module
 */
import { formatDocument } from "../json.ts";
import type { DigestSet } from "./digest-set.ts";
import { predicateTypes } from "./statement.ts";

/** Who we are as a verifier. The signer says whose machine it was. */
export const verifierId = "pkg:npm/kprovengine#verifier/v1";

export interface VsaFacts {
  /** What was verified. At least one. */
  subjects: readonly { name: string; digest: DigestSet }[];
  /** Of this program. */
  version: string;
  /** RFC 3339 in UTC. */
  timeVerified: string;
  /** What the consumer is to ask for. */
  resourceUri: string;
  /** The trust file. */
  policy: { uri: string; digest: DigestSet };
  /** All that was used; empty for none. */
  inputAttestations: readonly { uri?: string; name?: string; digest: DigestSet }[];
  result: "PASSED" | "FAILED";
  /** Such as `SLSA_BUILD_LEVEL_1`; not asked for when the result is FAILED. */
  levels: readonly string[];
}

/** The bytes of the statement: canonical JSON and a newline. */
export const formatVsa = (facts: VsaFacts): Buffer =>
  formatDocument({
    _type: "https://in-toto.io/Statement/v1",
    subject: [...facts.subjects],
    predicateType: predicateTypes.vsa,
    predicate: {
      verifier: { id: verifierId, version: { kprovengine: facts.version } },
      timeVerified: facts.timeVerified,
      resourceUri: facts.resourceUri,
      policy: facts.policy,
      ...(facts.inputAttestations.length > 0 && { inputAttestations: [...facts.inputAttestations] }),
      verificationResult: facts.result,
      verifiedLevels: facts.result === "FAILED" ? ["FAILED"] : [...facts.levels],
      slsaVersion: "1.0",
    },
  });

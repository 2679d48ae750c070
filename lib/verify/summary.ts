/**
 * A verdict for others to reuse: the verification summary of one bundle, as bytes to be signed.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { formatTime, systemClock } from "../clock.ts";
import { KprovError, messageOf } from "../errors.ts";
import {
  formatEnvelope,
  formatVsa,
  inTotoPayloadType,
  layout,
  preAuthEncoding,
  type Subject,
} from "../evidence/index.ts";
import { syncAll, writeNewFile } from "../files.ts";
import type { AnySigner } from "../sign/index.ts";
import { version } from "../version.ts";
import { assertOutside } from "./export.ts";
import type { BundleVerdict, VerificationSet } from "./verdict.ts";

export interface SummaryInput {
  /** The bundle's outputs, as its provenance has them. */
  outputs: readonly Subject[];
  /** Files whose signatures were judged. */
  attestations: readonly { path: string; sha256: string }[];
}

/**
 * Sign the summary of `verdict` with the one of `signers` and write it to the new file `path`.
 *
 * PASSED only for a verdict that is proved, about a run that succeeded; anything else is FAILED, as nothing between exists there:
 * whoever asks for the evidence of a failed run must not hand on its outputs as good. Its resource is
 * `kprov:run/RUN-ID`, which is what `--expect-resource` then asks for. No level above SLSA Build L1 is ever stated: a run says
 * itself where it ran.
 *
 * Returns which of the two it says. Throws `E_USAGE` for several bundles or signers, `E_TRUST` for a verdict that followed no trust file, `E_NOTHING` without a
 * manifest to name, `E_SIGN`, and `E_IO`: an existing file is never replaced.
 */
export const writeSummary = async (
  verdict: BundleVerdict | VerificationSet,
  judged: SummaryInput | undefined,
  { path, cwd, signers }: { path: string; cwd: string; signers: () => Promise<AnySigner[]> },
): Promise<"PASSED" | "FAILED"> => {
  if (verdict.schema !== "kprov.verification/v1" || judged === undefined)
    throw new KprovError("E_USAGE", '"--vsa-out" summarises one bundle');
  const payload = formatSummary(verdict, judged, { version, time: formatTime(systemClock.now()) });
  const [signer, ...others] = await signers();
  if (signer === undefined || others.length > 0) throw new KprovError("E_USAGE", '"--vsa-out" is signed by one --key');
  const text = await signPayload(signer, payload);
  try {
    writeNewFile(resolve(cwd, path), text);
    await syncAll([resolve(cwd, path)]);
    return resultOf(verdict);
  } catch (cause) {
    throw new KprovError("E_IO", `Cannot write the summary "${path}": ${messageOf(cause)}`, { cause });
  }
};

/**
 * Before anything is judged: throws `E_USAGE` for a summary inside one of `judged`, which would be an unlisted file there and the
 * bundle no longer whole, and for `-`, which is nobody's file name.
 */
export const assertSummaryPath = (path: string, judged: readonly string[], cwd: string): void => {
  if (path === "-")
    throw new KprovError("E_USAGE", `Cannot write the summary to "${path}": expected the path of a new file`, {
      hint: "kprovengine verify BUNDLE --trust FILE --vsa-out summary.intoto.jsonl",
    });
  for (const bundle of judged.map((given) => resolve(cwd, given)).filter((dir) => existsSync(dir)))
    assertOutside(bundle, { path: resolve(cwd, path), shown: path });
};

/** The statement, unsigned. */
export const formatSummary = (
  verdict: BundleVerdict,
  { outputs, attestations }: SummaryInput,
  { version, time }: { version: string; time: string },
): Buffer => {
  const { trust, bundleDigest, runId, stableDigest } = verdict;
  if (trust === null)
    throw new KprovError("E_TRUST", "Cannot summarise a verification that followed no trust file", {
      hint: "kprovengine verify BUNDLE --trust FILE --vsa-out SUMMARY",
    });
  if (bundleDigest === null || stableDigest === null)
    throw new KprovError("E_NOTHING", `There is nothing to summarise: "${verdict.bundle}" has no usable manifest`);
  return formatVsa({
    subjects: [
      { name: layout.manifest, digest: { sha256: bundleDigest } },
      ...outputs.map(({ name, digest }) => ({ name, digest })),
    ],
    version,
    timeVerified: time,
    resourceUri: `kprov:run/${encodeURIComponent(runId ?? "unknown")}`,
    policy: { uri: "kprov:trust", digest: { sha256: trust.sha256 } },
    inputAttestations: attestations.map(({ path, sha256 }) => ({ name: path, digest: { sha256 } })),
    result: resultOf(verdict),
    levels: ["SLSA_BUILD_LEVEL_1"],
  });
};

// --- internal ---

const resultOf = ({ verdict, outcome }: BundleVerdict): "PASSED" | "FAILED" =>
  verdict === "proved" && outcome?.status === "succeeded" ? "PASSED" : "FAILED";

const signPayload = async (signer: AnySigner, payload: Buffer): Promise<string> => {
  if (signer.kind === "keyless") return `${JSON.stringify(await signer.signEnvelope(payload, inTotoPayloadType))}\n`;
  const sig = await signer.sign(preAuthEncoding(inTotoPayloadType, payload));
  return formatEnvelope({
    payloadType: inTotoPayloadType,
    payload,
    signatures: [{ keyid: signer.publicKey.fingerprint, sig }],
  });
};

/**
 * Signing what a run has just left.
 *
 * @module
 */
import { exits, messageOf } from "../errors.ts";
import { withoutSecrets } from "../secrecy.ts";
import type { AnySigner } from "../sign/index.ts";
import type { RunReport } from "./options.ts";

/**
 * Sign the bundle of `report`. The bundle stays whatever happens: a signer that fails is a finding, and the exit code says
 * that the evidence is not what was asked for.
 */
export const signRun = async (report: RunReport, signers: readonly AnySigner[]): Promise<RunReport> => {
  const { bundle, bundleDigest } = report;
  if (bundle === null || bundleDigest === null || signers.length === 0) return report;
  try {
    const { signBundle } = await import("../sign/index.ts");
    const { files } = await signBundle(bundle, { shown: bundle, bundleDigest, signers });
    const labels = [...new Set(files.map(({ signer }) => signer))];
    return { ...report, signedBy: await Promise.all(labels.map(withoutSecrets)) };
  } catch (error) {
    // A signer's words are nobody's but its own: they may quote what the step was redacted for.
    const why = await withoutSecrets(messageOf(error));
    const message = `The bundle is not signed: ${why}`;
    return {
      ...report,
      exitCode: exits.evidence,
      findings: [...report.findings, { code: "BUNDLE_UNSIGNED", level: "undecided", message }],
    };
  }
};

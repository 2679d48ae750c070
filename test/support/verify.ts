/**
 * Bundles judged under a trust file, in a line.
 *
 * @module
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type BundleVerdict,
  type LoadedTrust,
  readTrustFile,
  type TrustFile,
  type VerifyOptions,
  verifyBundle,
} from "../../lib/verify/index.ts";
import { temporary } from "./temporary.ts";

/** The trust file, written and read. */
export const loadTrust = async (file: TrustFile): Promise<LoadedTrust> => {
  const path = join(temporary(), "trust.json");
  writeFileSync(path, JSON.stringify(file));
  return readTrustFile(path);
};

/** Judge `dir` under `file`. */
export const judgeUnder = async (
  dir: string,
  file: TrustFile,
  more: Partial<VerifyOptions> = {},
): Promise<BundleVerdict> => verifyBundle(dir, { integrityOnly: false, trust: await loadTrust(file), ...more });

/** Codes of all findings, each once, sorted. */
export const codesOf = ({ findings }: Pick<BundleVerdict, "findings">): string[] =>
  [...new Set(findings.map(({ code }) => code))].sort();

/** Claim → verdict. */
export const claimsOf = ({ claims }: Pick<BundleVerdict, "claims">): Record<string, string> =>
  Object.fromEntries(claims.map(({ claim, verdict }) => [claim, verdict]));

/**
 * Whether a statement is signed by somebody who may make it.
 *
 * @module
 */

import type { AttestedSignature } from "../attestations.ts";
import { type Asked, settle } from "../claims/claim.ts";
import { judgeInvalid, ownersOf } from "../claims/signed.ts";
import { roleOf } from "../claims/statements.ts";
import { undecided } from "../finding.ts";
import type { LoadedTrust } from "../trust/file.ts";

/** The claim `signed`. Statements of runners need as many owners as a run does. */
export const judgeSigner = (
  predicateType: string | null,
  signatures: AttestedSignature[],
  { trust, wanted }: { trust: LoadedTrust | null; wanted: number },
): Asked => {
  const role = predicateType === null ? "runner" : roleOf(predicateType);
  const needed = role === "runner" ? wanted : 1;
  const owners = ownersOf({ signatures }, role);
  const change =
    trust === null
      ? "say whom you believe: --trust FILE, or kprovengine keys trust FINGERPRINT"
      : `${needed === 1 ? "an owner" : `${needed} owners`} with the role ${role} in the trust file must have signed it`;
  const detail = `by ${owners.join(", ")}`;
  const invalid = judgeInvalid([{ signatures }]);
  if (owners.length >= needed && owners.length > 0)
    return settle("signed", { findings: invalid, detail, change, basis: true });
  const why = signatures.filter(({ status }) => status !== "trusted").map((signature) => signature.why);
  const finding =
    trust === null
      ? undecided("ORIGIN_UNPROVED", undefined, "Who signed the statement is not proved: no trust file was given")
      : undecided(
          "THRESHOLD_NOT_MET",
          undefined,
          ["Too few that the trust file trusts signed it", ...new Set(why)].join("; "),
          {
            expected: `${needed} with the role ${role}`,
            actual: owners.length === 0 ? "none" : owners.join(", "),
          },
        );
  return settle("signed", { findings: [...invalid, finding], detail, change, basis: true });
};

/**
 * Who signed the run: distinct owners with the role `runner`, for `provenance.json` and for the whole bundle.
 *
 * @module
 */
import { builderId } from "../../evidence/index.ts";
import { compareBytes, type Finding } from "../../report.ts";
import type { Attested, AttestedSignature } from "../attestations.ts";
import { undecided, violation } from "../finding.ts";
import type { Role, Trusted } from "../trust/types.ts";
import { type Asked, settle } from "./claim.ts";

/** Owners with the role whose signature on `attested` holds and counts now; sorted, each once. */
export const ownersOf = (
  attested: Pick<Attested, "signatures"> | undefined,
  role: Role,
  mayVouch: (trusted: Trusted) => boolean = () => true,
): string[] => {
  const owners = (attested?.signatures ?? []).flatMap(({ status, by }) =>
    status === "trusted" && by !== null && by.roles.includes(role) && mayVouch(by) ? [by.owner] : [],
  );
  return [...new Set(owners)].sort(compareBytes);
};

/** Everybody who signed it, by a key that still counts or not. */
export const signersOf = (attested: Attested | undefined): string[] => [
  ...new Set((attested?.signatures ?? []).flatMap(({ by }) => (by === null ? [] : [by.owner]))),
];

/** What a key vouches for when it does not say: a run's own word about where it ran. */
export const buildersOf = ({ builders }: Trusted): readonly string[] =>
  builders ?? [builderId("workstation"), builderId("self-hosted-ci")];

/** `provenance signed` and `bundle signed`: `wanted` distinct owners each. */
export const judgeSigned = (
  name: "provenance signed" | "bundle signed",
  attested: Attested | undefined,
  wanted: number,
): Asked => {
  const owners = ownersOf(attested, "runner");
  const isMet = owners.length >= wanted && owners.length > 0;
  const detail = `by ${owners.join(", ")}`;
  const change = `${wanted === 1 ? "an owner" : `${wanted} owners`} with the role runner must sign: kprovengine sign BUNDLE`;
  const findings = [...judgeInvalid(attested === undefined ? [] : [attested])];
  if (!isMet) findings.push(...judgeMissing(name, attested, { owners, wanted }));
  return settle(name, { findings, detail, change, basis: true });
};

/** A signature in the name of a trusted key or identity that does not verify. It is wrong, whoever else signed. */
export const judgeInvalid = (attested: readonly Pick<Attested, "signatures">[]): Finding[] =>
  attested.flatMap(({ signatures }) =>
    signatures
      .filter(({ status }) => status === "invalid")
      .map(({ path, why }) => violation("SIGNATURE_INVALID", path, `The signature does not hold: ${why}`)),
  );

// --- internal ---

const judgeMissing = (
  name: string,
  attested: Attested | undefined,
  { owners, wanted }: { owners: readonly string[]; wanted: number },
): Finding[] => {
  const what = name === "bundle signed" ? "the bundle" : "provenance.json";
  const found = owners.length === 0 ? "none" : `${owners.length} (${owners.join(", ")})`;
  const message =
    attested === undefined ? `Nobody signed ${what}` : `Too few that the trust file trusts as runners signed ${what}`;
  return [
    undecided("THRESHOLD_NOT_MET", undefined, message, { expected: `${wanted}`, actual: found }),
    ...(attested?.signatures ?? []).flatMap(whyNotCounted),
  ];
};

const whyNotCounted = ({ status, why, path, by }: AttestedSignature): Finding[] => {
  if (status === "expired") return [undecided("KEY_EXPIRED", path, why)];
  if (status === "revoked") return [undecided("KEY_REVOKED", path, why)];
  if (status === "trusted" && by !== null && !by.roles.includes("runner"))
    return [
      undecided("ROLE_MISSING", path, `${by.owner} signed it and may not vouch for runs`, {
        expected: "runner",
        actual: by.roles.join(", "),
      }),
    ];
  return [];
};

/**
 * Who made the bundle, and is it what was asked for: every claim about it, under a trust file.
 *
 * Reading order: `attestations.ts` reads the envelopes, `trust/believe.ts` decides which signatures are trusted, `claims/`
 * decides what follows, one file per kind of claim, and this file asks for all of them.
 *
 * @module
 */
import type { Provenance, RunSummary } from "../evidence/index.ts";
import { compareBytes, type Finding, type Verdict } from "../report.ts";
import type { Attestations, Attested } from "./attestations.ts";
import type { Asked } from "./claims/claim.ts";
import { judgeReview } from "./claims/review.ts";
import { judgeAge, judgeBuilder, judgeCommit, judgeOutcome, judgeStep } from "./claims/run.ts";
import { judgeInvalid, judgeSigned } from "./claims/signed.ts";
import { judgeStatement } from "./claims/statements.ts";
import type { Required } from "./expectations.ts";
import { undecided } from "./finding.ts";
import type { Claim } from "./trust/types.ts";

export interface OriginInput {
  attestations: Attestations;
  provenance: Provenance | undefined;
  summary: RunSummary | undefined;
  bundleDigest: string | null;
  required: Required;
  /** Milliseconds since the epoch. */
  now: number;
}

export interface JudgedOrigin {
  findings: Finding[];
  claims: Claim[];
}

/** Every claim of the origin: nothing that was asked is left out, and what could not be asked is not proved. */
export const judgeOrigin = (input: OriginInput): JudgedOrigin => {
  const statements = input.attestations.attested.filter(({ kind }) => kind === "statement");
  const asked = [...judgeRun(input), ...judgeBeside(input)];
  const reviewed = judgePeople(input);
  const invalid = judgeInvalid(statements);
  return {
    findings: [...invalid, ...asked.flatMap(({ findings }) => findings), ...reviewed.findings],
    claims: [...asked.map(({ claim }) => claim), ...reviewed.claims, ...invalidClaim(invalid)],
  };
};

/** Without a trust file nothing is believed: what keeps the origin from being proved, and what to do. */
export const unprovedOrigin = ({ attested }: Attestations): JudgedOrigin => {
  const paths = [...new Set(attested.flatMap(({ signatures }) => signatures.map(({ path }) => path)))].sort(
    compareBytes,
  );
  const why =
    paths.length === 0 ? "the bundle has no signature, and no trust file was given" : "no trust file was given";
  return {
    findings: [
      ...paths.map((path) =>
        undecided("ATTESTATION_UNJUDGED", path, "The envelope was not judged: no trust file was given"),
      ),
      undecided(
        "ORIGIN_UNPROVED",
        undefined,
        `Who made the bundle is not proved: ${why}. --trust FILE says whom to believe; --integrity asks for integrity alone`,
      ),
    ],
    claims: [
      {
        claim: "origin",
        verdict: "unverified",
        detail: why,
        change: "say whom you believe: kprovengine keys trust FINGERPRINT --role runner --owner NAME, or --trust FILE",
      },
    ],
  };
};

/** The verdict on the origin alone. Claims and findings must agree that it is proved. */
export const verdictOfOrigin = ({ claims }: { claims: readonly Claim[] }, findings: readonly Finding[]): Verdict => {
  if (findings.some(({ level }) => level === "violation") || claims.some(({ verdict }) => verdict === "failed"))
    return "violated";
  return findings.length === 0 && claims.length > 0 && claims.every(({ verdict }) => verdict === "proved")
    ? "proved"
    : "undecided";
};

// --- internal ---

/** Wrong whoever else signed, so it has a claim of its own: nobody may read only marks that say yes. */
const invalidClaim = ([first, ...others]: readonly Finding[]): Claim[] =>
  first === undefined
    ? []
    : [
        {
          claim: "signatures",
          verdict: "failed",
          detail: others.length === 0 ? first.message : `${first.message}, and ${others.length} more`,
          change: "get the bundle again from whoever signed it",
        },
      ];

const find = ({ attested }: Attestations, kind: Attested["kind"]): Attested | undefined =>
  attested.find((entry) => entry.kind === kind);

/** The two signatures, and everything that stands on them. */
const judgeRun = ({ attestations, provenance, summary, required, now }: OriginInput): Asked[] => {
  const [signed, sealed] = [find(attestations, "provenance"), find(attestations, "bundle")];
  const threshold = required.runners;
  const bySigned = judgeSigned("provenance signed", signed, threshold);
  const bySealed = judgeSigned("bundle signed", sealed, threshold);
  if (provenance === undefined || summary === undefined)
    return [bySigned, bySealed, unknown("builder"), unknown("outcome")];
  return [
    bySigned,
    bySealed,
    judgeBuilder(
      { provenance, signed, sealed, basis: bySigned },
      { wanted: required.runners, builders: required.builders },
    ),
    judgeOutcome(provenance.predicate.runDetails.kprov_outcome, required.outcomes, bySigned),
    ...(required.steps.length > 0 ? [judgeStep(provenance, required.steps, bySigned)] : []),
    ...(required.commits.length > 0 ? [judgeCommit(provenance, required.commits, bySigned)] : []),
    ...(required.maxAge === null ? [] : [judgeAge(summary, { maxAge: required.maxAge, now }, bySealed)]),
  ];
};

/** A document that can't be read proves nothing; integrity says what is wrong with it. */
const unknown = (claim: string): Asked => ({
  claim: {
    claim,
    verdict: "unverified",
    detail: "the documents of the bundle can't be used",
    change: "get the bundle again",
  },
  findings: [],
});

const judgeBeside = ({ attestations, required }: OriginInput): Asked[] => {
  const basis = judgeSigned("provenance signed", find(attestations, "provenance"), required.runners);
  return required.statements.map((type) => judgeStatement(type, attestations.attested, basis));
};

const judgePeople = ({ attestations, bundleDigest, required, summary, provenance }: OriginInput): JudgedOrigin => {
  if (bundleDigest === null)
    return { findings: [], claims: required.reviews === null ? [] : [unknown("review").claim] };
  const step = provenance?.predicate.buildDefinition.externalParameters.step;
  return judgeReview(attestations.attested, { bundleDigest, runId: summary?.runId, step }, required);
};

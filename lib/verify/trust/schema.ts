/**
 * The schema of the trust file, `kprov.trust/v1`. Strict: a mistyped key would be a rule that nobody applies.
 *
 * Slow to load (zod): only ever imported when a trust file is read or written.
 *
 * @module
 */
import { z } from "zod";

/** Between the known keys of an object in the message about an unknown one. */
export const keySeparator = "\n";

const section = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) => (issue.code === "unrecognized_keys" ? Object.keys(shape).join(keySeparator) : "an object"),
  });

const text = (wanted: string) => z.string({ error: wanted }).min(1, { error: wanted }).max(1000, { error: wanted });

/** An empty list would be a rule that nothing can follow, or one that was meant to be filled in. */
const list = <Item extends z.ZodType>(item: Item, wanted: string) =>
  z.array(item, { error: wanted }).min(1, { error: wanted }).max(10_000, { error: wanted });

const count = (minimum: 0 | 1) => {
  const error = `a whole number of at least ${minimum}`;
  return z.int({ error }).min(minimum, { error }).max(1000, { error });
};

const timeWanted = "a time such as 2026-02-15T20:13:00Z";
const time = text(timeWanted).refine(
  (value) =>
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/.test(value) && !Number.isNaN(Date.parse(value)),
  { error: timeWanted },
);

const ownerWanted = "a name without control characters or space around it";
const owner = text(ownerWanted)
  .regex(/^\S(?:.*\S)?$/u, { error: ownerWanted })
  .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, { error: ownerWanted });

const digestsWanted = "SHA-256 digests as 64 lower-case hexadecimal digits";
const digest = text(digestsWanted).regex(/^[0-9a-f]{64}$/, { error: digestsWanted });
const builder = text("a builder id");
const reason = text("a reason");

const ageWanted = "an age such as 30d, 12h or 90m";
const commitWanted = "a whole commit id, 40 or 64 lower-case hexadecimal digits";
const statusWanted = "one of succeeded, failed, timed-out, signalled, interrupted";

const trusted = {
  owner: owner.describe("A person, team or machine, however many keys it has: thresholds count owners"),
  roles: list(
    z.enum(["runner", "reviewer", "release"], { error: "one of runner, reviewer, release" }),
    'a list of roles such as ["runner"]',
  ).describe("What it may vouch for: runs, decisions about runs, summaries of verifications"),
  builders: list(builder, "a list of builder ids")
    .describe("Builder ids that it may vouch for as a runner. Left out: workstation and self-hosted CI")
    .exactOptional(),
  validFrom: time.describe("Inclusive").exactOptional(),
  validUntil: time.describe("Inclusive").exactOptional(),
  revoked: section({ at: time, reason })
    .describe("It vouches for nothing any more, whenever it signed")
    .exactOptional(),
  vouchesFor: list(digest, digestsWanted)
    .describe("Bundle digests and payload digests for which it vouches even when expired or revoked")
    .exactOptional(),
};

const fingerprintWanted = 'a fingerprint such as "SHA256:…", as kprovengine keys show --fingerprint prints it';

/** What `keys trust` and `keys revoke` write into the file, by the flag that it comes from. */
export const flagSchemas = { owner, "valid-until": time, builder, reason, "vouches-for": digest };
export type FlagName = keyof typeof flagSchemas;

export const trustSchema = section({
  schema: z.literal("kprov.trust/v1", { error: '"kprov.trust/v1"' }),
  keys: list(
    section({
      fingerprint: text(fingerprintWanted).regex(/^SHA256:[A-Za-z0-9+/]{43}$/, { error: fingerprintWanted }),
      publicKey: text('a public key, "ssh-ed25519 AAAA…" or PEM'),
      ...trusted,
    }),
    "a list of keys",
  ).exactOptional(),
  identities: list(
    section({
      issuer: text("the issuer in the certificate, such as https://token.actions.githubusercontent.com"),
      subject: text("the certificate's subject alternative name"),
      ...trusted,
    }),
    "a list of identities",
  )
    .describe("Sigstore identities; issuer and subject are compared exactly")
    .exactOptional(),
  sigstore: section({ trustedRoot: text("the path of a trusted_root.json, relative to this file") }).exactOptional(),
  require: section({
    runners: count(1).describe("Distinct owners that must have signed the run; default 1").exactOptional(),
    reviews: count(0).describe("Distinct owners that must approve; default 0").exactOptional(),
    reviewerMayBeRunner: z
      .boolean({ error: "true or false" })
      .describe("An approval by an owner who also signed the run counts; default false")
      .exactOptional(),
    statements: list(
      text("a predicate type or a check's name"),
      "a list of predicate types or names of checks",
    ).exactOptional(),
    builders: list(text("a builder id"), "a list of builder ids").exactOptional(),
    steps: list(text("a step's name"), "a list of steps").exactOptional(),
    commits: list(
      text(commitWanted).regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, { error: commitWanted }),
      "a list of commits",
    ).exactOptional(),
    maxAge: text(ageWanted)
      .regex(/^[1-9]\d{0,5}[smhd]$/, { error: ageWanted })
      .exactOptional(),
    outcome: z
      .enum(["succeeded", "failed", "timed-out", "signalled", "interrupted"], { error: statusWanted })
      .exactOptional(),
  })
    .describe("What every bundle must fulfil, beside the signatures")
    .exactOptional(),
});

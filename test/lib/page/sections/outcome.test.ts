import { describe, expect, test } from "vitest";
import type { RunView } from "../../../../lib/page/run-view.ts";
import { headlineOf, toneOf, verdictOf } from "../../../../lib/page/sections/outcome.ts";
import type { BundleVerdict, Claim } from "../../../../lib/verify/index.ts";
import { failed, succeeded } from "../../../support/bundle.ts";

const proved: Claim = { claim: "integrity", verdict: "proved", detail: "whole, unchanged, in agreement with itself" };
const signed: Claim = { claim: "bundle signed", verdict: "proved", detail: "by Ann" };

const runOf = (verdict: Partial<BundleVerdict>): RunView => ({
  name: "the-bundle",
  label: "train",
  details: null,
  verdict: {
    schema: "kprov.verification/v1",
    bundle: "runs/the-bundle",
    verdict: "proved",
    integrity: "proved",
    origin: "proved",
    claims: [proved, signed],
    signatures: [],
    trust: null,
    files: "not-asked",
    runId: "r",
    step: "train",
    outcome: succeeded,
    stableDigest: null,
    bundleDigest: null,
    findings: [],
    coverage: [],
    ...verdict,
  } as BundleVerdict,
});
const claim = (name: string, verdict: Claim["verdict"], detail: string): Claim => ({ claim: name, verdict, detail });

describe("verdictOf", () => {
  test.each<[string, Partial<BundleVerdict>, string, string]>([
    ["proved and signed", {}, "Proved", "whole, unchanged, signed by Ann"],
    ["integrity alone", { origin: "not-asked" }, "Integrity proved", "whole and unchanged; who made it was not asked"],
    [
      "no trust",
      {
        verdict: "undecided",
        origin: "unproved",
        claims: [proved, claim("origin", "unverified", "no trust file was given")],
      },
      "Not proved",
      "whole and unchanged, but origin: no trust file was given",
    ],
    [
      "a failure before a doubt",
      {
        verdict: "violated",
        claims: [proved, claim("review", "unverified", "needs one"), claim("outcome", "failed", "did not succeed")],
      },
      "Not proved",
      "whole and unchanged, but outcome: did not succeed",
    ],
    [
      "a damaged bundle",
      { verdict: "violated", integrity: "violated", claims: [claim("integrity", "failed", "a.csv: not the bytes")] },
      "Not proved",
      "integrity: a.csv: not the bytes",
    ],
    [
      "no claim at all",
      { verdict: "undecided", integrity: "undecided", claims: [] },
      "Not proved",
      "it: could not be judged",
    ],
  ])("says of %s", (_, verdict, words, reason) => {
    expect(verdictOf(runOf(verdict))).toMatchObject({ words, reason });
  });

  test("never says proved of what is not", () => {
    for (const verdict of ["violated", "undecided"] as const)
      for (const origin of ["not-asked", "unproved", "proved", "violated", "undecided"] as const)
        expect(verdictOf(runOf({ verdict, origin })).words).toBe("Not proved");
  });
});

describe("headlineOf", () => {
  test.each<[string, Partial<BundleVerdict>, string]>([
    ["a good run", {}, "train succeeded"],
    ["a failed run", { outcome: failed }, "train failed (exit 3)"],
    ["a damaged bundle", { integrity: "violated" }, "train, by its own word, succeeded"],
    ["one that can't be read", { step: null, outcome: null }, "the-bundle: how the run ended is not known"],
  ])("tells of %s", (_, verdict, expected) => expect(headlineOf(runOf(verdict))).toBe(expected));
});

test.each<[Partial<BundleVerdict>, string]>([
  [{}, "good"],
  [{ outcome: failed }, "bad"],
  [{ verdict: "violated" }, "bad"],
  [{ verdict: "undecided" }, "open"],
])("toneOf %j", (verdict, expected) => expect(toneOf(runOf(verdict))).toBe(expected));

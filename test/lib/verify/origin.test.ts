import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { layout } from "../../../lib/evidence/index.ts";
import { verifyBundle } from "../../../lib/verify/index.ts";
import { writeBundle } from "../../support/bundle.ts";
import { temporary } from "../../support/temporary.ts";

const withAttestations = (): string => {
  const dir = writeBundle(temporary());
  mkdirSync(join(dir, layout.attestations));
  return dir;
};

const judge = async (dir: string, integrityOnly: boolean) => {
  const { verdict, integrity, findings } = await verifyBundle(dir, { integrityOnly });
  return { verdict, integrity, shape: findings.map(({ code, level, path }) => `${level} ${code} ${path}`) };
};

describe("judgeOrigin", () => {
  it("reports ATTESTATION_UNJUDGED for each envelope when origin is asked", async () => {
    const dir = withAttestations();
    writeFileSync(join(dir, "attestations/b.intoto.jsonl"), "{}");
    writeFileSync(join(dir, "attestations/a.sigstore.json"), "{}");
    expect(await judge(dir, false)).toEqual({
      verdict: "undecided",
      integrity: "proved",
      shape: [
        "undecided ORIGIN_UNPROVED undefined",
        "undecided ATTESTATION_UNJUDGED attestations/a.sigstore.json",
        "undecided ATTESTATION_UNJUDGED attestations/b.intoto.jsonl",
      ],
    });
  });

  it("leaves envelopes alone when integrity alone is asked", async () => {
    const dir = withAttestations();
    writeFileSync(join(dir, "attestations/a.intoto.jsonl"), "{}");
    expect(await judge(dir, true)).toEqual({ verdict: "proved", integrity: "proved", shape: [] });
  });

  it.each<[string, string, (dir: string) => void]>([
    [
      "a link among envelopes",
      "attestations/a",
      (dir) => symlinkSync("../provenance.json", join(dir, "attestations/a")),
    ],
    ["a directory among envelopes", "attestations/d", (dir) => void mkdirSync(join(dir, "attestations/d"))],
  ])("reports MEMBER_SPECIAL for %s, asked or not", async (_, path, plant) => {
    const dir = withAttestations();
    plant(dir);
    expect(await judge(dir, true)).toMatchObject({ verdict: "violated", shape: [`violation MEMBER_SPECIAL ${path}`] });
    expect((await judge(dir, false)).shape).toContain(`violation MEMBER_SPECIAL ${path}`);
  });

  it("reports MEMBER_SPECIAL for attestations that are a link to a directory", async () => {
    const dir = writeBundle(temporary());
    symlinkSync(temporary({ "a.intoto.jsonl": "{}" }), join(dir, "attestations"));
    expect((await judge(dir, true)).shape).toEqual(["violation MEMBER_SPECIAL attestations"]);
  });
});

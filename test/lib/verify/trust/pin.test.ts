import { createPublicKey } from "node:crypto";
import { describe, expect, test } from "vitest";
import { describePublicKey, generateKey } from "../../../../lib/sign/index.ts";
import { type Pin, pinKey, revokeKey } from "../../../../lib/verify/trust/pin.ts";
import type { TrustFile } from "../../../../lib/verify/trust/types.ts";

const newKey = () => describePublicKey(createPublicKey(generateKey("ed25519")), "k");
const [key, other] = [newKey(), newKey()];
const empty: TrustFile = { schema: "kprov.trust/v1" };
const pin = (more: Partial<Pin> = {}): Pin => ({
  key,
  owner: "Ann",
  roles: ["runner"],
  builders: [],
  validUntil: undefined,
  ...more,
});
const builder = (mode: string) => `pkg:npm/kprovengine#builder/${mode}/v1`;

describe("pinKey", () => {
  test("adds an entry with the whole key, and keeps everything else of the file", () => {
    const before: TrustFile = {
      ...empty,
      require: { reviews: 2 },
      keys: [pinKey(empty, pin({ key: other, owner: "Bob" })).entry],
    };
    const { state, file } = pinKey(before, pin({ roles: ["reviewer"], validUntil: "2027-01-01T00:00:00Z" }));
    expect(state).toBe("pinned");
    expect(file).toEqual({
      ...before,
      keys: [
        ...(before.keys ?? []),
        {
          ...{ fingerprint: key.fingerprint, publicKey: key.ssh, owner: "Ann", roles: ["reviewer"] },
          validUntil: "2027-01-01T00:00:00Z",
        },
      ],
    });
  });

  test("extends the entry that is there: one key, one entry", () => {
    const once = pinKey(empty, pin());
    const twice = pinKey(once.file, pin({ roles: ["release", "reviewer"] }));
    expect(twice.state).toBe("extended");
    expect(twice.file.keys).toEqual([{ ...once.entry, roles: ["runner", "reviewer", "release"] }]);
    expect(pinKey(twice.file, pin()).state).toBe("unchanged");
    expect(pinKey(twice.file, pin()).file).toEqual(twice.file);
  });

  test("takes nothing away when a builder is added to an entry without any", () => {
    const once = pinKey(empty, pin());
    expect(pinKey(once.file, pin({ builders: [builder("github-actions")] })).entry.builders).toEqual([
      builder("workstation"),
      builder("self-hosted-ci"),
      builder("github-actions"),
    ]);
    expect(pinKey(empty, pin({ builders: [builder("github-actions")] })).entry.builders).toEqual([
      builder("github-actions"),
    ]);
    const reviewer = pinKey(empty, pin({ roles: ["reviewer"] }));
    expect(pinKey(reviewer.file, pin({ builders: [builder("gitlab-ci")] })).entry.builders).toEqual([
      builder("gitlab-ci"),
    ]);
  });

  test("refuses a second owner for a key: one person would count twice", () => {
    const { file } = pinKey(empty, pin());
    expect(() => pinKey(file, pin({ owner: "Bob" }))).toThrow(expect.objectContaining({ code: "E_TRUST" }));
  });

  test("refuses builders without the role runner", () => {
    expect(() => pinKey(empty, pin({ roles: ["reviewer"], builders: ["x"] }))).toThrow(
      expect.objectContaining({ code: "E_USAGE" }),
    );
  });

  test("never brings a revoked key back", () => {
    const { file } = pinKey(empty, pin());
    const revoked = revokeKey(file, {
      fingerprint: key.fingerprint,
      reason: "lost",
      at: "2026-01-01T00:00:00Z",
      vouchesFor: [],
    });
    expect(() => pinKey(revoked.file, pin({ roles: ["reviewer"] }))).toThrow(
      expect.objectContaining({ code: "E_TRUST" }),
    );
  });
});

describe("revokeKey", () => {
  const [first, second] = ["b".repeat(64), "a".repeat(64)];
  const revocation = { fingerprint: key.fingerprint, reason: "lost", at: "2026-01-01T00:00:00Z", vouchesFor: [] };

  test("keeps the entry, says when and why, and what it vouches for all the same", () => {
    const { file } = pinKey(empty, pin());
    const { state, entry } = revokeKey(file, { ...revocation, vouchesFor: [first, second, first] });
    expect(state).toBe("revoked");
    expect(entry).toMatchObject({
      revoked: { at: revocation.at, reason: "lost" },
      vouchesFor: [second, first],
      roles: ["runner"],
    });
  });

  test("keeps its first time and reason when it is said again, and adds to what it vouches for", () => {
    const { file } = pinKey(empty, pin());
    const once = revokeKey(file, revocation);
    const again = revokeKey(once.file, {
      ...revocation,
      reason: "later",
      at: "2027-01-01T00:00:00Z",
      vouchesFor: [first],
    });
    expect(again.entry).toEqual({ ...once.entry, vouchesFor: [first] });
    expect(revokeKey(again.file, { ...revocation, reason: "later" }).state).toBe("unchanged");
  });

  test("of a key that is not there is an error: a slip must not pass for a revocation", () => {
    const { file } = pinKey(empty, pin({ key: other }));
    expect(() => revokeKey(file, revocation)).toThrow(expect.objectContaining({ code: "E_TRUST" }));
  });
});

import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { sha256 } from "../../../../lib/digest.ts";
import { layout, parseEnvelopes, parseReview, preAuthEncoding } from "../../../../lib/evidence/index.ts";
import { isSignedBy } from "../../../../lib/sign/index.ts";
import { verifyBundle } from "../../../../lib/verify/index.ts";
import { writeReview } from "../../../../lib/verify/review/write.ts";
import { writeBundle } from "../../../support/bundle.ts";
import { person, signRun } from "../../../support/people.ts";
import { temporary } from "../../../support/temporary.ts";

const now = Date.parse("2026-02-16T09:00:00.000Z");
const runId = "2026-02-15T20-13-00Z-0000000a";
const factsOf = async (dir: string) => ({
  bundleDigest: (await verifyBundle(dir, { integrityOnly: true })).bundleDigest ?? "",
  decision: "approve" as const,
  note: "fine",
  runId,
  step: "train",
  previous: [],
});
const attestations = (dir: string): string[] =>
  existsSync(join(dir, layout.attestations)) ? readdirSync(join(dir, layout.attestations)).sort() : [];

describe("writeReview", () => {
  test("appends one envelope, named after its payload, that the key verifies", async () => {
    const dir = writeBundle(temporary());
    const { signer } = await person("ann");
    const written = await writeReview(dir, await factsOf(dir), { signer, now });
    const [envelope, ...others] = parseEnvelopes(readFileSync(join(dir, written.path)), written.path);
    expect(others).toEqual([]);
    const { payload, payloadType, signatures } = envelope ?? {
      payload: Buffer.alloc(0),
      payloadType: "",
      signatures: [],
    };
    expect(sha256(payload)).toBe(written.payloadDigest);
    expect(written.path).toBe(`attestations/review.${written.payloadDigest.slice(0, 16)}.intoto.jsonl`);
    expect(parseReview(payload)).toMatchObject({ ...(await factsOf(dir)), at: "2026-02-16T09:00:00.000Z" });
    expect(
      isSignedBy(signer.publicKey, preAuthEncoding(payloadType, payload), signatures[0]?.sig ?? Buffer.alloc(0)),
    ).toBe(true);
    expect((await verifyBundle(dir, { integrityOnly: true })).verdict).toBe("proved");
  });

  test("keeps both of two people who write the same at the same instant", async () => {
    const dir = writeBundle(temporary());
    const people = await Promise.all(["ann", "bob", "carol"].map(person));
    const facts = await factsOf(dir);
    const written = await Promise.all(people.map(({ signer }) => writeReview(dir, facts, { signer, now })));
    expect(new Set(written.map(({ payloadDigest }) => payloadDigest)).size).toBe(3);
    expect(attestations(dir)).toHaveLength(3);
  });

  test("never replaces what is there", async () => {
    const dir = writeBundle(temporary());
    const { signer } = await person("ann");
    const first = await writeReview(dir, await factsOf(dir), { signer, now });
    writeFileSync(join(dir, first.path), "somebody else's\n");
    const second = await writeReview(dir, await factsOf(dir), { signer, now });
    expect(second.at).toBe("2026-02-16T09:00:00.001Z");
    expect(readFileSync(join(dir, first.path), "utf8")).toBe("somebody else's\n");
  });

  test("keeps the Sigstore bundle of an identity as it is", async () => {
    const dir = writeBundle(temporary());
    const payloads: Buffer[] = [];
    const signEnvelope = async (payload: Buffer) => {
      payloads.push(payload);
      return { dsseEnvelope: {} };
    };
    const signer = { kind: "keyless" as const, label: "keyless", signEnvelope };
    const { path, payloadDigest } = await writeReview(dir, await factsOf(dir), { signer, now });
    expect(path).toBe(`attestations/review.${payloadDigest.slice(0, 16)}.sigstore.json`);
    expect(sha256(payloads[0] ?? "")).toBe(payloadDigest);
    expect(readFileSync(join(dir, path), "utf8")).toBe('{"dsseEnvelope":{}}\n');
  });

  test("writes nothing that no review may hold", async () => {
    const dir = writeBundle(temporary());
    const { signer } = await person("ann");
    const facts = { ...(await factsOf(dir)), note: "a\nb" };
    await expect(writeReview(dir, facts, { signer, now })).rejects.toMatchObject({ code: "E_STATEMENT" });
    expect(attestations(dir)).toEqual([]);
  });
});

describe("kill -9 of a review", () => {
  test("at any change to the file system: the bundle is whole, and the review there or not", async () => {
    const cwd = temporary();
    const [rita, ann] = [await person("rita"), await person("ann")];
    const dir = writeBundle(cwd);
    await signRun(dir, rita);
    const before = attestations(dir).length;
    const states: number[] = [];
    // Killed behind every change in turn, until one run gets through.
    for (let point = 1, isKilled = true; isKilled; point += 1) {
      isKilled = kill(cwd, ann.env, `${point} after`);
      expect((await verifyBundle(dir, { integrityOnly: true })).verdict).toBe("proved");
      for (const name of readdirSync(cwd)) expect(name === runId || /^\.kprov-attestation\./.test(name)).toBe(true);
      states.push(attestations(dir).length - before);
    }
    // Opened, written, linked, unlinked: the review is there from the third on.
    expect(states).toEqual([0, 0, 1, 2, 3]);
  });
});

/** True when the process was killed. */
const kill = (cwd: string, env: NodeJS.ProcessEnv, point: string): boolean => {
  const fileOf = (path: string): string => fileURLToPath(new URL(`../../../../${path}`, import.meta.url));
  const argv = [
    ...["--import", import.meta.resolve("tsx"), "--require", fileOf("test/support/kill-preload.cjs")],
    ...[fileOf("scripts/review.ts"), runId, "--approve", "--yes"],
  ];
  const { signal, status, stderr } = spawnSync(process.execPath, argv, {
    cwd,
    env: { PATH: process.env["PATH"], ...env, KPROV_TEST_KILL: point, KPROV_TEST_TOP: `${cwd}/` },
    encoding: "utf8",
  });
  if (signal !== "SIGKILL" && status !== 0) throw new Error(stderr);
  return signal === "SIGKILL";
};

/** Nobody signed, nobody is believed, or somebody is believed who should not be. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseEnvelopes } from "../../lib/evidence/index.ts";
import verify from "../../scripts/verify.ts";
import { call } from "../support/call.ts";
import { asNobody } from "../support/nobody.ts";
import { person, signRun, trusting, writeTrust } from "../support/people.ts";
import { temporary } from "../support/temporary.ts";
import { assertProved, exhibit, judge, trustIn } from "./support.ts";

asNobody();

test("what is shown here is proved before it is tampered with", async () => {
  await assertProved(await exhibit());
});

describe("row 1: nothing that could be verified", () => {
  test("a bundle without a signature, under a trust file", async () => {
    const shown = await exhibit();
    rmSync(shown.member("attestations"), { recursive: true });
    expect(await judge(shown)).toMatchObject({ exitCode: 3, codes: expect.arrayContaining(["THRESHOLD_NOT_MET"]) });
  });

  test("a signed bundle, and no trust file", async () => {
    const { cwd, bundle } = await exhibit();
    const { result } = await call(verify, cwd, [bundle]);
    expect(result).toMatchObject({ exitCode: 3, document: { verdict: "undecided", origin: "unproved" } });
  });

  test.each([
    ["is empty", ""],
    ["is {}", "{}"],
    ["trusts nobody", '{"schema":"kprov.trust/v1","keys":[]}'],
  ])("a trust file that %s", async (_, text) => {
    const { cwd, bundle } = await exhibit();
    const trust = join(temporary(), "trust.json");
    writeFileSync(trust, text);
    await expect(call(verify, cwd, [bundle, "--trust", trust])).rejects.toMatchObject({ code: "E_TRUST", exit: 2 });
  });

  test("a trust file that is not there", async () => {
    const { cwd, bundle } = await exhibit();
    await expect(call(verify, cwd, [bundle, "--trust", "nowhere.json"])).rejects.toMatchObject({
      code: "E_TRUST",
      exit: 2,
    });
  });

  test("a signature by somebody whom nobody trusts", async () => {
    const shown = await exhibit();
    const trust = writeTrust([trusting(await person("eve"), ["runner"])]);
    expect(await judge(shown, "--trust", trust)).toMatchObject({
      exitCode: 3,
      codes: expect.arrayContaining(["THRESHOLD_NOT_MET"]),
    });
  });

  test("only one of the two envelopes", async () => {
    for (const left of ["provenance", "bundle"]) {
      const shown = await exhibit();
      for (const name of shown.envelopes()) if (!name.startsWith(left)) rmSync(shown.member(`attestations/${name}`));
      expect((await judge(shown)).exitCode).toBe(3);
    }
  });

  test("a directory in which one of several bundles is not signed", async () => {
    const shown = await exhibit();
    const { record } = await import("../support/run.ts");
    await record(shown.cwd, { argv: ["true"] });
    const { result } = await call(verify, shown.cwd, ["runs", "--trust", shown.trust]);
    expect(result.exitCode).toBe(3);
  });
});

describe("row 2: no attestation of the required type", () => {
  const type = "https://in-toto.io/attestation/test-result/v0.1";

  test("asked for on the command line", async () => {
    expect(await judge(await exhibit(), "--require-statement", type)).toMatchObject({ exitCode: 3 });
  });

  test("asked for by the trust file", async () => {
    const shown = await exhibit();
    expect(await judge(shown, "--trust", trustIn(shown, {}, { statements: [type] }))).toMatchObject({ exitCode: 3 });
  });
});

describe("row 10: a key that no longer counts, or not for this", () => {
  test.each<[string, object, string]>([
    ["expired", { validUntil: "2020-01-01T00:00:00Z" }, "KEY_EXPIRED"],
    ["not valid yet", { validFrom: "2999-01-01T00:00:00Z" }, "KEY_EXPIRED"],
    ["revoked", { revoked: { at: "2020-01-01T00:00:00Z", reason: "lost" } }, "KEY_REVOKED"],
  ])("%s", async (_, more, code) => {
    const shown = await exhibit();
    expect(await judge(shown, "--trust", trustIn(shown, more))).toMatchObject({
      exitCode: 3,
      codes: expect.arrayContaining([code]),
    });
  });

  test("trusted for hosted CI only, and the run is a workstation's", async () => {
    const shown = await exhibit();
    const trust = trustIn(shown, { builders: ["pkg:npm/kprovengine#builder/github-actions/v1"] });
    expect(await judge(shown, "--trust", trust)).toMatchObject({ exitCode: 1, codes: ["BUILDER_NOT_TRUSTED"] });
  });

  test("trusted as a reviewer, not as a runner", async () => {
    const shown = await exhibit();
    const trust = writeTrust([trusting(shown.ana, ["reviewer"])]);
    expect(await judge(shown, "--trust", trust)).toMatchObject({
      exitCode: 3,
      codes: expect.arrayContaining(["ROLE_MISSING"]),
    });
  });
});

describe("row 12: one key counted twice", () => {
  test("in two files and two forms, and twice in one envelope", async () => {
    const shown = await exhibit();
    const [name = ""] = shown
      .envelopes()
      .filter((file) => file.startsWith("bundle.") && file.endsWith(".intoto.jsonl"));
    const path = shown.member(`attestations/${name}`);
    const [envelope] = parseEnvelopes(readFileSync(path), name);
    const signature = { keyid: "another", sig: envelope?.signatures[0]?.sig.toString("base64url") };
    const { signatures, ...rest } = JSON.parse(readFileSync(path, "utf8"));
    writeFileSync(path, `${JSON.stringify({ ...rest, signatures: [...signatures, signature] })}\n`);
    await assertProved(shown);
    expect((await judge(shown, "--trust", trustIn(shown, {}, { runners: 2 }))).exitCode).toBe(3);
  });

  test("two keys of one owner", async () => {
    const shown = await exhibit();
    const other = { ...(await person("second")), owner: "ana" };
    await signRun(join(shown.cwd, shown.bundle), other);
    const keys = [trusting(shown.ana, ["runner"]), trusting(other, ["runner"])];
    await assertProved(shown, "--trust", writeTrust(keys));
    expect((await judge(shown, "--trust", writeTrust(keys, { runners: 2 }))).exitCode).toBe(3);
  });
});

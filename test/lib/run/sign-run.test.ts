import { generateKeyPairSync, sign } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { KprovError } from "../../../lib/errors.ts";
import { formatRun, signRun } from "../../../lib/run/index.ts";
import { keepSecrets } from "../../../lib/secrecy.ts";
import { describePublicKey, type Signer } from "../../../lib/sign/index.ts";
import { record } from "../../support/run.ts";
import { temporary } from "../../support/temporary.ts";

const { publicKey, privateKey } = generateKeyPairSync("ed25519");
const signer: Signer = {
  kind: "key",
  publicKey: describePublicKey(publicKey, "k"),
  label: 'key "ana"',
  sign: async (bytes) => sign(null, bytes, privateKey),
};
const run = async () => (await record(temporary(), { argv: ["true"] })).report;

test("signRun signs the bundle, and the text says by whom and how to verify it", async () => {
  const report = await signRun(await run(), [signer]);
  expect(report).toMatchObject({ exitCode: 0, signedBy: ['key "ana"'], findings: [] });
  expect(readdirSync(join(report.bundle ?? "", "attestations"))).toHaveLength(4);
  expect(formatRun(report, { isWrapped: true, terminal: false })).toContain('signed  key "ana"');
  expect(formatRun(report, { isWrapped: true, terminal: false })).toMatch(/verify {2}kprovengine verify \//);
});

test("signRun without signers changes nothing", async () => {
  const report = await run();
  expect(await signRun(report, [])).toBe(report);
});

test("signRun keeps a bundle whose signer fails, and makes the run exit 125", async () => {
  const failing: Signer = { ...signer, sign: () => Promise.reject(new KprovError("E_SIGN", "The agent is gone")) };
  const report = await signRun(await run(), [failing]);
  expect(report).toMatchObject({
    exitCode: 125,
    findings: [{ code: "BUNDLE_UNSIGNED", level: "undecided", message: expect.stringContaining("The agent is gone") }],
  });
  expect(report.signedBy).toBeUndefined();
  const text = formatRun(report, { isWrapped: true, terminal: false });
  expect(text).toContain("the bundle is whole, and is not signed: exit 125");
  expect(text).not.toContain("incomplete");
  expect(readdirSync(report.bundle ?? "")).toContain("manifest.json");
});

test("signRun says nothing that a signer says of a secret", async () => {
  keepSecrets(() => (text) => text.replaceAll("hunter2hunter2", "[redacted:TOKEN]"));
  onTestFinished(() => keepSecrets(() => (text) => text));
  const failing: Signer = { ...signer, sign: () => Promise.reject(new KprovError("E_SIGN", "no: hunter2hunter2")) };
  expect(JSON.stringify(await signRun(await run(), [failing]))).toContain("no: [redacted:TOKEN]");
  const talking = { ...signer, label: "exec:hunter2hunter2" };
  expect((await signRun(await run(), [talking])).signedBy).toEqual(["exec:[redacted:TOKEN]"]);
});

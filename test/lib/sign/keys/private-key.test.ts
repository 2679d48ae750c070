import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { parsePrivateKey } from "../../../../lib/sign/keys/private-key.ts";
import { everythingIn } from "../signer.contract.ts";

const ed = generateKeyPairSync("ed25519").privateKey;
const p256 = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
const pem = (key = ed): string => key.export({ format: "pem", type: "pkcs8" }).toString();
const locked = (key = ed, passphrase = "correct horse"): string =>
  key.export({ format: "pem", type: "pkcs8", cipher: "aes-256-cbc", passphrase }).toString();
const never = () => Promise.reject(new Error("asked for a passphrase"));
const given =
  (passphrase: string) =>
  <Opened>(_: string, open: (text: string) => Promise<Opened>) =>
    open(passphrase);

test.each([
  ["Ed25519", ed],
  ["P-256", p256],
])("parsePrivateKey reads PKCS#8 in PEM of %s, in plain without asking, and encrypted", async (_, key) => {
  expect((await parsePrivateKey(pem(key), "k", never)).equals(key)).toBe(true);
  expect((await parsePrivateKey(`\n${pem(key)}\n`, "k", never)).equals(key)).toBe(true);
  expect((await parsePrivateKey(locked(key), "k", given("correct horse"))).equals(key)).toBe(true);
});

test.each<[string, string, string]>([
  ["nothing", "", "E_KEY"],
  ["a public key", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "E_KEY"],
  ["an ssh line", "ssh-ed25519 AAAA", "E_KEY"],
  ["a certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "E_KEY"],
  ["SEC1, saying what rewrites it", p256.export({ format: "pem", type: "sec1" }).toString(), "E_KEY"],
  ["RSA", pem(generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey), "E_KEY"],
  ["P-384", pem(generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey), "E_KEY"],
  ["X25519, which signs nothing", pem(generateKeyPairSync("x25519").privateKey), "E_KEY"],
  ["a key cut short", pem().replace(/.{20}\n-----END/, "\n-----END"), "E_KEY"],
  ["no end", pem().replace(/-----END.*/s, ""), "E_KEY"],
  ["a wrong passphrase", locked(ed, "another horse"), "E_PASSPHRASE"],
  ["an encrypted key cut short", locked().replace(/.{20}\n-----END/, "\n-----END"), "E_PASSPHRASE"],
])("parsePrivateKey refuses %s, and quotes nothing of it", async (_, text, code) => {
  const error = await parsePrivateKey(text, "k", given("correct horse")).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code });
  const shown = everythingIn(error);
  expect(shown).not.toContain("horse");
  for (const line of text.split("\n").filter((part) => part.length > 30 && !part.startsWith("-----")))
    expect(shown).not.toContain(line.slice(0, 30));
});

test("parsePrivateKey refuses an encrypted key that asks for hours of PBKDF2, before any of them", async () => {
  const der = Buffer.from(locked().replace(/-----[A-Z ]+-----|\s/g, ""), "base64");
  const at = der.indexOf(Buffer.from([0x02, 0x02, 0x08, 0x00])); // 2048 rounds.
  expect(at).toBeGreaterThan(0);
  const hostile = Buffer.concat([
    der.subarray(0, at),
    Buffer.from([0x02, 0x04, 0x7f, 0xff, 0xff, 0xff]),
    der.subarray(at + 4),
  ]);
  const text = `-----BEGIN ${"ENCRYPTED"} PRIVATE KEY-----\n${hostile.toString("base64")}\n-----END ENCRYPTED PRIVATE KEY-----\n`;
  const begun = process.cpuUsage();
  await expect(parsePrivateKey(text, "k", given("x"))).rejects.toMatchObject({
    code: "E_KEY",
    message: /2147483647 rounds/,
  });
  // Of the processor's time: the clock's is shared with other tests.
  expect(process.cpuUsage(begun).user / 1000).toBeLessThan(1000);
});

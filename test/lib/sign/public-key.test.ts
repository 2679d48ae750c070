import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { describe, expect, test } from "vitest";
import { describePublicKey, isSignedBy, parsePublicKey } from "../../../lib/sign/index.ts";

const ed25519 = generateKeyPairSync("ed25519");
const p256 = generateKeyPairSync("ec", { namedCurve: "P-256" });
const pem = (key: KeyObject): string => key.export({ format: "pem", type: "spki" }).toString();
const message = Buffer.from("message");

/** Made by `ssh-keygen -t ed25519` and `-t ecdsa`; fingerprints as `ssh-keygen -l` prints them. */
const known = [
  [
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl github.com",
    "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU",
  ],
  [
    "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBEmKSENjQEezOmxkZMy7opKgwFB9nkt5YRrYMjNuG5N87uRgg6CLrbo5wAdT/y6v0mKV0U2w0WZ2YB/++Tpockg= github.com",
    "SHA256:p2QAMXNIC1TJYWeIOttrVc98/R1BUFWu3/LiyKgUfQM",
  ],
] as const;

describe("parsePublicKey", () => {
  test.each(known)("reads %s and shows the fingerprint that ssh-keygen shows", (line, fingerprint) => {
    expect(parsePublicKey(line, "k").fingerprint).toBe(fingerprint);
  });

  test.each([["ed25519", ed25519] as const, ["ecdsa-p256", p256] as const])(
    "gives one %s key one fingerprint, from PEM and from OpenSSH's line",
    (algorithm, { publicKey }) => {
      const fromPem = parsePublicKey(pem(publicKey), "k");
      const fromSsh = parsePublicKey(`${fromPem.ssh} someone@somewhere`, "k");
      expect(fromPem.algorithm).toBe(algorithm);
      expect(fromSsh.fingerprint).toBe(fromPem.fingerprint);
      expect(fromSsh.pem).toBe(fromPem.pem);
    },
  );

  const [type, base64 = ""] = known[0][0].split(" ");
  test.each<[string, string]>([
    ["nothing", ""],
    ["a private key", ed25519.privateKey.export({ format: "pem", type: "pkcs8" }).toString()],
    ["RSA", pem(generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey)],
    ["P-384", pem(generateKeyPairSync("ec", { namedCurve: "P-384" }).publicKey)],
    ["X25519", pem(generateKeyPairSync("x25519").publicKey)],
    ["PEM of garbage", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"],
    ["options before the key", `restrict ${known[0][0]}`],
    ["two lines", `${known[0][0]}\n${known[1][0]}`],
    ["a type that the blob denies", `ecdsa-sha2-nistp256 ${base64}`],
    ["a blob that is cut short", `${type} ${base64.slice(0, -8)}`],
    [
      "a blob with a byte too many",
      `${type} ${Buffer.concat([Buffer.from(base64, "base64"), Buffer.from([0])]).toString("base64")}`,
    ],
    ["a key held by hardware", "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29t"],
    ["a point that is not on the curve", `ecdsa-sha2-nistp256 ${offCurve()}`],
  ])("refuses %s", (_, text) => {
    expect(() => parsePublicKey(text, "k.pub")).toThrow(
      expect.objectContaining({ code: "E_KEY", message: expect.stringContaining("k.pub") }),
    );
  });
});

describe("isSignedBy", () => {
  test("accepts Ed25519", () => {
    const key = describePublicKey(ed25519.publicKey, "k");
    const sig = sign(null, message, ed25519.privateKey);
    expect(isSignedBy(key, message, sig)).toBe(true);
    expect(isSignedBy(key, Buffer.from("messagf"), sig)).toBe(false);
    expect(isSignedBy(key, message, Buffer.concat([sig, Buffer.alloc(1)]))).toBe(false);
  });

  test.each(["der", "ieee-p1363"] as const)("accepts ECDSA P-256 as %s", (dsaEncoding) => {
    const key = describePublicKey(p256.publicKey, "k");
    const sig = sign("sha256", message, { key: p256.privateKey, dsaEncoding });
    expect(isSignedBy(key, message, sig)).toBe(true);
    expect(isSignedBy(key, Buffer.from("messagf"), sig)).toBe(false);
    expect(isSignedBy(key, message, sig.subarray(0, -1))).toBe(false);
  });

  test.each([Buffer.alloc(0), Buffer.alloc(64), Buffer.alloc(1000, 0x30)])(
    "says no to bytes of no signature",
    (sig) => {
      for (const { publicKey } of [ed25519, p256])
        expect(isSignedBy(describePublicKey(publicKey, "k"), message, sig)).toBe(false);
    },
  );
});

// --- internal ---

function offCurve(): string {
  const blob = Buffer.from(known[1][0].split(" ")[1] ?? "", "base64");
  blob.writeUInt8((blob.at(-1) ?? 0) ^ 1, blob.length - 1);
  return blob.toString("base64");
}

import { execFileSync } from "node:child_process";
import { createPrivateKey } from "node:crypto";
import { chmodSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findKey, generateKey, listKeys, type StoredKey, saveKey } from "../../../../lib/sign/index.ts";
import { formatKeyDocument, parseKeyDocument } from "../../../../lib/sign/keys/document.ts";
import { seal, unseal } from "../../../../lib/sign/keys/seal.ts";
import { keyHome } from "../../../support/keys.ts";

const created = "2026-02-15T20:13:00.000Z";
const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe("a key that is saved", () => {
  test("is a file of 0600 in a directory of 0700, whatever the umask, with a public half that ssh-keygen reads", async () => {
    const before = process.umask(0);
    try {
      const home = keyHome();
      const { path, document } = await home.save("laptop");
      expect([modeOf(path), modeOf(home.dir)]).toEqual([0o600, 0o700]);
      const listed = execFileSync("ssh-keygen", ["-lf", join(home.dir, "laptop.pub")], { encoding: "utf8" });
      expect(listed).toBe(`256 ${document.fingerprint} laptop (ED25519)\n`);
      expect(readdirSync(home.dir).sort()).toEqual(["laptop.key.json", "laptop.pub"]);
    } finally {
      process.umask(before);
    }
  });

  test("is never overwritten: not by the same name, in other letters, or by the same key again", async () => {
    const home = keyHome();
    const object = generateKey("ed25519");
    const save = (name: string, key = object) => saveKey(home.dir, { name, object: key, passphrase: null, created });
    const { path } = await save("laptop");
    const bytes = readFileSync(path);
    await expect(save("laptop", generateKey("ed25519"))).rejects.toMatchObject({ code: "E_KEY" });
    await expect(save("Laptop", generateKey("ed25519"))).rejects.toMatchObject({ code: "E_KEY" });
    await expect(save("other")).rejects.toMatchObject({ code: "E_KEY", message: /it is called "laptop"/ });
    expect(readFileSync(path).equals(bytes)).toBe(true);
    expect(readdirSync(home.dir)).toHaveLength(2);
  });

  test("made by two at once is one of them, whole", async () => {
    const home = keyHome();
    const results = await Promise.allSettled([home.save("k"), home.save("k"), home.save("k")]);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(listKeys(home.dir)).toMatchObject([{ name: "k", isEncrypted: false }]);
    expect(readdirSync(home.dir)).toHaveLength(2);
  });

  test("does not replace a public key that was left behind", async () => {
    const home = keyHome();
    await home.save("a");
    writeFileSync(join(home.dir, "k.pub"), "ssh-ed25519 AAAA somebody\n");
    await expect(home.save("k")).rejects.toMatchObject({ code: "E_KEY" });
    expect(listKeys(home.dir)).toHaveLength(1);
  });

  test("holds nothing in plain when it is sealed", async () => {
    const home = keyHome();
    const object = generateKey("ed25519");
    const { path } = await saveKey(home.dir, { name: "k", object, passphrase: "correct horse", created });
    const secret = Buffer.from(object.export({ format: "jwk" }).d ?? "", "base64url");
    const bytes = readFileSync(path);
    const text = bytes.toString("latin1");
    for (const needle of [secret.toString("base64").slice(0, 40), secret.toString("hex"), "correct horse"])
      expect(text).not.toContain(needle);
    for (const value of text.match(/[A-Za-z0-9+/]{20,}={0,2}/g) ?? [])
      expect(Buffer.from(value, "base64").includes(secret)).toBe(false);
  });

  test.each([
    "",
    ".",
    "..",
    "a/b",
    "../a",
    "-x",
    ".hidden",
    "a\n",
    "ü",
    "a".repeat(65),
    "ssh-agent",
    "keyless",
    "exec",
    "ssh",
  ])("is not called %j", async (name) => {
    await expect(keyHome().save(name)).rejects.toMatchObject({ code: "E_USAGE" });
  });
});

describe("the store", () => {
  test("lists keys by name, and what can't be used with the reason", async () => {
    const home = keyHome();
    for (const name of ["b", "a", "c", "d"]) await home.save(name);
    chmodSync(join(home.dir, "b.key.json"), 0o644);
    writeFileSync(join(home.dir, "c.key.json"), "{}");
    symlinkSync("a.key.json", join(home.dir, "e.key.json"));
    const rows = listKeys(home.dir).map((key) => [key.name, "problem" in key ? key.problem.message : "fine"]);
    expect(rows).toEqual([
      ["a", "fine"],
      ["b", expect.stringContaining("(mode 0644)")],
      ["c", expect.stringContaining("expected exactly")],
      ["d", "fine"],
      ["e", expect.stringContaining("symbolic link")],
    ]);
  });

  test("says the chmod that mends a key and a directory", async () => {
    const home = keyHome();
    const { path } = await home.save("k");
    chmodSync(path, 0o644);
    expect(() => findKey(home.dir, "k")).toThrow(expect.objectContaining({ hint: `chmod 600 ${path}` }));
    chmodSync(path, 0o600);
    chmodSync(home.dir, 0o750);
    expect(() => findKey(home.dir, "k")).toThrow(expect.objectContaining({ hint: `chmod 700 ${home.dir}` }));
  });

  test("that is a link or a file is refused", async () => {
    const home = keyHome();
    const other = keyHome();
    await other.save("k");
    symlinkSync(other.dir, home.dir);
    expect(() => findKey(home.dir, "k")).toThrow(expect.objectContaining({ code: "E_KEY" }));
    await expect(home.save("n")).rejects.toMatchObject({ code: "E_KEY" });
  });

  test("that does not exist is empty", () => {
    expect(listKeys(keyHome().dir)).toEqual([]);
  });
});

describe("the key file", () => {
  /** Made once: each costs a third of a second. */
  let made: Promise<StoredKey> | undefined;
  const sample = async () => {
    made ??= keyHome().save("k", { passphrase: "correct horse" });
    return (await made).document;
  };
  type Change = (document: Record<string, unknown>, sealed: Record<string, Record<string, unknown>>) => void;
  const changes: [string, Change][] = [
    ["another schema", (d) => Object.assign(d, { schema: "kprov.key/v2" })],
    ["an unknown member", (d) => Object.assign(d, { note: "" })],
    ["a missing member", (d) => delete d["created"]],
    ["another algorithm", (d) => Object.assign(d, { algorithm: "ecdsa-p256" })],
    ["another fingerprint", (d) => Object.assign(d, { fingerprint: `SHA256:${"A".repeat(43)}` })],
    ["no time", (d) => Object.assign(d, { created: "yesterday" })],
    ["plain and sealed at once", (d) => Object.assign(d["private"] as object, { plain: "AAAA" })],
    ["neither plain nor sealed", (d) => Object.assign(d, { private: {} })],
    ["a private key of null", (d) => Object.assign(d, { private: null })],
    ["another KDF", (_, s) => Object.assign(s["kdf"] ?? {}, { name: "pbkdf2" })],
    ["another cipher", (_, s) => Object.assign(s["cipher"] ?? {}, { name: "none" })],
    ["a KDF that takes gigabytes", (_, s) => Object.assign(s["kdf"] ?? {}, { N: 2 ** 24, r: 8 })],
    ["a KDF that takes one gigabyte", (_, s) => Object.assign(s["kdf"] ?? {}, { N: 2 ** 20 })],
    ["a KDF whose r takes gigabytes", (_, s) => Object.assign(s["kdf"] ?? {}, { N: 2 ** 14, r: 2 ** 20 })],
    ["a KDF that takes hours", (_, s) => Object.assign(s["kdf"] ?? {}, { p: 2 ** 20 })],
    ["a KDF that costs nothing", (_, s) => Object.assign(s["kdf"] ?? {}, { N: 2 })],
    ["an N that is no power of two", (_, s) => Object.assign(s["kdf"] ?? {}, { N: 100_000 })],
    ["a negative r", (_, s) => Object.assign(s["kdf"] ?? {}, { r: -8 })],
    ["numbers that are texts", (_, s) => Object.assign(s["kdf"] ?? {}, { N: "131072" })],
    ["a short salt", (_, s) => Object.assign(s["kdf"] ?? {}, { salt: "AAAA" })],
    ["a nonce of another length", (_, s) => Object.assign(s["cipher"] ?? {}, { nonce: "AAAA" })],
    ["a ciphertext that is no base64", (_, s) => Object.assign(s, { ciphertext: "*" })],
    ["a ciphertext shorter than its tag", (_, s) => Object.assign(s, { ciphertext: "AAAA" })],
  ];

  test.each(changes)("with %s is refused, without a look at the passphrase", async (_, change) => {
    const { key, ...document } = await sample();
    const copy = structuredClone(document) as unknown as Record<string, unknown>;
    change(copy, (copy["private"] as { sealed: Record<string, Record<string, unknown>> }).sealed);
    const started = performance.now();
    expect(() => parseKeyDocument(Buffer.from(JSON.stringify(copy)), "k")).toThrow(
      expect.objectContaining({ code: "E_KEY" }),
    );
    expect(performance.now() - started).toBeLessThan(500);
  });

  test.each<[string, string]>([
    ["duplicate keys", '{"schema":"kprov.key/v1","schema":"kprov.key/v1"}'],
    ["a depth of thousands", "[".repeat(5000) + "]".repeat(5000)],
    ["bytes behind it", "{} {}"],
    ["nothing in it", ""],
    ["a list", "[]"],
  ])("with %s is refused", (_, text) => {
    expect(() => parseKeyDocument(Buffer.from(text), "k")).toThrow(expect.objectContaining({ code: "E_KEY" }));
  });

  test("is read back as it was written", async () => {
    const { key, ...document } = await sample();
    expect(parseKeyDocument(Buffer.from(formatKeyDocument(document)), "k")).toMatchObject(document);
  });

  test("of format v1 is read for ever", async () => {
    const bytes = readFileSync(new URL("../../../fixtures/keys/golden.key.json", import.meta.url));
    const { document } = { document: parseKeyDocument(bytes, "golden") };
    if (!("sealed" in document.private)) throw new Error("not sealed");
    const der = await unseal(document.private.sealed, "golden passphrase", `kprov.key/v1 ${document.publicKey}`);
    expect(createPrivateKey({ key: der, format: "der", type: "pkcs8" }).asymmetricKeyType).toBe("ed25519");
  });
});

test("a sealed key opens with its passphrase and its context only", async () => {
  const sealed = await seal(Buffer.from("secret"), "correct horse", "context");
  expect((await unseal(sealed, "correct horse", "context")).toString()).toBe("secret");
  await expect(unseal(sealed, "correct horsf", "context")).rejects.toMatchObject({ code: "E_PASSPHRASE" });
  await expect(unseal(sealed, "correct horse", "contexu")).rejects.toMatchObject({ code: "E_PASSPHRASE" });
  const bytes = Buffer.from(sealed.ciphertext, "base64");
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  await expect(
    unseal({ ...sealed, ciphertext: bytes.toString("base64") }, "correct horse", "context"),
  ).rejects.toMatchObject({
    code: "E_PASSPHRASE",
  });
});

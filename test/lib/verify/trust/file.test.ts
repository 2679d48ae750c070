import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sha256 } from "../../../../lib/digest.ts";
import { readTrustFile, type TrustFile, userTrustPath, writeTrustFile } from "../../../../lib/verify/index.ts";
import { makeKey, trustFile, trusting } from "../../../support/sign.ts";
import { temporary } from "../../../support/temporary.ts";

const [ann, bo] = [makeKey(), makeKey("ecdsa-p256")];
const written = (text: string): string => join(temporary({ "trust.json": text }), "trust.json");
const read = (file: unknown) => readTrustFile(written(typeof file === "string" ? file : JSON.stringify(file)));
const entry = trusting(ann, "Ann");
const identity = {
  issuer: "https://accounts.example.com",
  subject: "ann@example.com",
  owner: "Ann",
  roles: ["runner"],
};

describe("readTrustFile", () => {
  it("gives keys, identities and the digest of its bytes", async () => {
    const file = {
      schema: "kprov.trust/v1",
      keys: [
        {
          ...entry,
          builders: ["b"],
          validFrom: "2026-01-01T00:00:00Z",
          validUntil: "2027-01-01T00:00:00.5+01:00",
          vouchesFor: ["a".repeat(64)],
        },
        trusting(bo, "Bo", ["reviewer", "release"], {
          publicKey: bo.publicKey.pem,
          revoked: { at: "2026-01-01T00:00:00Z", reason: "lost" },
        }),
      ],
      identities: [identity],
      sigstore: { trustedRoot: "roots/trusted_root.json" },
      require: {
        runners: 2,
        reviews: 0,
        reviewerMayBeRunner: true,
        statements: ["t"],
        builders: ["b"],
        steps: ["s"],
        commits: ["a".repeat(40)],
        maxAge: "30d",
        outcome: "failed",
      },
    };
    const path = written(JSON.stringify(file));
    const trust = await readTrustFile(path);
    expect(trust.file).toEqual(file);
    expect(trust.sha256).toBe(sha256(readFileSync(path)));
    expect(trust.keys.map(({ key }) => key.fingerprint)).toEqual([ann.publicKey.fingerprint, bo.publicKey.fingerprint]);
    expect(trust.trustedRoot).toBe(join(path, "../roots/trusted_root.json"));
  });

  it("follows a link that the person named, and reads the file's own directory for the root", async () => {
    const path = join(temporary(), "link.json");
    symlinkSync(written(JSON.stringify(trustFile([entry]))), path);
    expect((await readTrustFile(path)).keys).toHaveLength(1);
  });

  it.each([
    ["in full width", "\uff21nn"],
    ["in capitals", "ANN"],
  ])("takes an owner written %s for the same one", async (_, owner) => {
    await expect(read(trustFile([entry, trusting(bo, owner)]))).rejects.toMatchObject({
      message: expect.stringContaining("keys[1].owner"),
    });
  });

  it.each([
    ["is missing", null, /^make one: kprovengine keys trust/],
    ["trusts nobody", { schema: "kprov.trust/v1" }, /^make one: kprovengine keys trust/],
    ["has a typo", { ...trustFile([entry]), requires: {} }, /^correct what is named/],
  ])("says what to do about a file that %s", async (_, file, hint) => {
    const path = file === null ? join(temporary(), "none.json") : written(JSON.stringify(file));
    await expect(readTrustFile(path)).rejects.toMatchObject({ hint: expect.stringMatching(hint) });
  });

  const bad: [string, unknown, string][] = [
    ["no JSON", "{", "JSON"],
    ["no bytes", "", "JSON"],
    ["duplicate keys", '{"schema":"kprov.trust/v1","schema":"kprov.trust/v1"}', 'duplicate key "schema"'],
    ["trailing bytes", `${JSON.stringify(trustFile([entry]))}x`, "JSON"],
    ["deep nesting", "[".repeat(1000) + "]".repeat(1000), "nesting"],
    ["a list", [], "the document: expected an object, found []"],
    ["null", "null", "the document: expected an object"],
    [
      "another schema",
      { ...trustFile([entry]), schema: "kprov.trust/v2" },
      'schema: expected "kprov.trust/v1", found "kprov.trust/v2"',
    ],
    ["nobody", { schema: "kprov.trust/v1" }, "it trusts nobody"],
    ["nobody, with empty lists", { schema: "kprov.trust/v1", keys: [] }, "keys: expected a list of keys, found []"],
    ["an unknown key", { ...trustFile([entry]), requires: {} }, 'requires: unknown key, did you mean "require"?'],
    [
      "an unknown key of a key",
      trustFile([{ ...entry, role: "runner" } as never]),
      'keys[0].role: unknown key, did you mean "roles"?',
    ],
    [
      "an unknown role",
      trustFile([{ ...entry, roles: ["admin"] as never }]),
      'keys[0].roles[0]: expected one of runner, reviewer, release, found "admin"',
    ],
    ["no role", trustFile([{ ...entry, roles: [] }]), "keys[0].roles: expected"],
    ["an owner of nothing", trustFile([{ ...entry, owner: "" }]), "keys[0].owner"],
    ["an owner with space around it", trustFile([{ ...entry, owner: "Ann " }]), "keys[0].owner"],
    ["an owner with a control", trustFile([{ ...entry, owner: "An\u202en" }]), "keys[0].owner"],
    [
      "another key's fingerprint",
      trustFile([{ ...entry, fingerprint: bo.publicKey.fingerprint }]),
      `keys[0].fingerprint: expected that of publicKey, ${ann.publicKey.fingerprint}`,
    ],
    [
      "a fingerprint that is none",
      trustFile([{ ...entry, fingerprint: "MD5:00" }]),
      "keys[0].fingerprint: expected a fingerprint",
    ],
    [
      "a public key that is none",
      trustFile([{ ...entry, publicKey: "ssh-ed25519 AAAA" }]),
      "keys[0].publicKey: Cannot read",
    ],
    [
      "a private key",
      trustFile([{ ...entry, publicKey: ann.privateKey.export({ format: "pem", type: "pkcs8" }).toString() }]),
      "holds a private key",
    ],
    ["a key twice", trustFile([entry, entry]), `the key ${ann.publicKey.fingerprint} is listed twice`],
    [
      "an identity twice",
      { schema: "kprov.trust/v1", identities: [identity, identity] },
      "identities[1]: it is that of identities[0]",
    ],
    ["a time that is none", trustFile([{ ...entry, validUntil: "2026-02-30" }]), "keys[0].validUntil: expected a time"],
    [
      "a time of no day",
      trustFile([{ ...entry, validUntil: "2026-13-30T00:00:00Z" }]),
      "keys[0].validUntil: expected a time",
    ],
    [
      "times in the wrong order",
      trustFile([{ ...entry, validFrom: "2027-01-01T00:00:00Z", validUntil: "2026-01-01T00:00:00Z" }]),
      "keys[0].validUntil: expected a time after",
    ],
    [
      "no runner",
      trustFile([entry], { runners: 0 }),
      "require.runners: expected a whole number of at least 1, found 0",
    ],
    ["half a runner", trustFile([entry], { runners: 1.5 }), "require.runners"],
    [
      "a runner as text",
      trustFile([entry], { runners: "1" as never }),
      'require.runners: expected a whole number of at least 1, found "1"',
    ],
    ["an empty requirement", trustFile([entry], { steps: [] }), "require.steps: expected a list of steps, found []"],
    ["a short commit", trustFile([entry], { commits: ["abc1234"] }), "require.commits[0]"],
    ["an age without unit", trustFile([entry], { maxAge: "30" }), "require.maxAge"],
    ["a digest in capitals", trustFile([{ ...entry, vouchesFor: ["A".repeat(64)] }]), "keys[0].vouchesFor[0]"],
  ];

  it.each(bad)("refuses %s", async (_, file, message) => {
    const error = await read(file).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "E_TRUST", exit: 2 });
    expect((error as Error).message).toContain(message);
  });

  it("names every problem at once, sorted", async () => {
    const error = (await read({ ...trustFile([{ ...entry, owner: "", roles: [] }], { runners: 0 }), extra: 1 }).catch(
      (thrown: unknown) => thrown,
    )) as Error;
    expect(
      error.message
        .split("\n")
        .slice(1)
        .map((line) => line.trim().split(":")[0]),
    ).toEqual(["extra", "keys[0].owner", "keys[0].roles", "require.runners"]);
  });

  it("refuses what is no plain file, too large or gone", async () => {
    const dir = temporary();
    mkdirSync(join(dir, "d"));
    const large = written("{}");
    truncateSync(large, 2 ** 25);
    for (const path of [join(dir, "d"), join(dir, "gone"), "/dev/null", large])
      await expect(readTrustFile(path)).rejects.toMatchObject({ code: "E_TRUST" });
  });
});

describe("writeTrustFile", () => {
  it("writes what can be read back, for its owner only, and replaces the whole", async () => {
    const path = join(temporary(), "deep/trust.json");
    for (const file of [trustFile([entry]), trustFile([entry, trusting(bo, "Bo")], { runners: 2 })]) {
      await writeTrustFile(path, file);
      expect((await readTrustFile(path)).file).toEqual(file);
    }
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(path, "..")).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(path, ".."))).toEqual(["trust.json"]);
  });

  it("writes nothing that could not be read back, and leaves nothing behind when it can't", async () => {
    const path = written(JSON.stringify(trustFile([entry])));
    const before = readFileSync(path);
    await expect(writeTrustFile(path, { schema: "kprov.trust/v1" } as TrustFile)).rejects.toMatchObject({
      code: "E_TRUST",
    });
    await expect(writeTrustFile(path, trustFile([entry, entry]))).rejects.toMatchObject({ code: "E_TRUST" });
    expect(readFileSync(path)).toEqual(before);
    const taken = temporary({ "trust.json/x": "" });
    await expect(writeTrustFile(join(taken, "trust.json"), trustFile([entry]))).rejects.toMatchObject({ code: "E_IO" });
    expect(readdirSync(taken)).toEqual(["trust.json"]);
  });
});

describe("userTrustPath", () => {
  it("lies in the user's own directory", () => {
    expect(userTrustPath({ KPROV_CONFIG_DIR: "/a/b" })).toBe("/a/b/trust.json");
  });
});

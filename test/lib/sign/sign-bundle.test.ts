import { generateKeyPairSync, sign } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { layout, parseEnvelopes, preAuthEncoding } from "../../../lib/evidence/index.ts";
import { describePublicKey, isSignedBy, type Signer, signBundle } from "../../../lib/sign/index.ts";
import { verifyBundle } from "../../../lib/verify/index.ts";
import { writeBundle } from "../../support/bundle.ts";
import { temporary } from "../../support/temporary.ts";

const createSigner = (kind: "ed25519" | "ec"): Signer => {
  const pair = kind === "ec" ? generateKeyPairSync("ec", { namedCurve: "P-256" }) : generateKeyPairSync("ed25519");
  return {
    kind: "key",
    publicKey: describePublicKey(pair.publicKey, "k"),
    label: kind,
    sign: async (bytes) => sign(kind === "ec" ? "sha256" : null, bytes, pair.privateKey),
  };
};

const setUp = async () => {
  const dir = writeBundle(temporary());
  const { bundleDigest } = await verifyBundle(dir, { integrityOnly: true });
  return { dir, bundleDigest: bundleDigest ?? "" };
};

const namesIn = (dir: string): string[] => readdirSync(join(dir, layout.attestations)).sort();

describe("signBundle", () => {
  test.each(["ed25519", "ec"] as const)(
    "writes both statements in both forms, and each signature holds (%s)",
    async (kind) => {
      const { dir, bundleDigest } = await setUp();
      const signer = createSigner(kind);
      const report = await signBundle(dir, { shown: "b", bundleDigest, signers: [signer] });
      expect(report.files.map(({ state }) => state)).toEqual(Array(4).fill("written"));
      expect(namesIn(dir)).toEqual(report.files.map(({ path }) => path.slice(layout.attestations.length)).sort());
      for (const { path } of report.files) {
        const bytes = readFileSync(join(dir, path));
        const inner = path.endsWith(".sigstore.json")
          ? JSON.stringify(JSON.parse(bytes.toString()).dsseEnvelope)
          : bytes;
        const [envelope] = parseEnvelopes(Buffer.from(inner), path);
        if (envelope === undefined) throw new Error("no envelope");
        const pae = preAuthEncoding(envelope.payloadType, envelope.payload);
        expect(isSignedBy(signer.publicKey, pae, envelope.signatures[0]?.sig ?? Buffer.alloc(0))).toBe(true);
        if (path.includes("/provenance.")) expect(envelope.payload).toEqual(readFileSync(join(dir, layout.provenance)));
        else expect(JSON.parse(envelope.payload.toString()).subject[0].digest.sha256).toBe(bundleDigest);
      }
    },
  );

  test.each(["ed25519", "ec"] as const)("changes nothing the second time (%s)", async (kind) => {
    const { dir, bundleDigest } = await setUp();
    const signers = [createSigner(kind)];
    await signBundle(dir, { shown: "b", bundleDigest, signers });
    const before = namesIn(dir).map((name) => readFileSync(join(dir, layout.attestations, name), "utf8"));
    const report = await signBundle(dir, { shown: "b", bundleDigest, signers });
    expect(report.files.map(({ state }) => state)).toEqual(Array(4).fill("already there"));
    expect(namesIn(dir).map((name) => readFileSync(join(dir, layout.attestations, name), "utf8"))).toEqual(before);
  });

  test("keeps every signer's files beside the others', also when they sign at the same time", async () => {
    const { dir, bundleDigest } = await setUp();
    const signers = [createSigner("ed25519"), createSigner("ec"), createSigner("ed25519")];
    await Promise.all(signers.map((signer) => signBundle(dir, { shown: "b", bundleDigest, signers: [signer] })));
    expect(namesIn(dir)).toHaveLength(12);
    expect((await verifyBundle(dir, { integrityOnly: true })).verdict).toBe("proved");
  });

  test("never replaces a file that is something else", async () => {
    const { dir, bundleDigest } = await setUp();
    const signers = [createSigner("ed25519")];
    const { files } = await signBundle(dir, { shown: "b", bundleDigest, signers });
    const path = join(dir, files[2]?.path ?? "");
    writeFileSync(path, "{}\n");
    await expect(signBundle(dir, { shown: "b", bundleDigest, signers })).rejects.toMatchObject({ code: "E_SIGN" });
    expect(readFileSync(path, "utf8")).toBe("{}\n");
  });

  test.each([layout.manifest, layout.provenance, layout.summary])(
    "refuses when %s was changed after it was judged",
    async (name) => {
      const { dir, bundleDigest } = await setUp();
      writeFileSync(join(dir, name), readFileSync(join(dir, name), "utf8").replace("v1", "v2"));
      await expect(
        signBundle(dir, { shown: "b", bundleDigest, signers: [createSigner("ed25519")] }),
      ).rejects.toMatchObject({ code: "E_SIGN" });
      expect(existsSync(join(dir, layout.attestations))).toBe(false);
    },
  );

  test("does not write through a link that stands for the directory of attestations", async () => {
    const { dir, bundleDigest } = await setUp();
    const elsewhere = join(temporary(), "elsewhere");
    mkdirSync(elsewhere);
    symlinkSync(elsewhere, join(dir, layout.attestations.slice(0, -1)));
    await expect(
      signBundle(dir, { shown: "b", bundleDigest, signers: [createSigner("ed25519")] }),
    ).rejects.toMatchObject({ code: "E_IO" });
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  test("several signers of whom the last fails: nobody has signed", async () => {
    const { dir, bundleDigest } = await setUp();
    const broken: Signer = { ...createSigner("ed25519"), sign: () => Promise.reject(new Error("no")) };
    const signers = [createSigner("ed25519"), broken];
    await expect(signBundle(dir, { shown: "b", bundleDigest, signers })).rejects.toThrow("no");
    expect(existsSync(join(dir, layout.attestations))).toBe(false);
  });

  test("several signers of whom the last finds its place taken: the others' files are gone, and nothing else", async () => {
    const { dir, bundleDigest } = await setUp();
    const [first, last] = [createSigner("ed25519"), createSigner("ed25519")];
    const { files } = await signBundle(dir, { shown: "b", bundleDigest, signers: [last] });
    const before = namesIn(dir);
    writeFileSync(join(dir, files[3]?.path ?? ""), "{}\n");
    await expect(signBundle(dir, { shown: "b", bundleDigest, signers: [first, last] })).rejects.toMatchObject({
      code: "E_SIGN",
    });
    expect(namesIn(dir)).toEqual(before);
  });

  test("leaves nothing behind when the signer fails", async () => {
    const { dir, bundleDigest } = await setUp();
    const broken: Signer = { ...createSigner("ed25519"), sign: () => Promise.reject(new Error("no")) };
    await expect(signBundle(dir, { shown: "b", bundleDigest, signers: [broken] })).rejects.toThrow("no");
    expect(readdirSync(join(dir, ".."))).toHaveLength(1);
    expect(existsSync(join(dir, layout.attestations))).toBe(false);
  });
});

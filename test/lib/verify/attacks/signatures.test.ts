import { sign } from "node:crypto";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { formatEnvelope, inTotoPayloadType, preAuthEncoding } from "../../../../lib/evidence/index.ts";
import { writeBundle } from "../../../support/bundle.ts";
import { envelopeOf, makeKey, payloadsOf, put, signRun, trustFile, trusting } from "../../../support/sign.ts";
import { temporary } from "../../../support/temporary.ts";
import { claimsOf, codesOf, judgeUnder } from "../../../support/verify.ts";

const ann = makeKey();
const p256 = makeKey("ecdsa-p256");
const trust = trustFile([trusting(ann, "Ann")]);
const signed = (): string => signRun(writeBundle(temporary()), [ann]);
const pathOf = (what: "provenance" | "bundle"): string => `attestations/${what}.x.intoto.jsonl`;

/** A bundle whose two envelopes are written by `text`. */
const withEnvelopes = (text: (payload: Buffer) => string): string => {
  const dir = writeBundle(temporary());
  for (const [what, payload] of Object.entries(payloadsOf(dir)) as ["provenance" | "bundle", Buffer][])
    put(dir, pathOf(what), text(payload));
  return dir;
};

type Json = Record<string, unknown>;
const asJson = (payload: Buffer): Json => JSON.parse(formatEnvelope(envelopeOf(payload, [ann]))) as Json;
const signatureOf = (payload: Buffer): string => (asJson(payload)["signatures"] as { sig: string }[])[0]?.sig ?? "";
const derOf = (payload: Buffer): Buffer => p256.sign(preAuthEncoding(inTotoPayloadType, payload));
const rawOf = (payload: Buffer): Buffer =>
  sign("sha256", preAuthEncoding(inTotoPayloadType, payload), { key: p256.privateKey, dsaEncoding: "ieee-p1363" });
const by = (key: typeof ann, payload: Buffer, sig: Buffer): string =>
  formatEnvelope({ payloadType: inTotoPayloadType, payload, signatures: [{ keyid: key.publicKey.fingerprint, sig }] });

describe("signatures that must count", () => {
  it.each<[string, (payload: Buffer) => string]>([
    ["as formatted by us", (payload) => formatEnvelope(envelopeOf(payload, [ann]))],
    ["with two more newlines at the end", (payload) => `${formatEnvelope(envelopeOf(payload, [ann]))}\n\n`],
    ["with CRLF", (payload) => formatEnvelope(envelopeOf(payload, [ann])).replace("\n", "\r\n")],
    ["without a newline at the end", (payload) => formatEnvelope(envelopeOf(payload, [ann])).trimEnd()],
    ["over several lines", (payload) => JSON.stringify(asJson(payload), null, 2)],
    [
      "with a keyid that lies",
      (payload) =>
        JSON.stringify({
          ...asJson(payload),
          signatures: [{ keyid: makeKey().publicKey.fingerprint, sig: signatureOf(payload) }],
        }),
    ],
    [
      "without a keyid",
      (payload) => JSON.stringify({ ...asJson(payload), signatures: [{ sig: signatureOf(payload) }] }),
    ],
    [
      "in URL-safe base64",
      (payload) => {
        const url = (text: unknown): string => String(text).replaceAll("+", "-").replaceAll("/", "_");
        const json = asJson(payload);
        return JSON.stringify({
          ...json,
          payload: url(json["payload"]),
          signatures: [{ keyid: "", sig: url(signatureOf(payload)) }],
        });
      },
    ],
    [
      "in base64 without padding",
      (payload) => {
        const json = asJson(payload);
        return JSON.stringify({
          ...json,
          payload: String(json["payload"]).replaceAll("=", ""),
          signatures: [{ sig: signatureOf(payload).replaceAll("=", "") }],
        });
      },
    ],
    ["beside one of a stranger", (payload) => formatEnvelope(envelopeOf(payload, [makeKey(), ann]))],
    [
      "in two envelopes of one file, the stranger's first",
      (payload) => formatEnvelope(envelopeOf(payload, [makeKey()])) + formatEnvelope(envelopeOf(payload, [ann])),
    ],
    ["with unknown fields beside", (payload) => JSON.stringify({ ...asJson(payload), extra: { a: 1 } })],
  ])("%s", async (_, text) => {
    const verdict = await judgeUnder(withEnvelopes(text), trust);
    expect(verdict.findings).toEqual([]);
    expect(verdict).toMatchObject({ verdict: "proved", origin: "proved", integrity: "proved" });
  });

  it.each<[string, (payload: Buffer) => Buffer]>([
    ["DER", derOf],
    ["raw r and s", rawOf],
  ])("ECDSA in %s", async (_, make) => {
    const dir = withEnvelopes((payload) => by(p256, payload, make(payload)));
    expect((await judgeUnder(dir, trustFile([trusting(p256, "Bo")]))).verdict).toBe("proved");
  });
});

describe("signatures that must not count", () => {
  it.each<[string, (payload: Buffer) => string]>([
    ["by a stranger", (payload) => formatEnvelope(envelopeOf(payload, [makeKey()]))],
    [
      "by a stranger who calls himself by a trusted key's file name only",
      (payload) =>
        formatEnvelope({
          ...envelopeOf(payload, [makeKey()]),
          signatures: envelopeOf(payload, [makeKey()]).signatures.map(({ sig }) => ({ keyid: "Ann", sig })),
        }),
    ],
  ])("%s: undecided, listed", async (_, text) => {
    const verdict = await judgeUnder(withEnvelopes(text), trust);
    expect(verdict).toMatchObject({ verdict: "undecided", origin: "undecided", integrity: "proved" });
    expect(codesOf(verdict)).toEqual(["THRESHOLD_NOT_MET"]);
    expect(verdict.signatures.map(({ status, owner }) => [status, owner])).toEqual([
      ["untrusted", null],
      ["untrusted", null],
    ]);
  });

  it.each<[string, (payload: Buffer) => string]>([
    ["over the payload without the pre-authentication encoding", (payload) => by(ann, payload, ann.sign(payload))],
    [
      "over another payload type",
      (payload) => by(ann, payload, ann.sign(preAuthEncoding("application/json", payload))),
    ],
    // PAE ambiguity: lengths belong to the bytes signed.
    [
      "over an encoding without lengths",
      (payload) => by(ann, payload, ann.sign(Buffer.concat([Buffer.from(`DSSEv1 ${inTotoPayloadType} `), payload]))),
    ],
    [
      "over an encoding with the type's length wrong by the payload's first byte",
      (payload) =>
        by(
          ann,
          payload,
          ann.sign(
            Buffer.concat([
              Buffer.from(`DSSEv1 ${inTotoPayloadType.length + 1} ${inTotoPayloadType} ${payload.length - 1} `),
              payload,
            ]),
          ),
        ),
    ],
    [
      "with a flipped bit",
      (payload) => {
        const sig = ann.sign(preAuthEncoding(inTotoPayloadType, payload));
        sig[5] = (sig[5] ?? 0) ^ 1;
        return by(ann, payload, sig);
      },
    ],
    ["cut short", (payload) => by(ann, payload, ann.sign(preAuthEncoding(inTotoPayloadType, payload)).subarray(0, 63))],
    [
      "one byte too long",
      (payload) =>
        by(ann, payload, Buffer.concat([ann.sign(preAuthEncoding(inTotoPayloadType, payload)), Buffer.from([0])])),
    ],
    [
      "by a stranger in a trusted key's name",
      (payload) => by(ann, payload, makeKey().sign(preAuthEncoding(inTotoPayloadType, payload))),
    ],
    ["all zeros", (payload) => by(ann, payload, Buffer.alloc(64))],
  ])("%s, in the name of a trusted key: violated", async (_, text) => {
    const verdict = await judgeUnder(withEnvelopes(text), trust);
    expect(verdict).toMatchObject({ verdict: "violated", origin: "violated" });
    expect(codesOf(verdict)).toEqual(["SIGNATURE_INVALID", "THRESHOLD_NOT_MET"]);
  });

  it("one bad one in a trusted name fails the whole, though a good one is there", async () => {
    const dir = signed();
    put(dir, pathOf("bundle"), by(ann, payloadsOf(dir).bundle, Buffer.alloc(64, 1)));
    expect(codesOf(await judgeUnder(dir, trust))).toEqual(["SIGNATURE_INVALID"]);
  });

  it("ECDSA: DER with bytes behind it, and raw with r and s of another length", async () => {
    for (const spoil of [
      (sig: Buffer) => Buffer.concat([sig, Buffer.from([0])]),
      (sig: Buffer) => sig.subarray(0, sig.length - 1),
    ]) {
      for (const make of [derOf, rawOf]) {
        const dir = withEnvelopes((payload) => by(p256, payload, spoil(make(payload))));
        expect((await judgeUnder(dir, trustFile([trusting(p256, "Bo")]))).verdict).toBe("violated");
      }
    }
  });
});

describe("payload-type confusion", () => {
  it.each([
    "application/vnd.in-toto+json ",
    "application/json",
    "application/vnd.in-toto+xml",
    "application/vnd.in-toto+JSON",
  ])("an envelope of the type %j over the right bytes, well signed, has no place", async (type) => {
    const dir = withEnvelopes((payload) => formatEnvelope(envelopeOf(payload, [ann], type)));
    const verdict = await judgeUnder(dir, trust);
    expect(verdict).toMatchObject({ verdict: "violated", integrity: "violated" });
    expect(claimsOf(verdict)).toMatchObject({ "provenance signed": "unverified", "bundle signed": "unverified" });
  });

  it("the type is exchanged after signing", async () => {
    const dir = withEnvelopes((payload) =>
      JSON.stringify({
        ...JSON.parse(formatEnvelope(envelopeOf(payload, [ann], "text/plain"))),
        payloadType: inTotoPayloadType,
      }),
    );
    expect((await judgeUnder(dir, trust)).verdict).toBe("violated");
  });
});

describe("an envelope that two readers could read differently has no place, signed or not", () => {
  const nested = (depth: number): string => `${"[".repeat(depth)}${"]".repeat(depth)}`;
  it.each<[string, (json: Json) => string]>([
    ["duplicate keys", (json) => JSON.stringify(json).replace("{", `{"payload":"e30=",`)],
    ["duplicate keys, one escaped", (json) => JSON.stringify(json).replace("{", `{"p\\u0061yload":"e30=",`)],
    ["trailing bytes", (json) => `${JSON.stringify(json)}x`],
    ["a second document that is none", (json) => `${JSON.stringify(json)}\n{"a":1}`],
    ["a byte order mark", (json) => `\ufeff${JSON.stringify(json)}`],
    ["deep nesting", (json) => JSON.stringify(json).replace("{", `{"extra":${nested(100_000)},`)],
    ["a huge number", (json) => JSON.stringify(json).replace("{", `{"extra":1e999999,`)],
    ["an integer that a double can't hold", (json) => JSON.stringify(json).replace("{", `{"extra":9007199254740993,`)],
    ["__proto__", (json) => JSON.stringify(json).replace("{", `{"__proto__":{"payload":"e30="},`)],
    ["no signature", (json) => JSON.stringify({ ...json, signatures: [] })],
    [
      "its signatures stripped",
      (json) => JSON.stringify({ payload: json["payload"], payloadType: json["payloadType"] }),
    ],
    [
      "signatures that are no list",
      (json) => JSON.stringify({ ...json, signatures: { 0: (json["signatures"] as unknown[])[0] } }),
    ],
    [
      "a thousand signatures",
      (json) => JSON.stringify({ ...json, signatures: Array(1000).fill((json["signatures"] as unknown[])[0]) }),
    ],
    [
      "both alphabets in one text",
      (json) => JSON.stringify({ ...json, payload: `-${String(json["payload"]).slice(1, -1)}/` }),
    ],
    [
      "white space in base64",
      (json) =>
        JSON.stringify({
          ...json,
          payload: `${String(json["payload"]).slice(0, 8)}\n${String(json["payload"]).slice(8)}`,
        }),
    ],
    ["more envelopes than anybody needs", (json) => `${JSON.stringify(json)}\n`.repeat(1001)],
    ["no bytes", () => ""],
    ["nothing but newlines", () => "\n\n\n"],
    ["a list", (json) => JSON.stringify([json])],
    [
      "a Sigstore bundle of an unknown version",
      (json) =>
        JSON.stringify({
          mediaType: "application/vnd.dev.sigstore.bundle.v0.4+json",
          verificationMaterial: { publicKey: { hint: "" } },
          dsseEnvelope: json,
        }),
    ],
    [
      "a Sigstore bundle with two contents",
      (json) =>
        JSON.stringify({
          mediaType: "application/vnd.dev.sigstore.bundle.v0.3+json",
          verificationMaterial: { publicKey: { hint: "" } },
          dsseEnvelope: json,
          messageSignature: {},
        }),
    ],
    [
      "a Sigstore bundle with key and certificate",
      (json) =>
        JSON.stringify({
          mediaType: "application/vnd.dev.sigstore.bundle.v0.3+json",
          verificationMaterial: { publicKey: { hint: "" }, certificate: {} },
          dsseEnvelope: json,
        }),
    ],
    [
      "a Sigstore bundle with two signatures",
      (json) =>
        JSON.stringify({
          mediaType: "application/vnd.dev.sigstore.bundle.v0.3+json",
          verificationMaterial: { publicKey: { hint: "" } },
          dsseEnvelope: { ...json, signatures: Array(2).fill((json["signatures"] as unknown[])[0]) },
        }),
    ],
  ])("%s", async (_, spoil) => {
    const dir = signed();
    put(dir, "attestations/extra.intoto.jsonl", spoil(asJson(payloadsOf(dir).provenance)));
    const verdict = await judgeUnder(dir, trust);
    expect(codesOf(verdict)).toEqual(["ATTESTATION_MALFORMED"]);
    expect(verdict).toMatchObject({ verdict: "violated", integrity: "violated" });
    // Also for somebody who asks about integrity alone.
    expect((await judgeUnder(dir, trust, { integrityOnly: true })).verdict).toBe("violated");
  });

  it("a payload signed as it is, with duplicate keys in it", async () => {
    const dir = signed();
    const digest =
      payloadsOf(dir)
        .bundle.toString("utf8")
        .match(/[0-9a-f]{64}/)?.[0] ?? "";
    const text = `{"_type":"https://in-toto.io/Statement/v1","subject":[{"digest":{"sha256":"${digest}","sha256":"${digest}"}}],"predicateType":"x","predicate":{}}`;
    put(dir, "attestations/extra.intoto.jsonl", formatEnvelope(envelopeOf(Buffer.from(text), [ann])));
    expect(codesOf(await judgeUnder(dir, trust))).toEqual(["ATTESTATION_MALFORMED"]);
  });
});

describe("the payload is compared as it is, never made again", () => {
  it("re-serialised, re-ordered or with a space more it is another document, however well signed", async () => {
    for (const again of [
      (text: string) => JSON.stringify(JSON.parse(text), null, 2),
      (text: string) => text.trimEnd(),
      (text: string) => JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text) as Json).reverse())),
      (text: string) => `${text} `,
    ]) {
      const dir = withEnvelopes((payload) =>
        formatEnvelope(envelopeOf(Buffer.from(again(payload.toString("utf8"))), [ann])),
      );
      const verdict = await judgeUnder(dir, trust);
      expect(codesOf(verdict)).toEqual(["ATTESTATION_FOREIGN", "THRESHOLD_NOT_MET"]);
      expect(verdict.verdict).toBe("violated");
    }
  });

  it("an unsigned run is never proved, and one that lost one of its two signatures neither", async () => {
    expect(codesOf(await judgeUnder(writeBundle(temporary()), trust))).toEqual(["THRESHOLD_NOT_MET"]);
    for (const what of ["provenance", "bundle"] as const) {
      const dir = signed();
      const name = readFileNames(dir).find((path) => path.startsWith(what)) ?? "";
      rmSync(join(dir, "attestations", name));
      const verdict = await judgeUnder(dir, trust);
      expect(verdict).toMatchObject({ verdict: "undecided" });
      expect(claimsOf(verdict)[`${what} signed`]).toBe("unverified");
    }
  });

  it("gives no proof with an older statement of the same bundle in the place of the right one", async () => {
    const dir = signed();
    const name = readFileNames(dir).find((path) => path.startsWith("bundle")) ?? "";
    const path = join(dir, "attestations", name);
    const old = Buffer.from(payloadsOf(dir).bundle.toString("utf8").replace('"succeeded"', '"failed"'));
    writeFileSync(path, formatEnvelope(envelopeOf(old, [ann])));
    expect(readFileSync(path, "utf8")).not.toBe("");
    expect(codesOf(await judgeUnder(dir, trust))).toEqual(["ATTESTATION_FOREIGN", "THRESHOLD_NOT_MET"]);
  });
});

function readFileNames(dir: string): string[] {
  return readdirSync(join(dir, "attestations"));
}

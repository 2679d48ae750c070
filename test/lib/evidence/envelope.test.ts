import { describe, expect, test } from "vitest";
import { formatEnvelope, parseEnvelopes, preAuthEncoding } from "../../../lib/evidence/index.ts";
import { isSignedBy, parsePublicKey } from "../../../lib/sign/index.ts";

const bytes = (value: unknown): Buffer => Buffer.from(typeof value === "string" ? value : JSON.stringify(value));
const envelope = { payloadType: "t", payload: "aGk=", signatures: [{ keyid: "a", sig: "AAE=" }] };
const parsed = {
  payloadType: "t",
  payload: Buffer.from("hi"),
  signatures: [{ keyid: "a", sig: Buffer.from([0, 1]) }],
};

/** The vector of the DSSE protocol text: P-256, the signature as raw r and s. */
const vector = {
  key: `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEZ805D3eqNZywjCI19lInBJOp7YMr
CrzAH3CVTAOQ0jgMeCvVTiaRJaRPRDOv8UMs6U4SvKc6pnrIDOoSYI3fdA==
-----END PUBLIC KEY-----`,
  envelope: {
    payload: "aGVsbG8gd29ybGQ=",
    payloadType: "http://example.com/HelloWorld",
    signatures: [{ sig: "A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA==" }],
  },
};

describe("preAuthEncoding", () => {
  test("writes the vector of the protocol", () => {
    expect(preAuthEncoding("http://example.com/HelloWorld", Buffer.from("hello world")).toString()).toBe(
      "DSSEv1 29 http://example.com/HelloWorld 11 hello world",
    );
  });

  test("counts bytes, not characters", () => {
    expect(preAuthEncoding("ä", Buffer.from("€")).toString()).toBe("DSSEv1 2 ä 3 €");
  });

  test("never gives one encoding to two pairs, even when a type ends like a payload begins", () => {
    expect(preAuthEncoding("a 1 b", Buffer.from("c"))).not.toEqual(preAuthEncoding("a", Buffer.from("b 1 c")));
  });
});

describe("parseEnvelopes", () => {
  test("reads the vector of the protocol, whose signature holds", () => {
    const [read] = parseEnvelopes(bytes(vector.envelope), "x");
    expect(read?.signatures[0]?.keyid).toBe("");
    const signed = preAuthEncoding(read?.payloadType ?? "", read?.payload ?? Buffer.alloc(0));
    expect(isSignedBy(parsePublicKey(vector.key, "k"), signed, read?.signatures[0]?.sig ?? Buffer.alloc(0))).toBe(true);
  });

  test.each<[string, string]>([
    ["one line", `${JSON.stringify(envelope)}\n`],
    ["no newline at the end", JSON.stringify(envelope)],
    ["an extra newline", `${JSON.stringify(envelope)}\n\n`],
    ["lines that end in CR LF", `${JSON.stringify(envelope)}\r\n`],
    ["a document over several lines", JSON.stringify(envelope, null, 2)],
    ["unknown fields", JSON.stringify({ ...envelope, more: 1 })],
    ["no padding", JSON.stringify({ ...envelope, payload: "aGk" })],
  ])("accepts %s", (_, text) => {
    expect(parseEnvelopes(bytes(text), "x")).toEqual([parsed]);
  });

  test("reads several lines in their order, and both alphabets of base64", () => {
    const text = ["_-8=", "/+8="].map((payload) => JSON.stringify({ ...envelope, payload })).join("\n");
    expect(parseEnvelopes(bytes(text), "x").map(({ payload }) => payload.toString("hex"))).toEqual(["ffef", "ffef"]);
  });

  test("reads back what formatEnvelope writes", () => {
    expect(parseEnvelopes(bytes(formatEnvelope(parsed)), "x")).toEqual([parsed]);
  });

  const { signatures } = envelope;
  test.each<[string, unknown]>([
    ["nothing", ""],
    ["blank lines", "\n \n"],
    ["a list", [envelope]],
    ["a text", '"x"'],
    ["no signature", { ...envelope, signatures: [] }],
    ["signatures that are no list", { ...envelope, signatures: {} }],
    ["signatures left out", { ...envelope, signatures: undefined }],
    ["a signature that is no object", { ...envelope, signatures: ["x"] }],
    ["an empty signature", { ...envelope, signatures: [{ keyid: "a", sig: "" }] }],
    ["a signature without sig", { ...envelope, signatures: [{ keyid: "a" }] }],
    ["a keyid that is a number", { ...envelope, signatures: [{ keyid: 1, sig: "AAE=" }] }],
    ["101 signatures", { ...envelope, signatures: Array.from({ length: 101 }, () => signatures[0]) }],
    ["a payload that is no text", { ...envelope, payload: 1 }],
    ["no payload", { ...envelope, payload: undefined }],
    ["no payload type", { ...envelope, payloadType: undefined }],
    ["an empty payload type", { ...envelope, payloadType: "" }],
    ["mixed alphabets", { ...envelope, payload: "+_8=" }],
    ["white space in base64", { ...envelope, payload: "aG k=" }],
    ["base64 of an impossible length", { ...envelope, payload: "aGk==" }],
    ["one digit too many", { ...envelope, payload: "aGkab" }],
    ["padding alone", { ...envelope, payload: "=" }],
    ["duplicate keys", '{"payloadType":"t","payload":"aGk=","payload":"aG8=","signatures":[{"sig":"AAE="}]}'],
    ["trailing bytes", `${JSON.stringify(envelope)}x`],
    ["a second line that is cut short", `${JSON.stringify(envelope)}\n${JSON.stringify(envelope).slice(0, 20)}`],
    ["deep nesting", `{"payloadType":"t","x":${"[".repeat(1000)}${"]".repeat(1000)}}`],
    ["bytes that are not UTF-8", Buffer.from([0x7b, 0xff, 0x7d])],
  ])("refuses %s", (_, value) => {
    const input = Buffer.isBuffer(value) ? value : bytes(value);
    expect(() => parseEnvelopes(input, "x.jsonl")).toThrow(
      expect.objectContaining({ code: "E_ENVELOPE", message: expect.stringContaining("x.jsonl") }),
    );
  });
});

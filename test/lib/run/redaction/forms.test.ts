import { describe, expect, it } from "vitest";
import { formsOf } from "../../../../lib/run/redaction/forms.ts";

const narrow = (value: string): string[] =>
  formsOf(value)
    .filter((form) => !form.isWide)
    .map((form) => form.bytes.toString("utf8"));

describe("formsOf", () => {
  it("lists each form of a simple value once", () => {
    expect(narrow("s3cretpass")).toEqual([
      "s3cretpass",
      "73336372657470617373",
      "czNjcmV0cGFzcw==",
      "czNjcmV0cGFzcw",
      "czNjcmV0cGFzc",
      "MzY3JldHBhc3",
      "zM2NyZXRwYXNz",
    ]);
    expect(formsOf("s3cretpass").filter((form) => form.isWide)).toEqual([
      { bytes: Buffer.from("s3cretpass", "utf16le"), isWide: true },
    ]);
  });

  it.each([
    ["JSON", 'quo"te\\back\nline', 'quo\\"te\\\\back\\nline'],
    ["JSON as Python writes it", "pässword😀", "p\\u00e4ssword\\ud83d\\ude00"],
    ["JSON as Go writes it", "a<b>c&d-e-f", "a\\u003cb\\u003ec\\u0026d-e-f"],
    ["a URL component", "p@ss w/rd", "p%40ss%20w%2Frd"],
    ["a URL component in lower case", "p@ss w/rd", "p%40ss%20w%2frd"],
    ["a form", "p@ss w/rd", "p%40ss+w%2Frd"],
    ["a strict URL component", "it's(me)!", "it%27s%28me%29%21"],
    ["a URL component as Python writes it", "a/b*c d e", "a/b%2Ac%20d%20e"],
    ["the password of a URL", "a&b@c$d+e", "a&b%40c$d+e"],
    ["hex", "ÿ-secret", "c3bf2d736563726574"],
    ["hex in upper case", "ÿ-secret", "C3BF2D736563726574"],
    ["base64url", "??>>??>>", "Pz8-Pj8_Pj4"],
    ["plain without white space around", "\n s3cretpass\n", "s3cretpass"],
  ])("has %s", (_, value, form) => {
    expect(narrow(value)).toContain(form);
  });

  it("has the long lines of a key, and not its frame", () => {
    const lines = ["MIIEvQIBADANBgkqhkiG9w0BAQEF", "AASCBKcwggSjAgEAAoIBAQC7VJTU"];
    const key = ["-----BEGIN PRIVATE KEY-----", ...lines, "}", "-----END PRIVATE KEY-----"].join("\r\n");
    expect(narrow(key)).toEqual(expect.arrayContaining(lines));
    expect(narrow(key)).not.toContain("}");
    expect(narrow(key)).not.toContain("-----BEGIN PRIVATE KEY-----");
  });

  it("has nothing for a value under 8 bytes, and survives lone surrogates", () => {
    expect(formsOf("1234567")).toEqual([]);
    expect(formsOf("   1234567   ")).toEqual([]);
    expect(narrow("\ud800-secret")[0]).toBe("\ufffd-secret");
  });
});

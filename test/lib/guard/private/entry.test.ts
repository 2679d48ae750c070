import { describe, expect, it } from "vitest";
import { type Entry, makeEntry, openEntry } from "../../../../lib/guard/private/entry.ts";
import { deriveKeys } from "../../../../lib/guard/private/keys.ts";
import { normalForm } from "../../../../lib/guard/private/normal-form.ts";
import { keys, listId, salt } from "../../../support/deny.ts";

const form = normalForm("Acme-Corp", "it");

describe("an entry", () => {
  it("is opened by the salt with which it was made", () => {
    const entry = makeEntry(form, keys, "a note");
    expect(openEntry(entry, 3, keys)).toMatchObject({ index: 3, length: 8, isAscii: true, isWide: false });
    expect(openEntry(makeEntry(normalForm("Straße", "it"), keys), 0, keys)).toMatchObject({
      isAscii: true,
      isWide: true,
    });
    expect(openEntry(makeEntry(normalForm("東京計画", "it"), keys), 0, keys)).toMatchObject({
      isAscii: false,
      isWide: true,
    });
  });

  it("is these bytes, for ever", () => {
    expect(makeEntry(form, keys)).toMatchInlineSnapshot(`
      {
        "digest": "6e4fae165c6550b93972f8c7fc75f3f1e2a7e5b9edaba6bf7ac3d78bef0f3c1f",
        "hint": "fb6b9060af5a38d3488395c6c9ef1fc2898fc33b4799e9b1",
      }
    `);
  });

  it.each<[string, (entry: Entry) => Entry]>([
    [
      "its digest",
      (entry) => ({ ...entry, digest: entry.digest.replace(/^./, (digit) => (digit === "0" ? "1" : "0")) }),
    ],
    ["its hint", (entry) => ({ ...entry, hint: entry.hint.replace(/^./, (digit) => (digit === "0" ? "1" : "0")) })],
    ["its seal", (entry) => ({ ...entry, hint: entry.hint.replace(/.$/, (digit) => (digit === "0" ? "1" : "0")) })],
    ["its note", (entry) => ({ ...entry, note: "another" })],
    ["that it has a note", ({ digest, hint }) => ({ digest, hint })],
    ["another's hint", (entry) => ({ ...entry, hint: makeEntry(normalForm("globex", "it"), keys).hint })],
  ])("is no entry any more when somebody changes %s", (_, change) => {
    const entry = makeEntry(form, keys, "a note");
    expect(openEntry(entry, 0, keys)).toBeDefined();
    expect(openEntry(change(entry), 0, keys)).toBeUndefined();
  });

  it("is none when nobody would look for it: no letters to begin with, or in no kind of text", () => {
    const open = (bytes: Buffer, isAscii = true) =>
      openEntry(makeEntry({ bytes, isAscii, isWide: false }, keys), 0, keys)?.length;
    // The hint has one byte for the length.
    expect([4, 255, 256, 259, 260].map((length) => open(Buffer.alloc(length, "a")))).toEqual([
      ...[4, 255, undefined, undefined, 4],
    ]);
    expect(open(form.bytes, false)).toBeUndefined();
  });

  it("says nothing about the token: other lists and salts give other digests and hints, of one length", () => {
    const others = [deriveKeys(salt, "ff".repeat(16)), deriveKeys(`${salt}x`, listId)];
    const [one, ...rest] = [keys, ...others].map((each) => makeEntry(form, each));
    for (const other of rest) {
      expect(other.digest).not.toBe(one?.digest);
      expect(other.hint.slice(0, 16)).not.toBe(one?.hint.slice(0, 16));
    }
    const long = makeEntry(normalForm("x".repeat(128), "it"), keys);
    expect([long.digest.length, long.hint.length]).toEqual([one?.digest.length, one?.hint.length]);
  });

  it.each(["Acme Corp", "ACME_CORP", "acmecorp", "acme.corp", "AcmeCorp"])("is the same for %j", (token) => {
    expect(makeEntry(normalForm(token, "it"), keys).digest).toBe(makeEntry(form, keys).digest);
  });
});

describe("normalForm", () => {
  it.each([
    ["Acme Corp", "acmecorp", true, false],
    ["Straße", "strasse", true, true],
    ["Café-1", "café1", false, true],
    ["ＡＣＭＥ", "acme", true, true],
    ["ΣΑΣ ΣΑΣ", "σασσασ", false, true],
    ["x".repeat(128), "x".repeat(128), true, false],
    ["abcd", "abcd", true, false],
  ])("of %j is %j", (token, letters, isAscii, isWide) => {
    expect(normalForm(token, "it")).toEqual({ bytes: Buffer.from(letters), isAscii, isWide });
  });

  it.each([
    ["", "is empty"],
    ["  ", "is empty"],
    ["abc", "fewer than 4"],
    ["a-b-c", "fewer than 4"],
    ["----", "fewer than 4"],
    ["x".repeat(129), "more than 128"],
    ["acme\u200bcorp", "invisible"],
    ["acme\ncorp", "invisible"],
    ["acme\ud800", "surrogate"],
  ])("refuses %j without repeating it", (token, why) => {
    expect(() => normalForm(token, "token 7")).toThrow(
      expect.objectContaining({ code: "E_CONFIG", message: expect.stringContaining(why) }),
    );
    try {
      normalForm(token, "token 7");
    } catch (error) {
      expect(String(error)).toContain("token 7");
      if (token.trim().length > 4) expect(String(error)).not.toContain(token.trim());
    }
  });
});

import { describe, expect, test } from "vitest";
import { fingerprintOf } from "../../../../lib/guard/fingerprint.ts";
import type { Hit } from "../../../../lib/guard/forbidden/collector.ts";
import { inContents, inLink, inName, pathOf } from "../../../../lib/guard/forbidden/finding.ts";
import type { Secrecy } from "../../../../lib/guard/forbidden/matcher.ts";

const hit: Hit = { token: "acme", count: 1, isAtLeast: false, encoding: "UTF-8", offset: 7 };
const place = { line: 2, column: 3 };
const secrecy: Secrecy = { blind: (text) => `blind(${text})`, labelOf: () => "abcd" };
const origin = { from: "index", blob: "b10b" } as const;

describe("the message of a token in contents", () => {
  test.each<[string, Partial<Hit>, "index" | "work tree", string]>([
    ["with its place", { place }, "index", 'a:2:3: Forbidden token "acme"'],
    ["with its byte", {}, "index", 'a: Forbidden token "acme" at byte 7'],
    ["in the work tree", { place }, "work tree", 'a:2:3: Forbidden token "acme" in the work tree'],
    ["in another encoding", { encoding: "UTF-16 LE" }, "index", 'a: Forbidden token "acme" at byte 7 as UTF-16 LE'],
    ["more than once", { place, count: 2 }, "index", 'a:2:3: Forbidden token "acme", 2 times'],
    ["once at least", { place, isAtLeast: true }, "index", 'a:2:3: Forbidden token "acme", at least 1 times'],
    ["often", { place, count: 9, isAtLeast: true }, "index", 'a:2:3: Forbidden token "acme", at least 9 times'],
    ["that is secret", { place, secrecy }, "index", "a:2:3: Forbidden token abcd"],
  ])("%s", (_, more, from, expected) => {
    expect(inContents("a", { ...hit, ...more }, { ...origin, from }).message).toBe(expected);
  });
});

describe("a secret token", () => {
  test("is not repeated in a fix, and neither content, path nor target can be guessed by its fingerprint", () => {
    const secret = { ...hit, secrecy };
    expect(inContents("a", { ...secret, place }, origin)).toMatchObject({
      fix: "replace what stands at a:2:3",
      fingerprint: fingerprintOf("FORBIDDEN_TOKEN", ["acme", "blob", "blind(b10b)"]),
    });
    expect(inName("d/x", "acme", { secrecy })).toMatchObject({
      message: "Forbidden token abcd in the path",
      fingerprint: fingerprintOf("FORBIDDEN_IN_NAME", ["acme", "blind(d/x)"]),
    });
    expect(inLink("a", secret, origin)).toMatchObject({
      message: "Forbidden token abcd in the link's target",
      fingerprint: fingerprintOf("FORBIDDEN_IN_LINK", ["acme", "blind(b10b)"]),
    });
  });

  test("is known by its lines all the same", () => {
    const { fingerprint } = inContents("a", { ...hit, secrecy, lines: ["1"] }, origin);
    expect(fingerprint).toBe(fingerprintOf("FORBIDDEN_TOKEN", ["acme", ["1"]]));
  });
});

describe("a token that everybody may read", () => {
  test("is named in the fix; its content, names or target are what it is known by", () => {
    expect(inContents("a", hit, origin)).toMatchObject({
      fix: 'replace "acme" in a',
      fingerprint: fingerprintOf("FORBIDDEN_TOKEN", ["acme", "blob", "b10b"]),
    });
    expect(inLink("a b", { ...hit, encoding: "UTF-16 BE" }, { ...origin, from: "work tree" })).toMatchObject({
      message: `Forbidden token "acme" as UTF-16 BE in the link's target in the work tree`,
      fix: "ln -sfn NEW_TARGET 'a b'",
      fingerprint: fingerprintOf("FORBIDDEN_IN_LINK", ["acme", "b10b"]),
    });
  });

  test.each([
    ["x/acme/y", "acme", ["acme"]],
    ["x/my-acme-acme.txt", "acme", ["my-acme-acme.txt"]],
    ["acme/x/acme.md", "acme", ["acme", "acme.md"]],
    ["x/acme/yes/z", "acme/y", ["acme/yes"]],
    ["x/acme/y", "acme/", ["acme"]],
    ["\\xff/x", "\xff", ["\\xff/x"]],
  ])("in the path %s is known by the names that have it, each once", (path, token, names) => {
    expect(inName(path, token).fingerprint).toBe(fingerprintOf("FORBIDDEN_IN_NAME", [token, names]));
  });
});

test.each([
  ["keep", "ACME/acme.md", ["acme.md"]],
  ["ignore", "ACME/x/Acme.md", ["ACME", "Acme.md"]],
  // "ß" is not "SS", so that no letter moves another one.
  ["ignore", "ẞ/ACME-ß", ["ACME-ß"]],
] as const)('letters that are compared as "%s" say which names in %s have the token', (letters, path, names) => {
  expect(inName(path, "acme", { letters }).fingerprint).toBe(fingerprintOf("FORBIDDEN_IN_NAME", ["acme", names]));
});

test("a token that is a slash and no more is told, too", () => {
  expect(inName("a/b", "/").message).toBe('Forbidden token "/" in the path');
});

test("pathOf writes bytes that are not UTF-8 as such", () => {
  expect([pathOf("a\xc3\xa9"), pathOf("a\xff")]).toEqual(["aé", "a\\xff"]);
});

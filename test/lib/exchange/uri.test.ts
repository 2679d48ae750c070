import { describe, expect, it } from "vitest";
import { encodePath, isUri, namedInformation, purl } from "../../../lib/exchange/uri.ts";

const hostile = "a b/%41 ü\n#?[x]*:@'(!).csv";

describe("encodePath", () => {
  it("leaves nothing of a hostile name that a URI could misread, and gives it back", () => {
    const encoded = encodePath(hostile);
    expect(encoded).toBe("a%20b/%2541%20%C3%BC%0A%23%3F%5Bx%5D%2A%3A%40%27%28%21%29.csv");
    expect(decodeURIComponent(encoded)).toBe(hostile);
    expect(new URL(encoded, "file:///top/").pathname).toBe(`/top/${encoded}`);
  });
});

describe("purl", () => {
  it.each([
    [purl("pypi", "foo-bar", "1.0+local"), "pkg:pypi/foo-bar@1.0%2Blocal"],
    [purl("npm", "verify", "3.1.1", "@sigstore"), "pkg:npm/%40sigstore/verify@3.1.1"],
    [purl("golang", "toml", "v0.3.1", "github.com/burntsushi"), "pkg:golang/github.com/burntsushi/toml@v0.3.1"],
    [purl("cargo", "a/b@c?d#e", "1 2"), "pkg:cargo/a%2Fb%40c%3Fd%23e@1%202"],
  ])("%s", (made, expected) => expect(made).toBe(expected));
});

it("namedInformation tells two names of the same bytes apart, and is a URI", () => {
  const [a, b] = [namedInformation("00".repeat(32), "a.csv"), namedInformation("00".repeat(32), hostile)];
  expect(a).toBe(`ni:///sha-256;${"A".repeat(43)}?name=a.csv`);
  expect(b).not.toBe(a);
  expect(isUri(b)).toBe(true);
});

it.each([
  ["https://example.org/x.git", true],
  ["ssh://git@example.org/x.git", true],
  ["git@example.org:x.git", false],
  ["../x.git", false],
  ["https://example.org/a b", false],
  ["https://", false],
])("isUri of %s is %s", (text, expected) => expect(isUri(text)).toBe(expected));

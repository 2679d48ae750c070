import { describe, expect, test } from "vitest";
import { createPlaces } from "../../../../lib/guard/forbidden/places.ts";
import { type Encoding, encode } from "../../../../lib/guard/forbidden/tokens.ts";

const wide = ["UTF-16 LE", "UTF-16 BE"] as const;

/** `line:column` of the first "acme" in `encoding`, or nothing. */
const placeIn = (content: Buffer, encoding: Encoding = "UTF-8"): string | undefined => {
  const places = createPlaces();
  places.begin(content);
  const place = places.at(content, { start: content.indexOf(encode("acme", encoding)), encoding });
  return place && `${place.line}:${place.column}`;
};

const latin1 = (text: string): Buffer => Buffer.from(text, "latin1");

describe("createPlaces", () => {
  test.each([
    ["\xef\xbb\xbfacme", "1:1", "a byte order mark"],
    ["\xef\xbb\x80acme", "1:2", "a character that begins like the mark"],
    ["\xef\x80\xbfacme", "1:2", "one that begins and ends like it"],
    ["a\xbb\xbfacme", "1:2", "the end of a mark"],
    ["\xffacme", "1:3", "the first half of a little-endian mark"],
    ["a\xfeacme", "1:4", "the second half of one"],
    ["\xfeacme", "1:3", "the first half of a big-endian mark"],
    ["a\xffacme", "1:4", "the second half of one"],
    ["\xf0\x9f\x98\x80\n\xf0\x9f\x98\x80\xc3\xa9acme", "2:4", "characters of four and of two bytes"],
    [`${"x".repeat(8000)}\0acme`, "1:8002", "a zero byte behind the part that git looks at"],
  ])("places a token behind %j at %s: %s", (content, expected) => {
    expect(placeIn(latin1(content))).toBe(expected);
  });

  test("places nothing behind a zero byte that git sees", () => {
    expect(placeIn(latin1(`${"x".repeat(7999)}\0acme`))).toBeUndefined();
  });

  test.each(wide)("counts units in %s, and breaks lines at line feeds alone", (encoding) => {
    // Letters that have a byte of the line feed, on either side, and one without a zero byte.
    const content = encode("\ufeff日\n日\u050a\u0a05\u0a0a acme", encoding);
    expect(placeIn(content, encoding)).toBe("2:6");
    expect(placeIn(encode("\ufeffacme", encoding), encoding)).toBe("1:1");
  });

  test.each(wide)("places nothing in %s that stands across its units, or is of another encoding", (encoding) => {
    const token = encode("acme", encoding);
    const across = Buffer.concat([encode("\ufeff", encoding), Buffer.of(1), token, Buffer.of(1)]);
    expect(placeIn(across, encoding)).toBeUndefined();
    expect(placeIn(Buffer.concat([encode("\ufeff", encoding), Buffer.from("acme")]))).toBeUndefined();
  });

  test("goes on from window to window, in the kind of text that the first one says", () => {
    const places = createPlaces();
    const second = encode("y\nacme", "UTF-16 BE");
    const first = Buffer.concat([encode("\ufeffx\n", "UTF-16 BE"), second]);
    places.begin(first);
    places.pass(first, 6);
    places.begin(second);
    expect(places.kind()).toBe("UTF-16 BE");
    expect(places.at(second, { start: 4, encoding: "UTF-16 BE" })).toEqual({ line: 3, column: 1 });
  });
});

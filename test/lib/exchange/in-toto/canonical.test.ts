import { describe, expect, it } from "vitest";
import { olpcJson } from "../../../../lib/exchange/in-toto/canonical.ts";

describe("olpcJson", () => {
  it("gives what securesystemslib's encode_canonical gives", () => {
    // Keys by code point, where RFC 8785 would put the second of these two first; control characters as they are.
    const value = { b: [1, true, null, -5], "a\n": 'q"\\é\t/', "\uffff": 1, "\u{1f600}": 2 };
    expect(olpcJson(value)).toBe('{"a\n":"q\\"\\\\é\t/","b":[1,true,null,-5],"\uffff":1,"\u{1f600}":2}');
  });

  it.each([[1.5], [2 ** 53], [Number.NaN], [{ a: [0.1] }]])("refuses the number in %j", (value) => {
    expect(() => olpcJson(value)).toThrow(expect.objectContaining({ code: "E_JSON" }));
  });

  it("refuses half a character", () => {
    expect(() => olpcJson({ ["\ud800"]: 1 })).toThrow(expect.objectContaining({ code: "E_JSON" }));
  });
});

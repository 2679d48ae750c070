import { describe, expect, test } from "vitest";
import { createCollector } from "../../../../lib/guard/forbidden/collector.ts";
import { inContents, inLink, inName } from "../../../../lib/guard/forbidden/finding.ts";
import { createLineList, lineAround, longestSide } from "../../../../lib/guard/forbidden/lines.ts";
import { createMatcher } from "../../../../lib/guard/forbidden/matcher.ts";
import { type Encoding, encode, encodings } from "../../../../lib/guard/forbidden/tokens.ts";

const hitIn = (content: string | Buffer, tokens = ["acme"]) => {
  const collector = createCollector(createMatcher(tokens));
  collector.push(Buffer.from(content));
  const [hit] = collector.end();
  if (hit === undefined) throw new Error("not found");
  return hit;
};

/** The fingerprint of the finding about `content`, whose blob has the name `blob`. */
const known = (content: string | Buffer, blob = "b".repeat(40), path = "a.txt") =>
  inContents(path, hitIn(content), { from: "index", blob }).fingerprint;

const base = known("one\n  see acme, please\ntwo");

describe("a token in contents is the same finding", () => {
  test.each([
    ["on another line", "\n\n\none\n  see acme, please\ntwo"],
    ["with other lines around it", "  see acme, please\n"],
    ["indented otherwise", "one\n\t\tsee acme, please\ntwo"],
    ["with other line ends", "one\r\n  see acme, please\r\ntwo"],
    ["on the last line", "  see acme, please"],
    ["behind many windows", `${`${"x".repeat(62)}\n`.repeat(5000)}see acme, please`],
    ["where a window ends", `${"x".repeat(64 * 1024 - 10)}\nsee acme, please\n`],
    ["as UTF-16 LE", encode("\ufeff\n see acme, please\nx", "UTF-16 LE")],
    ["as UTF-16 BE", encode("\ufeff\n see acme, please\nx", "UTF-16 BE")],
  ])("%s", (_, content) => {
    expect(known(content, "c".repeat(40), "elsewhere/b.txt")).toBe(base);
  });
});

describe("a token in contents is another finding", () => {
  test.each([
    ["in another text", "one\n  see acme, thanks\ntwo"],
    ["on one more line", "one\n  see acme, please\nacme"],
    ["on a copy of the line", "one\n  see acme, please\n  see acme, please\n"],
    ["on one more line that is too long to name", `see acme, please\n${"y".repeat(2000)}acme`],
    ["far behind, on one more line", `see acme, please\n${"x\n".repeat(100_000)}acme`],
    ["in another case of a letter beside it", "one\n  see acme, pleasE\ntwo"],
    ["beside a byte that is no UTF-8", Buffer.from("one\n  see acme, pleas\xe9\ntwo", "latin1")],
  ])("%s", (_, content) => {
    expect(known(content)).not.toBe(base);
  });

  test("as another token", () => {
    const other = inContents("a", hitIn("  see acme, please", ["acme,"]), { from: "index", blob: "b" });
    expect(other.fingerprint).not.toBe(base);
  });
});

describe("a content whose lines can't tell is known by all of its bytes", () => {
  test.each([
    ["binary", Buffer.from("\0\x01acme")],
    ["a long line", `${"x".repeat(1100)}acme`],
    ["a line that goes on for long", `acme${"x".repeat(1100)}\n`],
    ["more than a thousand lines", Array.from({ length: 1001 }, (_, at) => `acme ${at}`).join("\n")],
    ["too many to count", "acme\n".repeat(110_000)],
    ["UTF-16 without a mark", encode("acme\n", "UTF-16 LE")],
  ])("%s", (_, content) => {
    expect(hitIn(content)).not.toHaveProperty("lines");
    expect(known(content, "1")).toBe(known(content, "1", "elsewhere"));
    expect(known(content, "1")).not.toBe(known(content, "2"));
  });

  test("a token that was no longer counted, because another one was too often", () => {
    const content = `globex one\n${"a\n".repeat(110_000)}globex two\n`;
    expect(hitIn(content, ["globex", "a"])).toMatchObject({ token: "globex", isAtLeast: true });
    expect(hitIn(content, ["globex", "a"])).not.toHaveProperty("lines");
  });

  test("a thousand lines still tell", () => {
    expect(hitIn(Array.from({ length: 1000 }, (_, at) => `acme ${at}`).join("\n")).lines).toHaveLength(1000);
  });
});

describe("lineAround", () => {
  /** The line around "acme" in a window that is the whole content, unless `edges` say otherwise. */
  const around = (text: string, encoding: Encoding, edges = {}) => {
    const window = encode(text, encoding);
    const token = encode("acme", encoding);
    const start = window.indexOf(token);
    const match = { start, end: start + token.length, encoding };
    return lineAround({ window, match, kind: encoding, isFirst: true, isLast: true, ...edges });
  };

  describe.each(encodings)("in %s", (encoding) => {
    const size = encoding === "UTF-8" ? 1 : 2;
    const longest = longestSide / size;

    test("gives the text between two line feeds, without white space around it", () => {
      // Letters that have a byte of the line feed, on either side, and some without a zero byte.
      const line = "日\u050a\u0a05\u0a0a  acme \v日\u050a\u0a05\u0a0a";
      const expected = Buffer.from(line).toString("latin1");
      expect(around(`x\n\t \v\f${line}\r \v\ny`, encoding)?.text).toBe(expected);
      expect(around(`\n\n acme\n\n`, encoding)).toEqual({ start: 2 * size, end: 7 * size, text: "acme" });
    });

    test.each([
      ["isFirst", "acme\n", 0],
      ["isLast", "\nacme", 5],
    ])("asks %s whether an end of the window is one of the content", (edge, text, end) => {
      expect(around(text, encoding)).toMatchObject(end === 0 ? { start: 0 } : { end: end * size });
      expect(around(text, encoding, { [edge]: false })).toBeUndefined();
    });

    test("gives up where a side is too long", () => {
      const sides = (length: number): string[] => [`${"x".repeat(length)}acme`, `acme${"y".repeat(length)}`];
      for (const line of sides(longest - 1)) expect(around(`z\n${line}\nz`, encoding)?.text).toBe(line);
      for (const line of sides(longest)) {
        expect(around(`z\n${line}\nz`, encoding)).toBeUndefined();
        // Where it is all that there is, there is no line feed to find.
        expect(around(line, encoding)?.text).toBe(line);
      }
      for (const line of sides(longest + 1)) expect(around(line, encoding)).toBeUndefined();
    });
  });

  test.each(["UTF-16 LE", "UTF-16 BE"] as const)("leaves half a unit at the end of %s out", (encoding) => {
    const window = Buffer.concat([encode("acme", encoding), Buffer.of(0x61)]);
    const question = { window, match: { start: 0, end: 8, encoding }, kind: encoding, isFirst: true, isLast: true };
    expect(lineAround(question)?.text).toBe("acme");
  });

  test("gives none for a match across the units, of another encoding, or in no text", () => {
    const match = { start: 1, end: 9, encoding: "UTF-16 LE" as const };
    const question = { window: Buffer.alloc(20, 1), match, isFirst: true, isLast: true };
    expect(lineAround({ ...question, kind: "UTF-16 LE" })).toBeUndefined();
    expect(lineAround({ ...question, match: { ...match, start: 2 }, kind: "UTF-16 BE" })).toBeUndefined();
    expect(lineAround({ ...question, match: { ...match, start: 2 }, kind: undefined })).toBeUndefined();
    expect(lineAround({ ...question, match: { ...match, start: 2 }, kind: "UTF-16 LE" })).toBeDefined();
  });
});

test("a line that is too long by what lies in the window before has no text", () => {
  // The match is the first that is left to the second window, which has 1,024 bytes before it.
  const start = 64 * 1024 - (longestSide - 1) - 9;
  expect(hitIn(`${"x".repeat(start)}日本語\n`.padEnd(70_000, "y"), ["日本語"])).not.toHaveProperty("lines");
  expect(
    hitIn(`${"x".repeat(start - 1024)}\n${"x".repeat(1023)}日本語\n`.padEnd(70_000), ["日本語"]).lines,
  ).toHaveLength(1);
});

test("a line that is given up stays given up, and a keyed digest may stand for each", () => {
  const list = createLineList((text) => `key ${text}`);
  list.add({ start: 4, end: 9, text: "b" }, 100);
  expect([list.needs(105), list.needs(109)]).toEqual([false, true]);
  list.add({ start: 0, end: 5, text: "a" }, 200);
  expect(list.end()).toEqual(["key a", "key b"]);
  list.add(undefined, 0);
  list.add({ start: 0, end: 5, text: "c" }, 300);
  expect([list.end(), list.needs(400)]).toEqual([undefined, false]);
});

describe("a token in a path", () => {
  const name = (path: string, token = "acme") => inName(path, token).fingerprint;

  test("is known by the names that have it", () => {
    expect(name("docs/acme.txt")).toBe(name("other/place/acme.txt"));
    expect(name("docs/acme.txt")).not.toBe(name("docs/acme.md"));
    expect(name("acme/x/acme.md")).not.toBe(name("x/acme.md"));
    expect(name("x/acme/y", "acme/y")).toBe(name("acme/y", "acme/y"));
    expect(name("x/acme/yes/z", "acme/y")).toBe(name("acme/yes/more", "acme/y"));
    expect(name("a", "acme")).not.toBe(name("b", "acme"));
  });

  test("is another finding than one in a link, which is known by its target's blob", () => {
    const link = (blob: string) => inLink("a", hitIn("acme"), { from: "index", blob }).fingerprint;
    expect(link("1")).toBe(link("1"));
    expect(link("1")).not.toBe(link("2"));
  });
});

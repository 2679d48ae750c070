import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { guarded, guardedJson, shellQuote, visible, visibleLines, wrapWords } from "../../lib/text.ts";

describe("visible", () => {
  it.each([
    ["a newline", "a\nb", "a\\u{a}b"],
    ["an escape sequence", "\u001b[31mred", "\\u{1b}[31mred"],
    ["a C1 control", "a\u009bb", "a\\u{9b}b"],
    ["delete", "a\u007f", "a\\u{7f}"],
    ["bidirectional overrides", "\u202egpj.exe\u2069", "\\u{202e}gpj.exe\\u{2069}"],
    ["the Arabic letter mark", "\u061ca", "\\u{61c}a"],
    ["zero-width characters", "a\u200bb\ufeff", "a\\u{200b}b\\u{feff}"],
    ["line separators", "a\u2028b\u2029", "a\\u{2028}b\\u{2029}"],
    ["tag characters", "a\u{e0041}", "a\\u{e0041}"],
    ["a lone surrogate", "a\ud800b", "a\\u{d800}b"],
  ])("shows %s", (_, text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it("shows every code point that Unicode calls a control, a separator, a surrogate or ignorable, and hardly another", () => {
    const hidden = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}]/u;
    // Of the format characters these have a shape of their own: signs of numbers, marks of verses.
    const shaped = /[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}]/u;
    const others: string[] = [];
    for (let code = 0; code <= 0x10ffff; code += 1) {
      const character = String.fromCodePoint(code);
      const isHidden = visible(character) !== character;
      const must = hidden.test(character) || (/\p{Cf}/u.test(character) && !shaped.test(character));
      if (must && !isHidden) throw new Error(`U+${code.toString(16)} is sent as it is`);
      if (isHidden && !must) others.push(code.toString(16));
    }
    // Egyptian joiners that are younger than the oldest Node that we run on.
    expect(others.every((code) => /^(?:fff[0-8]|134[34].|e0...)$/.test(code))).toBe(true);
  });

  it("does nothing the second time", () => {
    const text = String.fromCodePoint(...Array.from({ length: 0x3000 }, (_, code) => code));
    expect(visible(visible(text))).toBe(visible(text));
  });

  it("leaves words of every script and emoji alone", () => {
    const text = "données/日本語 – ملف 🙂.txt";
    expect(visible(text)).toBe(text);
  });
});

describe("shellQuote", () => {
  it.each([
    ["runs/a.json", "runs/a.json"],
    ["KEY=value", "KEY=value"],
    ["=ls", "'=ls'"],
    ["~root", "'~root'"],
    ["#x", "'#x'"],
    ["", "''"],
    ["it's", "'it'\\''s'"],
  ])("writes %j as %s", (word, quoted) => {
    expect(shellQuote(word)).toBe(quoted);
  });

  it.each(["a b", "it's", "$(touch x)", "`x`", "a*", "!x", "\\", '"', "a;b", "new\nline", "naïve", "-n", ""])(
    "gives a shell the word %j and nothing else",
    (word) => {
      expect(execFileSync("sh", ["-c", `printf '%s|' x ${shellQuote(word)}`], { encoding: "utf8" })).toBe(`x|${word}|`);
    },
  );
});

describe("visibleLines", () => {
  it.each([
    ["one line", "a\u001bb", "a\\u{1b}b"],
    ["lines that are indented already", "a:\n  b\n    c", "a:\n  b\n    c"],
    ["a name that would forge a line", 'Cannot read "x\r\nproved: all\n"', 'Cannot read "x\n  proved: all\n  "'],
    ["a carriage return alone", "a\rproved", "a\\u{d}proved"],
  ])("shows %s", (_, text, shown) => {
    expect(visibleLines(text)).toBe(shown);
    expect(visibleLines(shown)).toBe(shown);
  });
});

describe("guarded", () => {
  const page = "\u001b[1mbold\u001b[0m\n\u001b[2Ka\u001b]0;x\u0007\u202eb\u009b31m";
  it("keeps our own colours where colours are wanted, and nothing else", () => {
    expect(guarded(page, { colour: true })).toBe(
      "\u001b[1mbold\u001b[0m\n\\u{1b}[2Ka\\u{1b}]0;x\\u{7}\\u{202e}b\\u{9b}31m",
    );
    expect(guarded(page, { colour: false })).not.toMatch(/\u001b/);
  });
});

describe("guardedJson", () => {
  it("is the same document, without a character that a terminal obeys", () => {
    const value = { "a\u202e": ["\u001b[31m\u009b\u007f\u{e0041}\ud800 ä 🙂 \u2028"], b: 1 };
    const text = guardedJson(JSON.stringify(value, null, 2));
    expect(JSON.parse(text)).toEqual(value);
    expect(visible(text.replaceAll("\n", ""))).toBe(text.replaceAll("\n", ""));
    expect(text).toContain("ä 🙂");
  });
});

describe("wrapWords", () => {
  it.each([
    ["one two three", 7, ["one two", "three"]],
    ["one two three", 8, ["one two", "three"]],
    ["a-very-long-word b", 5, ["a-very-long-word", "b"]],
    ["", 5, [""]],
  ])("%j at %i", (text, width, lines) => {
    expect(wrapWords(text, width)).toEqual(lines);
  });
});

describe("what GitHub's runner would obey", () => {
  it.each([
    ["::stop-commands::x", "\\u{3a}:stop-commands::x"],
    ["  ::error file=a::b", "  \\u{3a}:error file=a::b"],
    ["a\n::add-mask::e\nb", "a\n\\u{3a}:add-mask::e\nb"],
    ["a ##[error]b", "a \\u{23}#[error]b"],
    ["std::vector", "std::vector"],
    [":: no command", ":: no command"],
  ])("%j is shown as %j", (page, shown) => {
    expect(guarded(page, { colour: false })).toBe(shown);
  });

  it("stays the same document in JSON", () => {
    const json = JSON.stringify({ a: "##[error]x", b: ["::set-env::"] }, null, 2);
    expect(guardedJson(json)).not.toContain("##[");
    expect(JSON.parse(guardedJson(json))).toEqual(JSON.parse(json));
  });
});

import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { shellQuote, visible } from "../../lib/text.ts";

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

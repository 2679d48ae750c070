import { describe, expect, test } from "vitest";
import { html, markupText, preformatted, styleSheet } from "../../../lib/page/html.ts";

describe("html", () => {
  test.each([
    ["<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"],
    [`" onload="x`, "&quot; onload=&quot;x"],
    ["' onload='x", "&#39; onload=&#39;x"],
    ["a & b &amp; c", "a &amp; b &amp;amp; c"],
    ["\u001b[31mred\u202egnp.exe\u200b\n\u0000", "\\u{1b}[31mred\\u{202e}gnp.exe\\u{200b}\\u{a}\\u{0}"],
    ["\ud800", "\\u{d800}"],
    ["<!-- ]]> -->", "&lt;!-- ]]&gt; --&gt;"],
  ])("shows %j as text", (value, expected) => {
    expect(markupText(html`<b title="${value}">${value}</b>`)).toBe(`<b title="${expected}">${expected}</b>`);
  });

  test("keeps markup of other templates, lists and numbers, and leaves out what is nothing", () => {
    const items = ["<1>", 2].map((item) => html`<li>${item}</li>`);
    expect(markupText(html`<ul>${items}${null}${undefined}${[html`<hr>`, ["&"]]}</ul>`)).toBe(
      "<ul><li>&lt;1&gt;</li><li>2</li><hr>&amp;</ul>",
    );
  });

  test("takes no parsed document for markup, whatever its keys are", () => {
    const forged = JSON.parse('{"markup": "<b>", "Symbol(markup)": "<b>"}') as never;
    expect(() => markupText(html`${forged}`)).toThrow(TypeError);
  });
});

test("preformatted keeps newlines and tabs, and nothing else that moves a cursor", () => {
  expect(markupText(html`<pre>${preformatted(["a\tb", "\r<i>", "\u001b[2J"])}</pre>`)).toBe(
    "<pre>a\tb\n\\u{d}&lt;i&gt;\n\\u{1b}[2J</pre>",
  );
});

test("styleSheet refuses what could end the element", () => {
  expect(() => styleSheet("a { } </style>")).toThrow(TypeError);
  expect(() => styleSheet('a::after { content: "\\3c" }')).toThrow(TypeError);
});

import { describe, expect, test } from "vitest";
import { type Html, html, markupText } from "../../../lib/page/html.ts";
import { bounded, factList, fold, formatSection, mark, table } from "../../../lib/page/pieces.ts";

const text = (piece: Html): string => markupText(piece).trim();

describe("formatSection", () => {
  const section = { id: "logs", title: "Logs & more", aside: "2 lines", body: html`<p>x</p>` };
  test("is a landmark with a heading on a page about one run", () => {
    expect(text(formatSection(section, { level: 2, prefix: "", rows: 9 }))).toBe(
      '<section aria-labelledby="logs"><h2 id="logs">Logs &amp; more <small>2 lines</small></h2><p>x</p></section>',
    );
  });
  test("is none among several runs, whose sections have the same names", () => {
    expect(text(formatSection(section, { level: 3, prefix: "run-2-", rows: 9 }))).toBe(
      '<section><h3 id="run-2-logs">Logs &amp; more <small>2 lines</small></h3><p>x</p></section>',
    );
  });
});

describe("table", () => {
  const columns = [{ name: "File", kind: "mono" }, { name: "Size", kind: "number" }, { name: "Note" }] as const;
  test("has a caption, a header for each column and for each row", () => {
    const made = text(table({ caption: "<Files>", columns, rows: [["a&b", 3, "new"]] }));
    expect(made).toContain("<caption>&lt;Files&gt;</caption>");
    expect(made.match(/scope="col"/g)).toHaveLength(3);
    expect(made).toContain('<th scope="row" class="mono">a&amp;b</th>');
    expect(made).toContain('<td class="number" data-name="Size">3</td><td class="text">new</td>');
  });
});

describe("bounded", () => {
  const list = Array.from({ length: 1500 }, (_, index) => index);
  test("says how many there are, and where", () => {
    const { shown, rest } = bounded(list, 1000, { noun: "file", where: "manifest.json" });
    expect(shown).toHaveLength(1000);
    expect(text(rest ?? html``)).toContain("The first 1,000 of 1,500 files; all stand in <code>manifest.json</code>");
  });
  test("says nothing when all are shown", () => {
    expect(bounded(list, 1500, { noun: "file", where: "" })).toEqual({ shown: list, rest: null });
  });
});

test.each([
  [{}, "<details><summary>s</summary>b</details>"],
  [{ open: true }, "<details open><summary>s</summary>b</details>"],
  [{ isForPrint: false }, '<details class="screen"><summary>s</summary>b</details>'],
])("fold with %j", (options, expected) => expect(text(fold("s", "b", options))).toBe(expected));

test("mark says in words what it says by colour", () => {
  expect(text(mark("bad", "failed"))).toBe('<span class="mark bad"><span aria-hidden="true">✕</span> failed</span>');
});

test("factList leaves out what there is nothing to say of", () => {
  expect(text(factList([["a", "<1>"], null]))).toBe('<dl class="list"><div><dt>a</dt><dd>&lt;1&gt;</dd></div></dl>');
});

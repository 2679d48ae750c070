import { describe, expect, test } from "vitest";
import { type Difference, formatDifferenceMarkdown } from "../../../../lib/compare/index.ts";
import { escaped } from "../../../../lib/compare/show/markdown.ts";
import { sample } from "./support.ts";

const hostile = "</code></details><script>|`*_[x](http://e.vil) @team #1 www.e.vil \u001b[2J\n# heading\n| a | b |";

describe("formatDifferenceMarkdown", () => {
  test("is a heading, a table of facts and lists that unfold", () => {
    expect(formatDifferenceMarkdown(sample())).toMatchInlineSnapshot(`
      "### 9 changes: <code>runs/a</code> → <code>runs/word</code>

      | | what | before | after |
      | --- | --- | --- | --- |
      | command | <code>--lr</code> | <code>0.1</code> | <code>word</code> |
      | command | <code>word</code> | – | <code>word</code> |
      | git | <code>commit</code> | <code>111111111111</code> | <code>222222222222</code> word |

      <details><summary>inputs: 3 changed, 1 the same</summary>

      - <code>word</code>: <code>sha256&#58;111111111111</code> → <code>sha256&#58;222222222222</code>
      - <code>word</code> was <code>word</code>
      - <code>word</code> removed: <code>word</code>

      </details>

      <details><summary>outputs: 5 changed, 7 the same</summary>

      - <code>word.txt</code>: text, 3 -&#62; 11 lines&#58; 9 added, 1 removed; the last line has its newline now
        - was <code>2&#58; word</code>
        - is <code>2&#58; word&#33;</code>
        - … and 8 more
      - <code>word.json</code>: JSON, 3 values changed
        - <code>&#36;.word&#58; 1 -&#62; word</code>
        - is <code>&#36;.new&#58; 1</code>
        - was <code>&#36;.gone&#58; 1</code>
      - <code>word.csv</code>: table, 2 rows&#58; 1 added, 1 removed, 1 changed
        - <code>rows are told apart by word</code>
        - was <code>column word</code>
        - is <code>column word</code>
        - <code>columns stand in another order</code>
        - <code>word&#58; 1 cell changed, first in word&#58; "" -&#62; word</code>
        - was <code>row 1&#58; word</code>
        - is <code>row 2&#58; word</code>
      - <code>word.bin</code>: binary, 1 -&#62; 2 bytes, first difference at byte 0
      - <code>word</code>: not looked into&#58; word

      </details>

      <sub>Checked: both bundles are whole; who made them was not asked.</sub>
      "
    `);
  });

  test("nothing of what is compared is markup", () => {
    const page = formatDifferenceMarkdown(sample(hostile));
    // What is left when our own tags are taken out.
    const words = page.replace(/<\/?(?:code|details|summary|sub|span)>/g, "");
    expect(words).not.toMatch(/[<>`*[\]@\u001b]|www\.|:\/\//);
    expect(page.split("\n").filter((line) => line.startsWith("#"))).toHaveLength(1);
    expect(page.match(/<details>/g)).toHaveLength(page.match(/<\/details>/g)?.length ?? 0);
    // Every row of the table has its four cells, whatever is in them.
    for (const line of page.split("\n").filter((row) => row.startsWith("|"))) expect(line.split("|")).toHaveLength(6);
  });

  test("is never longer than a comment may be", () => {
    const name = "x".repeat(2000);
    const changes = Array.from({ length: 200 }, () => ({ what: "added" as const, name, before: null, after: name }));
    const section = (index: number) => ({ name: `inputs ${index}`, same: 0, changes });
    const long: Difference = { ...sample(), sections: [section(1), section(2), ...sample().sections] };
    const page = formatDifferenceMarkdown(long);
    expect(page.length).toBeLessThan(65_536);
    expect(page).toContain("… and more");
    expect(page.trimEnd().endsWith("</sub>")).toBe(true);
  });
});

test("escaped leaves letters, points and dashes as they are", () => {
  expect(escaped("a-b.c (1), ü")).toBe("a-b.c (1), ü");
});

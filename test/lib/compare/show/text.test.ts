import { describe, expect, test } from "vitest";
import { type ContentChange, type Difference, formatDifference } from "../../../../lib/compare/index.ts";
import { sample } from "./support.ts";

const view = { colour: false, width: 80, verbose: false };
const hostile = "a\u001b[2J\nfake: 0 changes\u202e";

describe("formatDifference", () => {
  test("says what changed, one line each", () => {
    expect(formatDifference(sample(), view)).toMatchInlineSnapshot(`
      "- runs/a (step train, run r1, bundle dddddddddddd)
      + runs/word (step word, run r2, bundle eeeeeeeeeeee)

      command
        ~ --lr  0.1 -> word
        + word  word

      git
        ~ commit  111111111111 -> 222222222222 (word)

      inputs: 1 changed, 1 removed, 1 renamed, 1 the same
        ~ word  sha256:111111111111 -> sha256:222222222222
        ~ word  was word
        - word  word

      outputs: 5 changed, 7 the same
        ~ word.txt
            text, 3 -> 11 lines: 9 added, 1 removed; the last line has its newline now
            - 2: word
            + 2: word!
              … and 8 more
        ~ word.json
            JSON, 3 values changed
              $.word: 1 -> word
            + $.new: 1
            - $.gone: 1
        ~ word.csv
            table, 2 rows: 1 added, 1 removed, 1 changed
              rows are told apart by word
            - column word
            + column word
              columns stand in another order
              word: 1 cell changed, first in word: "" -> word
            - row 1: word
            + row 2: word
        ~ word.bin
            binary, 1 -> 2 bytes, first difference at byte 0
        ~ word
            not looked into: word

      9 changes; the same: 1 input, 7 outputs
      checked: both bundles are whole; who made them was not asked"
    `);
  });

  test("says that nothing differs, and what was compared", () => {
    const { sections, ...rest } = sample();
    const same: Difference = {
      ...rest,
      equal: true,
      changes: 0,
      sections: sections.map((one) => ({ ...one, changes: [] })),
    };
    expect(formatDifference(same, view).split("\n").slice(-2)).toEqual([
      "nothing differs; the same: 1 input, 7 outputs",
      "checked: both bundles are whole; who made them was not asked",
    ]);
  });

  test("cuts long sections, and shows them whole when asked", () => {
    const changes = Array.from({ length: 40 }, (_, index) => ({
      what: "added" as const,
      name: `f${index}`,
      before: null,
      after: "x",
    }));
    const long: Difference = { ...sample(), sections: [{ name: "inputs", same: 0, changes }] };
    expect(formatDifference(long, view)).toContain("… and 28 more");
    expect(formatDifference(long, { ...view, verbose: true })).toContain("+ f39");
  });

  const shown = (content: ContentChange): string => {
    const changes = [{ what: "changed" as const, name: "x", before: "", after: "", content }];
    return formatDifference({ ...sample(), sections: [{ name: "outputs", same: 0, changes }] }, view);
  };

  test("counts one thing as one", () => {
    expect(shown({ kind: "text", added: 1, removed: 1, before: 1, after: 1, first: [] })).toContain("text, 1 line:");
    expect(shown({ kind: "binary", before: 1, after: 1, offset: 0 })).toContain("binary, 1 byte,");
    const rows = { before: 1, after: 1, added: 0, removed: 0, changed: 0 };
    const columns = { added: ["column 3"], removed: [], moved: false };
    const table = shown({ kind: "csv", columns, rows, key: null, cells: [], examples: [] });
    expect(table).toContain("table, 1 row:");
    expect(table).toContain("+ column 3\n");
  });

  test("spells spaces that nobody sees", () => {
    const first = [{ line: { before: 1, after: 1 }, before: "a b  ", after: "a\u00a0b \r" }];
    const text = shown({ kind: "text", added: 1, removed: 1, before: 1, after: 1, first });
    expect(text).toContain("- 1: a b\\u{20}\\u{20}\n");
    expect(text).toContain("+ 1: a\\u{a0}b\\u{20}\\u{d}\n");
  });

  test("says how many rows more came", () => {
    const examples = Array.from({ length: 10 }, (_, row) => ({ what: "added" as const, row, text: "x" }));
    const rows = { before: 0, after: 30, added: 30, removed: 0, changed: 0 };
    const columns = { added: [], removed: [], moved: false };
    expect(shown({ kind: "csv", columns, rows, key: null, cells: [], examples })).toContain("… and 28 more rows added");
  });

  test("shows digests that begin alike whole", () => {
    const [before, after] = [`sha256:${"1".repeat(64)}`, `sha256:${"1".repeat(63)}2`];
    const changes = [{ what: "changed" as const, name: "x", before, after }];
    const text = formatDifference({ ...sample(), sections: [{ name: "inputs", same: 0, changes }] }, view);
    expect(text).toContain(after);
  });

  test("names which run --last chose, and what differs between equal runs", () => {
    const volatile = [
      { name: "run", same: null, changes: [{ what: "changed" as const, name: "runId", before: "a", after: "b" }] },
    ];
    const text = formatDifference({ ...sample(), basis: "approved", volatile }, view);
    expect(text).toContain("runs/a (step train, run r1, bundle dddddddddddd), the last approved one before\n");
    expect(text).toContain("these differ between equal runs, too:\nrun\n  ~ runId  a -> b");
  });

  test("no word of what is compared forges a line or reaches the terminal", () => {
    const difference = sample(hostile);
    const text = formatDifference(difference, { ...view, verbose: true });
    expect(text).not.toContain("\u001b");
    expect(text).not.toContain("\u202e");
    expect(text.split("\n").some((line) => line.startsWith("fake"))).toBe(false);
    const coloured = formatDifference(difference, { ...view, colour: true });
    expect(coloured.replace(/\u001b\[\d+m/g, "")).not.toContain("\u001b");
  });
});

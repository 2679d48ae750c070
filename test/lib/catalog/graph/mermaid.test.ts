import { describe, expect, test } from "vitest";
import { formatMermaid } from "../../../../lib/catalog/index.ts";
import { fileOf, lineageOf, runOf } from "../../../support/lineage.ts";

describe("formatMermaid", () => {
  test("draws runs, what joins them, and the content that was asked for", async () => {
    const facts = [
      runOf("clean", 0, { makes: ["a", "b"] }, { project: "etl" }),
      runOf("train", 1, { reads: ["a", "b"] }, { outcome: "failed" }),
    ];
    expect(formatMermaid(await lineageOf(facts, { content: "a" }))).toMatchInlineSnapshot(`
      "flowchart LR
        r0["clean<br/>clean-id<br/>succeeded, etl"]:::good
        r1["train<br/>train-id<br/>failed"]:::bad
        start(["a"])
        r0 --> start
        start --> r1
        classDef good stroke:#17683a,stroke-width:2px
        classDef bad stroke:#a71d16,stroke-width:2px,stroke-dasharray:4 3
      "
    `);
  });

  test("a maker that began later is joined by a dotted line", async () => {
    const facts = [runOf("reader", 1, { reads: ["x"] }), runOf("maker", 2, { makes: ["x"] })];
    expect(formatMermaid(await lineageOf(facts, "reader"))).toContain('-.->|"x.csv"|');
  });

  test("a name is text, whatever Mermaid, HTML or Markdown would make of it", async () => {
    const evil = '"]; click r0 "javascript:x" <script> #quot; %%{init}%% `b`\n```';
    const facts = [
      runOf("maker", 0, {}, { step: evil, runId: evil, files: [{ ...fileOf("output", "x"), path: evil }] }),
      runOf("reader", 1, { reads: ["x"] }),
    ];
    const text = formatMermaid(await lineageOf(facts, "reader"));
    const labels = [...text.matchAll(/"([^"]*)"/g)].map(([, label = ""]) => label);
    expect(labels).toHaveLength(3);
    for (const label of labels) expect(label.replaceAll("<br/>", "")).toMatch(/^(?:[\w ./:,+-]|#\d+;)*$/);
  });

  test("has the nearest runs of a lineage that is too large for Mermaid, and says so", async () => {
    const facts = Array.from({ length: 300 }, (_, n) => runOf(`s${n}`, n, { reads: [`c${n - 1}`], makes: [`c${n}`] }));
    const text = formatMermaid(await lineageOf(facts, "s0"));
    expect(text).toContain("%% the nearest 150 of 300 runs");
    expect(text.length).toBeLessThan(50_000);
    expect(text.match(/-->/g)).toHaveLength(149);
  });
});

import { describe, expect, test } from "vitest";
import { graphDocument } from "../../../../lib/page/graph/document.ts";
import { markupText } from "../../../../lib/page/html.ts";

const run = (label: string, inputs: string[], outputs: string[]) => ({
  ...{ label, note: "succeeded", tone: "good" as const },
  inputs: inputs.map((name) => ({ name, sha256: `digest of ${name}` })),
  outputs: outputs.map((name) => ({ name, sha256: `digest of ${name}` })),
});

describe("graphDocument", () => {
  test("is one SVG with its colours in it, that loads nothing", () => {
    const svg = markupText(graphDocument([run("clean", [], ["a"]), run("train", ["a"], [])], "2 runs"));
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 \d+ \d+"/);
    expect(svg).toContain("--ground: #fdfdfc");
    expect(svg).toContain('aria-label="2 runs"');
    expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(/https?:|url\(|@import|<script|href/);
    for (const tag of ["svg", "style", "g", "text", "title"])
      expect(svg.split(`<${tag}`).length - 1).toBe(svg.split(`</${tag}>`).length - 1);
  });

  test("takes names for text, and draws nothing at all", () => {
    const svg = markupText(graphDocument([run('<script>alert("1")</script>', [], ["]]>&x;\u0000"])], "<b>"));
    expect(svg).not.toContain("<script");
    expect(svg).not.toContain("\u0000");
    expect(markupText(graphDocument([], "nothing"))).toContain('aria-label="nothing"');
  });
});

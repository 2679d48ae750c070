import { describe, expect, it } from "vitest";
import { createCollector } from "../../../../lib/guard/forbidden/index.ts";
import { longestSide } from "../../../../lib/guard/forbidden/lines.ts";
import { matcherFor } from "../../../support/deny.ts";

describe("createPrivateMatcher, in windows of a content,", () => {
  it.each<[number, number, { isStart: boolean; isEnd: boolean }, number]>([
    [0, 0, { isStart: true, isEnd: true }, 1],
    [0, 4, { isStart: true, isEnd: false }, 1],
    [0, 3, { isStart: true, isEnd: false }, 0],
    [4, 0, { isStart: false, isEnd: true }, 1],
    [3, 0, { isStart: false, isEnd: true }, 0],
    [4, 4, { isStart: false, isEnd: false }, 1],
    [3, 4, { isStart: false, isEnd: false }, 0],
    [4, 3, { isStart: false, isEnd: false }, 0],
  ])("leaves what is %i and %i bytes from the edges %j to the next window: %i", (before, behind, edges, count) => {
    const { matches } = matcherFor(["nova"]);
    const bytes = Buffer.from(`${"-".repeat(before)}nova${"-".repeat(behind)}`);
    expect(matches(bytes, Number.POSITIVE_INFINITY, edges)).toHaveLength(count);
  });

  it("goes on behind what it leaves to another window", () => {
    const { matches } = matcherFor(["nova"]);
    const edges = { isStart: false, isEnd: true };
    const found = matches(Buffer.from("nova nova nova"), Number.POSITIVE_INFINITY, edges);
    expect(found.map(({ start }) => start)).toEqual([5, 10]);
  });

  it("finds the same with bytes in pieces of any size, once each", () => {
    const matcher = matcherFor(["acme-corp", "zürich", "nova"]);
    const text = `${"x".repeat(65_530)}acme\n// corp${"- ".repeat(40_000)}ZÜRICH no_va ${"y".repeat(70_000)} acme`;
    const collect = (size: number) => {
      const collector = createCollector(matcher);
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; at += size) collector.push(bytes.subarray(at, at + size));
      return collector.end().map(({ token, count, offset }) => ({ token, count, offset }));
    };
    const whole = collect(1e9);
    expect(whole.map(({ count }) => count)).toEqual([1, 1, 1]);
    for (const size of [1000, 4096, 65_536, 65_537]) expect(collect(size)).toEqual(whole);
  });

  it.each(["no-vax", "xno-va"])("does not take the edge of a window for that of a word: %s", (text) => {
    const matcher = matcherFor(["nova"]);
    const content = Buffer.alloc(140_000, "-");
    // Where the first window ends, and where the second one begins.
    const edges = [65_536, 65_536 - matcher.longest - 2 * longestSide];
    for (const before of edges.flatMap((edge) => Array.from({ length: 20 }, (_, at) => edge - 12 + at))) {
      content.write(text, before);
      const collector = createCollector(matcher);
      collector.push(content);
      expect(collector.end(), `${before}`).toEqual([]);
      content.fill("-", before, before + text.length);
    }
  });
});

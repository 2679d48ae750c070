import { describe, expect, test } from "vitest";
import { maxOpenSpans } from "../../../../lib/evidence/index.ts";
import type { Said } from "../../../../lib/run/events/line.ts";
import { createSpans } from "../../../../lib/run/events/spans.ts";

const open = () => {
  let count = 0;
  const newId = () => {
    count += 1;
    return `#${count}`;
  };
  const spans = createSpans({ stepSpan: "step", runSpan: "run", newId });
  /** `span<parent` of what was placed, or the fault. */
  return (phase: Said["phase"], name: string, more: Partial<Said> = {}): string => {
    const empty = { span: undefined, parent: undefined, writer: undefined };
    const placed = spans.place({ name, phase, attributes: {}, ...empty, ...more });
    return "fault" in placed ? placed.fault : `${placed.spanId}<${placed.parentSpanId}`;
  };
};

describe("createSpans", () => {
  test("spans of one writer nest, and events lie in the innermost", () => {
    const say = open();
    expect(say("event", "early")).toBe("step<run");
    expect(say("start", "a")).toBe("#1<step");
    expect(say("start", "b")).toBe("#2<#1");
    expect(say("event", "e")).toBe("#2<#1");
    expect(say("end", "b")).toBe("#2<#1");
    expect(say("start", "b")).toBe("#3<#1");
    expect(say("end", "b")).toBe("#3<#1");
    expect(say("end", "a")).toBe("#1<step");
    expect(say("event", "late")).toBe("step<run");
  });

  test("another writer nests by itself", () => {
    const say = open();
    say("start", "a", { writer: "1" });
    expect(say("start", "a", { writer: "2" })).toBe("#2<step");
    expect(say("event", "e", { writer: "1" })).toBe("#1<step");
    expect(say("end", "a", { writer: "1" })).toBe("#1<step");
    expect(say("event", "e", { writer: "2" })).toBe("#2<step");
  });

  test("names of spans go across writers, in any order of ends", () => {
    const say = open();
    expect(say("start", "all", { span: "all" })).toBe("#1<step");
    expect(say("start", "part", { span: "p1", parent: "all", writer: "1" })).toBe("#2<#1");
    expect(say("start", "part", { span: "p2", parent: "all", writer: "2" })).toBe("#3<#1");
    expect(say("event", "e", { span: "p1" })).toBe("#2<#1");
    expect(say("end", "part", { span: "p1" })).toBe("#2<#1");
    expect(say("end", "all", { span: "all" })).toBe("#1<step");
    expect(say("end", "part", { span: "p2" })).toBe("#3<#1");
  });

  test("what is left open in a span that has ended holds nothing that follows, and may still end", () => {
    const say = open();
    say("start", "a");
    say("start", "b");
    say("end", "a");
    expect(say("event", "e")).toBe("step<run");
    expect(say("start", "c")).toBe("#3<step");
    expect(say("end", "b")).toBe("#2<#1");
    expect(say("event", "e")).toBe("#3<step");
  });

  test("spans side by side end in any order without touching each other", () => {
    const say = open();
    say("start", "all", { span: "all" });
    say("start", "a", { span: "a", parent: "all" });
    say("start", "b", { span: "b", parent: "all" });
    say("end", "a", { span: "a" });
    expect(say("event", "e")).toBe("#3<#1");
  });

  test.each<[string, (say: ReturnType<typeof open>) => string, string]>([
    ["an end without a start", (say) => say("end", "a"), "it ends a span that is not open"],
    ["an end under another name", (say) => say("end", "b", { span: "s" }), "it ends a span that is not open"],
    ["an end of another writer's span", (say) => say("end", "a", { writer: "2" }), "it ends a span that is not open"],
    ["a parent that is not open", (say) => say("start", "b", { parent: "x" }), 'its "parent" is no open span'],
    ["a span that is open", (say) => say("start", "b", { span: "s" }), 'its "span" is open already'],
    ["an event in no span", (say) => say("event", "e", { span: "x" }), 'its "span" is not open'],
  ])("refuses %s", (_, act, fault) => {
    const say = open();
    say("start", "first", { span: "s" });
    expect(act(say)).toBe(fault);
    expect(say("end", "first", { span: "s" })).toBe("#1<step");
  });

  test("holds a bounded number of open spans", () => {
    const say = open();
    for (let index = 0; index < maxOpenSpans; index += 1) expect(say("start", "a")).toMatch(/^#/);
    expect(say("start", "a")).toBe(`${maxOpenSpans} spans are open already`);
    expect(say("end", "a")).toBe(`#${maxOpenSpans}<#${maxOpenSpans - 1}`);
    expect(say("start", "a")).toMatch(/^#/);
  });
});

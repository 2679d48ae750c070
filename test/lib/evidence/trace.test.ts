import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { sha256 } from "../../../lib/digest.ts";
import { formatTraceEvent, isTraceEvent, schemas, type TraceEvent } from "../../../lib/evidence/index.ts";
import { canonicalJson } from "../../../lib/json.ts";

const event: TraceEvent = {
  schema: "kprov.trace-event/v1",
  seq: 3,
  kind: "step.event",
  name: "loss",
  writer: "7",
  offsetUs: 1500,
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId: "b7ad6b7169203331",
  parentSpanId: "00f067aa0ba902b7",
  attributes: { value: 0.25 },
  previous: "a".repeat(64),
};
const { name: _name, writer: _writer, ...unnamed } = event;
const own: TraceEvent = { ...unnamed, kind: "step.end" };

describe("formatTraceEvent", () => {
  test.each<[string, TraceEvent]>([
    ["an event", event],
    ["a recorder's event", { ...own, parentSpanId: null }],
    ["keys that no object keeps in order", { ...event, attributes: { b: 1, a: null, "10": true, "9": "x", é: -0 } }],
    [
      "texts that need escapes",
      { ...event, name: '"\\\n\u001b', writer: "\u2028\0", attributes: { '"': "\ud83d\ude00" } },
    ],
    ["odd names", { ...event, attributes: { constructor: "x", toString: 1e21, "\uffff": 5e-324, "😀": 0.1 } }],
  ])("writes %s in canonical form, and its digest", (_, given) => {
    const { line, head } = formatTraceEvent(given);
    expect(line).toBe(canonicalJson(given));
    expect(head).toBe(sha256(line));
  });

  test("refuses half a character", () => {
    expect(() => formatTraceEvent({ ...event, name: "\ud800" })).toThrow("canonical");
    expect(() => formatTraceEvent({ ...event, attributes: { "\udc00": 1 } })).toThrow("canonical");
  });
});

describe("isTraceEvent says what the schema says", () => {
  const changes: [string, object][] = [
    ["nothing", {}],
    ["another schema", { schema: "kprov.trace-event/v2" }],
    ["a negative number", { seq: -1 }],
    ["half a number", { offsetUs: 0.5 }],
    ["too large a number", { offsetUs: 2 ** 60 }],
    ["a number as text", { seq: "3" }],
    ["an unknown kind", { kind: "step.begin" }],
    ["no name", { name: undefined }],
    ["an empty name", { name: "" }],
    ["a number as name", { name: 1 }],
    ["an empty writer", { writer: "" }],
    ["null as writer", { writer: null }],
    ["no writer", { writer: undefined }],
    ["a short id", { spanId: "0" }],
    ["capitals in an id", { traceId: "0AF7651916CD43DD8448EB211C80319C" }],
    ["no parent", { parentSpanId: null }],
    ["another parent", { parentSpanId: "x" }],
    ["a list of attributes", { attributes: [] }],
    ["null attributes", { attributes: null }],
    ["a nested attribute", { attributes: { x: {} } }],
    ["every kind of attribute", { attributes: { a: "", b: 0, c: false, d: null } }],
    ["a short digest", { previous: "0" }],
    ["one key more", { more: 1 }],
  ];
  const without = Object.keys(event).map((key): [string, object] => [`without ${key}`, { [key]: undefined }]);
  test.each([...changes, ...without])("%s", (_, change) => {
    for (const base of [event, own]) {
      const given = JSON.parse(JSON.stringify({ ...base, ...change })) as unknown;
      expect(isTraceEvent(given)).toBe(schemas["trace-event"].safeParse(given).success);
    }
  });

  test.each([[null], [1], ["x"], [[event]]])("%j", (given) => {
    expect(isTraceEvent(given)).toBe(schemas["trace-event"].safeParse(given).success);
  });

  test("and for every kind", () => {
    for (const kind of schemas["trace-event"].shape.kind.options)
      for (const base of [event, own]) {
        const given = { ...base, kind };
        expect(isTraceEvent(given)).toBe(schemas["trace-event"].safeParse(given).success);
      }
  });
});

describe("trace-v1.md", () => {
  const page = readFileSync(fileURLToPath(new URL("../../../lib/evidence/trace-v1.md", import.meta.url)), "utf8");
  /** First column of the table below a heading. */
  const listed = (heading: string): string[] => {
    const section = page.split(`## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
    return [...section.matchAll(/^\| `([\w.]+)`/gm)].map(([, word = ""]) => word);
  };

  test("lists the fields of the schema", () => {
    expect(listed("Fields").sort()).toEqual(Object.keys(schemas["trace-event"].shape).sort());
  });

  test("lists the kinds of the schema", () => {
    expect(listed("Kinds").sort()).toEqual([...schemas["trace-event"].shape.kind.options].sort());
  });
});

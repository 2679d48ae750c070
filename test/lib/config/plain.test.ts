import { expect, test } from "vitest";
import { describeValue, formatPath, toPlain } from "../../../lib/config/plain.ts";

test("toPlain copies plain data and names nothing in it", () => {
  const value = { a: [1, "x", null, { b: true }], c: Object.assign(Object.create(null), { d: -0.5 }) };
  const { plain, strangers } = toPlain(value);
  expect(plain).toEqual({ a: [1, "x", null, { b: true }], c: { d: -0.5 } });
  expect(plain).not.toBe(value);
  expect(strangers).toEqual([]);
});

test("toPlain accepts the same object twice side by side, which is no cycle", () => {
  const shared = { x: 1 };
  expect(toPlain({ a: shared, b: [shared, shared] }).strangers).toEqual([]);
});

class Point {}

test.each([
  ["a function", () => 1],
  ["a promise", Promise.resolve(1)],
  ["undefined", undefined],
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["a bigint", 1n],
  ["a symbol", Symbol("x")],
  ["an instance of Date", new Date(0)],
  ["an instance of Map", new Map()],
  ["an instance of RegExp", /x/],
  ["an instance of Point", new Point()],
  ["text with half a character", "\ud800"],
])("toPlain names %s", (found, stranger) => {
  expect(toPlain({ a: { b: [stranger] } }).strangers).toEqual([{ path: ["a", "b", 0], found }]);
});

test("toPlain takes anything that can be waited for as a promise", () => {
  const thenable = Object.defineProperty({}, "th".concat("en"), { value: () => undefined });
  expect(toPlain({ a: thenable }).strangers).toEqual([{ path: ["a"], found: "a promise" }]);
});

test("toPlain names holes, cycles, depth and __proto__, and changes no prototype", () => {
  const cyclic: Record<string, unknown> = {};
  cyclic["self"] = { again: cyclic };
  expect(toPlain(cyclic).strangers).toEqual([{ path: ["self", "again"], found: "an object that contains itself" }]);
  expect(toPlain(new Array(1)).strangers).toEqual([{ path: [0], found: "undefined" }]);
  let deep: unknown = 1;
  for (let level = 0; level < 100_000; level += 1) deep = [deep];
  expect(toPlain(deep).strangers[0]?.found).toBe("nesting deeper than 32");
  const { plain, strangers } = toPlain(JSON.parse('{"__proto__": {"polluted": true}}'));
  expect(strangers).toEqual([{ path: ["__proto__"], found: 'the key "__proto__"' }]);
  expect((plain as { polluted?: boolean }).polluted).toBeUndefined();
});

test("toPlain reads a getter once", () => {
  let reads = 0;
  const value = Object.defineProperty({}, "a", { enumerable: true, get: () => ++reads });
  expect(toPlain(value).plain).toEqual({ a: 1 });
});

test("toPlain hears a failing promise, so that it does not end the process", async () => {
  expect(toPlain({ a: Promise.reject(new Error("late")) }).strangers).toHaveLength(1);
  await new Promise((resolve) => setImmediate(resolve));
});

test("describeValue shows small values as written and names large ones", () => {
  expect(describeValue("x")).toBe('"x"');
  expect(describeValue("x".repeat(200))).toHaveLength(80);
  expect(describeValue(["a", 1])).toBe('["a",1]');
  expect(describeValue(new Array(99).fill("abc"))).toBe("a list of 99");
  expect(describeValue({ a: 1 })).toBe("an object");
  expect(describeValue(null)).toBe("null");
});

test("formatPath writes paths as they would be written in code", () => {
  expect(formatPath(["artifacts", "allow", 0, "reason"])).toBe("artifacts.allow[0].reason");
  expect(formatPath(["preflight", "commands", "a b"])).toBe('preflight.commands["a b"]');
  expect(formatPath(["$schema"])).toBe("$schema");
});

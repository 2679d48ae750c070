import { expect, test } from "vitest";
import { closest } from "../../lib/suggest.ts";

const keys = ["project", "identity", "artifacts", "runtime", "preflight", "run"];

test.each([
  ["nmae", ["name", "node"], "name"],
  ["artefacts", keys, "artifacts"],
  ["indentity", keys, "identity"],
  ["RUNTIME", keys, "runtime"],
  ["ru", keys, "run"],
  ["--tiemout", ["--timeout", "--tag"], "--timeout"],
])("closest finds what %j was meant to be", (word, candidates, wanted) => {
  expect(closest(word, candidates)).toBe(wanted);
});

test("closest is silent about words that are near to nothing", () => {
  expect(closest("extends", keys)).toBeUndefined();
  expect(closest("", keys)).toBeUndefined();
  expect(closest("x", [])).toBeUndefined();
});

test("closest takes the first of equally near candidates", () => {
  expect(closest("bat", ["cat", "rat"])).toBe("cat");
  expect(closest("bat", ["rat", "cat"])).toBe("rat");
});

test("closest prefers an exact match in another case over a near one", () => {
  expect(closest("Out", ["our", "out"])).toBe("out");
});

test("closest ends quickly on an absurdly long word", () => {
  expect(closest("x".repeat(1_000_000), keys)).toBeUndefined();
});

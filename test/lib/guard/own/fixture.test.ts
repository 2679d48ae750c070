import { expect, it } from "vitest";
import { stateOfFixture } from "../../../../lib/guard/own/fixture.ts";

it.each(["b.txt", "constructor", "__proto__"])("a fixture has no %s that nobody gave it", (path) => {
  const { facts, read } = stateOfFixture({ files: { "a.txt": "one\n" } });
  const refusal = expect.objectContaining({ name: "RangeError", message: `The fixture has no "${path}"` });
  expect(() => read(path)).toThrow(refusal);
  expect(() => facts(path)).toThrow(refusal);
});

it("a fixture has a file of any name that it was given", () => {
  const { facts, paths, read } = stateOfFixture({ files: { constructor: "one\n", ["__proto__"]: { link: "a" } } });
  expect(paths).toEqual(["__proto__", "constructor"]);
  expect([read("constructor").toString(), facts("__proto__")]).toEqual(["one\n", { kind: "link", ignored: false }]);
});

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { isVendored, readTemplate } from "../../../lib/adopt/own-files.ts";

test("readTemplate gives a template of this package, byte for byte", () => {
  expect(readTemplate("ci/github.yml")).toBe(readFileSync("templates/ci/github.yml", "utf8"));
});

test("readTemplate throws E_IO for one that isn't there, and says what to do", () => {
  expect(() => readTemplate("nothing.txt")).toThrow(
    expect.objectContaining({ code: "E_IO", hint: expect.stringContaining("install kprovengine again") }),
  );
});

test("isVendored is false in the package", () => {
  expect(isVendored()).toBe(false);
});

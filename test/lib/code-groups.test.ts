import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { codeGroups } from "../../lib/code-groups.ts";
import { codes } from "../../lib/codes.ts";

test("codeGroups holds every code once, in their order", () => {
  expect(codeGroups().flatMap((group) => group.codes)).toEqual(Object.keys(codes));
});

test("codeGroups begins a group where lib/codes.ts has a heading", () => {
  const source = readFileSync(new URL("../../lib/codes.ts", import.meta.url), "utf8");
  const headed = [...source.matchAll(/^ {2}\/\/ .*\n {2}([A-Z][A-Z0-9_]+): \{$/gm)].map((match) => match[1]);
  expect(codeGroups().map((group) => group.codes[0])).toEqual(headed);
  for (const { title } of codeGroups()) expect(title).not.toBe("");
});

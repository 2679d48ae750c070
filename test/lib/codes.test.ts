import { expect, test } from "vitest";
import { codeGroups, codes } from "../../lib/codes.ts";

test("every code belongs to one part of the program, and errors stand first", () => {
  const grouped = codeGroups.flatMap((group) => Object.keys(group.codes));
  expect(new Set(grouped).size).toBe(grouped.length);
  expect(grouped).toEqual(Object.keys(codes));
  for (const [index, group] of codeGroups.entries())
    for (const code of Object.keys(group.codes)) expect(code.startsWith("E_")).toBe(index === 0);
});

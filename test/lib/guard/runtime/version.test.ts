import { expect, it } from "vitest";
import { lineOf, parseVersion, type Tool } from "../../../../lib/guard/runtime/version.ts";

it.each<[string, string, number]>([
  ["3", "3.0.0", 1],
  ["14", "14.0.0", 1],
  ["3.12", "3.12.0", 2],
  ["3.12.14", "3.12.14", 3],
  ["v20.1.0", "20.1.0", 3],
  ["V20", "20.0.0", 1],
  ["03.09.01", "3.9.1", 3],
  ["3.14.0rc1", "3.14.0-rc.1", 3],
  ["3.14c2", "3.14.0-rc.2", 3],
  ["3.14.0_ALPHA-12", "3.14.0-alpha.12", 3],
  ["3.14.0a3", "3.14.0-alpha.3", 3],
  ["3.14.0.b.4", "3.14.0-beta.4", 3],
  ["1.80.0-beta.02", "1.80.0-beta.2", 3],
  ["1.80.0-beta", "1.80.0-beta.0", 3],
  ["1.2.3+build.5-a_b", "1.2.3", 3],
  ["1.2.3-rc.1+b", "1.2.3-rc.1", 3],
  ["3.12+b", "3.12.0", 2],
])("parseVersion reads %s as %s", (text, full, precision) => {
  expect(parseVersion(text)).toEqual({ full, precision });
});

it.each([
  ...["", "x3", "vv3", "-3", ".3", "3.", "3.x", "3.12.4.1", " 3", "3 ", "3\n", "3,12", "3..1", "3.12..1", "3.x.1"],
  ...["3-", "3.14.0rc1x", "3.14.0gamma1", "3.14.0rc.x", "3.14.0rc--1", "3.14.0--rc1", "1.2.3+", "1.2.3+a b", "+a"],
  ...["1234567", "3.1234567", "3.1.1234567", "3.1.1rc123456789", `3+${"a".repeat(65)}`, "constructor"],
])("parseVersion refuses %j", (text) => {
  expect(parseVersion(text)).toBeUndefined();
});

it.each<[Tool, string, string]>([
  ["python", "3.14.0-rc.1", "3.14"],
  ["go", "1.22.3", "1.22"],
  ["rust", "1.75.0", "1.75"],
  ["node", "20.19.1", "20"],
])("lineOf %s %s is %s", (tool, version, line) => {
  expect(lineOf(tool, version)).toBe(line);
});

import { describe, expect, test } from "vitest";
import type { Step } from "../../../../lib/guard/governance/change.ts";
import {
  isEnough,
  nextVersion,
  parseVersion,
  stepBetween,
  type Version,
  versionOf,
} from "../../../../lib/guard/governance/version.ts";

const of = (text: string): Version => parseVersion(text) as Version;

describe("the governance version", () => {
  test.each([
    "1",
    "1.0",
    "1.0.0.0",
    "01.0.0",
    "1.0.0-rc.1",
    "v1.0.0",
    "",
    " 1.0.0",
    "1.0.0\n",
    "-1.0.0",
    "1234567.0.0",
  ])("%j is none", (text) => expect(parseVersion(text)).toBeUndefined());

  test("one that is none is later than no other", () => {
    expect(versionOf("1.2.3")).toEqual([1, 2, 3]);
    expect(versionOf("10.200.123456")).toEqual([10, 200, 123456]);
    for (const none of ["", "1.2", "v2.0.0"]) expect(stepBetween(of("0.0.0"), versionOf(none))).toBeUndefined();
  });

  test.each<[string, Step, string]>([
    ["1.2.3", "major", "2.0.0"],
    ["1.2.3", "minor", "1.3.0"],
    ["1.2.3", "patch", "1.2.4"],
    ["0.9.9", "major", "1.0.0"],
  ])("%s and a %s step is %s", (from, step, to) => expect(nextVersion(of(from), step)).toBe(to));

  test.each<[string, string, Step | undefined]>([
    ["1.2.3", "2.0.0", "major"],
    ["1.2.3", "3.4.5", "major"],
    ["1.2.3", "1.3.0", "minor"],
    ["1.2.3", "1.2.10", "patch"],
    ["1.2.3", "1.2.3", undefined],
    ["1.2.3", "1.2.2", undefined],
    ["1.2.3", "1.1.9", undefined],
    ["1.2.3", "0.9.9", undefined],
  ])("from %s to %s is %s", (from, to, step) => expect(stepBetween(of(from), of(to))).toBe(step));

  test("a larger step covers a smaller one, none covers nothing", () => {
    expect(isEnough("major", "patch")).toBe(true);
    expect(isEnough("minor", "minor")).toBe(true);
    expect(isEnough("minor", "major")).toBe(false);
    expect(isEnough("patch", "minor")).toBe(false);
    expect(isEnough(undefined, "patch")).toBe(false);
  });
});

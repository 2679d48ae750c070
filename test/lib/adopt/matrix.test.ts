import { describe, expect, it } from "vitest";
import { versionsOf } from "../../../lib/adopt/matrix.ts";

describe("versionsOf", () => {
  it.each([
    ["python", ">=3.12", ["3.12", "3.13", "3.14"]],
    ["python", ">=3.8,<3.12", ["3.8", "3.11"]],
    ["python", ">=2.7,<3", ["2.7"]],
    ["node", ">=22.5", ["22.5", "24", "26"]],
    ["node", ">=18", ["18", "22", "24", "26"]],
    ["node", "not a range", ["26"]],
    ["go", ">=1.22", ["1.22", "stable"]],
    ["rust", undefined, ["stable"]],
  ] as const)("of %s %s begins with what is promised", (ecosystem, range, versions) => {
    expect(versionsOf(ecosystem, range)).toEqual(versions);
  });
});

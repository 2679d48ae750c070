import { describe, expect, it } from "vitest";
import { plantedUnseen } from "../../../../../lib/guard/runtime/planted.ts";
import { ciUnseen } from "../../../../../lib/guard/runtime/rules/ci-unseen.ts";
import { unreadable } from "../../../../../lib/guard/runtime/rules/unreadable.ts";
import { find, pin, range } from "./support.ts";

describe("values that can't be understood", () => {
  it.each([
    ["a".repeat(80), `"${"a".repeat(80)}"`],
    ["a".repeat(81), `"${"a".repeat(79)}…"`],
  ])("are shown as far as one can read them: %s", (text, shown) => {
    expect(find(unreadable, { statements: [range(">=3.11"), pin(text)] })).toMatchObject([
      { path: ".python-version", line: 1, column: 1, actual: shown },
    ]);
  });

  it("are shown as far as one can read them: parts of CI that are gone, and no others", () => {
    const broken = { ...plantedUnseen, located: { ...plantedUnseen.located, value: "a".repeat(81) } };
    expect(find(ciUnseen, { unseen: [{ ...plantedUnseen, isBroken: false }, broken] })).toMatchObject([
      { level: "undecided", path: ".github/workflows/planted.yml", actual: `"${"a".repeat(79)}…"` },
    ]);
  });
});

import { expect, test } from "vitest";
import { driftLines } from "../../../../lib/run/rerun/drift-text.ts";
import type { Drift } from "../../../../lib/run/rerun/types.ts";

test("driftLines begins with the interpreter, and ends with ten distributions and a count", () => {
  const of = (subject: string): Drift => ({ kind: "toolchain", subject, recorded: "1", found: "2" });
  const many = Array.from({ length: 25 }, (_, index) => of(`Python distribution d${index}`));
  const lines = driftLines([...many, of("operating system"), of("Python interpreter")]);
  expect(lines).toHaveLength(13);
  expect(lines[0]).toBe("toolchain Python interpreter: recorded 1, found 2");
  expect(lines[1]).toContain("operating system");
  expect(lines.at(-1)).toBe("toolchain and 15 more Python distributions: --json names all");
  expect(driftLines(many.slice(0, 10))).toHaveLength(10);
});

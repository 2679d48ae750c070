import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isProvenance, isSummary, isToolchain } from "../../../../lib/compare/bundle/shape.ts";
import { inputOf, writeBundle } from "../../../support/bundle.ts";
import { temporary } from "../../../support/temporary.ts";

const read = (name: string) =>
  JSON.parse(readFileSync(join(writeBundle(temporary(), { inputs: [inputOf("a", "1")] }), name), "utf8"));
const shapes = [
  ["provenance.json", isProvenance],
  ["toolchain.json", isToolchain],
  ["run_summary.json", isSummary],
] as const;

/** Every document that differs from this one in one value, which has another type. */
function* spoiled(value: unknown, change: (spoilt: unknown) => unknown): Generator<unknown> {
  for (const other of [7, true, "text", null, [null], {}])
    if (typeof other !== typeof value || Array.isArray(other) !== Array.isArray(value)) yield change(other);
  if (typeof value !== "object" || value === null) return;
  for (const key of Object.keys(value)) {
    const below = (spoilt: unknown) =>
      change(
        Array.isArray(value)
          ? value.map((item, index) => (String(index) === key ? spoilt : item))
          : { ...value, [key]: spoilt },
      );
    yield* spoiled((value as Record<string, unknown>)[key], below);
  }
}

describe("the shapes of documents", () => {
  test.each(shapes)("%s as it is written passes", (name, check) => {
    expect(check(read(name))).toBe(true);
  });

  test.each(shapes)("%s is refused for most values of another type, and never throws", (name, check) => {
    const all = [...spoiled(read(name), (spoilt) => spoilt)];
    const refused = all.filter((document) => !check(document));
    expect(all.length).toBeGreaterThan(40);
    expect(refused.length).toBeGreaterThan(15);
  });

  test.each([[undefined], [null], [7], ["x"], [[]], [{}]])("%j is none of them", (value) => {
    expect(shapes.some(([, check]) => check(value))).toBe(false);
  });
});

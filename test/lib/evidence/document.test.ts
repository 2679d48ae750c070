import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { type DocumentName, judgeForm } from "../../../lib/evidence/document.ts";
import { isPlainly } from "../../../lib/evidence/plain-schema.ts";
import { schemas } from "../../../lib/evidence/schemas/index.ts";
import { plainSchemas } from "../../../lib/evidence/schemas/plain.gen.ts";
import type { JsonValue } from "../../../lib/json.ts";
import { createRandom } from "../../fuzz/mutate.ts";

const dir = fileURLToPath(new URL("../../fixtures/golden/v1/2026-02-15T20-13-00Z-0000000a", import.meta.url));
const read = (name: string): JsonValue => JSON.parse(readFileSync(join(dir, name), "utf8")) as JsonValue;
const samples: Partial<Record<DocumentName, JsonValue>> = {
  manifest: read("manifest.json"),
  provenance: read("provenance.json"),
  toolchain: read("toolchain.json"),
  "run-summary": read("run_summary.json"),
  "human-review": read("human_review.json"),
  note: {
    ...{ schema: "kprov.note/v1", bundleDigest: "a".repeat(64), runId: "2026-02-15T20-13-00Z-0000000a" },
    ...{ at: "2026-02-15T20:13:00.000Z", author: null, kind: "tag", key: "release", value: "2026-Q1" },
  },
};

describe.each(Object.entries(samples) as [DocumentName, JsonValue][])("the plain form of %s", (name, sample) => {
  const plain = JSON.parse(plainSchemas[name]);

  test("says yes to what a run writes, which needs no library then", async () => {
    expect(isPlainly(plain, sample)).toBe(true);
    expect(await judgeForm(name, sample)).toEqual({ value: sample });
  });

  test("never says yes where the schema says no", () => {
    const random = createRandom(name.length);
    const answers = { yes: 0, no: 0 };
    for (let round = 0; round < 3000; round += 1) {
      const changed = mutate(structuredClone(sample), random);
      const isPlain = isPlainly(plain, changed);
      const parsed = schemas[name].safeParse(changed);
      answers[isPlain ? "yes" : "no"] += 1;
      if (isPlain) expect(parsed.success ? parsed.data : parsed.error.issues, JSON.stringify(changed)).toEqual(changed);
      // A no costs time only; here it may come from a number that no double holds, or a key that no object should have.
      else if (parsed.success) expect(JSON.stringify(changed)).toMatch(/__proto__/);
    }
    expect(answers.yes).toBeGreaterThan(20);
    expect(answers.no).toBeGreaterThan(1000);
  });
});

test.each<[string, object, unknown, boolean]>([
  ["a keyword that nobody knows", { type: "string", format: "email" }, "a@b", false],
  ["a type that nobody knows", { type: "date" }, "x", false],
  ["nothing allowed", { type: "array", items: false }, [1], false],
  [
    "items behind the first ones",
    { type: "array", prefixItems: [{ type: "string" }], items: { type: "null" } },
    ["a", null],
    true,
  ],
  ["a first item of another type", { type: "array", prefixItems: [{ type: "string" }] }, [1], false],
  ["a key that changes the prototype", { type: "object" }, JSON.parse('{"__proto__":1}'), false],
  ["characters beyond the first plane, counted as people do", { type: "string", maxLength: 1 }, "😀", true],
  ["a whole number beyond what a double holds", { type: "integer" }, 2 ** 53, false],
])("%s", (_, schema, value, isRight) => {
  expect(isPlainly(schema as Parameters<typeof isPlainly>[0], value)).toBe(isRight);
});

// --- internal ---

/** One change somewhere: another value, one key less, one more, an item twice. */
function mutate(value: JsonValue, pick: (below: number) => number): JsonValue {
  if (value !== null && typeof value === "object" && pick(8) > 0) {
    const keys = Object.keys(value);
    const key = keys[pick(Math.max(1, keys.length))];
    if (key !== undefined) {
      const holder = value as Record<string, JsonValue>;
      holder[key] = mutate(holder[key] ?? null, pick);
      return value;
    }
  }
  if (value !== null && typeof value === "object" && !Array.isArray(value) && pick(3) > 0) {
    const [first] = Object.keys(value);
    if (first !== undefined && pick(2) === 0) delete value[first];
    else value[["extra", "digest", "uri", "__proto", ""][pick(5)] ?? "extra"] = "x";
    return value;
  }
  if (Array.isArray(value) && pick(2) === 0) return [...value, ...value];
  return others[pick(others.length)] ?? null;
}

const others: JsonValue[] = [
  ...[
    null,
    true,
    false,
    0,
    1,
    -1,
    1.5,
    2 ** 53,
    1e300,
    "",
    "x",
    "a\nb",
    "0".repeat(64),
    "A".repeat(64),
    "0".repeat(40),
  ],
  ...["2026-02-15T20:13:00.000Z", "2026-02-15T20:13:00Z", "succeeded", "PENDING", "stable", "😀", "\u0000"],
  ...[[], {}, [null], { sha256: "0".repeat(64) }, { sha256: "x" }, { unknown: "y" }],
] as JsonValue[];

import { expect, test } from "vitest";
import { directions } from "../../../lib/config/directions.ts";
import { configTable } from "../../../lib/config/index.ts";

test("every key of the schema says which way is tighter, and no other key does: add a row to directions.ts", async () => {
  const keys = (await configTable()).map(({ key }) => key).sort();
  expect(Object.keys(directions).sort()).toEqual(keys);
});

test("a key that identifies objects by a field names that field", () => {
  for (const [key, { words = [], by }] of Object.entries(directions))
    if (words.length > 0) expect(by, key).toBeTypeOf("string");
});

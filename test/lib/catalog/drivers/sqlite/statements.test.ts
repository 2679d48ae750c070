import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { catalogOf, exampleRuns } from "../../../../support/catalog.ts";
import { collectGarbage } from "../../../../support/garbage.ts";

test("iterate goes on after waiting, whatever was collected meanwhile", async () => {
  const reader = await catalogOf(...exampleRuns(50));
  let count = 0;
  for (const { id } of reader.iterate<{ id: number }>("SELECT id FROM run ORDER BY duration_ms, id")) {
    // Another question in between, and time for what is no longer referred to.
    expect(reader.get<{ id: number }>("SELECT id FROM run WHERE id = ?", id)?.id).toBe(id);
    if (count % 10 === 0) {
      await setImmediate();
      collectGarbage();
      await setImmediate();
    }
    count += 1;
  }
  expect(count).toBe(50);
});

test("iterate that is given up half-way leaves nothing open", async () => {
  const reader = await catalogOf(...exampleRuns(50));
  for (let round = 0; round < 20; round += 1) for (const _ of reader.iterate("SELECT id FROM run ORDER BY id")) break;
  expect(reader.snapshot(() => reader.all("SELECT id FROM run")).length).toBe(50);
});

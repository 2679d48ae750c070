import { expect, it } from "vitest";
import { createReceipts } from "../../../../lib/guard/identity/receipts.ts";

it("lists units in the order in which they were spoken of, and the reasons of each sorted", () => {
  const receipts = createReceipts();
  receipts.consider("z", 3);
  receipts.skip("z", "second");
  receipts.skip("z", "first");
  receipts.examine("a");
  receipts.add([{ unit: "z", considered: 2, examined: 1, skipped: { first: 1, "by another": 2 } }]);
  const listed = receipts.list();
  expect(listed).toEqual([
    { unit: "z", considered: 5, examined: 1, skipped: { "by another": 2, first: 2, second: 1 } },
    { unit: "a", considered: 0, examined: 1, skipped: {} },
  ]);
  expect(Object.keys(listed[0]?.skipped ?? {})).toEqual(["by another", "first", "second"]);
});

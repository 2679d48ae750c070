import { expect, test } from "vitest";
import { formatGraph } from "../../../../lib/page/sections/graph.ts";
import { place, viewOf, words } from "../../../support/page.ts";

test("a graph is drawn of runs that can be used, and of nothing else", async () => {
  const run = await viewOf();
  expect(words(formatGraph([run], place))).toContain("0 inputs → train → 2 outputs");
  expect(formatGraph([{ ...run, details: null }], place)).toBeNull();
});

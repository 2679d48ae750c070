import { expect, it } from "vitest";
import { formatCatalogExport } from "../../../lib/catalog-export/index.ts";

it("formatCatalogExport says what was written, and how to read it from where it lies", () => {
  const file = { size: 10, sha256: "ab" };
  const text = formatCatalogExport({
    ...{ schema: "kprov.catalog-export/v1", format: "csv", runs: 1, output: { path: "-my dir\u001b" } },
    files: [
      { path: "runs.csv", rows: 1, ...file },
      { path: "schema.json", rows: null, ...file },
    ],
    ...{ notes: ["a\u202eb"], commands: ["true"] },
  });
  expect(text.split("\n").map((line) => line.trim())).toEqual([
    "1 run exported as csv",
    "directory  -my dir\\u{1b}, 2 files, 20 B",
    "runs.csv     1 row",
    "schema.json",
    "note       a\\u{202e}b",
    expect.stringMatching(/^read {7}cd '.*-my dir.*' && true$/),
  ]);
  expect(text).toContain("./-my dir");
});

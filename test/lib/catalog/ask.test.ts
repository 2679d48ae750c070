import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { askCatalog, type CatalogReader } from "../../../lib/catalog/index.ts";
import { exampleRun, writeCatalog } from "../../support/catalog.ts";
import { temporary } from "../../support/temporary.ts";

describe("askCatalog", () => {
  test("opens the catalog that the flags mean, waits for the answer, and closes it", async () => {
    const cwd = temporary({ ".git/HEAD": "" });
    await writeCatalog([exampleRun(1)], join(cwd, ".kprov/catalog.sqlite"));
    let kept: CatalogReader | undefined;
    const answer = await askCatalog({ cwd }, async (reader) => {
      kept = reader;
      await Promise.resolve();
      return reader.all("SELECT run_id FROM runs");
    });
    expect(answer).toEqual([{ run_id: exampleRun(1).runId }]);
    expect(() => kept?.all("SELECT 1")).toThrow();
  });

  test("closes it after an error as well, and makes none where none is", async () => {
    const cwd = temporary({ ".git/HEAD": "" });
    const file = await writeCatalog([], join(cwd, "c.sqlite"));
    let kept: CatalogReader | undefined;
    const failing = askCatalog({ cwd, catalog: file }, (reader) => {
      kept = reader;
      throw new Error("mine");
    });
    await expect(failing).rejects.toThrow("mine");
    expect(() => kept?.all("SELECT 1")).toThrow();
    await expect(askCatalog({ cwd }, () => 1)).rejects.toMatchObject({ code: "E_CATALOG_MISSING" });
    await expect(askCatalog({ cwd }, () => 1)).rejects.toMatchObject({ code: "E_CATALOG_MISSING" });
  });
});

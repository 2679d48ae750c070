import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { askCatalog, type CatalogReader, openWriter, unsettled } from "../../../lib/catalog/index.ts";
import { exampleRun, writeCatalog } from "../../support/catalog.ts";
import { temporary } from "../../support/temporary.ts";

const around = () => ({ talk: { warn: vi.fn() } });

describe("askCatalog", () => {
  test("opens the catalog that the flags mean, waits for the answer, and closes it", async () => {
    const cwd = temporary({ ".git/HEAD": "" });
    await writeCatalog([exampleRun(1)], join(cwd, ".kprov/catalog.sqlite"));
    let kept: CatalogReader | undefined;
    const answer = await askCatalog({ cwd }, around(), async (reader) => {
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
    const failing = askCatalog({ cwd, catalog: file }, around(), (reader) => {
      kept = reader;
      throw new Error("mine");
    });
    await expect(failing).rejects.toThrow("mine");
    expect(() => kept?.all("SELECT 1")).toThrow();
    await expect(askCatalog({ cwd }, around(), () => 1)).rejects.toMatchObject({ code: "E_CATALOG_MISSING" });
    await expect(askCatalog({ cwd }, around(), () => 1)).rejects.toMatchObject({ code: "E_CATALOG_MISSING" });
  });

  test("says that an update is not through, and nothing of one that is", async () => {
    const cwd = temporary({ ".git/HEAD": "" });
    const catalog = await writeCatalog([exampleRun(1)], join(cwd, "c.sqlite"));
    const warningsUnder = async (searchable: string) => {
      const writer = await openWriter(catalog);
      writer.setCircumstances({ trust: null, searchable });
      writer.commit();
      writer.close();
      const { talk } = around();
      await askCatalog({ cwd, catalog }, { talk }, () => 1);
      return talk.warn.mock.calls.flat();
    };
    expect(await warningsUnder(unsettled)).toEqual([expect.stringContaining("kprovengine index finishes it")]);
    expect(await warningsUnder("0".repeat(64))).toEqual([]);
  });
});

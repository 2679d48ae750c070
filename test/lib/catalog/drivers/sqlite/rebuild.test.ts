import { lstatSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { openCatalog, openWriter, rebuildCatalog } from "../../../../../lib/catalog/index.ts";
import {
  exampleLocation,
  exampleRun,
  exampleRuns,
  halfWritten,
  stateOfCatalog,
  writeCatalog,
} from "../../../../support/catalog.ts";
import { temporary } from "../../../../support/temporary.ts";

const whole = { check: "ok", altered: [] };

describe("rebuildCatalog", () => {
  const fill = (count: number) => async (writer: Awaited<ReturnType<typeof openWriter>>) => {
    for (const [n, run] of [...exampleRuns(count)].entries())
      writer.put({ location: exampleLocation(n), facts: { run } });
    writer.commit();
    return "done";
  };

  test("makes the same as a catalog that grew, in place of the old one", async () => {
    const file = await writeCatalog(exampleRuns(40));
    const { digest } = await stateOfCatalog(file);
    const other = await writeCatalog([exampleRun(77)]);
    expect(await rebuildCatalog(other, fill(40))).toBe("done");
    expect(await stateOfCatalog(other)).toEqual({ digest, runs: 40, ...whole });
    expect(readdirSync(dirname(other)).filter((name) => /new|lock/.test(name))).toEqual([]);
    expect(readFileSync(other)[19]).toBe(2);
  });

  test("keeps the old one when it fails", async () => {
    const file = await writeCatalog(exampleRuns(2));
    const before = await stateOfCatalog(file);
    const failing = async (writer: Awaited<ReturnType<typeof openWriter>>): Promise<void> => {
      await fill(3)(writer);
      throw new Error("no more");
    };
    await expect(rebuildCatalog(file, failing)).rejects.toThrow("no more");
    expect(await stateOfCatalog(file)).toEqual(before);
    expect(readdirSync(dirname(file)).filter((name) => /new|lock/.test(name))).toEqual([]);
  });

  test.each([
    ["pages", 100, undefined],
    ["first bytes", 0, 24],
  ])("replaces one whose %s are gone, which reading and writing refuse", async (_, from, to) => {
    const file = await writeCatalog(exampleRuns(300));
    writeFileSync(file, readFileSync(file).fill(0xa5, from, to));
    for (const open of [openCatalog, openWriter])
      await expect(open(file)).rejects.toMatchObject({ code: "E_CATALOG_DAMAGED" });
    await rebuildCatalog(file, fill(3));
    expect(await stateOfCatalog(file)).toMatchObject({ runs: 3, ...whole });
  });

  test("replaces one that a killed writer without a log left half-written, and leaves nothing that would undo the new one", async () => {
    const file = await halfWritten(300);
    await rebuildCatalog(file, fill(40));
    await expect.poll(() => readdirSync(dirname(file))).toEqual(["catalog.sqlite"]);
    expect(await stateOfCatalog(file)).toEqual(await stateOfCatalog(await writeCatalog(exampleRuns(40))));
  });

  test("touches no file of somebody that stands beside it, also when it is refused", async () => {
    const names = ["new", "new-wal", "new-shm", "new-journal"].map((suffix) => `c.${suffix}`);
    const dir = temporary(Object.fromEntries(names.map((name) => [name, "mine"])));
    await writeCatalog([exampleRun(1)], join(dir, "c"));
    await rebuildCatalog(join(dir, "c"), fill(2));
    writeFileSync(join(dir, "c"), "mine\n".repeat(100));
    await expect(rebuildCatalog(join(dir, "c"), fill(1))).rejects.toMatchObject({ code: "E_CATALOG_PLACE" });
    await expect.poll(() => readdirSync(dir).sort()).toEqual(["c", ...names].sort());
    for (const name of names) expect(readFileSync(join(dir, name), "utf8")).toBe("mine");
  });

  test("through a symbolic link makes the file anew that is meant", async () => {
    const [dir, file] = [temporary(), await writeCatalog([exampleRun(5)])];
    symlinkSync(file, join(dir, "link"));
    await rebuildCatalog(join(dir, "link"), fill(40));
    expect(lstatSync(join(dir, "link")).isSymbolicLink()).toBe(true);
    expect(await stateOfCatalog(file)).toMatchObject({ runs: 40, ...whole });
  });

  test("refuses what is not ours", async () => {
    const file = join(temporary({ c: "mine\n".repeat(100) }), "c");
    await expect(rebuildCatalog(file, fill(1))).rejects.toMatchObject({ code: "E_CATALOG_PLACE" });
    expect(readFileSync(file, "utf8")).toBe("mine\n".repeat(100));
  });

  test("leaves a reader what it had, and gives a new one the new", async () => {
    const file = await writeCatalog([exampleRun(5)]);
    const reader = await openCatalog(file);
    expect(reader.all("SELECT 1 FROM run")).toHaveLength(1);
    await rebuildCatalog(file, fill(200));
    expect(reader.all("SELECT run_id FROM runs")).toEqual([{ run_id: exampleRun(5).runId }]);
    expect(await stateOfCatalog(file)).toMatchObject({ runs: 200, ...whole });
    reader.close();
  });
});

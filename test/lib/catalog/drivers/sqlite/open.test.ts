import { execFileSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadEngine } from "../../../../../lib/catalog/drivers/sqlite/engine.ts";
import {
  alteredFacts,
  type CatalogReader,
  logicalDigest,
  openCatalog,
  openWriter,
} from "../../../../../lib/catalog/index.ts";
import {
  catalogOf,
  exampleLocation,
  exampleRun,
  exampleRuns,
  halfWritten,
  stateOfCatalog,
  writeCatalog,
} from "../../../../support/catalog.ts";
import { temporary } from "../../../../support/temporary.ts";

/** Do something to the file with SQLite itself. */
const change = async (file: string, sql: string): Promise<void> => {
  const database = (await loadEngine())(file, { readOnly: false });
  database.exec(sql);
  database.close();
};

describe("openCatalog", () => {
  test("says E_CATALOG_MISSING and how to make one", async () => {
    await expect(openCatalog(join(temporary(), "none"))).rejects.toMatchObject({
      code: "E_CATALOG_MISSING",
      hint: expect.stringContaining("kprovengine index runs/"),
    });
  });

  test.each([
    ["an empty file", "", "E_CATALOG_DAMAGED"],
    ["a text", "hello world\n".repeat(50), "E_CATALOG_PLACE"],
  ])("refuses %s", async (_, content, code) => {
    await expect(openCatalog(join(temporary({ c: content }), "c"))).rejects.toMatchObject({ code });
  });

  test("refuses a directory, and a database of another program", async () => {
    const dir = temporary();
    await expect(openCatalog(dir)).rejects.toMatchObject({ code: "E_CATALOG_PLACE" });
    await change(join(dir, "other"), "CREATE TABLE theirs(a)");
    await expect(openCatalog(join(dir, "other"))).rejects.toMatchObject({ code: "E_CATALOG_PLACE" });
  });

  test("refuses a newer version, and one that is earlier", async () => {
    const file = await writeCatalog([exampleRun(1)]);
    await change(file, "PRAGMA user_version = 2");
    await expect(openCatalog(file)).rejects.toMatchObject({ code: "E_CATALOG_NEWER" });
    await expect(openWriter(file)).rejects.toMatchObject({ code: "E_CATALOG_NEWER" });
    await change(file, "PRAGMA user_version = 0");
    await expect(openCatalog(file)).rejects.toMatchObject({ code: "E_CATALOG_OLDER" });
  });

  test("gives a connection that cannot write", async () => {
    const reader = await catalogOf(exampleRun(1));
    for (const sql of ["DELETE FROM run", "CREATE TABLE t(a)", "INSERT INTO run_fts(run_fts) VALUES('optimize')"])
      expect(() => reader.all(sql)).toThrow(/read-?only/i);
    const other = join(temporary(), "other.sqlite");
    await change(other, "CREATE TABLE t(a)");
    expect(() => {
      reader.all("ATTACH ? AS other", other);
      reader.all("INSERT INTO other.t VALUES(1)");
    }).toThrow();
    expect(reader.all("SELECT run_id FROM runs")).toHaveLength(1);
  });

  test("says E_CATALOG_DAMAGED with the command that rebuilds for a page that can't be right", async () => {
    const file = await writeCatalog(exampleRuns(300));
    const bytes = readFileSync(file);
    for (let page = 4096; page < bytes.length; page += 4096) bytes.fill(0xa5, page, page + 64);
    writeFileSync(file, bytes);
    const reader = openCatalog(file).then((catalog) => {
      try {
        return catalog.all("SELECT * FROM files");
      } finally {
        catalog.close();
      }
    });
    await expect(reader).rejects.toMatchObject({
      code: "E_CATALOG_DAMAGED",
      hint: expect.stringContaining(`kprovengine index --rebuild --catalog ${file}`),
    });
  });

  test("says E_CATALOG_DAMAGED for a file that was cut short", async () => {
    const file = await writeCatalog(exampleRuns(300));
    truncateSync(file, Math.floor(statSync(file).size / 2));
    await expect(openCatalog(file).then((catalog) => catalog.all("SELECT * FROM files"))).rejects.toMatchObject({
      code: "E_CATALOG_DAMAGED",
    });
  });

  test.each<[string, (catalog: CatalogReader) => unknown]>([
    ["all", (catalog) => catalog.all("SELECT * FROM file NOT INDEXED")],
    ["get", (catalog) => catalog.get("SELECT max(length(path)) FROM file NOT INDEXED")],
    ["iterate", (catalog) => [...catalog.iterate("SELECT * FROM file NOT INDEXED")]],
  ])("says E_CATALOG_DAMAGED for a page that it comes upon, whichever way rows are asked for: %s", async (_, ask) => {
    const file = await writeCatalog(exampleRuns(300));
    const whole = await openCatalog(file);
    const page = whole.get<{ rootpage: number }>("SELECT rootpage FROM sqlite_schema WHERE name = 'file'")?.rootpage;
    whole.close();
    const at = 4096 * (Number(page) - 1);
    writeFileSync(file, readFileSync(file).fill(0xa5, at, at + 64));
    const catalog = await openCatalog(file);
    expect(() => ask(catalog)).toThrow(
      expect.objectContaining({ code: "E_CATALOG_DAMAGED", hint: expect.stringContaining("index --rebuild") }),
    );
    catalog.close();
  });

  test("shows nothing of what a killed writer without a log left half-done; the next writer undoes it", async () => {
    const file = await halfWritten(300);
    expect(readFileSync(file).includes("HALF")).toBe(true);
    await expect(openCatalog(file)).rejects.toMatchObject({
      code: "E_CATALOG_PLACE",
      hint: expect.stringContaining("kprovengine index"),
    });
    (await openWriter(file)).close();
    expect(await stateOfCatalog(file)).toEqual(await stateOfCatalog(await writeCatalog(exampleRuns(300))));
  });

  test("names what something else wrote into the file", async () => {
    const file = await writeCatalog(exampleRuns(3));
    await change(file, "UPDATE file SET path = 'forged' WHERE run = 2 AND role = 'output'");
    const reader = await openCatalog(file);
    expect(alteredFacts(reader)).toEqual([exampleRun(1).bundleDigest]);
    reader.close();
  });

  test("takes a name that would mean something to SQLite or a shell", async () => {
    const dir = temporary();
    for (const name of ["a?mode=memory", "b#c%20d", "e'f;g", "file:h"]) {
      await writeCatalog([exampleRun(1)], join(dir, name));
      const reader = await openCatalog(join(dir, name));
      expect(reader.all("SELECT 1 FROM run")).toHaveLength(1);
      reader.close();
      expect(readdirSync(dir)).toContain(name);
    }
  });

  test("reads a directory in which nothing can be made", async () => {
    const dir = temporary();
    const file = await writeCatalog([exampleRun(1)], join(dir, "catalog.sqlite"));
    const digest = await digestOf(file);
    chmodSync(dir, 0o500);
    expect(await digestOf(file)).toBe(digest);
    chmodSync(dir, 0o700);
  });

  test("on a network file system reads a catalog with a log nobody has open, and refuses one in use", async () => {
    const file = await writeCatalog([exampleRun(1)]);
    const reader = await openCatalog(file, { isNetwork: true });
    expect(reader.all("SELECT 1 FROM run")).toHaveLength(1);
    reader.close();
    const writer = await openWriter(file);
    writer.put({ location: exampleLocation(7), facts: { run: exampleRun(7) } });
    writer.commit();
    await expect(openCatalog(file, { isNetwork: true })).rejects.toMatchObject({ code: "E_CATALOG_PLACE" });
    writer.close();
  });
});

describe("a reader", () => {
  test("sees in a snapshot what was there when it began, also in one that waits", async () => {
    const file = await writeCatalog([exampleRun(1)]);
    const [reader, writer] = [await openCatalog(file), await openWriter(file)];
    const count = () => reader.all("SELECT 1 FROM run").length;
    await reader.snapshot(async () => {
      expect(count()).toBe(1);
      writer.put({ location: exampleLocation(2), facts: { run: exampleRun(2) } });
      writer.commit();
      await Promise.resolve();
      expect(reader.snapshot(count)).toBe(1);
      expect(count()).toBe(1);
    });
    expect(count()).toBe(2);
    writer.close();
    reader.close();
  });

  test("may ask the same again while it iterates, and stop half-way", async () => {
    const reader = await catalogOf(...exampleRuns(5));
    const sql = "SELECT run_id FROM runs ORDER BY run_id";
    const seen: unknown[] = [];
    for (const { run_id } of reader.iterate(sql)) {
      seen.push(run_id, [...reader.iterate(sql)].length, reader.all(sql).length);
      if (seen.length > 3) break;
    }
    expect(seen).toEqual([exampleRun(0).runId, 5, 5, exampleRun(1).runId, 5, 5]);
    expect(reader.get("SELECT 1 FROM runs WHERE run_id = ?", "none")).toBeUndefined();
  });
});

test("rows of a reader that was closed are an error, not a crash", async () => {
  const reader = await openCatalog(await writeCatalog(exampleRuns(5)));
  const rows = reader.iterate("SELECT * FROM runs");
  expect(rows.next().done).toBe(false);
  reader.close();
  expect(() => [...rows]).toThrow();
  expect(() => reader.all("SELECT 1")).toThrow();
});

describe("openWriter", () => {
  test("changes nothing of what is not ours", async () => {
    const dir = temporary({ text: "hello world\n".repeat(50) });
    await change(join(dir, "other"), "CREATE TABLE theirs(a)");
    mkdirSync(join(dir, "directory"));
    const before = ["text", "other"].map((name) => readFileSync(join(dir, name)));
    for (const name of ["text", "other", "directory"])
      await expect(openWriter(join(dir, name))).rejects.toMatchObject({ code: "E_CATALOG_PLACE" });
    expect(["text", "other"].map((name) => readFileSync(join(dir, name)))).toEqual(before);
    expect(readdirSync(dir).sort()).toEqual(["directory", "other", "text"]);
  });

  test("begins anew in an empty file, which is what a kill leaves", async () => {
    const dir = temporary({ c: "" });
    expect(await writeCatalog([exampleRun(1)], join(dir, "c"))).toBe(join(dir, "c"));
    const reader = await openCatalog(join(dir, "c"));
    expect(reader.all("SELECT run_id FROM runs")).toEqual([{ run_id: exampleRun(1).runId }]);
    reader.close();
  });

  test("keeps no log where other machines may have the file open", async () => {
    const file = join(temporary(), "catalog.sqlite");
    const writer = await openWriter(file, { isNetwork: true });
    writer.put({ location: exampleLocation(2), facts: { run: exampleRun(2) } });
    expect(readdirSync(join(file, "..")).some((name) => name.endsWith("-wal"))).toBe(false);
    await expect(openCatalog(file, { isNetwork: true, patience: 20 })).rejects.toMatchObject({
      code: "E_CATALOG_LOCKED",
    });
    writer.commit();
    writer.close();
    expect(readFileSync(file)[19]).toBe(1);
    const reader = await openCatalog(file, { isNetwork: true });
    expect(reader.all("SELECT 1 FROM run")).toHaveLength(1);
    reader.close();
  });

  test("through a symbolic link writes the file that is meant, under its lock and where git does not track it", async () => {
    const [dir, other] = [temporary(), temporary()];
    const file = join(dir, "real.sqlite");
    symlinkSync(file, join(other, "link.sqlite"));
    await writeCatalog([exampleRun(1)], join(other, "link.sqlite"));
    expect(readdirSync(dir)).toContain("real.sqlite");
    const first = await openWriter(file);
    await expect(openWriter(join(other, "link.sqlite"), { patience: 20 })).rejects.toMatchObject({
      code: "E_CATALOG_LOCKED",
    });
    first.close();
    await expect.poll(() => readdirSync(other)).toEqual(["link.sqlite"]);
    execFileSync("git", ["init", "-q", dir]);
    execFileSync("git", ["-C", dir, "add", "-f", "real.sqlite"]);
    await expect(openWriter(join(other, "link.sqlite"))).rejects.toMatchObject({ code: "E_CATALOG_PLACE" });
  });

  test("writes nothing into a bundle", async () => {
    const dir = temporary({ "b/manifest.json": "{}", "b/run_summary.json": "{}" });
    symlinkSync(join(dir, "b"), join(dir, "link"));
    for (const path of ["b/c.sqlite", "b/.kprov/c.sqlite", "link/c.sqlite"])
      await expect(openWriter(join(dir, path))).rejects.toMatchObject({
        code: "E_USAGE",
        message: expect.stringContaining("inside the bundle"),
      });
    expect(readdirSync(join(dir, "b")).sort()).toEqual(["manifest.json", "run_summary.json"]);
  });

  test("says what is in the way of its directory", async () => {
    const dir = temporary({ file: "" });
    await expect(openWriter(join(dir, "file", "c"))).rejects.toMatchObject({ code: "E_IO" });
  });
});

// --- internal ---

const digestOf = async (file: string): Promise<string> => {
  const reader = await openCatalog(file);
  try {
    return logicalDigest(reader);
  } finally {
    reader.close();
  }
};

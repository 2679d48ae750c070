import { describe, expect, it } from "vitest";
import {
  countRuns,
  everything,
  exportRows,
  exportRowsOf,
  lastMaker,
  namedContents,
  parseFilter,
  whereOf,
} from "../../../../../lib/catalog/index.ts";
import { tablesOf } from "../../../../../lib/catalog-export/index.ts";
import { sha256 } from "../../../../../lib/digest.ts";
import { catalogOf, exampleRefused, exampleRun, exampleRuns, exampleStart } from "../../../../support/catalog.ts";

const digest = sha256("content");
const made = (n: number, path: string) =>
  exampleRun(n, { files: [{ role: "output", path, size: 1, digest, mediaType: "text/plain" }] });

describe("exportRows", () => {
  it("has the documented columns and no others, in every table that has rows", async () => {
    const texts = [{ path: "logs/stdout.log", text: "hello", isCut: false }];
    const reader = await catalogOf(...exampleRuns(30), exampleRun(30, { texts }), exampleRefused(1));
    for (const { name, columns } of tablesOf({ isWhole: true })) {
      const [row] = exportRows(reader, name, whereOf(everything, reader));
      expect([name, Object.keys(row ?? {})]).toEqual([name, columns.map((column) => column.name)]);
    }
  });

  it("has what the views have, but for what the documentation names", async () => {
    const reader = await catalogOf(exampleRun(1));
    const longer: Record<string, string> = { "reviews.at": "decided_at", "annotations.at": "noted_at" };
    for (const { name, columns } of tablesOf({ isWhole: true })) {
      const ofToolchain = name === "tools" || name === "distributions";
      const inView = reader
        .all<{ name: string }>("SELECT name FROM pragma_table_info(?)", name)
        .map((column) => (ofToolchain && column.name === "bundle_digest" ? "toolchain_digest" : column.name))
        .filter((column) => column !== "location" && (column === "duration_ms" || !column.endsWith("_ms")))
        .map((column) => longer[`${name}.${column}`] ?? column);
      expect([name, columns.map((column) => column.name).sort()]).toEqual([name, inView.sort()]);
    }
  });

  it("gives rows of the chosen runs, oldest run first", async () => {
    const reader = await catalogOf(exampleRun(12), exampleRun(3), exampleRun(0), exampleRun(9));
    const where = whereOf(parseFilter(["project:claims-etl"], { now: 0, isLocal: false }), reader);
    expect(countRuns(reader, where)).toBe(2);
    const expected = [exampleRun(0), exampleRun(9)].map(({ bundleDigest }) => bundleDigest);
    expect([...exportRows(reader, "runs", where)].map((row) => row["bundle_digest"])).toEqual(expected);
    expect([...new Set([...exportRows(reader, "members", where)].map((row) => row["bundle_digest"]))]).toEqual(
      expected,
    );
  });
});

describe("exportRowsOf", () => {
  it("gives what belongs to one run, and nothing for one that is not there", async () => {
    const reader = await catalogOf(exampleRun(1), exampleRun(2));
    const rows = exportRowsOf(reader, "tags", { bundle_digest: exampleRun(1).bundleDigest });
    expect(rows).toEqual([{ bundle_digest: exampleRun(1).bundleDigest, key: "team", value: "claims" }]);
    expect(exportRowsOf(reader, "tags", { bundle_digest: sha256("none") })).toEqual([]);
  });
});

describe("lastMaker", () => {
  it("is the run that made the content last before, never the one that asks or a later one", async () => {
    const reader = await catalogOf(made(1, "first"), made(2, "second"), made(3, "third"));
    const startOf = (n: number) => exampleStart + n * 600_000;
    expect(lastMaker(reader, { digest, before: startOf(3) })).toMatchObject({ path: "second" });
    expect(lastMaker(reader, { digest, before: startOf(1) })).toBeUndefined();
    expect(lastMaker(reader, { digest: sha256("other"), before: startOf(9) })).toBeUndefined();
  });
});

describe("namedContents", () => {
  it("names a content once for each path, however many runs have it", async () => {
    const reader = await catalogOf(made(1, "a"), made(2, "a"), made(3, "b"));
    expect([...namedContents(reader, whereOf(everything, reader))]).toEqual([
      { digest, path: "a", size: 1, media_type: "text/plain" },
      { digest, path: "b", size: 1, media_type: "text/plain" },
    ]);
  });
});

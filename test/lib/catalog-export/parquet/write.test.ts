import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { describe, expect, it } from "vitest";
import type { RowOf } from "../../../../lib/catalog/index.ts";
import type { Table } from "../../../../lib/catalog-export/index.ts";
import { writeParquet } from "../../../../lib/catalog-export/parquet/write.ts";

const table: Table = {
  name: "texts",
  description: "",
  columns: [
    { name: "bundle_digest", type: "digest", isNullable: false, description: "" },
    { name: "text", type: "text", isNullable: true, description: "" },
    { name: "at", type: "time", isNullable: true, description: "" },
  ],
};

const written = (rows: Iterable<RowOf>) => {
  const pieces: Buffer[] = [];
  // The writer uses the memory of a piece again.
  writeParquet(table, rows, (piece) => pieces.push(Buffer.from(piece)));
  const bytes = Buffer.concat(pieces);
  const file = new Uint8Array(bytes).buffer;
  return { file, bytes, largest: Math.max(...pieces.map((piece) => piece.length)), metadata: parquetMetadata(file) };
};

function* rowsOf(count: number, text: string | null): Generator<RowOf> {
  for (let n = 0; n < count; n += 1) yield { bundle_digest: `digest ${n}`, text, at: n };
}

describe("writeParquet", () => {
  it("begins a new row group before one is more than memory should hold", () => {
    const many = written(rowsOf(45_000, "x"));
    expect(many.metadata.row_groups.map((group) => Number(group.num_rows))).toEqual([20_000, 20_000, 5_000]);
    const long = written(rowsOf(9, "x".repeat(2 ** 20)));
    expect(long.metadata.row_groups.map((group) => Number(group.num_rows))).toEqual([4, 4, 1]);
  });

  it("hands on what it has before the file is over", () => {
    const { bytes, largest } = written(rowsOf(150_000, null));
    expect(bytes.length).toBeGreaterThan(2 * largest);
  });

  it("is read by hyparquet, with and without rows", async () => {
    const rows = await parquetReadObjects({ file: written(rowsOf(2, null)).file });
    expect(rows).toEqual([
      { bundle_digest: "digest 0", text: null, at: new Date(0) },
      { bundle_digest: "digest 1", text: null, at: new Date(1) },
    ]);
    expect(await parquetReadObjects({ file: written([]).file })).toEqual([]);
  });

  it("never makes something up for a value that must be there", () => {
    expect(() => written([{ text: "x", at: null }])).toThrow(/"texts" has no "bundle_digest"/);
  });
});

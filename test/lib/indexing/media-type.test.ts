import { expect, test } from "vitest";
import { mediaTypeOf } from "../../../lib/indexing/index.ts";

test.each([
  ["a/b.CSV", "text/csv"],
  ["model.tar.gz", "application/gzip"],
  ["notes.md", "text/markdown"],
  ["https://data.example/x.parquet", "application/vnd.apache.parquet"],
  ["Makefile", "application/octet-stream"],
  [".csv", "application/octet-stream"],
  ["a.csv/b", "application/octet-stream"],
  ["x.constructor", "application/octet-stream"],
  ["", "application/octet-stream"],
])("mediaTypeOf(%j) is %s", (path, type) => expect(mediaTypeOf(path)).toBe(type));

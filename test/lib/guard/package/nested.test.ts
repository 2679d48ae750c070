import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { isPacked } from "../../../../lib/guard/package/nested.ts";
import { makeTar } from "../../../support/tar.ts";
import { wheel, zip } from "../../../support/zip.ts";

describe("isPacked", () => {
  it.each<[string, Buffer]>([
    ["a zip", wheel()],
    ["a zip of nothing", zip([])],
    ["gzip", gzipSync("x")],
    ["a tar", makeTar({ a: "x" })],
    ["bzip2", Buffer.from("BZh91AY&SY")],
    ["xz", Buffer.from("fd377a585a000004", "hex")],
    ["zstandard", Buffer.from("28b52ffd2001", "hex")],
    ["7z", Buffer.from("377abcaf271c0004", "hex")],
    ["lz4", Buffer.from("04224d186440", "hex")],
    ["lzip", Buffer.from("LZIP\x01\x0c", "latin1")],
    ["compress", Buffer.from("1f9d9078", "hex")],
    ["rar", Buffer.from("Rar!\x1a\x07\x01\x00", "latin1")],
  ])("knows %s", (_, bytes) => {
    expect(isPacked({ bytes })).toBe(true);
  });

  it.each<[string, Buffer]>([
    ["nothing", Buffer.alloc(0)],
    ["a text", Buffer.from("PK is a text")],
    ["a text about tars", Buffer.from("ustar")],
    ["zlib, which has no mark", deflateSync("x")],
    ["brotli, which has no mark", brotliCompressSync("x")],
  ])("does not take %s for one", (_, bytes) => {
    expect(isPacked({ bytes })).toBe(false);
  });
});

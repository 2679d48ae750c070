import { describe, expect, it } from "vitest";
import { readCache, writeCache } from "../../../../lib/cache.ts";
import { readBlobSet, writeBlobSet } from "../../../../lib/guard/surface/blob-set.ts";
import { temporary } from "../../../support/temporary.ts";

const entry = () => ({ dir: temporary(), kind: "test", key: "k" });
const [ruleset, other] = ["a".repeat(64), "b".repeat(64)];
const names = (width: number) => ["1", "e"].map((unit) => unit.repeat(width));

describe("a set of blobs", () => {
  it.each([40, 64])("keeps names of %i letters under the rules that they were found with", (width) => {
    const cache = entry();
    writeBlobSet(cache, ruleset, names(width));
    expect([...readBlobSet(cache, ruleset)]).toEqual(names(width));
    expect(readBlobSet(cache, other).size).toBe(0);
  });

  it("is empty when nothing was kept, and when an empty one was", () => {
    const cache = entry();
    expect(readBlobSet(cache, ruleset).size).toBe(0);
    writeBlobSet(cache, ruleset, []);
    expect(readCache(cache, 1000)).toHaveLength(33);
    expect(readBlobSet(cache, ruleset).size).toBe(0);
  });

  it("knows no name that was cut off", () => {
    const cache = entry();
    writeBlobSet(cache, ruleset, names(40));
    writeCache(cache, readCache(cache, 1000)?.subarray(0, -1) ?? "");
    expect([...readBlobSet(cache, ruleset)]).toEqual(names(40).slice(0, 1));
  });
});

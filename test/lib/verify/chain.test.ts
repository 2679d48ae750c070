import { describe, expect, it } from "vitest";
import { type ChainEntry, judgeChain } from "../../../lib/verify/chain.ts";

const digestOf = (id: string): string => id.repeat(64).slice(0, 64);
const link = (id: string) => ({ runId: id, bundleDigest: digestOf(id) });
const entry = (id: string, previous: string | null, more: Partial<ChainEntry> = {}): ChainEntry => ({
  name: id,
  runId: id,
  bundleDigest: digestOf(id),
  previous: previous === null ? null : link(previous),
  ...more,
});
const shape = (entries: ChainEntry[]) => judgeChain(entries).map(({ code, level, path }) => `${level} ${code} ${path}`);

describe("judgeChain", () => {
  it("finds nothing in a whole chain, in whatever order its names sort", () => {
    expect(shape([entry("b", "c"), entry("a", null), entry("c", "a")])).toEqual([]);
    expect(shape([entry("a", null)])).toEqual([]);
  });

  it("can't see that the newest was removed", () => {
    expect(shape([entry("a", null), entry("b", "a")])).toEqual([]);
  });

  it("reports CHAIN_GAP for a removed bundle and names it", () => {
    const [finding] = judgeChain([entry("a", null), entry("c", "b")]);
    expect(finding).toMatchObject({ code: "CHAIN_GAP", path: "c", expected: `sha256:${digestOf("b")}` });
    expect(finding?.message).toContain('"b"');
  });

  it("reports CHAIN_GAP for a removed first bundle", () => {
    expect(shape([entry("b", "a"), entry("c", "b")])).toEqual(["violation CHAIN_GAP b"]);
  });

  it("reports CHAIN_FORK at every bundle but the first of those that follow the same", () => {
    expect(shape([entry("a", null), entry("b", "a"), entry("c", "a"), entry("d", "a")])).toEqual([
      "violation CHAIN_FORK c",
      "violation CHAIN_FORK d",
    ]);
  });

  it("reports CHAIN_START for a second first bundle", () => {
    expect(shape([entry("a", null), entry("b", null)])).toEqual(["violation CHAIN_START b"]);
  });

  it("reports CHAIN_MISMATCH for a replaced bundle with both digests", () => {
    const findings = judgeChain([entry("a", null, { bundleDigest: digestOf("f") }), entry("b", "a")]);
    expect(findings).toMatchObject([
      { code: "CHAIN_MISMATCH", path: "b", expected: `sha256:${digestOf("a")}`, actual: `sha256:${digestOf("f")}` },
    ]);
  });

  it("reports CHAIN_CYCLE once for each circle", () => {
    expect(shape([entry("a", "c"), entry("b", "a"), entry("c", "b"), entry("d", "c")])).toEqual([
      "violation CHAIN_FORK d",
      "violation CHAIN_CYCLE a",
    ]);
    expect(shape([entry("a", "a")])).toEqual(["violation CHAIN_CYCLE a"]);
  });

  it("reports CHAIN_DUPLICATE and BUNDLE_RENAMED for a copy under another name", () => {
    expect(shape([entry("a", null), entry("a", null, { name: "copy" })])).toEqual([
      "violation BUNDLE_RENAMED copy",
      "violation CHAIN_DUPLICATE copy",
      "violation CHAIN_START copy",
    ]);
  });

  it("reports BUNDLE_RENAMED with both names", () => {
    expect(judgeChain([entry("a", null, { name: "good" })])).toMatchObject([
      { code: "BUNDLE_RENAMED", path: "good", expected: "a", actual: "good" },
    ]);
  });

  it("does not call a bundle gone whose summary is damaged", () => {
    expect(shape([entry("a", null, { runId: null, previous: undefined }), entry("b", "a")])).toEqual([]);
    expect(shape([entry("a", null, { bundleDigest: null }), entry("b", "a")])).toEqual([]);
  });

  it("follows a chain of 50,000 bundles", () => {
    const entries = Array.from({ length: 50_000 }, (_, index) =>
      entry(`r${index}`, index === 0 ? null : `r${index - 1}`),
    );
    expect(shape(entries)).toEqual([]);
  });
});

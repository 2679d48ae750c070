import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { bundleDigest, layout } from "../../../lib/evidence/index.ts";
import { type VerificationSet, verifyDirectory, verifyPaths } from "../../../lib/verify/index.ts";
import { type BundleOptions, failed, writeBundle } from "../../support/bundle.ts";
import { temporary } from "../../support/temporary.ts";

const options = { integrityOnly: true };
const chainOf = ({ chain }: VerificationSet) => chain.map(({ code, level, path }) => `${level} ${code} ${path}`);

/** A directory of `count` chained bundles, `run-0`, `run-1`, … */
const writeChain = (count: number, more: BundleOptions = {}): string => {
  const parent = temporary();
  let previous: BundleOptions["previous"] = null;
  for (let index = 0; index < count; index += 1) {
    const dir = writeBundle(parent, { ...more, runId: `run-${index}`, previous });
    previous = { runId: `run-${index}`, bundleDigest: bundleDigest(readFileSync(join(dir, layout.manifest))) };
  }
  return parent;
};

describe("verifyDirectory", () => {
  it("proves a directory of chained bundles, each under its own path", async () => {
    const parent = writeChain(3);
    const set = await verifyDirectory(parent, options);
    expect(set).toMatchObject({
      schema: "kprov.verification-set/v1",
      verdict: "proved",
      chain: [],
      leftovers: [],
      ignored: [],
    });
    expect(set.bundles.map(({ bundle }) => bundle)).toEqual([0, 1, 2].map((index) => join(parent, `run-${index}`)));
  });

  it("is undecided about origin without --integrity, for every bundle", async () => {
    const set = await verifyDirectory(writeChain(2), { integrityOnly: false });
    expect(set.verdict).toBe("undecided");
    expect(set.bundles.map(({ origin }) => origin)).toEqual(["unproved", "unproved"]);
  });

  it("judges the others when one is violated", async () => {
    const parent = writeChain(3);
    writeFileSync(join(parent, "run-1", layout.stdout), "x");
    const set = await verifyDirectory(parent, options);
    expect(set.verdict).toBe("violated");
    expect(set.bundles.map(({ verdict }) => verdict)).toEqual(["proved", "violated", "proved"]);
  });

  it.each<[string, string[], (parent: string) => void]>([
    ["a removed bundle", ["violation CHAIN_GAP run-2"], (parent) => rmSync(join(parent, "run-1"), { recursive: true })],
    [
      "a renamed bundle",
      ["violation BUNDLE_RENAMED run-x"],
      (parent) => renameSync(join(parent, "run-1"), join(parent, "run-x")),
    ],
    [
      "a copied bundle",
      ["violation BUNDLE_RENAMED run-x", "violation CHAIN_DUPLICATE run-x", "violation CHAIN_FORK run-x"],
      (parent) => cpSync(join(parent, "run-1"), join(parent, "run-x"), { recursive: true }),
    ],
    [
      "a bundle of another chain",
      ["violation CHAIN_START run-9"],
      (parent) => void writeBundle(parent, { runId: "run-9" }),
    ],
    [
      "a bundle replaced by another whole one",
      ["violation CHAIN_START run-1", "violation CHAIN_MISMATCH run-2"],
      (parent) => {
        rmSync(join(parent, "run-1"), { recursive: true });
        writeBundle(parent, { runId: "run-1", outcome: failed });
      },
    ],
  ])("names what is wrong with the chain for %s", async (_, found, spoil) => {
    const parent = writeChain(4);
    spoil(parent);
    const set = await verifyDirectory(parent, options);
    expect(chainOf(set)).toEqual(found);
    expect(set.verdict).toBe("violated");
  });

  it("lists leftovers of runs and other things, and judges neither", async () => {
    const parent = writeChain(2);
    mkdirSync(join(parent, ".kprov-run-2026-02-15T20-13-00Z-aaaaaaaa.deadbeef.1.2/logs"), { recursive: true });
    mkdirSync(join(parent, ".cache"));
    writeFileSync(join(parent, ".kprov-head.json"), "{}");
    writeFileSync(join(parent, "notes.txt"), "x");
    const set = await verifyDirectory(parent, options);
    expect(set).toMatchObject({
      verdict: "proved",
      leftovers: [".kprov-run-2026-02-15T20-13-00Z-aaaaaaaa.deadbeef.1.2"],
      ignored: ["notes.txt"],
    });
  });

  it("accepts a link to a bundle beside it and is undecided about any other", async () => {
    const parent = writeChain(2);
    symlinkSync("run-1", join(parent, "latest"));
    expect(await verifyDirectory(parent, options)).toMatchObject({ verdict: "proved", ignored: ["latest"] });
    symlinkSync(writeBundle(temporary(), { runId: "run-1" }), join(parent, "elsewhere"));
    symlinkSync("nowhere", join(parent, "dangling"));
    const set = await verifyDirectory(parent, options);
    expect(set.verdict).toBe("undecided");
    expect(chainOf(set)).toEqual(["undecided ENTRY_UNJUDGED dangling", "undecided ENTRY_UNJUDGED elsewhere"]);
  });

  it("sees a bundle that was replaced by a link as gone", async () => {
    const parent = writeChain(3);
    const away = join(temporary(), "run-1");
    renameSync(join(parent, "run-1"), away);
    symlinkSync(away, join(parent, "run-1"));
    expect(chainOf(await verifyDirectory(parent, options))).toEqual([
      "undecided ENTRY_UNJUDGED run-1",
      "violation CHAIN_GAP run-2",
    ]);
  });

  it("is undecided about a directory among bundles that is none", async () => {
    const parent = writeChain(1);
    mkdirSync(join(parent, "empty"));
    const set = await verifyDirectory(parent, options);
    expect(set.verdict).toBe("undecided");
    expect(set.bundles[0]).toMatchObject({ integrity: "undecided", findings: [{ code: "NOT_A_BUNDLE" }] });
  });

  it.each<[string, () => string]>([
    ["an empty directory", () => temporary()],
    ["a directory of leftovers alone", () => temporary({ ".kprov-run-x/trace.jsonl": "" })],
    ["a directory of files alone", () => temporary({ "a.txt": "" })],
  ])("throws E_NOTHING for %s", async (_, make) => {
    await expect(verifyDirectory(make(), options)).rejects.toMatchObject({ code: "E_NOTHING" });
  });

  it("throws E_IO for a directory that is not there", async () => {
    await expect(verifyDirectory(join(temporary(), "gone"), options)).rejects.toMatchObject({ code: "E_IO" });
  });
});

describe("verifyPaths", () => {
  it("gives one bundle's own verdict for one bundle", async () => {
    const dir = writeBundle(temporary());
    expect(await verifyPaths([dir], options)).toMatchObject({
      schema: "kprov.verification/v1",
      bundle: dir,
      verdict: "proved",
    });
  });

  it("takes a bundle that lost its lists for a bundle, not for a directory of them", async () => {
    const dir = writeBundle(temporary());
    for (const path of [layout.manifest, layout.sums, layout.summary]) rmSync(join(dir, path));
    expect(await verifyPaths([dir], options)).toMatchObject({ schema: "kprov.verification/v1", verdict: "violated" });
  });

  it("judges bundles and directories of bundles together, without a chain between them", async () => {
    const [one, many] = [writeBundle(temporary()), writeChain(2)];
    writeFileSync(join(many, "notes.txt"), "");
    rmSync(join(many, "run-0"), { recursive: true });
    const set = (await verifyPaths([one, many], options)) as VerificationSet;
    expect(set.bundles.map(({ bundle }) => basename(bundle))).toEqual([basename(one), "run-1"]);
    expect(chainOf(set)).toEqual([`violation CHAIN_GAP ${join(many, "run-1")}`]);
    expect(set.ignored).toEqual([join(many, "notes.txt")]);
  });

  it("is undecided when one of several holds nothing", async () => {
    const [one, leftovers] = [writeBundle(temporary()), temporary({ ".kprov-run-x/trace.jsonl": "" })];
    const set = (await verifyPaths([one, leftovers], options)) as VerificationSet;
    expect(set.verdict).toBe("undecided");
    expect(chainOf(set)).toEqual([`undecided NOTHING_EXAMINED ${leftovers}`]);
  });

  it("is undecided about what is no bundle and holds no directory", async () => {
    expect(await verifyPaths([temporary({ "a.txt": "" })], options)).toMatchObject({
      verdict: "undecided",
      findings: [{ code: "NOT_A_BUNDLE" }],
    });
  });

  it("throws E_NOTHING without a path", async () => {
    await expect(verifyPaths([], options)).rejects.toMatchObject({ code: "E_NOTHING" });
  });
});

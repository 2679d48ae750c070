import { renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, test } from "vitest";
import { resolveConfig } from "../../../../lib/config/index.ts";
import type { Gate } from "../../../../lib/guard/gate.ts";
import { notConfiguredOf } from "../../../../lib/guard/preflight/configured.ts";
import { takeSnapshot } from "../../../../lib/guard/surface/snapshot.ts";
import { type RepoFiles, repo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

const gate = (name: string, key: string | null, record?: string): Gate => ({
  ...{ name, missing: () => key, ruleset: () => [] },
  ...{ run: () => Promise.reject(new Error("not asked")), selfTest: () => Promise.reject(new Error("not asked")) },
  ...(record !== undefined && { record }),
});

const ask = async (files: RepoFiles, gates: readonly Gate[], place = "") => {
  const fixture = repo({ x: "", ...files });
  onTestFinished(fixture.dispose);
  const snapshot = takeSnapshot(fixture.dir);
  fixture.write({ ".kprov/untracked.json": "{}" });
  return notConfiguredOf(gates, { config: resolveConfig({}), root: `${fixture.dir}${place}`, snapshot });
};

describe("notConfiguredOf", () => {
  it("names the key of each check that nothing asks for", async () => {
    expect(await ask({}, [gate("a", "key"), gate("b", null), gate("c", "other")])).toEqual({ a: "key", c: "other" });
  });

  test.each<[string, RepoFiles, string, string, object]>([
    ["its record is tracked", { ".kprov/a.json": "{}" }, ".kprov/a.json", "", {}],
    ["its record is tracked where the configuration is", { "sub/.kprov/a.json": "{}" }, ".kprov/a.json", "/sub", {}],
    ["its record is tracked elsewhere", { ".kprov/a.json": "{}" }, ".kprov/a.json", "/sub", { a: "key" }],
    ["its record is not tracked", {}, ".kprov/untracked.json", "", { a: "key" }],
    ["its record is not there", {}, ".kprov/a.json", "", { a: "key" }],
  ])("of a check when %s", async (_, files, record, place, wanted) => {
    expect(await ask(files, [gate("a", "key", record), gate("b", null, record)], place)).toEqual(wanted);
  });

  test.each<[string, "sub" | "way", (sub: string, way: string) => void]>([
    ["over a link", "way", (sub, way) => symlinkSync(sub, way)],
    [
      "over a link, and its directory is gone",
      "way",
      (sub, way) => [symlinkSync(sub, way), rmSync(join(sub, ".kprov"), { recursive: true })],
    ],
    ["and a link took the place of all", "sub", (sub, way) => [renameSync(sub, way), symlinkSync(way, sub)]],
    [
      "and a link took the place of its directory",
      "sub",
      (sub) => [renameSync(join(sub, ".kprov"), join(sub, "x")), symlinkSync("x", join(sub, ".kprov"))],
    ],
  ])("goes on asking for a check whose record is tracked %s", async (_, from, change) => {
    const fixture = repo({ "sub/.kprov/a.json": "{}" });
    onTestFinished(fixture.dispose);
    const places = { sub: join(fixture.dir, "sub"), way: join(temporary(), "way") };
    change(places.sub, places.way);
    const asked = { config: resolveConfig({}), root: places[from], snapshot: takeSnapshot(fixture.dir) };
    expect(await notConfiguredOf([gate("a", "key", ".kprov/a.json"), gate("b", "key", "a.json")], asked)).toEqual({
      b: "key",
    });
  });

  test.each<[string, Partial<Gate>, number, object]>([
    ["in this change", {}, 0, {}],
    ["by the last commit", {}, 1, {}],
    ["long ago", {}, 2, { a: "key" }],
    ["by the last commit, and had said so", { isGivenUp: async (record) => `${record}` === "gone" }, 1, { a: "key" }],
    ["by the last commit, and had said something else", { isGivenUp: async () => false }, 1, {}],
    ["by the last commit, and nobody can read it", { isGivenUp: () => Promise.reject(new Error("x")) }, 1, {}],
  ])("of a check whose record was taken away %s", async (_, more, commits, wanted) => {
    const fixture = repo();
    onTestFinished(fixture.dispose);
    // Whatever it was before: the newest counts.
    fixture.commit({ "sub/.kprov/a.json": "kept", x: "" });
    fixture.commit({ "sub/.kprov/a.json": "gone" });
    fixture.git("rm", "--quiet", "-r", "sub");
    for (let made = 0; made < commits; made += 1) fixture.commit({ x: `${made}` });
    const gates = [{ ...gate("a", "key", ".kprov/a.json"), ...more }];
    const asked = { config: resolveConfig({}), root: join(fixture.dir, "sub"), snapshot: takeSnapshot(fixture.dir) };
    expect(await notConfiguredOf(gates, asked)).toEqual(wanted);
    const base = { commit: fixture.git("rev-parse", `HEAD~${commits}`) };
    expect(await notConfiguredOf(gates, { ...asked, base })).toEqual({});
    expect(
      await notConfiguredOf(gates, { ...asked, snapshot: takeSnapshot(fixture.dir, { staged: true, env: {} }) }),
    ).toEqual(wanted);
  });

  it("goes on asking for a check whose record is new, and lies behind a link", async () => {
    const fixture = repo({ x: "" });
    onTestFinished(fixture.dispose);
    fixture.write({ "sub/.kprov/a.json": "{}" });
    fixture.git("add", "sub");
    const ways = [join(temporary(), "way"), join(fixture.dir, "way")];
    for (const way of ways) symlinkSync(join(fixture.dir, "sub"), way);
    for (const root of [join(fixture.dir, "sub"), ...ways]) {
      const asked = { config: resolveConfig({}), root, snapshot: takeSnapshot(fixture.dir) };
      expect(await notConfiguredOf([gate("a", "key", ".kprov/a.json")], asked)).toEqual({});
    }
  });

  it("asks for nothing before the first commit, and goes on asking where git can't be asked by line", async () => {
    const empty = repo();
    onTestFinished(empty.dispose);
    const asked = { config: resolveConfig({}), root: empty.dir, snapshot: takeSnapshot(empty.dir) };
    expect(await notConfiguredOf([gate("a", "key", ".kprov/a.json")], asked)).toEqual({ a: "key" });
    const odd = { ...asked, root: join(empty.dir, "a\nb") };
    expect(await notConfiguredOf([gate("a", "key", ".kprov/a.json")], odd)).toEqual({});
  });

  it("goes on asking for a check whose record the base has", async () => {
    const fixture = repo({ "sub/.kprov/a.json": "{}", x: "" });
    onTestFinished(fixture.dispose);
    const commit = fixture.git("rev-parse", "HEAD");
    fixture.git("rm", "--quiet", "-r", "sub");
    for (const message of ["gone", "later"]) fixture.git("commit", "--quiet", "--allow-empty", "--message", message);
    const ask = (base: { commit: string } | undefined, place = "sub") =>
      notConfiguredOf([gate("a", "key", ".kprov/a.json")], {
        ...{ config: resolveConfig({}), root: join(fixture.dir, place), snapshot: takeSnapshot(fixture.dir) },
        ...(base && { base }),
      });
    expect([await ask(undefined), await ask({ commit }), await ask({ commit }, "other")]).toEqual([
      { a: "key" },
      {},
      { a: "key" },
    ]);
    // What can't be read is no answer.
    expect(await ask({ commit: "1".repeat(40) })).toEqual({});
  });

  it("lets the check say what is wrong when git can't tell", async () => {
    const fixture = repo({ x: "" });
    onTestFinished(fixture.dispose);
    const snapshot = { ...takeSnapshot(fixture.dir), tracked: () => Promise.reject(new Error("broken")) };
    const asked = { config: resolveConfig({}), root: fixture.dir, snapshot };
    expect(await notConfiguredOf([gate("a", "key", "r.json"), gate("b", "key")], asked)).toEqual({ b: "key" });
  });
});

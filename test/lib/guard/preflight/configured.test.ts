import { describe, expect, it, onTestFinished, test } from "vitest";
import { resolveConfig } from "../../../../lib/config/index.ts";
import type { Gate } from "../../../../lib/guard/gate.ts";
import { notConfiguredOf } from "../../../../lib/guard/preflight/configured.ts";
import { takeSnapshot } from "../../../../lib/guard/surface/snapshot.ts";
import { type RepoFiles, repo } from "../../../support/repo.ts";

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

  it("lets the check say what is wrong when git can't tell", async () => {
    const fixture = repo({ x: "" });
    onTestFinished(fixture.dispose);
    const snapshot = { ...takeSnapshot(fixture.dir), tracked: () => Promise.reject(new Error("broken")) };
    const asked = { config: resolveConfig({}), root: fixture.dir, snapshot };
    expect(await notConfiguredOf([gate("a", "key", "r.json"), gate("b", "key")], asked)).toEqual({ b: "key" });
  });
});

import { describe, expect, it, test } from "vitest";
import { type KprovConfig, loadConfig } from "../../../../lib/config/index.ts";
import {
  exitOfPreflight,
  type PreflightOptions,
  type PreflightReport,
  withCheck,
} from "../../../../lib/guard/preflight/index.ts";
import { takeSnapshot } from "../../../../lib/guard/surface/snapshot.ts";
import type { Finding } from "../../../../lib/report.ts";
import { doubt, reportOf, violation } from "../../../support/outcome.ts";
import { gate, made, preflight, silent } from "./support.ts";

const commands = { lint: ["true"], test: ["true"] };

describe("the report", () => {
  it("says which tree, configuration and program, and leaves out a base that nobody asked for", async () => {
    const at = made();
    const report = await preflight(at);
    expect(report).toMatchObject({
      ...{ schema: "kprov.preflight/v1", tool: { name: "kprovengine", version: "1" } },
      tree: { tree: at.git("write-tree"), dirty: false },
      config: { path: "kprov.config.json" },
    });
    expect(report).not.toHaveProperty("base");
  });

  it("names the base that judged", async () => {
    const at = made();
    const loaded = await loadConfig({ cwd: at.dir, allowCode: true, cacheDir: null });
    const candidate = { loaded, policyRoot: at.dir };
    const note = { ref: "main", from: "--base", commit: "1", judge: "base", changes: [] } as const;
    const base = { commit: "1", name: "main", candidate, note: { ...note, changes: [] } };
    expect((await preflight(at, { base })).base).toEqual(note);
    at.commit({ "record.json": "{}" });
    const commit = at.git("rev-parse", "HEAD");
    at.git("rm", "--quiet", "record.json");
    for (const message of ["gone", "later"]) at.git("commit", "--quiet", "--allow-empty", "--message", message);
    const gates = [gate("a"), { ...gate("b", [], "key"), record: "record.json" }];
    expect((await preflight(at, { gates })).notConfigured).toEqual({ b: "key" });
    expect((await preflight(at, { gates, base: { ...base, commit } })).notConfigured).toEqual({});
  });

  it("has a digest of rules that changes with version, rules, and what steers them", async () => {
    const digestOf = async (written: KprovConfig, more: Partial<PreflightOptions> = {}) =>
      (await preflight(made(written), more)).rulesetDigest;
    const digests = await Promise.all([
      digestOf({}),
      digestOf({}, { version: "2" }),
      digestOf({}, { gates: [gate("a")] }),
      digestOf({ project: "acme" }),
      digestOf({ artifacts: { deny: ["x"] } }),
      digestOf({ runtime: { node: ">=20" } }),
      digestOf({ preflight: { commands } }),
      digestOf({ waivers: { maxDays: 7 } }),
      digestOf({ projects: [{ root: "a" }] }),
    ]);
    expect(new Set(digests).size).toBe(digests.length);
    expect([await digestOf({}), await digestOf({ run: { out: "elsewhere" } })]).toEqual([digests[0], digests[0]]);
  });

  it("is dirty by a policy that git is told to overlook", async () => {
    const at = made();
    at.git("update-index", "--assume-unchanged", "kprov.config.json");
    at.write({ "kprov.config.json": '{"project":"x"}' });
    expect((await preflight(at)).tree.dirty).toBe(true);
  });

  it("says on the way which checks run, and then nothing", async () => {
    const said: (string | null)[] = [];
    const talk = { ...silent, progress: (text: string | null) => void said.push(text) };
    await preflight(made(), { talk });
    expect(said).toEqual(["a, b", null]);
  });
});

describe("a preflight of what is staged", () => {
  it("judges by the snapshot that it is given", async () => {
    const at = made();
    at.write({ a: "1" });
    const report = await preflight(at, { snapshot: takeSnapshot(at.dir, { staged: true, env: {} }) });
    expect(report.tree).toMatchObject({ staged: true, dirty: false });
    expect(report.checks.map(({ staged }) => staged)).toEqual([true, true]);
  });

  it("has commands see what is staged, and another preflight what lies there", async () => {
    const isThere = { preflight: { commands: { test: ["test", "-f", "new.txt"] } } };
    const at = made(isThere);
    at.write({ "new.txt": "" });
    expect((await preflight(at)).verdict).toBe("proved");
    const snapshot = takeSnapshot(at.dir, { staged: true, env: {} });
    expect((await preflight(at, { snapshot })).verdict).toBe("violated");
    at.git("add", "new.txt");
    expect((await preflight(at, { snapshot: takeSnapshot(at.dir, { staged: true, env: {} }) })).verdict).toBe("proved");
  });
});

const ended: PreflightReport = {
  ...{ schema: "kprov.preflight/v1", verdict: "proved", checks: [reportOf()], commands: [], skipped: [] },
  ...{ notConfigured: {}, tree: { tree: "1", commit: null, dirty: false }, config: null, rulesetDigest: "2" },
  tool: { name: "kprovengine", version: "1" },
};

test.each<[Partial<PreflightReport>, Finding[], string]>([
  [{}, [], "proved"],
  [{}, [violation], "violated"],
  [{}, [doubt], "undecided"],
  [{ verdict: "partial" }, [], "partial"],
  [{ verdict: "partial" }, [doubt], "undecided"],
  [{ verdict: "undecided", checks: [] }, [], "undecided"],
  [{ verdict: "undecided", checks: [reportOf([doubt])] }, [violation], "violated"],
  [{ verdict: "violated", checks: [reportOf([violation])] }, [doubt], "violated"],
])("withCheck of %j and %j: %s", (more, findings, wanted) => {
  const check = reportOf(findings, { check: "more" });
  const report = withCheck({ ...ended, ...more }, check);
  expect([report.verdict, report.checks.at(-1)]).toEqual([wanted, check]);
});

test("withCheck keeps what commands found", () => {
  const argv = ["false"];
  const failed = { name: "lint", argv, exitCode: 1, signal: null, verdict: "violated", findings: [violation] } as const;
  const report = { ...ended, verdict: "violated" as const, commands: [{ ...failed, findings: [violation] }] };
  expect(withCheck(report, reportOf()).verdict).toBe("violated");
});

const unusable: Finding = { ...doubt, code: "CONFIG_UNUSABLE" };

test.each<[PreflightReport["verdict"], Finding[], number]>([
  ["proved", [], 0],
  ["partial", [], 0],
  ["violated", [violation], 1],
  ["undecided", [doubt], 3],
  ["undecided", [unusable], 2],
  ["violated", [violation, unusable], 2],
])("exitOfPreflight of %s with %j: %i", (verdict, findings, wanted) => {
  expect(exitOfPreflight({ verdict, checks: [reportOf(), reportOf(findings)] })).toBe(wanted);
});

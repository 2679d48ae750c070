import { join } from "node:path";
import { afterEach, describe, expect, it, onTestFinished, test, vi } from "vitest";
import { type KprovConfig, loadConfig, resolveConfig } from "../../../../lib/config/index.ts";
import type { Gate, GateContext } from "../../../../lib/guard/gate.ts";
import { gates } from "../../../../lib/guard/gates/index.ts";
import { soundRule } from "../../../../lib/guard/own/planted.ts";
import { plantedConfig, plantedPath, plantedWorkflow } from "../../../../lib/guard/parity/plants.ts";
import { takeSnapshot } from "../../../../lib/guard/surface/snapshot.ts";
import { keepSecrets, withoutSecrets } from "../../../../lib/secrecy.ts";
import { denyFile, salt } from "../../../support/deny.ts";
import { editRecord, governed, recordFile } from "../../../support/governance.ts";
import { repo, runGit } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

afterEach(() => void vi.unstubAllEnvs());

const gateOf = (name: string): Gate => {
  const gate = gates.find((one) => one.name === name);
  if (gate === undefined) throw new Error(`There is no ${name}`);
  return gate;
};

const contextIn = async (cwd: string, more: Partial<GateContext> = {}): Promise<GateContext> => {
  const loaded = await loadConfig({ cwd, allowCode: true, cacheDir: null });
  return { ...loaded, cwd, version: "1.0.0", policyRoot: loaded.root, cacheDir: null, env: process.env, ...more };
};

const codesOf = async (name: string, context: GateContext) =>
  (await gateOf(name).run(context)).findings.map(({ code }) => code);

test.each<[string, { judge: "base" | "candidate" } | undefined, string[]]>([
  ["without a note", undefined, ["ARTIFACT_IGNORED"]],
  ["that judges", { judge: "base" }, ["ARTIFACT_IGNORED"]],
  ["without a configuration", { judge: "candidate" }, []],
])("check-artifacts counts what a base %s ignores", async (_, note, wanted) => {
  using at = repo({ ".gitignore": "*.dat\n" });
  const commit = at.git("rev-parse", "HEAD");
  at.commit({ ".gitignore": "", "a.dat": "x" });
  const context = await contextIn(at.dir);
  const { config, path, root } = context;
  const candidate = { loaded: { config, digest: null, path, root }, policyRoot: root };
  const base = { commit, name: "main", candidate, ...(note && { note }) };
  expect(await codesOf("check-artifacts", { ...context, base })).toEqual(wanted);
});

describe("which checks a configuration asks for", () => {
  const asked: [KprovConfig, string[]][] = [
    [{}, []],
    [{ project: "acme" }, ["check-identity"]],
    [{ identity: { name: "acme" } }, ["check-identity"]],
    [{ identity: { repository: "https://a.example/b" } }, ["check-identity"]],
    [{ identity: { display: { name: "Acme" } } }, ["check-identity"]],
    [{ identity: { display: { allow: ["a.md"] } } }, ["check-identity"]],
    [{ identity: { forbidden: ["globex"] } }, ["check-identity"]],
    [{ identity: { forbidden: { file: "tokens.txt" } } }, ["check-identity"]],
    [{ identity: { forbidden: { private: "tokens.json" } } }, ["check-identity"]],
    [{ identity: { forbidden: [] } }, []],
    [{ identity: { docker: { files: ["Dockerfile"] } } }, ["check-identity"]],
    [{ identity: { docker: { labels: { a: "b" } } } }, ["check-identity"]],
    [{ projects: [{ root: "a" }] }, ["check-identity"]],
    [{ runtime: { python: "3.12" } }, ["check-runtime"]],
    [{ runtime: { rust: "1.80" } }, ["check-runtime"]],
    [{ parity: {} }, ["check-parity"]],
    [{ governance: {} }, ["check-governance"]],
  ];
  test.each(asked)("%j: %j", (written, wanted) => {
    const config = resolveConfig(written);
    const found = gates.filter(({ missing }) => missing(config) === null).map(({ name }) => name);
    expect(found.sort()).toEqual(["check-artifacts", ...wanted].sort());
  });

  it("has check-rules asked for by a rule", () => {
    expect(gateOf("check-rules").missing({ ...resolveConfig({}), rules: [soundRule] })).toBeNull();
  });

  it("names the key that would ask for each of the others", () => {
    const config = resolveConfig({});
    expect(gates.map(({ name, missing }) => [name, missing(config)])).toEqual([
      ["check-identity", "identity"],
      ["check-artifacts", null],
      ["check-runtime", "runtime"],
      ["check-parity", "parity"],
      ["check-governance", "governance"],
      ["check-rules", "rules"],
    ]);
  });
});

test.each([
  ["check-identity", "judgeName"],
  ["check-artifacts", "COMPILED_FILE"],
  ["check-artifacts", "**/__pycache__/**"],
  ["check-runtime", "RUNTIME_MISMATCH"],
  ["check-parity", "PARITY_NO_GATE"],
  ["check-governance", "GOVERNANCE_LOOSENED"],
])("what is built into %s, such as %s, is in its ruleset", async (name, wanted) => {
  expect([await gateOf(name).ruleset()].flat(3)).toContain(wanted);
});

test("the ruleset of check-identity is sorted, and that of check-rules is the configuration's", async () => {
  const rules = (await gateOf("check-identity").ruleset()) as string[];
  expect(rules).toEqual(rules.toSorted());
  expect(await gateOf("check-rules").ruleset()).toEqual([]);
});

test.each(gates.map(({ name }) => name))("a self-test of %s that can plant nothing is no pass", async (name) => {
  vi.stubEnv("TMPDIR", "/nonexistent");
  const asked = { version: "1", env: process.env, config: async () => resolveConfig({}) };
  await expect(gateOf(name).selfTest(asked)).rejects.toThrow("ENOENT");
});

describe("a snapshot of what is staged", () => {
  it("is what check-parity judges, not the work tree", async () => {
    const workflow = ".github/workflows/ci.yml";
    const sound = plantedWorkflow("1.0.0");
    using at = repo({ [plantedPath]: plantedConfig, [workflow]: sound });
    const staged = async () =>
      codesOf("check-parity", await contextIn(at.dir, { snapshot: takeSnapshot(at.dir, { staged: true }) }));
    at.write({ [workflow]: plantedWorkflow("1.0.0", { gate: " || true" }) });
    expect([await staged(), await codesOf("check-parity", await contextIn(at.dir))]).toEqual([[], ["PARITY_MASKED"]]);
    at.git("add", workflow);
    at.write({ [workflow]: sound });
    expect(await staged()).toEqual(["PARITY_MASKED"]);
  });

  it("is what check-governance judges, not the work tree", async () => {
    using at = await governed();
    const staged = async () =>
      codesOf("check-governance", await contextIn(at.dir, { snapshot: takeSnapshot(at.dir, { staged: true }) }));
    editRecord(at.dir, (record) => void Object.assign(record, { version: "9.9.9" }));
    expect(await staged()).toEqual([]);
    expect(await codesOf("check-governance", await contextIn(at.dir))).not.toEqual([]);
    at.git("add", recordFile);
    expect(await staged()).not.toEqual([]);
  });

  it("is what check-runtime judges, not the work tree", async () => {
    const declared = (node: string): string => JSON.stringify({ name: "acme", engines: { node } });
    using at = repo({
      "kprov.config.json": JSON.stringify({ runtime: { node: ">=20" } }),
      "package.json": declared(">=20"),
    });
    const staged = async () =>
      codesOf("check-runtime", await contextIn(at.dir, { snapshot: takeSnapshot(at.dir, { staged: true }) }));
    const before = await staged();
    expect(before).not.toContain("RUNTIME_MISMATCH");
    at.write({ "package.json": declared(">=16") });
    expect(await staged()).toEqual(before);
    expect(await codesOf("check-runtime", await contextIn(at.dir))).toContain("RUNTIME_MISMATCH");
    at.git("add", "package.json");
    at.write({ "package.json": declared(">=20") });
    expect(await staged()).toContain("RUNTIME_MISMATCH");
  });

  it("is what check-artifacts judges, not the work tree", async () => {
    using at = repo({ "a.bin": "text\n" });
    const staged = async () =>
      codesOf("check-artifacts", await contextIn(at.dir, { snapshot: takeSnapshot(at.dir, { staged: true }) }));
    at.write({ "a.bin": Buffer.from("7f454c4602010100000000000000000003003e00", "hex") });
    expect([await staged(), await codesOf("check-artifacts", await contextIn(at.dir))]).toEqual([
      [],
      ["COMPILED_FILE"],
    ]);
    at.git("add", "a.bin");
    expect(await staged()).toEqual(["COMPILED_FILE"]);
  });

  it("is what check-rules judges, not the work tree", async () => {
    using at = repo({ "a.md": "clean\n" });
    const config = { ...resolveConfig({}), rules: [soundRule] };
    const staged = async () =>
      codesOf("check-rules", await contextIn(at.dir, { config, snapshot: takeSnapshot(at.dir, { staged: true }) }));
    at.write({ "a.md": "planted\n" });
    expect(await staged()).toEqual([]);
    expect(await codesOf("check-rules", await contextIn(at.dir, { config }))).toEqual(["OWN_RULE_VIOLATED"]);
  });
});

describe("under a base", () => {
  const candidateIn = async (cwd: string): Promise<NonNullable<GateContext["base"]>> => {
    const loaded = await loadConfig({ cwd, allowCode: true, cacheDir: null });
    return { commit: runGit(cwd, ["rev-parse", "HEAD"]), name: "main", candidate: { loaded, policyRoot: cwd } };
  };

  it("check-governance judges the step against that, during a rebase, too", async () => {
    using at = await governed();
    at.write({ ".git/rebase-merge/x": "" });
    expect(await codesOf("check-governance", await contextIn(at.dir))).toEqual(["GOVERNANCE_BASE_MISSING"]);
    const base = await candidateIn(at.dir);
    expect(await codesOf("check-governance", await contextIn(at.dir, { base }))).toEqual([]);
  });

  it("check-governance judges the candidate's own configuration", async () => {
    using at = await governed();
    const base = await candidateIn(at.dir);
    const config = resolveConfig({ governance: {}, project: "of-the-base" });
    expect(await codesOf("check-governance", await contextIn(at.dir, { config }))).not.toEqual([]);
    expect(await codesOf("check-governance", await contextIn(at.dir, { config, base }))).toEqual([]);
  });

  it("check-parity does not ask for the bytes of the configuration that judges", async () => {
    using at = repo({ [plantedPath]: plantedConfig, ".github/workflows/ci.yml": plantedWorkflow("1.0.0") });
    at.write({ [plantedPath]: `${plantedConfig}\n` });
    const digest = { path: plantedPath, sha256: "0".repeat(64), effective: "0".repeat(64) };
    expect(await codesOf("check-parity", await contextIn(at.dir, { digest }))).toEqual(["PARITY_DIFFERENT"]);
    const base = await candidateIn(at.dir);
    expect(await codesOf("check-parity", await contextIn(at.dir, { digest, base }))).toEqual([]);
  });
});

test.each([
  ["check-runtime", []],
  ["check-artifacts", []],
  ["check-identity", ["PARITY_UNCOVERED"]],
])("check-parity knows whether the %s that CI runs is asked for here: %j", async (name, wanted) => {
  const steps = `      - run: npx --yes kprovengine@1.0.0 ${name}\n`;
  using at = repo({ [plantedPath]: plantedConfig, ".github/workflows/ci.yml": plantedWorkflow("1.0.0", { steps }) });
  expect(await codesOf("check-parity", await contextIn(at.dir))).toEqual(wanted);
});

describe("check-identity", () => {
  it("looks into the history that is asked for", async () => {
    using at = repo({ "kprov.config.json": '{"identity":{"forbidden":["globex"]}}' });
    at.git("commit", "--quiet", "--allow-empty", "--message", "as globex wants it");
    expect(await codesOf("check-identity", await contextIn(at.dir))).toEqual([]);
    const asked = await contextIn(at.dir, { deny: { history: "all" } });
    expect(await codesOf("check-identity", asked)).toEqual(["FORBIDDEN_IN_MESSAGE"]);
  });

  it("looks for the tokens of the private list, and from then on nothing says them", async () => {
    onTestFinished(() => keepSecrets(() => (text) => text));
    keepSecrets(() => (text) => text);
    const written = { identity: { forbidden: { private: "tokens.json" } } };
    using at = repo({
      "a.md": "at globex\n",
      "tokens.json": denyFile(["globex"]),
      "kprov.config.json": JSON.stringify(written),
    });
    const asked = (env: NodeJS.ProcessEnv) => contextIn(at.dir, { env: { ...process.env, ...env } });
    expect(await codesOf("check-identity", await asked({ KPROV_DENY_SALT: undefined }))).toEqual([
      "PRIVATE_SALT_MISSING",
    ]);
    expect(await withoutSecrets("at globex")).toBe("at globex");
    expect(await codesOf("check-identity", await asked({ KPROV_DENY_SALT: salt }))).toEqual(["FORBIDDEN_TOKEN"]);
    expect(await withoutSecrets("at globex")).toMatch(/^at (?!globex|.*not shown)/);
    const flag = await contextIn(at.dir, { deny: { saltFile: join(temporary({ salt: `${salt}\n` }), "salt") } });
    expect(await codesOf("check-identity", flag)).toEqual(["FORBIDDEN_TOKEN"]);
  });

  it("says on the way how far it is", async () => {
    using at = repo({ "a.md": "x".repeat(4096), "kprov.config.json": '{"identity":{"forbidden":["globex"]}}' });
    const seen: number[] = [];
    const snapshot = takeSnapshot(at.dir, { staged: true });
    const onProgress = (bytes: number) => void seen.push(bytes);
    await codesOf("check-identity", await contextIn(at.dir, { snapshot, onProgress }));
    expect(Math.max(...seen)).toBeGreaterThanOrEqual(4096);
  });
});

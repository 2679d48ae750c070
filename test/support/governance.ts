/**
 * Repositories whose governance is recorded.
 *
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadConfig } from "../../lib/config/index.ts";
import { gates } from "../../lib/guard/gates/index.ts";
import {
  checkGovernance,
  type GovernanceRecord,
  type GovernanceUpdate,
  updateGovernance,
} from "../../lib/guard/governance/index.ts";
import type { Report } from "../../lib/report.ts";
import { type RepoFiles, repo, type TestRepo } from "./repo.ts";

export const recordFile = ".kprov/governance.lock.json";
export const configFile = "kprov.config.json";
export const scopeFile = ".kprov/governance/scope.md";
export const workflowFile = ".github/workflows/gate.yml";

export const baseConfig = {
  project: "claims",
  governance: {},
  artifacts: { deny: ["runs/**"], allow: [{ glob: "a.log", reason: "a fixture" }] },
  identity: { forbidden: { file: "tokens.txt" } },
};

export const baseFiles: RepoFiles = {
  [configFile]: JSON.stringify(baseConfig),
  [scopeFile]: "# Scope\n",
  [workflowFile]: `on: push\njobs: { gate: { steps: [{ uses: "acme/checkout@${"1".repeat(40)}" }, { run: make }] } }\n`,
  "tokens.txt": "OldName\n",
  "a.log": "x",
  "kprov.mk": "preflight:\n",
};

/** A repository with one commit in which everything is recorded as 1.0.0. */
export const governed = async (files: RepoFiles = {}): Promise<TestRepo> => {
  const fixture = repo();
  fixture.write({ ...baseFiles, ...files });
  fixture.git("add", "--all", "--force");
  await update(fixture.dir);
  fixture.commit();
  return fixture;
};

/** `governance update` in `dir`, on 2 January 2026. */
export const update = async (dir: string, reason = "planted"): Promise<GovernanceUpdate> => {
  const loaded = await load(dir);
  const now = Date.UTC(2026, 0, 2, 23, 59);
  return updateGovernance({ ...loaded, cwd: dir, policyRoot: loaded.root, gates, reason, author: "Ann Lee", now });
};

/** `check-governance` in `dir`. */
export const check = async (
  dir: string,
  options: Partial<Parameters<typeof checkGovernance>[0]> = {},
): Promise<Report> => {
  const own = await load(dir);
  return checkGovernance({ cwd: dir, own, policyRoot: own.root, digest: own.digest, version: "0", gates, ...options });
};

/** `CODE path` of each finding. */
export const said = ({ findings }: Report): string[] =>
  findings.map(({ code, path }) => (path === undefined ? code : `${code} ${path}`));

/** Change the configuration by its keys. */
export const configure = (fixture: TestRepo, change: object): void =>
  fixture.write({ [configFile]: JSON.stringify({ ...baseConfig, ...change }) });

export const readRecord = (dir: string): GovernanceRecord =>
  JSON.parse(readFileSync(join(dir, recordFile), "utf8")) as GovernanceRecord;

/** Change the record as a hand would. */
export const editRecord = (dir: string, change: (record: GovernanceRecord) => void): void => {
  const record = readRecord(dir);
  change(record);
  writeFileSync(join(dir, recordFile), `${JSON.stringify(record, null, 2)}\n`);
};

// --- internal ---

const load = (cwd: string) => loadConfig({ cwd, allowCode: true, cacheDir: null });

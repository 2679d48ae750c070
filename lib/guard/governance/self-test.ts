/**
 * Proof that check-governance can fail: a recorded repository, changed in every way that must be found.
 *
 * @module
 */
import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadConfig } from "../../config/index.ts";
import { git } from "../../git.ts";
import type { Finding, Report } from "../../report.ts";
import type { Gate } from "../gate.ts";
import { runTrials, type SelfTest } from "../trials.ts";
import { checkGovernance } from "./check-governance.ts";
import type { Compare } from "./judge-record.ts";
import { recordPath } from "./record.ts";
import { updateGovernance } from "./update.ts";

export interface GovernanceSelfTestOptions {
  version: string;
  gates: readonly Gate[];
  compare?: Compare;
}

/** Record a repository, change it, and look whether the check says so. */
export const selfTestGovernance = (options: GovernanceSelfTestOptions): Promise<SelfTest> =>
  runTrials({
    ...{ check: "check-governance", version: options.version },
    attempts: plants.map(({ code, level, path, change }) => ({
      ...{ code, path, files: clean, change },
      isCaught: (finding: Finding) => finding.code === code && finding.level === level,
    })),
    clean,
    judge: async (cwd, plant) => {
      await record(cwd, options);
      if (plant !== undefined) await plant.change(cwd);
      await git(["-c", "core.autocrlf=false", "add", "--force", "--all"], { cwd });
      return check(cwd, options);
    },
  });

// --- internal ---

const configName = "kprov.config.json";
const document = ".kprov/governance/scope.md";
const workflow = ".github/workflows/planted.yml";

const configuration = { project: "planted", governance: {}, artifacts: { deny: ["planted/**"] } };
const clean: Readonly<Record<string, string>> = {
  [configName]: `${JSON.stringify(configuration, null, 2)}\n`,
  [document]: "# Scope\n",
  [workflow]: "on: push\njobs: { gate: { runs-on: planted, steps: [{ run: make preflight }] } }\n",
  "kprov.mk": "preflight:\n\tkprovengine preflight\n",
};

interface Plant {
  code: Finding["code"];
  level: Finding["level"];
  path: string;
  change: (dir: string) => void | Promise<void>;
}

const edit = (path: string, from: string, to: string) => (dir: string) => {
  const file = join(dir, path);
  writeFileSync(file, readFileSync(file, "utf8").replace(from, to));
};

const plants: readonly Plant[] = [
  {
    code: "GOVERNANCE_UNRECORDED",
    level: "violation",
    path: recordPath,
    change: (dir) => rmSync(join(dir, recordPath)),
  },
  { code: "GOVERNANCE_LOOSENED", level: "violation", path: configName, change: edit(configName, '"planted/**"', "") },
  { code: "GOVERNANCE_LOOSENED", level: "violation", path: workflow, change: edit(workflow, "preflight", "nothing") },
  { code: "GOVERNANCE_LOOSENED", level: "violation", path: "kprov.mk", change: edit("kprov.mk", "preflight\n", "x\n") },
  { code: "GOVERNANCE_LOOSENED", level: "violation", path: document, change: (dir) => rmSync(join(dir, document)) },
  {
    ...{ code: "GOVERNANCE_CHANGED", level: "violation", path: document },
    change: (dir) => appendFileSync(join(dir, document), "planted\n"),
  },
  {
    ...{ code: "GOVERNANCE_REWRITTEN", level: "violation", path: recordPath },
    change: edit(recordPath, '"version": "1.0.0"', '"version": "1.0.1"'),
  },
  {
    ...{ code: "GOVERNANCE_RECORD_UNUSABLE", level: "undecided", path: recordPath },
    change: edit(recordPath, "{", "<<<<<<< planted\n{"),
  },
  {
    ...{ code: "GOVERNANCE_GLOB_UNUSED", level: "undecided", path: configName },
    change: edit(configName, '"governance": {}', '"governance": { "documents": ["no/such/**"] }'),
  },
];

const load = (cwd: string) => loadConfig({ cwd, allowCode: false, cacheDir: null });

const record = async (cwd: string, { gates }: GovernanceSelfTestOptions): Promise<void> => {
  const loaded = await load(cwd);
  const said = { reason: "planted", author: "planted", now: 0 };
  await updateGovernance({ ...loaded, ...said, cwd, policyRoot: loaded.root, gates });
};

const check = async (cwd: string, { version, gates, compare }: GovernanceSelfTestOptions): Promise<Report> => {
  const own = await load(cwd);
  const options = { cwd, own, policyRoot: own.root, digest: own.digest, version, gates };
  return checkGovernance({ ...options, ...(compare && { compare }) });
};

/**
 * Preflights of checks that are made up.
 *
 * @module
 */
import { onTestFinished } from "vitest";
import { type KprovConfig, loadConfig } from "../../../../lib/config/index.ts";
import type { Gate } from "../../../../lib/guard/gate.ts";
import { type PreflightOptions, type PreflightReport, runPreflight } from "../../../../lib/guard/preflight/index.ts";
import type { Finding } from "../../../../lib/report.ts";
import { reportOf } from "../../../support/outcome.ts";
import { type RepoFiles, repo, type TestRepo } from "../../../support/repo.ts";

/** A check that finds this, and needs a key when one is named. */
export const gate = (name: string, findings: readonly Finding[] = [], missing: string | null = null): Gate => ({
  ...{ name, missing: () => missing, ruleset: () => [name] },
  run: async () => reportOf(findings, { check: name }),
  selfTest: () => Promise.reject(new Error("not asked")),
});

/** A repository with this configuration, for one test. */
export const made = (written: KprovConfig = {}, files: RepoFiles = {}): TestRepo => {
  const fixture = repo({ "kprov.config.json": JSON.stringify(written), ...files });
  onTestFinished(fixture.dispose);
  return fixture;
};

export const silent = {
  note: () => undefined,
  warn: () => undefined,
  debug: () => undefined,
  progress: () => undefined,
};

/** A preflight with the checks `a` and `b`, which find nothing. */
export const preflight = async ({ dir }: TestRepo, more: Partial<PreflightOptions> = {}): Promise<PreflightReport> => {
  const loaded = await loadConfig({ cwd: dir, allowCode: true, cacheDir: null });
  const options = { only: [], skip: [], env: process.env, talk: silent, cacheDir: null, version: "1" };
  return runPreflight({ ...loaded, ...options, cwd: dir, gates: [gate("a"), gate("b")], ...more });
};

/**
 * The check of CI: whether it runs the gate that runs here, for every change, and whether its failure counts.
 *
 * @module
 */
import { realpathSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import type { ResolvedConfig } from "../../config/index.ts";
import { type ConfigDigest, createReport, type Report } from "../../report.ts";
import { parseRepositoryUrl } from "../identity/urls.ts";
import { committedConfig } from "../surface/committed-config.ts";
import { areExemptions, areReceipts, keptWhileSame } from "../surface/kept.ts";
import { type Snapshot, takeSnapshot } from "../surface/snapshot.ts";
import type { Known } from "./context.ts";
import { defaultBranch } from "./default-branch.ts";
import { withHost } from "./host-receipt.ts";
import type { Judged } from "./judge-versions.ts";

export interface CheckParityOptions {
  /** Anywhere in the work tree; all of the repository is judged. */
  cwd: string;
  config: ResolvedConfig;
  digest: ConfigDigest | null;
  /** The configuration's file, absolute; null without one. */
  path: string | null;
  /** Of this program. */
  version: string;
  /** Names of the checks that preflight runs by this configuration. */
  checks: readonly string[];
  /** Whether a base judges: then the bytes of the candidate's configuration are not those that judge. */
  isBased: boolean;
  env: NodeJS.ProcessEnv;
  /** Where what was proved may be kept; default null, nowhere. */
  cacheDir?: string | null;
  snapshot?: Snapshot;
  /** Ask the host what it requires. */
  remote: boolean;
}

/**
 * Judge every definition of CI that git tracks, in the index and, where it differs, in the work tree.
 *
 * Reads only. No network, but with `remote`, when GitHub's API is asked. All findings at once, sorted, each with its place.
 * Throws `E_NO_REPOSITORY` outside a repository, `E_TOOL_MISSING` without git, `E_GIT` when git fails, `E_CONFIG` for a
 * runtime policy that can't be understood.
 */
export const checkParity = async (options: CheckParityOptions): Promise<Report> => {
  const { cwd, version, remote, config, env } = options;
  const snapshot = options.snapshot ?? takeSnapshot(cwd);
  void snapshot.changes(); // git answers while the rest is loaded.
  const known = await knownOf(options, snapshot, await defaultBranch(cwd, env));
  const judge = async () => (await import("./judge-versions.ts")).judgeVersions(cwd, snapshot, known);
  const host = remote ? await import("./remote.ts") : undefined;
  const judged = host ? await judge() : await keptWhileSame(snapshot, keepingOf(options, snapshot.root, known), judge);
  const asking = { checks: judged.checks, repository: config.identity.repository, env };
  const { findings, coverage } = host ? withHost(judged, await host.askHost(asking)) : judged;
  const { exemptions } = judged;
  return createReport({ check: "check-parity", findings, exemptions, coverage, config: options.digest, version });
};

// --- internal ---

/** What was proved stays so while the tree, the configuration and what the clone says are the same, for this program on this Node. */
const keepingOf = ({ cacheDir = null }: CheckParityOptions, root: string, known: Known) => ({
  ...{ cacheDir, kind: "parity", ruleset: JSON.stringify([process.version, root, known]) },
  isKeepable: (value: unknown): value is Judged => {
    const { findings, exemptions, coverage } = (value ?? {}) as Partial<Judged>;
    return Array.isArray(findings) && findings.length === 0 && areExemptions(exemptions) && areReceipts(coverage);
  },
});

const knownOf = async (options: CheckParityOptions, snapshot: Snapshot, branch: string): Promise<Known> => {
  const { config, path, isBased, version, checks, env } = options;
  // Git says where the repository really is; the way to the file may have gone over links.
  const real = path === null ? null : join(realpathSync(dirname(path)), basename(path));
  const found = real === null ? null : relative(snapshot.root, real).split(sep).join("/");
  return {
    ...{ branch, version, checks, commands: config.preflight.commands, runtime: config.runtime },
    repository: repositoryOf(config.identity.repository) ?? env["GITHUB_REPOSITORY"],
    parity: config.parity ?? { ciOnly: [] },
    configPath: found?.startsWith("../") === true ? undefined : found,
    configDigest: isBased ? null : ((await committedConfig(options, snapshot))?.sha256 ?? null),
  };
};

const repositoryOf = (url: string | null): string | undefined =>
  url === null ? undefined : parseRepositoryUrl(url)?.path;

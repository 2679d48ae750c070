/**
 * The check of CI: whether it runs the gate that runs here, for every change, and whether its failure counts.
 *
 * @module
 */
import { realpathSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import type { ResolvedConfig } from "../../config/index.ts";
import { git } from "../../git.ts";
import { type ConfigDigest, createReport, type Report } from "../../report.ts";
import { createBeside } from "../ci/index.ts";
import { acrossVersions } from "../fingerprint.ts";
import { parseRepositoryUrl } from "../identity/urls.ts";
import { gatherStatements } from "../runtime/gather.ts";
import { openPublished, type Published, type Version } from "../sources/index.ts";
import type { Snapshot } from "../surface/index.ts";
import { findBlindness } from "./canaries.ts";
import type { ParityContext } from "./context.ts";
import { hostUnasked, type Judged, judgeParity } from "./judge.ts";
import { askHost } from "./remote.ts";

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
  const published = await openPublished(cwd, options.snapshot);
  const [branch, blind] = await Promise.all([defaultBranch(cwd, env), findBlindness(version)]);
  const declared = createDeclared(published);
  const judge = async (from: Version["from"]) => {
    const view = createBeside(published, from);
    const { root } = published;
    const context = contextOf({ ...options, branch, root, beside: view.beside, declared: () => declared.of(from) });
    const judged = await judgeParity(context);
    return { ...judged, differs: view.differs() || declared.differs() };
  };
  const index = await judge("index");
  const lying = index.differs ? await judge("work tree") : undefined;
  const last = lying ?? index;
  const asked = remote
    ? await askHost({ checks: last.checks, repository: config.identity.repository, env })
    : undefined;
  return createReport({
    check: "check-parity",
    findings: [...blind, ...acrossVersions([index.findings, lying?.findings ?? []]), ...(asked ?? [])],
    exemptions: last.listed.exemptions(),
    coverage: asked === undefined ? last.coverage : last.coverage.map(withHost),
    config: options.digest,
    version,
  });
};

// --- internal ---

/** The host was asked. */
const withHost = (coverage: Judged["coverage"][number]): Judged["coverage"][number] => {
  const { [hostUnasked]: own, ...skipped } = coverage.skipped;
  return own === undefined ? coverage : { ...coverage, examined: coverage.examined + own, skipped };
};

/** What the repository's files declare of runtimes, read when somebody asks. */
const createDeclared = (published: Published) => {
  let gathering: ReturnType<typeof gatherStatements> | undefined;
  let isOther = false;
  return {
    of: async (from: Version["from"]) => {
      gathering ??= gatherStatements(published);
      const { views } = await gathering;
      isOther = views.length > 1;
      return views.at(from === "index" ? 0 : -1)?.statements ?? [];
    },
    /** Whether that is another thing in the work tree. */
    differs: () => isOther,
  };
};

interface Viewing extends CheckParityOptions, Pick<ParityContext, "branch" | "beside" | "declared"> {
  /** The repository's top. */
  root: string;
}

const contextOf = ({ config, digest, path, isBased, root, env, ...viewing }: Viewing): ParityContext => {
  const { beside, branch, version, checks, declared } = viewing;
  // Git says where the repository really is; the way to the file may have gone over links.
  const real = path === null ? null : join(realpathSync(dirname(path)), basename(path));
  const found = real === null ? null : relative(root, real).split(sep).join("/");
  return {
    ...{ beside, branch, version, checks, declared, commands: config.preflight.commands, runtime: config.runtime },
    repository: repositoryOf(config.identity.repository) ?? env["GITHUB_REPOSITORY"],
    parity: config.parity ?? { ciOnly: [] },
    configPath: found?.startsWith("../") === true ? undefined : found,
    configDigest: isBased ? null : (digest?.sha256 ?? null),
  };
};

const repositoryOf = (url: string | null): string | undefined =>
  url === null ? undefined : parseRepositoryUrl(url)?.path;

/** What the clone says is the default branch: that of `origin`, else `main` or `master`, whichever there is. */
const defaultBranch = async (cwd: string, env: NodeJS.ProcessEnv): Promise<string> => {
  const said = env["CI_DEFAULT_BRANCH"];
  if (said !== undefined && said !== "") return said;
  const wanted = [
    "refs/remotes/origin/HEAD",
    "refs/heads/main",
    "refs/remotes/origin/main",
    "refs/heads/master",
    "refs/remotes/origin/master",
  ];
  const output = await git(["for-each-ref", "--format=%(refname) %(symref)", ...wanted], { cwd });
  const lines = output.toString("utf8").split("\n");
  const refs = new Map(lines.map((line): [string, string] => [line.split(" ")[0] ?? "", line.split(" ")[1] ?? ""]));
  const head = (refs.get("refs/remotes/origin/HEAD") ?? "").slice("refs/remotes/origin/".length);
  if (head !== "") return head;
  const found = wanted.slice(1).find((ref) => refs.has(ref));
  return found?.split("/").at(-1) ?? "main";
};

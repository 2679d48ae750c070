/**
 * The check of who the project says it is: names, URLs, display name, forbidden tokens, container labels.
 *
 * @module
 */
import { KprovError } from "../../errors.ts";
import { type ConfigDigest, type Coverage, createReport, type Finding, type Report } from "../../report.ts";
import { openPublished } from "../sources/index.ts";
import { type Snapshot, takeSnapshot } from "../surface/snapshot.ts";
import { findBlindRules } from "./canaries.ts";
import type { IdentityConfig, IdentityContext } from "./context.ts";
import type { Declared } from "./declared.ts";
import { withoutRepeats } from "./finding.ts";
import { judgeDisplayEverywhere } from "./judge-display.ts";
import { judgeDocker } from "./judge-docker.ts";
import { judgeManifests, judgeReadmes } from "./judge-projects.ts";
import { createReceipts } from "./receipts.ts";
import { readRemotes } from "./remotes.ts";
import { type IdentityRules, identityRules } from "./rules.ts";
import { type ProjectOption, projectsOf, scopeOf } from "./scope.ts";
import { parseRepositoryUrl, type RepositoryUrl } from "./urls.ts";

/** What looks for forbidden tokens on every surface that git publishes. */
export type ForbiddenScan = (options: {
  cwd: string;
  tokens: readonly string[];
  declaredIn: readonly string[];
  cacheDir: string | null;
  version: string;
  /** Called now and then with the bytes that were searched for forbidden tokens. */
  onProgress?: (bytes: number) => void;
  snapshot: Snapshot;
}) => Promise<{ findings: readonly Finding[]; coverage: readonly Coverage[] }>;

export interface CheckIdentityOptions {
  /** Anywhere in the work tree. */
  cwd: string;
  /** The configuration's directory: what it says is about the files below it. Default: the repository's top. */
  root?: string;
  identity: IdentityConfig;
  /** Projects of a monorepo, beside the one at `root`. Default none. */
  projects?: readonly ProjectOption[];
  /** The tokens themselves: see `readForbidden`. */
  forbidden: readonly string[];
  /** Tracked paths, from the top, that declare the identity: the configuration, and the file of the tokens. */
  declaredIn: Declared;
  config: ConfigDigest | null;
  /** Of this program, for the report. */
  version: string;
  /** Where clean verdicts may be kept; null for nowhere. */
  cacheDir: string | null;
  onProgress?: (bytes: number) => void;
  /** Default: taken now. */
  snapshot?: Snapshot;
  /** Default: {@link identityRules}. */
  rules?: IdentityRules;
  /** Default: `scanForbidden`, loaded when there are tokens. */
  scan?: ForbiddenScan;
}

/**
 * Judge everything that the configuration asks for, in the index and, where it differs, in the work tree.
 *
 * All findings at once, sorted. Reads only; no network. With nothing configured the verdict is undecided. Throws
 * `E_NO_REPOSITORY` outside a repository, `E_TOOL_MISSING` without git, `E_GIT` when git fails, `E_CONFIG` for a
 * repository, glob or project that can't be meant.
 */
export const checkIdentity = async (options: CheckIdentityOptions): Promise<Report> => {
  const { cwd, identity, projects = [], forbidden, declaredIn, cacheDir, version, rules = identityRules } = options;
  assertMeant(identity);
  if (isEmpty(options)) return nothingAsked(options);
  const repository = canonicalRepository(identity.repository);
  const findings = findBlindRules(rules, { name: identity.name, display: identity.display.name, repository });
  const receipts = createReceipts();
  const { snapshot = takeSnapshot(cwd) } = options;
  const { root: top } = snapshot;
  const scope = scopeOf(top, options.root ?? top);
  const published = await openPublished(cwd, snapshot);
  // Every path was asked whether it is a manifest, a README, a Dockerfile.
  receipts.consider("tracked files", published.paths.length);
  receipts.examine("tracked files", published.paths.length);
  const report = (finding: Finding): void => void findings.push(finding);
  const context: IdentityContext = { cwd, top, scope, identity, repository, published, rules, receipts, report };
  const all = projectsOf(projects, scope, identity.name);
  if (identity.name !== null || repository !== undefined || projects.length > 0) await judgeManifests(context, all);
  if (repository !== undefined) judgeRemotes(context, repository);
  await judgeReadmes(context, all);
  await judgeDisplayEverywhere(context, { snapshot, declaredIn: declaredIn.name, cacheDir, version });
  if (identity.docker.files.length > 0) await judgeDocker(context);
  const coverage = receipts.list();
  if (forbidden.length > 0) {
    const { onProgress, scan = (await import("../forbidden/index.ts")).scanForbidden } = options;
    const talk = onProgress !== undefined && { onProgress };
    const scanned = await scan({
      ...{ cwd, snapshot, cacheDir, version, ...talk },
      ...{ tokens: forbidden, declaredIn: declaredIn.tokens },
    });
    findings.push(...scanned.findings);
    coverage.push(...scanned.coverage);
  }
  return reportOf(options, withoutRepeats(findings), coverage);
};

// --- internal ---

type Asked = Pick<CheckIdentityOptions, "identity" | "forbidden" | "projects" | "config" | "version">;

const isEmpty = ({ identity, forbidden, projects = [] }: Asked): boolean =>
  identity.name === null &&
  identity.repository === null &&
  identity.display.name === null &&
  identity.docker.files.length === 0 &&
  forbidden.length === 0 &&
  projects.length === 0;

const reportOf = ({ config, version }: Asked, findings: readonly Finding[], coverage: readonly Coverage[]): Report =>
  createReport({ check: "check-identity", findings, coverage, config, version });

/** A setting that nothing would ever be judged by looks like a gate to its author. */
const assertMeant = ({ name, display, docker }: IdentityConfig): void => {
  const unusable = (key: string, why: string) => new KprovError("E_CONFIG", `Cannot use "${key}": ${why}`);
  if (Object.keys(docker.labels).length > 0 && docker.files.length === 0)
    throw unusable("identity.docker.labels", "there is no identity.docker.files whose labels could be compared");
  if (display.allow.length === 0) return;
  if (display.name === null) throw unusable("identity.display.allow", "there is no identity.display.name to allow");
  if (display.name === name)
    throw unusable("identity.display.allow", "identity.display.name is the technical name, which may stand anywhere");
};

/** One finding that helps, instead of one that only says that there was no receipt. */
const nothingAsked = (options: Asked): Report => {
  const fix =
    "write identity.name, identity.repository, identity.display, identity.forbidden or identity.docker into kprov.config.*";
  const message = "The configuration says nothing about who this project is";
  return { ...reportOf(options, [], []), findings: [{ code: "NOTHING_EXAMINED", level: "undecided", message, fix }] };
};

const canonicalRepository = (url: string | null): RepositoryUrl | undefined => {
  if (url === null) return undefined;
  const repository = parseRepositoryUrl(url);
  if (repository === undefined) {
    throw new KprovError(
      "E_CONFIG",
      `Cannot use "identity.repository": expected the URL of a repository, found "${url}"`,
    );
  }
  return repository;
};

const judgeRemotes = ({ cwd, rules, receipts, report }: IdentityContext, repository: RepositoryUrl): void => {
  const unit = "repository URLs";
  const verdicts = rules.judgeRemotes(readRemotes(cwd), repository);
  receipts.consider(unit, verdicts.length);
  for (const { finding, skipped } of verdicts) {
    if (skipped !== undefined) receipts.skip(unit, skipped);
    else receipts.examine(unit);
    if (finding !== undefined) report(finding);
  }
};

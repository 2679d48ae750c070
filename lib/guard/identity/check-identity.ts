/**
 * The check of who the project says it is: names, URLs, display name, forbidden tokens, container labels.
 *
 * @module
 */
import { type ConfigDigest, type Coverage, createReport, type Finding, type Report } from "../../report.ts";
import type { Case } from "../../simd/index.ts";
import { acrossVersions } from "../fingerprint.ts";
import { openPublished } from "../sources/index.ts";
import { areReceipts, keptWhileSame } from "../surface/kept.ts";
import { type Snapshot, takeSnapshot } from "../surface/snapshot.ts";
import { findBlindRules } from "./canaries.ts";
import type { IdentityConfig, IdentityContext } from "./context.ts";
import type { Declared } from "./declared.ts";
import { judgeDisplayEverywhere } from "./judge-display.ts";
import { judgeDocker } from "./judge-docker.ts";
import { judgeCommands, judgeManifests, judgeReadmes } from "./judge-projects.ts";
import { judgeRemotes } from "./judge-remotes.ts";
import { assertMeant, canonicalRepository } from "./meant.ts";
import { createReceipts } from "./receipts.ts";
import { readRemotes } from "./remotes.ts";
import { type IdentityRules, identityRules } from "./rules.ts";
import { type Project, type ProjectOption, projectsOf, scopeOf } from "./scope.ts";
import { masked, type OpenedPrivate, searchTokens } from "./token-search.ts";
import type { RepositoryUrl } from "./urls.ts";

/** What looks for forbidden tokens on every surface that git publishes. */
export type ForbiddenScan = (options: {
  cwd: string;
  tokens: readonly string[];
  letters?: Case;
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
  /** How their letters are compared. Default: `keep`, upper and lower case are two. */
  letters?: Case;
  /** Of the private list. Default: there is none. */
  privateTokens?: OpenedPrivate;
  /** Commits in which tokens are looked for, too, as `git rev-list` takes them. Default: none. */
  history?: string;
  /** Where CI says which branch this is. Default: nothing is said. */
  env?: NodeJS.ProcessEnv;
  /** What is judged is not all of the repository: what the configuration names may lie elsewhere. Default false. */
  isPart?: boolean;
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
  const { cwd, identity, projects = [], rules = identityRules } = options;
  assertMeant(identity);
  if (isEmpty(options)) return nothingAsked(options);
  const repository = canonicalRepository(identity.repository);
  const { snapshot = takeSnapshot(cwd) } = options;
  void snapshot.changes(); // git answers while the rest is loaded.
  const remotes = repository === undefined ? Promise.resolve([]) : readRemotes(cwd);
  remotes.catch(() => undefined); // Whoever awaits it sees it.
  const { root: top } = snapshot;
  const scope = scopeOf(top, options.root ?? top);
  const named = projectsOf(projects, scope, identity.name);
  const receipts = createReceipts();
  const findings = findBlindRules(rules, { name: identity.name, display: identity.display.name, repository });
  const report = (finding: Finding): void => void findings.push(finding);
  // Its second thread goes on while everything else is judged here.
  const scanning = searchTokens(options, snapshot);
  scanning.catch(() => undefined); // Whoever awaits it sees it.
  const asked: Asked = { options, snapshot, scope, repository, projects: named };
  const judged = await keptWhileSame(snapshot, keepingOf(asked), () => judgeTracked(asked));
  findings.push(...judged.findings);
  receipts.add(judged.receipts);
  if (repository !== undefined) judgeRemotes(await remotes, { rules, receipts, report }, repository);
  const scanned = await scanning;
  const all = [...findings, ...scanned.findings];
  return reportOf(options, await masked(all, options.privateTokens), [...receipts.list(), ...scanned.coverage]);
};

// --- internal ---

interface Asked {
  options: CheckIdentityOptions;
  snapshot: Snapshot;
  scope: string;
  repository: RepositoryUrl | undefined;
  projects: readonly Project[];
}

/** What depends on tracked files alone. */
interface Judged {
  findings: Finding[];
  receipts: Coverage[];
  /** It also depends on a file that git does not track yet. */
  isComing: boolean;
}

const judgeTracked = async ({ options, snapshot, scope, repository, projects }: Asked): Promise<Judged> => {
  const { cwd, identity, declaredIn, cacheDir, version, rules = identityRules } = options;
  const published = await openPublished(cwd, snapshot);
  const receipts = createReceipts();
  const versions: Finding[][] = [];
  // Every path was asked whether it is a manifest, a README, a Dockerfile.
  receipts.consider("tracked files", published.paths.length);
  receipts.examine("tracked files", published.paths.length);
  const report: IdentityContext["report"] = (finding, version = 0) => {
    versions[version] ??= [];
    versions[version].push(finding);
  };
  const { root: top } = snapshot;
  const context: IdentityContext = { cwd, top, scope, identity, repository, published, rules, receipts, report };
  const isNamed =
    identity.name !== null ||
    identity.commands.length > 0 ||
    repository !== undefined ||
    (options.projects ?? []).length > 0;
  const read = isNamed ? await judgeManifests(context, projects) : [];
  if (options.isPart !== true) judgeCommands(context, read);
  await judgeReadmes(context, projects);
  const search = { snapshot, declaredIn: declaredIn.name, cacheDir, version };
  const isComing = await judgeDisplayEverywhere(context, search);
  if (identity.docker.files.length > 0) await judgeDocker(context);
  // A version that nothing was said about has left a hole.
  const findings = acrossVersions(Array.from(versions, (said) => said ?? []));
  return { findings, receipts: receipts.list(), isComing };
};

const keepingOf = ({ options, scope, repository, projects }: Asked) => {
  const { cacheDir, version, identity, declaredIn, rules, isPart = false } = options;
  return {
    // Nobody knows what other rules are.
    cacheDir: rules === undefined ? cacheDir : null,
    kind: "identity",
    ruleset: JSON.stringify([
      version,
      Object.keys(identityRules),
      identity,
      isPart,
      declaredIn.name,
      scope,
      repository,
      projects,
    ]),
    isKeepable: (value: unknown): value is Judged => {
      const { findings, receipts, isComing } = (value ?? {}) as Partial<Judged>;
      return Array.isArray(findings) && findings.length === 0 && areReceipts(receipts) && isComing === false;
    },
  };
};

type Given = Pick<
  CheckIdentityOptions,
  "identity" | "forbidden" | "privateTokens" | "history" | "projects" | "config" | "version"
>;

const isEmpty = ({ identity, forbidden, privateTokens, history, projects = [] }: Given): boolean =>
  identity.name === null &&
  identity.repository === null &&
  identity.display.name === null &&
  identity.docker.files.length === 0 &&
  identity.commands.length === 0 &&
  forbidden.length === 0 &&
  privateTokens === undefined &&
  history === undefined &&
  projects.length === 0;

const reportOf = ({ config, version }: Given, findings: readonly Finding[], coverage: readonly Coverage[]): Report =>
  createReport({ check: "check-identity", findings, coverage, config, version });

/** One finding that helps, instead of one that only says that there was no receipt. */
const nothingAsked = (options: Given): Report => {
  const fix =
    "write identity.name, identity.repository, identity.display, identity.forbidden or identity.docker into kprov.config.*";
  const message = "The configuration says nothing about who this project is";
  return { ...reportOf(options, [], []), findings: [{ code: "NOTHING_EXAMINED", level: "undecided", message, fix }] };
};

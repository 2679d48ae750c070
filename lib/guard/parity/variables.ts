/**
 * Variables that decide which gate is run, what it loads, or by whose rules it judges.
 *
 * npm reads each of its options from `npm_config_…`, in any case: docs.npmjs.com, "npmrc". What Node, ld.so and git read
 * is in nodejs.org "Command-line API", ld.so(8) and git(1).
 *
 * @module
 */
import { type Fault, shortened, spotOf } from "./fault.ts";

/** What is to be said of a variable that is set; without its place. */
export type Effect = Pick<Fault, "kind" | "level" | "why">;

/**
 * Undefined for a variable that decides nothing. `value` as written, undefined when it is not known. Those of make and of
 * shells are not among them: they are asked for where failures get lost.
 */
export const effectOf = (name: string, value?: string): Effect | undefined => {
  if (ofTheBase.test(name)) return baseEffect;
  if (name === "PATH") return value !== undefined && isOutside(value) ? undefined : pathEffect;
  if (ofPrefix.test(name)) return ofTheSystem.test(value ?? "") ? undefined : loadEffect;
  if (ofNpm.test(name)) return isHarmlessForNpm(name, value ?? "") ? undefined : loadEffect;
  // A wrong one is found by whoever uses it.
  if (name === "KPROV_DENY_SALT") return undefined;
  if (usual.some(([one, is]) => one === name && is.test(value ?? ""))) return undefined;
  return ofPrograms.test(name) || ofGit.test(name) ? loadEffect : effectOnCommands(name, value);
};

/** The same, with a place and what is written there. */
export const variableFaults = (name: string, value: string | undefined, at: Fault["at"], written: string): Fault[] => {
  const effect = effectOf(name, value);
  return effect === undefined ? [] : [{ ...effect, at: spotOf(at), written: shortened(written) }];
};

/** Whether the gate judges in another way without it. */
export const isMissed = (name: string): boolean => name === "CI" || ofTheBase.test(name);

/** What makes a program of the path another one. */
export const pathEffect: Effect = {
  kind: "unread",
  level: "undecided",
  why: "PATH gets a directory whose programs may stand for the gate's",
};

/** Directories for programs in a home or of an image, and PATH itself: nothing that the repository could fill by itself. */
export const isOutside = (value: string): boolean => partsOf(value).every(isOutsidePart);

/** Where a value is given, and what git tracks. */
export interface Checkout {
  paths: readonly string[];
  /** The directory of the shell lies in the checkout. */
  isHere: boolean;
}

/**
 * The same, or where npm and Python put the programs that they install for the project, as `npm run` and `activate` put them in front.
 * Git may track none there.
 */
export const isInstalled = (value: string, { paths, isHere }: Checkout): boolean => {
  const below = partsOf(value)
    .filter((one) => !isOutsidePart(one))
    .map((one) => ofTheProject.exec(one) ?? (isHere ? ofHere.exec(one) : null));
  return below.every((one) => one !== null && isOwn(one[1] ?? "", paths)) && !isFilled(paths);
};

// --- internal ---

const partsOf = (value: string): string[] => value.replace(/["']/g, "").split(":");

const isOutsidePart = (part: string): boolean => /^\$(?:PATH|\{PATH\})$/.test(part) || programs.test(part);

const baseEffect: Effect = {
  kind: "different",
  level: "violation",
  why: "it sets what says by whose rules the change is judged",
};

const loadEffect: Effect = {
  kind: "unread",
  level: "undecided",
  why: "the variable decides which program runs, or what it reads",
};

const effectOnCommands = (name: string, value = "?"): Effect | undefined => {
  const [, harmless] = ofCommands.find(([one]) => one.test(name)) ?? [];
  return harmless?.test(value.replace(/["']/g, "").trim()) === false ? commandEffect : undefined;
};

const commandEffect: Effect = {
  kind: "unread",
  level: "undecided",
  why: "the variable decides what a command of preflight runs, or whether it fails",
};

/**
 * What test runners and compilers take from their environment, and with which values they run the same. docs.pytest.org "Configuration",
 * docs.python.org "Command line and environment", pkg.go.dev/cmd/go "Environment variables", doc.rust-lang.org "Environment Variables" of Cargo.
 */
const ofCommands: readonly (readonly [name: RegExp, harmless: RegExp])[] = [
  [
    /^PYTEST_ADDOPTS$/,
    /^(?:(?:--color(?:=\w+)?|-[vqrs]\w*|--tb=\w+|--durations=\d+|-n ?\w+|--strict\S*|--cov\S*|--junit-?xml=\S+|-p no:cacheprovider|-W ?error\S*|--timeout=\d+)(?: +|$))*$/,
  ],
  [/^PYTEST_PLUGINS$|^TOX_SKIP_ENV$/, /^$/],
  [/^PYTHONOPTIMIZE$/, /^0?$/],
  [
    /^GOFLAGS$/,
    /^(?:-(?:mod=\w+|buildvcs=\w+|trimpath|count=\d+|race|v|x|p=\d+|tags=[\w,]+|modcacherw|timeout=\w+|cover\w*(?:=\S+)?)(?: +|$))*$/,
  ],
  [/^RUSTC(?:_WORKSPACE)?_WRAPPER$/, /^(?:s?ccache)?$/],
  [/^CARGO_TARGET_\w+_RUNNER$/, /^(?:(?:qemu-[\w-]+|wasmtime|wine\d*|node|cross)(?: [^;&|]*)?)?$/],
];

/** What the base of a pull request is found by, and that there is one. */
const ofTheBase = new RegExp(
  `^(?:${[
    "GITHUB_(?:ACTIONS|BASE_REF|HEAD_REF|REF|REF_NAME|SHA|EVENT_NAME|EVENT_PATH)",
    "GITLAB_CI|CI_PIPELINE_(?:SOURCE|EVENT)|CI_DEFAULT_BRANCH|CI_COMMIT_\\w+",
    "CI_MERGE_REQUEST_\\w+|CI_EXTERNAL_PULL_REQUEST_\\w+|BITBUCKET_PR_\\w+|SYSTEM_PULLREQUEST_\\w+",
    "BUILDKITE_PULL_REQUEST\\w*|CHANGE_(?:ID|TARGET)|(?:DRONE|TRAVIS)_\\w*(?:BRANCH|PULL_REQUEST)",
    "APPVEYOR_(?:REPO_BRANCH|PULL_REQUEST_NUMBER)|CIRCLE_PULL_REQUESTS?",
  ].join("|")})$`,
);

const ofNpm = /^(?:npm|pnpm)_config_/i;
const harmlessForNpm =
  /^(?:npm|pnpm)_config_(?:audit|cache|color|engine[_-]strict|fetch[_-](?:retries|retry[_-]\w+|timeout)|foreground[_-]scripts|fund|ignore[_-]scripts|legacy[_-]peer[_-]deps|loglevel|logs[_-]dir|logs[_-]max|maxsockets|noproxy|prefer[_-]offline|progress|save[_-]exact|timing|unicode|update[_-]notifier|yes)$/i;

/** The registry that npm takes by itself says nothing. */
const isHarmlessForNpm = (name: string, value: string): boolean =>
  harmlessForNpm.test(name) ||
  (/^p?npm_config_registry$/i.test(name) && /^["']?https:\/\/registry\.npmjs\.org\/?["']?$/.test(value));

/** Below it npm looks for `etc/npmrc`, settings for all packages: @npmcli/config. */
const ofPrefix = /^(?:PREFIX|DESTDIR)$/;
const ofTheSystem = /^["']?(?:\/usr|\/opt|(?:~|\$HOME|\$\{HOME\})\/\.local)(?!.*\.\.)(?:\/[\w./-]*)?["']?$/;

/** OpenSSL and iconv load what these name into Node and git; a cache of compiled code is code. Without `CI` caches are believed. */
const ofPrograms =
  /^(?:NODE_OPTIONS|NODE_PATH|NODE_REPL_EXTERNAL_MODULE|NODE_COMPILE_CACHE|OPENSSL_(?:CONF|MODULES|ENGINES)|GCONV_PATH|C(?:OMSPEC|omSpec)|LD_PRELOAD|LD_LIBRARY_PATH|LD_AUDIT|DYLD_\w+|BUN_\w+|YARN_\w+|COREPACK_\w+|BASHOPTS|BASH_FUNC_.*|BASH_ALIASES|BASH_CMDS|SHELL|HOME|CDPATH|GITHUB_WORKSPACE|CI_PROJECT_DIR|XDG_CONFIG_(?:HOME|DIRS)|CI|KPROV_\w+)$/;

/** How much memory there is decides nothing; nor does the home of root, which an image brings and where no checkout lies. */
const usual: readonly (readonly [name: string, value: RegExp])[] = [
  ["CI", /^["']?(?:true|false|yes|no|1|0)["']?$/i],
  ["NODE_OPTIONS", /^["']?--max[-_]old[-_]space[-_]size=\d+["']?$/],
  ["HOME", /^["']?\/root\/?["']?$/],
];

const ofGit =
  /^GIT_(?:DIR|INDEX_FILE|WORK_TREE|COMMON_DIR|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|CONFIG\w*|EXEC_PATH|NAMESPACE|REPLACE_REF_BASE|NO_REPLACE_OBJECTS|GRAFT_FILE|SHALLOW_FILE|ATTR_SOURCE|CEILING_DIRECTORIES|(?:LITERAL|GLOB|NOGLOB|ICASE)_PATHSPECS)$/;

const programs = /^(?:(?:~|\$HOME|\$\{HOME\})\/(?:\.\w[\w-]*|go)\/(?:\w[\w-]*\/)?bin|\$(?:CONDA|\{CONDA\})\/bin)$/;

const installed = "\\/(?!.*\\.\\.)((?:[\\w.-]+\\/){0,8})(?:node_modules\\/\\.bin|\\.?venv\\/bin)$";
const workspaces = ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"].map((name) => `${name}|\\{${name}\\}`).join("|");
const ofTheProject = new RegExp(`^\\$(?:${workspaces}|\\{\\{ ?github\\.workspace ?\\}\\})${installed}`);
const ofHere = new RegExp(`^(?:\\.|\\$(?:PWD|\\{PWD\\}|\\(pwd\\)))${installed}`);

/** Asked for once: a script may set PATH any number of times. */
const known = new WeakMap<readonly string[], boolean>();
const isFilled = (paths: readonly string[]): boolean => {
  const found = known.get(paths) ?? paths.some((one) => filling.test(one));
  known.set(paths, found);
  return found;
};

/** The top, or a directory of the checkout, and no link or other repository in its place. */
const isOwn = (directory: string, paths: readonly string[]): boolean =>
  paths.some((one) => one.startsWith(directory)) && !paths.some((one) => directory.startsWith(`${one}/`));

/** A program there, or a link in the place of one of the directories. */
const filling = /(?:^|\/)(?:node_modules(?:\/\.bin(?:\/.*)?)?|\.?venv(?:\/bin(?:\/.*)?)?)$/s;

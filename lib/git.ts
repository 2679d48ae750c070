/**
 * Questions to git, asked the same way everywhere.
 *
 * Plumbing only, `-z` only, and never with the caller's `GIT_*` variables: a hook or a hostile
 * environment must not be able to point a check at another repository or index.
 *
 * @module
 */

import { KprovError } from "./errors.ts";
import { type Captured, type CaptureOptions, capture, captureSync } from "./exec.ts";

/**
 * The environment without anything that redirects git, and without what `git replace` and `info/grafts` say here: these stay
 * in this clone, and what a push sends is the object itself, with the parents that it names (gitrepository-layout(5)).
 */
export const gitEnvironment = (env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv => {
  const clean: NodeJS.ProcessEnv = {
    LC_ALL: "C",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_TERMINAL_PROMPT: "0",
    GIT_NO_LAZY_FETCH: "1",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_GRAFT_FILE: "/dev/null",
  };
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith("GIT_") && name !== "LC_ALL") clean[name] = value;
  }
  if (beside !== undefined) clean["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = quotedPath(beside);
  return clean;
};

/** While `work` is under way, git finds the objects in the directory `dir`, too. Not within another of these. */
export const withObjects = async <T>(dir: string, work: () => Promise<T>): Promise<T> => {
  beside = dir;
  try {
    return await work();
  } finally {
    beside = undefined;
  }
};

/** In a list separated by colons, whose entries may be quoted as C does: git(1), GIT_ALTERNATE_OBJECT_DIRECTORIES. */
export const quotedPath = (path: string): string => `"${path.replace(/["\\]/g, "\\$&")}"`;

export interface GitOptions {
  cwd: string;
  /** Exit statuses that are an answer. Default only 0. */
  accept?: readonly number[];
  input?: string | Uint8Array;
  /** Beside the environment without `GIT_*` variables. */
  env?: NodeJS.ProcessEnv;
}

/**
 * Run git and return its standard output.
 *
 * Throws `E_TOOL_MISSING` without git, `E_NO_REPOSITORY` outside a repository, and `E_GIT` for any other
 * exit status that is not accepted.
 */
export const git = async (args: readonly string[], options: GitOptions): Promise<Buffer> => {
  return answerOf(await capture(gitArgv(args), captureOptions(options)), args, options);
};

/** Like {@link git}, at half the cost for a short question; see `captureSync`. */
export const gitSync = (args: readonly string[], options: GitOptions): Buffer =>
  answerOf(captureSync(gitArgv(args), captureOptions(options)), args, options);

/** Split NUL-terminated output. Names that are not UTF-8 keep a replacement character: see `isLossyName`. */
export const splitNul = (output: Buffer): string[] => {
  if (output.length === 0) return [];
  const text = output.toString("utf8");
  return (text.endsWith("\0") ? text.slice(0, -1) : text).split("\0");
};

// --- internal ---

/** A directory of objects that is not the repository's own. */
let beside: string | undefined;

// A repository's own configuration may name a file system monitor: a program. Asking must not run it, must not go to
// the network for what a partial clone lacks, must not overlook a file because somebody set its time back, and must not
// take a commit's parents from a copy of them (gitformat-commit-graph(5)), which may say something else than the commit.
const gitArgv = (args: readonly string[]): [string, ...string[]] => [
  "git",
  "-c",
  "core.fsmonitor=false",
  "-c",
  "core.quotePath=false",
  "-c",
  "protocol.allow=never",
  "-c",
  "core.trustctime=true",
  "-c",
  "core.checkStat=default",
  "-c",
  "core.commitGraph=false",
  ...args,
];

const captureOptions = ({ cwd, input, env }: GitOptions): CaptureOptions => ({
  cwd,
  env: env === undefined ? gitEnvironment() : { ...gitEnvironment(), ...env },
  timeout: 120_000,
  maxBytes: 2 ** 30,
  ...(input !== undefined && { input }),
});

const answerOf = ({ status, stdout, stderr }: Captured, args: readonly string[], options: GitOptions): Buffer => {
  const { cwd, accept = [0] } = options;
  if (accept.includes(status)) return stdout;
  const lines = stderr.trim().split("\n");
  const said = (beginning: string) => lines.find((line) => line.startsWith(beginning));
  // Advice may stand in front of them.
  const reason = said("fatal:") ?? said("error:") ?? lines[0] ?? "";
  if (/not a git repository/i.test(stderr)) {
    throw new KprovError("E_NO_REPOSITORY", `"${cwd}" is not in a git repository`, { hint: "run git init first" });
  }
  const name = args.find((arg, index) => arg !== "-c" && args[index - 1] !== "-c");
  const allowing = /^\s*(git config --global --add safe\.directory .+)$/m.exec(stderr)?.[1];
  throw new KprovError("E_GIT", `git ${name} failed with ${status}: ${reason}`, {
    ...(allowing !== undefined && {
      hint: `${allowing}, if you trust whoever owns it; GIT_CONFIG_* doesn't count here`,
    }),
  });
};

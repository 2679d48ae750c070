/**
 * What git will keep of the file that a commit-msg hook is given: not its own lines about the state of things, nor the diff of
 * `commit -v`.
 *
 * @module
 */
import { realpathSync } from "node:fs";
import { basename, dirname } from "node:path";
import { gitSync, splitNul } from "../../../git.ts";
import { commandsAbove } from "../../../processes.ts";
import { type CommitLine, isGit, readCommitLine } from "./commit-line.ts";

export interface Asked {
  path: string;
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** The words of the command lines above this process, the nearest first; default: they are looked up. */
  commands?: Iterable<readonly string[]>;
}

/**
 * `bytes` as `git commit` will leave them, where the file at `path` is the message of the commit that is just made in the
 * repository around `cwd`. How it does is said by its command line, `commit.cleanup` and whether an editor was called
 * (git-commit(1), `--cleanup`). All of them, where one of these can't be known: what is looked through in vain does no harm.
 */
export const keptOfMessage = (bytes: Buffer, { path, cwd, env, commands = commandsAbove() }: Asked): Buffer => {
  const repository = repositoryOf(path, cwd, env);
  if (repository === undefined) return bytes;
  const line = commitIn(commands);
  if (line === undefined) return bytes;
  const asking = { cwd, env: { ...configIn(env), ...repository } };
  const settings = settingsOf(asking);
  const mode = modeOf(line, settings["commit.cleanup"], env);
  if (mode === undefined) return bytes;
  const isCut = mode === "scissors" || (line.isVerbose ?? isOn(settings["commit.verbose"]));
  // latin1 is one character per byte: the diff may be in any encoding.
  const text = bytes.toString("latin1");
  const mark = markOf(text, settings["core.comment"], isCut);
  if (mark === undefined) return bytes;
  const kept = Buffer.from(isCut ? aboveScissors(text, mark) : text, "latin1");
  if (mode === "verbatim") return kept;
  // git knows its own settings, and which of them it heeds; only `auto` it leaves to who commits.
  const chosen = isAuto(settings["core.comment"]) ? ["-c", `core.commentChar=${mark}`] : [];
  return gitSync([...chosen, "stripspace", ...(mode === "strip" ? ["-s"] : [])], { ...asking, input: kept });
};

// --- internal ---

type Mode = "strip" | "whitespace" | "verbatim" | "scissors";

/**
 * How git is told of the repository whose message it is; undefined where it is none's. One whose work tree does not lead to it
 * (`git --git-dir`) is named by git to its hooks.
 */
const repositoryOf = (path: string, cwd: string, { GIT_DIR }: NodeJS.ProcessEnv): NodeJS.ProcessEnv | undefined => {
  if (basename(path) !== "COMMIT_EDITMSG") return undefined;
  return [{}, { GIT_DIR }].find((env) => isMessageOf(path, { cwd, env }));
};

const isMessageOf = (path: string, asking: { cwd: string; env: NodeJS.ProcessEnv }): boolean => {
  try {
    const own = gitSync(["rev-parse", "--absolute-git-dir"], asking).toString("utf8").replace(/\n$/, "");
    return realpathSync(dirname(path)) === realpathSync(own);
  } catch {
    return false;
  }
};

/** The one that runs the hook; undefined where another command of git does, or none. */
const commitIn = (commands: Iterable<readonly string[]>): CommitLine | undefined => {
  for (const words of commands) if (isGit(words)) return readCommitLine(words);
  return undefined;
};

/** What `git -c` and its like hand down: the commit was made by it. */
const configIn = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith("GIT_CONFIG_")));

type Settings = Readonly<Partial<Record<string, string>>>;

/** By name, the last one of each; `core.comment`: of the two names that git has for it, of which the last one counts. */
const settingsOf = (asking: { cwd: string; env: NodeJS.ProcessEnv }): Settings => {
  const names = "^(commit\\.(cleanup|verbose)|core\\.comment(char|string))$";
  const args = ["config", "--includes", "--null", "--get-regexp", names];
  const found = splitNul(gitSync(args, { ...asking, accept: [0, 1] })).map((entry): [string, string] => {
    const name = entry.replace(/\n.*/s, "");
    const value = /\n(.*)/s.exec(entry)?.[1] ?? "true";
    return [name.startsWith("core.comment") ? "core.comment" : name, value];
  });
  return Object.fromEntries(found);
};

const isAuto = (configured = ""): boolean => configured.toLowerCase() === "auto";

const isOn = (value = "false"): boolean => /^(?:true|yes|on|[1-9]\d*)$/i.test(value);

const modeOf = (
  { cleanup, isEdited }: CommitLine,
  configured: string | undefined,
  env: NodeJS.ProcessEnv,
): Mode | undefined => {
  // git tells a hook so that it calls no editor.
  const hasEditor = isEdited && env["GIT_EDITOR"] !== ":";
  const modes: Readonly<Record<string, Mode>> = {
    ...{ default: hasEditor ? "strip" : "whitespace", scissors: hasEditor ? "scissors" : "whitespace" },
    ...{ strip: "strip", whitespace: "whitespace", verbatim: "verbatim" },
  };
  const name = cleanup ?? configured ?? "default";
  return Object.hasOwn(modes, name) ? modes[name] : undefined;
};

/** What git writes before each of its own lines, in latin1. `auto`: whichever of nine it took, where its lines are there to tell. */
const markOf = (text: string, configured = "#", isCut: boolean): string | undefined => {
  if (!isAuto(configured)) return Buffer.from(configured, "utf8").toString("latin1");
  if (isCut) return [...text.matchAll(/^([#;@!$%^&|:]) -{24} >8 -{24}$/gm)].at(-1)?.[1];
  return /\n([#;@!$%^&|:])\n*$/.exec(text)?.[1];
};

/** wt-status.c, wt_status_locate_end: the first one counts. */
const aboveScissors = (text: string, mark: string): string => {
  const dashes = "-".repeat(24);
  const at = `\n${text}`.indexOf(`\n${mark} ${dashes} >8 ${dashes}\n`);
  return at < 0 ? text : text.slice(0, at);
};

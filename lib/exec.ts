/**
 * Other programs, found and called without a shell.
 *
 * @module
 */
import type { ChildProcess } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join, resolve } from "node:path";
import { errnoOf, KprovError, messageOf } from "./errors.ts";
import { withUndo } from "./undo.ts";

export type Lookup = { found: string } | { missing: "not-found" | "not-executable" };

/**
 * Where `name` would be found by `execvp`: as a path when it holds a slash, else on `env.PATH`.
 *
 * An existing file without the execute bit, or a directory, is `not-executable` (exit 126), like a shell says.
 */
export const which = (name: string, options: { cwd: string; env: NodeJS.ProcessEnv }): Lookup => {
  if (name === "") return { missing: "not-found" };
  const candidates = name.includes("/")
    ? [resolve(options.cwd, name)]
    : (options.env["PATH"] ?? "/usr/bin:/bin")
        .split(delimiter)
        .map((dir) => join(isAbsolute(dir) ? dir : resolve(options.cwd, dir), name));
  let missing: "not-found" | "not-executable" = "not-found";
  for (const candidate of candidates) {
    const state = executableState(candidate);
    if (state === "executable") return { found: candidate };
    if (state === "not-executable") missing = "not-executable";
  }
  return { missing };
};

/** Unlocks our own keys; no program that we start for somebody else needs it. */
export const passphraseVariable = "KPROV_PASSPHRASE";

/** Opens the private list of forbidden tokens; a test of a branch that can read it could test guesses. */
export const saltVariable = "KPROV_DENY_SALT";

/** `env` as a program of the user's gets it. */
export const withoutOwnSecrets = ({
  [passphraseVariable]: _passphrase,
  [saltVariable]: _salt,
  ...rest
}: NodeJS.ProcessEnv): NodeJS.ProcessEnv => rest;

export interface CaptureOptions {
  cwd: string;
  env?: NodeJS.ProcessEnv;
  /** Milliseconds before the program is killed. Default 30,000. */
  timeout?: number;
  /** Largest standard output kept, in bytes. Default 256 MiB. */
  maxBytes?: number;
  /** Written to its standard input. */
  input?: string | Uint8Array;
  /** Give it a process group of its own, so that killing it ends its descendants too. Default false. */
  ownGroup?: boolean;
  /** End it when a signal or `process.exit` ends this process. Without it a group of its own hears no ctrl-C and lives on. Default false. */
  endsWithUs?: boolean;
}

export interface Captured {
  status: number;
  stdout: Buffer;
  stderr: string;
}

/**
 * Run a program to its end and keep what it printed.
 *
 * Resolves whatever its exit status; throws `E_TOOL_MISSING` when it isn't installed and `E_TOOL_FAILED`
 * when it can't be started, is killed, runs out of time, or prints more than `maxBytes`.
 */
export const capture = async (argv: readonly [string, ...string[]], options: CaptureOptions): Promise<Captured> => {
  const {
    cwd,
    env = process.env,
    timeout = 30_000,
    maxBytes = 256 * 2 ** 20,
    input,
    ownGroup = false,
    endsWithUs = false,
  } = options;
  const [command, ...args] = argv;
  const stdin = input === undefined ? "ignore" : "pipe";
  const child = childProcess().spawn(command, args, { cwd, env, detached: ownGroup, stdio: [stdin, "pipe", "pipe"] });
  const chunks: Buffer[] = [];
  const talk: Buffer[] = [];
  let size = 0;
  let why: string | undefined;
  const stop = (reason: string) => {
    why ??= reason;
    kill(child, ownGroup);
    // A descendant that outlives it may hold the other ends open; waiting for that would have no bound.
    child.stdout?.destroy();
    child.stderr?.destroy();
  };
  const timer = setTimeout(stop, timeout, `still running after ${timeout} ms`);
  child.stdout?.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxBytes) stop(`printed more than ${maxBytes} bytes`);
    else chunks.push(chunk);
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    if (talk.length < 64) talk.push(chunk);
  });
  if (input !== undefined) {
    child.stdin?.on("error", () => undefined); // It may end without reading everything; its status decides.
    child.stdin?.end(input);
  }
  let isOver = false;
  const ended = new Promise<[number | null, NodeJS.Signals | null]>((resolveExit, reject) => {
    child.on("error", reject);
    child.on("close", (code, by) => {
      isOver = true; // From here on its number may be another's.
      resolveExit([code, by]);
    });
  });
  const end = (): void => {
    if (!isOver) kill(child, ownGroup);
  };
  try {
    const [status, signal] = await (endsWithUs ? withUndo(end, () => ended) : ended);
    const stderr = Buffer.concat(talk).toString("utf8");
    if (why !== undefined || status === null) {
      throw unfinished(command, why ?? `ended by ${signal}`);
    }
    return { status, stdout: Buffer.concat(chunks), stderr };
  } catch (cause) {
    if (cause instanceof KprovError) throw cause;
    throw startFailure(command, cwd, cause);
  } finally {
    clearTimeout(timer);
  }
};

/**
 * Like {@link capture}, without returning to the event loop: for a short question this costs half as much,
 * because no streams are made.
 */
export const captureSync = (argv: readonly [string, ...string[]], options: CaptureOptions): Captured => {
  const { cwd, env = process.env, timeout = 30_000, maxBytes = 256 * 2 ** 20, input } = options;
  const [command, ...args] = argv;
  const stdio = [input === undefined ? "ignore" : "pipe", "pipe", "pipe"] as const;
  const limits = { timeout, maxBuffer: maxBytes, killSignal: "SIGKILL" } as const;
  const result = childProcess().spawnSync(command, args, {
    cwd,
    env,
    stdio: [...stdio],
    ...limits,
    ...(input !== undefined && { input }),
  });
  // It may end without reading all of its input; its status decides.
  if (result.error !== undefined && errnoOf(result.error) !== "EPIPE") throw startFailure(command, cwd, result.error);
  if (result.status === null) throw unfinished(command, `ended by ${result.signal}`);
  return { status: result.status, stdout: result.stdout, stderr: result.stderr.toString("utf8") };
};

// --- internal ---

const unfinished = (command: string, why: string): KprovError =>
  new KprovError("E_TOOL_FAILED", `"${command}" did not finish: ${why}`);

const startFailure = (command: string, cwd: string, cause: unknown): KprovError => {
  const code = errnoOf(cause);
  if (code === "ETIMEDOUT" || code === "ENOBUFS") return unfinished(command, messageOf(cause));
  return code === "ENOENT"
    ? new KprovError("E_TOOL_MISSING", `"${command}" is not installed, or "${cwd}" is gone`, { cause })
    : new KprovError("E_TOOL_FAILED", `Cannot start "${command}": ${messageOf(cause)}`, { cause });
};

const kill = (child: ChildProcess, wholeGroup: boolean): void => {
  if (!wholeGroup || child.pid === undefined) return void child.kill("SIGKILL");
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // The group is gone already.
  }
};

const executableState = (path: string): "executable" | "not-executable" | "absent" => {
  try {
    // Most places on PATH don't have it: an exception for each would cost more than the question.
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return "absent";
    if (!stats.isFile()) return "not-executable";
    accessSync(path, constants.X_OK);
    return "executable";
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    return code === "EACCES" || code === "EPERM" ? "not-executable" : "absent";
  }
};

/** At its first use: it brings half of Node's network code with it, and some commands start no program. */
const childProcess = () => process.getBuiltinModule("node:child_process");

/**
 * How strace is called, and whether it can be used at all.
 *
 * @module
 */
import { spawn } from "node:child_process";
import { closeSync, openSync, readSync } from "node:fs";
import { KprovError, messageOf } from "../../errors.ts";
import { which, withoutOwnSecrets } from "../../exec.ts";
import { createCalls } from "./calls.ts";
import { openFifo } from "./fifo.ts";

/**
 * Calls that open, execute, make, rename, link or remove files; those that change what a relative name means or start a process;
 * and those after which something may be read unseen. Not every system has each of them.
 */
export const tracedCalls: readonly string[] = [
  ...["open", "openat", "openat2", "creat", "open_by_handle_at", "execve", "execveat"],
  ...["rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat"],
  ...["unlink", "unlinkat", "truncate", "truncate64", "mkdir", "mkdirat", "mknod", "mknodat"],
  ...["chdir", "fchdir", "fork", "vfork", "clone", "clone3"],
  ...["io_uring_setup", "ptrace", "chroot", "pivot_root", "mount", "setns", "unshare"],
];

export interface Strace {
  /** Absolute path of the program. */
  path: string;
  /** Such as `6.1`. */
  version: string;
}

/**
 * Arguments of strace before the traced command; `out` is where it writes.
 *
 * `-DDD`: the tracer stands aside, in a session of its own, and the process that we start becomes the command itself: its exit
 * status, its signals and its parent are what they are without a tracer. `--seccomp-bpf`: other calls run at full speed, and
 * when the tracer is killed these fail, so that nothing runs on untraced. Every end of a process is told, by signals as well. `-xx`: names in hexadecimal; `-y`: paths of descriptors.
 */
export const straceArguments = (out: string): string[] => [
  ...["-DDD", "-f", "--seccomp-bpf", "-q", "-y", "-xx", "-s", "0"],
  ...["-e", `signal=!${harmless.join(",")}`],
  ...["-e", "verbose=!execve,execveat", "-e", `trace=${tracedCalls.map((name) => `?${name}`).join(",")}`],
  ...["-o", out],
];

/**
 * What to have executed so that the same runs as without a tracer. A script is told its own place by the path that is executed,
 * and a text without `#!` goes to the shell, as `execvp` gives it (POSIX, exec) and strace does not. Anything else is told its
 * first argument.
 */
export const executedArgv = (found: string, argv: readonly [string, ...string[]]): string[] => {
  const [, ...rest] = argv;
  const head = headOf(found);
  if (head.startsWith("#!")) return [found, ...rest];
  const isText = head !== "" && !head.startsWith("\x7fELF") && !head.includes("\0");
  return isText ? ["/bin/sh", found, ...rest] : [...argv];
};

/** Find strace and trace a program with it. Throws `E_TRACER` where that does not work. */
export const findStrace = async ({ cwd, env }: { cwd: string; env: NodeJS.ProcessEnv }): Promise<Strace> => {
  if (process.platform !== "linux")
    throw unusable(`files can be traced on Linux only, and this is ${process.platform}`);
  const lookup = which("strace", { cwd, env });
  if (!("found" in lookup)) throw unusable("strace is not installed");
  return { path: lookup.found, version: await tryOut(lookup.found, withoutOwnSecrets(env)) };
};

// --- internal ---

/** Signals that end nobody by themselves (signal(7)): how often they come is of no interest. */
const harmless = ["SIGCHLD", "SIGCONT", "SIGURG", "SIGWINCH"];

const hint = "install strace, allow ptrace, or run without --trace-files and --strict-inputs";

const unusable = (why: string, cause?: unknown): KprovError =>
  new KprovError("E_TRACER", `Cannot trace files: ${why}`, { hint, cause });

/** Milliseconds that a program which only prints its version may take. */
const patience = 10_000;

/** Trace `strace -V` as a step would be; returns the version. */
const tryOut = async (path: string, env: NodeJS.ProcessEnv): Promise<string> => {
  const fifo = await openFifo();
  const said: Buffer[] = [];
  const lines: Buffer[] = [];
  const child = spawn(path, [...straceArguments(fifo.path), "--", path, "-V"], {
    cwd: "/",
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), patience);
  try {
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => said.push(chunk));
    fifo.stream.on("data", (chunk: Buffer) => lines.push(chunk));
    const traced = new Promise((done) => fifo.stream.once("close", done));
    await new Promise((done, fail) => child.once("close", done).once("error", fail));
    if (lines.length > 0) await traced;
  } catch (cause) {
    throw unusable(`"${path}" can't be started: ${messageOf(cause)}`, cause);
  } finally {
    clearTimeout(timer);
    fifo.stream.destroy();
    fifo.remove();
  }
  return judge(path, Buffer.concat(said).toString("utf8"), Buffer.concat(lines).toString("latin1"));
};

const judge = (path: string, said: string, lines: string): string => {
  const calls = createCalls("/");
  const opened = lines.split("\n").flatMap((line) => calls.read(line)?.call.result?.path ?? []);
  const version = /^strace -- version (\d[\w.]*)/m.exec(said)?.[1];
  if (version === undefined || calls.root()?.failure !== null) {
    const why = /^\S*strace: (.*)$/m.exec(said)?.[1] ?? "it says nothing of what it traced";
    throw unusable(`"${path}" can't trace here (${why})`);
  }
  // An older one prints no path behind a descriptor that can be read for sure.
  if (calls.unreadable() > 0 || opened.length === 0)
    throw unusable(`strace ${version} is too old: 5.3 is the first that will do`);
  return version;
};

/** The first bytes; none of a file that can be executed and not be read. */
const headOf = (path: string): string => {
  let fd: number | undefined;
  try {
    fd = openSync(path, "r");
    const head = Buffer.alloc(128);
    return head.subarray(0, readSync(fd, head)).toString("latin1");
  } catch {
    return "";
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
};

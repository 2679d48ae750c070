/**
 * The project's own commands: its linter, its tests, its build.
 *
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process";
import { which } from "../../exec.ts";
import { findDescendants, isForeground, signalAll } from "../../processes.ts";
import type { Finding } from "../../report.ts";
import { shellQuote } from "../../text.ts";
import { whileHearing } from "../../undo.ts";

export interface CommandEnd {
  /** Null when it could not be started, or a signal ended it. */
  exitCode: number | null;
  signal: string | null;
  finding: Finding | null;
}

export interface CommandOptions {
  /** Key in `preflight.commands`. */
  name: string;
  argv: readonly string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Everything it prints, as it comes. */
  onOutput: (chunk: Buffer) => void;
}

/** The end of what a command prints, for whoever has to mend a failure. */
export interface Tail {
  write: (chunk: Buffer) => void;
  /** At most {@link tailSize} bytes. */
  text: () => string;
}

/** Bytes. */
export const tailSize = 8192;

export const createTail = (): Tail => {
  let tail = Buffer.alloc(0);
  return {
    write: (chunk) => {
      tail = Buffer.concat([tail, chunk]).subarray(-tailSize);
    },
    text: () => tail.toString("utf8"),
  };
};

/**
 * Run one command without a shell and without a terminal to read from. Never throws for what it does: an exit status other
 * than 0 is a violation, a command that could not run to its end is a doubt.
 */
export const runProjectCommand = async (options: CommandOptions): Promise<CommandEnd> => {
  const { argv, cwd, env, onOutput } = options;
  const [program = "", ...args] = argv;
  const lookup = which(program, { cwd, env });
  if ("missing" in lookup) {
    const why = lookup.missing === "not-found" ? "is not installed" : "is not an executable file";
    return notRun(options, `"${program}" ${why}`);
  }
  const tail = createTail();
  const keep = (chunk: Buffer): void => {
    onOutput(chunk);
    tail.write(chunk);
  };
  let child: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  const ended = () =>
    new Promise<{ code: number | null; signal: string | null; error?: Error }>((done) => {
      const begun = spawn(lookup.found, args, { argv0: program, cwd, env, stdio: ["ignore", "pipe", "pipe"] });
      child = begun;
      begun.stdout.on("data", keep);
      begun.stderr.on("data", keep);
      begun.once("error", (error) => done({ code: null, signal: null, error }));
      begun.once("close", (code, signal) => done({ code, signal }));
      const letGo = (): void => void [begun.stdout, begun.stderr].map((stream) => stream.destroy());
      // A daemon that it has started may hold its output open for ever; the command itself has ended.
      begun.once("exit", () => {
        timer = setTimeout(letGo, patience);
      });
    });
  // Heard before it is started: what it starts at once would be left behind.
  const end = await whileHearing((signal) => child && passOn(signal, child), ended);
  clearTimeout(timer);
  if (end.error !== undefined) return notRun(options, end.error.message);
  const { code: exitCode, signal } = end;
  const absent = exitCode === 0 ? undefined : absentModule(argv, tail.text());
  if (absent !== undefined) return { ...notRun(options, `Python has no module "${absent}" here`), exitCode };
  return { exitCode, signal, finding: judge(options, exitCode, signal) };
};

// --- internal ---

/** Milliseconds for the output of a command that has ended. */
const patience = 2_000;

/** Nothing that it started goes on when this process is ended. A terminal's ctrl-C has reached all of them by itself. */
const passOn = (signal: NodeJS.Signals, { pid, exitCode, signalCode }: ChildProcess): void => {
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  if (signal !== "SIGINT" || !isForeground()) signalAll(findDescendants(pid), signal);
};

/** What `python -m MODULE` says when the module is not installed: then the program is missing, and nothing was judged. */
const absentModule = (argv: readonly string[], tail: string): string | undefined => {
  if (!argv.includes("-m")) return undefined;
  const said = /: No module named '?([\w.]+)'?\s*$/.exec(tail)?.[1];
  return said === argv[argv.indexOf("-m") + 1] ? said : undefined;
};

const judge = ({ name, argv }: CommandOptions, exitCode: number | null, signal: string | null): Finding | null => {
  if (exitCode === 0) return null;
  const fix = argv.map(shellQuote).join(" ");
  if (exitCode === null)
    return {
      code: "COMMAND_NOT_RUN",
      level: "undecided",
      message: `The command "${name}" was ended by ${signal}`,
      fix,
    };
  return {
    code: "COMMAND_FAILED",
    level: "violation",
    message: `The command "${name}" failed`,
    expected: "exit 0",
    actual: `exit ${exitCode}`,
    fix,
  };
};

const notRun = ({ name }: CommandOptions, why: string): CommandEnd => ({
  exitCode: null,
  signal: null,
  finding: { code: "COMMAND_NOT_RUN", level: "undecided", message: `The command "${name}" could not be run: ${why}` },
});

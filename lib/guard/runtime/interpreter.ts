/**
 * The interpreter that would really run, asked for its version.
 *
 * @module
 */
import { lstatSync, realpathSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { messageOf } from "../../errors.ts";
import { capture, which } from "../../exec.ts";
import { parseVersion, type Runtime } from "./version.ts";

/** What answered, or why nothing did. */
export interface Interpreter {
  runtime: Runtime;
  /** For people: no absolute path. */
  program: string;
  /** `3.12.4`, or undefined. */
  version: string | undefined;
  /** Why there is no version. */
  why?: string;
  /** Something is there and can't answer; otherwise nothing is installed. */
  isBroken?: boolean;
}

export interface AskOptions {
  /** The repository's top. */
  root: string;
  env: NodeJS.ProcessEnv;
  /** Whether git tracks a path of the repository. Such a program is content, and is not run. */
  isTracked: (path: string) => boolean;
  /** Milliseconds. Default 20,000. */
  timeout?: number;
}

/**
 * Ask for the version of `runtime`'s interpreter: for Python that of `VIRTUAL_ENV`, else of a `.venv` at the top,
 * activated or not, as uv, poetry and pdm take it; else the first on `PATH`. An environment that is there and
 * has no interpreter is not passed over: what would run is broken.
 *
 * Runs the program with its version flag and nothing else: no shell, no download of a toolchain, nothing that the
 * caller's `NODE_OPTIONS` or `PYTHON*` would load. Never throws.
 */
export const askInterpreter = async (runtime: Runtime, options: AskOptions): Promise<Interpreter> => {
  const located = locate(runtime, options);
  if ("why" in located) return { runtime, version: undefined, ...located };
  const { found, program } = located;
  const broken = (reason: string): Interpreter => ({
    runtime,
    program,
    version: undefined,
    why: reason,
    isBroken: true,
  });
  const answered = (answer: string): Interpreter => {
    const version = parseVersion(questions[runtime].pattern.exec(answer)?.[1] ?? "");
    return version === undefined ? broken("its answer has no version") : { runtime, program, version: version.full };
  };
  try {
    if (isContent(found, options)) return broken("it is tracked by git, and what a repository brings is not run");
    // This very program knows. A version manager's stand-in is another file.
    if (realpathSync(found) === realpathSync(process.execPath)) return answered(process.version);
    const { status, stdout, stderr } = await capture([found, ...questions[runtime].args], {
      // rustup would run a path that rust-toolchain.toml names; version managers of the others need the directory.
      cwd: runtime === "rust" || runtime === "go" ? resolve("/") : options.root,
      env: quietEnvironment(options.env),
      timeout: options.timeout ?? 20_000,
      maxBytes: 65_536,
      ownGroup: true,
    });
    if (status !== 0) return broken(`it ended with ${status}`);
    // Python 2 answers on stderr.
    return answered(`${stdout.toString("utf8")}\n${stderr}`);
  } catch (error) {
    return broken(messageOf(error).replaceAll(found, program));
  }
};

// --- internal ---

interface Question {
  names: readonly string[];
  args: readonly string[];
  pattern: RegExp;
}

const questions: Readonly<Record<Runtime, Question>> = {
  python: { names: ["python3", "python"], args: ["--version"], pattern: /^Python (\d[\w.]*)/m },
  node: { names: ["node"], args: ["--version"], pattern: /^v(\d[\w.-]*)/m },
  go: { names: ["go"], args: ["version"], pattern: /^go version go(\d[\w.]*) / },
  rust: { names: ["rustc"], args: ["--version"], pattern: /^rustc (\d+\.\d+\.\d+(?:-beta\.\d+)?)/m },
};

type Located = { program: string } & ({ found: string } | { why: string; isBroken: boolean });

const locate = (runtime: Runtime, { root, env }: AskOptions): Located => {
  const environment = runtime === "python" ? virtualEnvironment(root, env) : undefined;
  if (environment !== undefined) {
    const look = which(join(environment.dir, "bin", "python"), { cwd: root, env });
    const program = environment.name;
    if ("found" in look) return { found: look.found, program };
    return { program, why: "the environment has no interpreter that can be run", isBroken: true };
  }
  const { names } = questions[runtime];
  for (const name of names) {
    const look = which(name, { cwd: root, env });
    if ("found" in look) return { found: look.found, program: `${name} on PATH` };
  }
  return { program: `${names[0]} on PATH`, why: "it is not installed", isBroken: false };
};

const virtualEnvironment = (root: string, env: NodeJS.ProcessEnv): { dir: string; name: string } | undefined => {
  const active = env["VIRTUAL_ENV"];
  if (active !== undefined && active !== "") {
    return { dir: resolve(root, active), name: "the python of VIRTUAL_ENV" };
  }
  const dir = join(root, ".venv");
  // A file .venv is a name for a version manager, no environment. A broken link is one that is gone.
  const stats = lstatSync(dir, { throwIfNoEntry: false });
  return stats?.isDirectory() || stats?.isSymbolicLink() ? { dir, name: ".venv/bin/python" } : undefined;
};

/** By its own path, on which a link may be tracked, and by that of what it leads to. */
const isContent = (found: string, { root, isTracked }: AskOptions): boolean =>
  [relative(root, found), relative(realpathSync(root), realpathSync(found))].some((path) => {
    const elements = path.split(sep);
    return elements.some((_, index) => isTracked(elements.slice(0, index + 1).join("/")));
  });

const quietEnvironment = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => {
  const kept = Object.entries(env).filter(([name]) => !/^(?:NODE_OPTIONS|NODE_EXTRA_CA_CERTS|PYTHON.*)$/.test(name));
  return { ...Object.fromEntries(kept), LC_ALL: "C", GOTOOLCHAIN: "local", RUSTUP_AUTO_INSTALL: "0" };
};

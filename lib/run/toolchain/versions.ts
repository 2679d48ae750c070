/**
 * Versions of well-known tools. An unknown program is never run to ask for one: it might act.
 *
 * @module
 */
import { closeSync, openSync, readSync, realpathSync } from "node:fs";
import { basename } from "node:path";
import { ask } from "./ask.ts";

export interface VersionQuestion {
  args: readonly string[];
  answer: RegExp;
  /** The executable alone decides the answer, so that its identity vouches for it: no script, no library of its own. */
  isAlone: boolean;
}

/**
 * How to ask the executable at `path`, known as `name`, for its version; null when it isn't well known, or when
 * the file behind it has another name, because a stand-in may do anything (download what it stands for, say).
 */
export const versionQuestion = (name: string, path: string): VersionQuestion | null => {
  const known = knownTools.find(({ names }) => names.test(name));
  if (known === undefined) return null;
  const real = realNameOf(path);
  if (!known.names.test(real) && known.behind?.test(real) !== true) return null;
  return { args: known.args, answer: known.answer, isAlone: known.isAlone && !isScript(path) };
};

/**
 * Ask for a version, outside the step's directory and with little of its environment, so that neither project files nor
 * variables such as `NODE_OPTIONS` have a say. Null when there is no answer within `timeout` milliseconds.
 */
export const askVersion = async (
  path: string,
  question: VersionQuestion,
  env: NodeJS.ProcessEnv,
  timeout: number,
): Promise<string | null> => {
  const answer = await ask([path, ...question.args], { cwd: "/", env: quietEnvironment(env) }, timeout);
  return (answer === null ? undefined : question.answer.exec(answer)?.[1]) ?? null;
};

// --- internal ---

interface KnownTool {
  names: RegExp;
  /** Other names that the real file may have. */
  behind?: RegExp;
  args: readonly string[];
  answer: RegExp;
  isAlone: boolean;
}

const word = "(\\d[^\\s,;)]*)";
const plain = new RegExp(`^v?${word}`, "m");

/** A line that begins with `before`, then the version. */
const after = (before: string): RegExp => new RegExp(`^${before}${word}`, "m");

interface ToolOptions {
  args?: string;
  behind?: RegExp;
  isAlone?: boolean;
}

const tool = (
  names: string,
  answer: RegExp,
  { args = "--version", behind, isAlone = true }: ToolOptions = {},
): KnownTool => ({
  names: new RegExp(`^(?:${names})$`),
  args: args.split(" "),
  answer,
  isAlone,
  ...(behind !== undefined && { behind }),
});

const shared: ToolOptions = { isAlone: false };

// Left out on purpose: dbt and dotnet (look for news on the network or write into the home directory when asked),
// sh and dash (have no such flag). What Python installs is told by its distributions as well.
const knownTools: readonly KnownTool[] = [
  tool("(?:python|pypy|graalpy)\\d*(?:\\.\\d+)?t?", after("Python "), shared),
  tool("node|nodejs", plain),
  tool("npm|npx", plain, { behind: /^np[mx]-cli\.js$/, isAlone: false }),
  tool("deno", after("deno ")),
  tool("bun|bunx", plain),
  tool("go", after("go version go"), { args: "version" }),
  tool("rustc", after("rustc "), shared),
  tool("cargo", after("cargo ")),
  tool("java", /version "([^"]+)"/, { args: "-version", isAlone: false }),
  tool("javac", after("javac "), { args: "-version", isAlone: false }),
  tool("mvn", after("Apache Maven "), shared),
  tool("R", after("R version "), shared),
  tool("Rscript", new RegExp(`version ${word}`), shared),
  tool("julia", after("julia version "), shared),
  tool("ruby(?:\\d\\.\\d)?", after("ruby "), shared),
  tool("perl(?:5[.\\d]*)?", /\(v(\d[^)]*)\)/, shared),
  tool("php(?:\\d\\.\\d)?", after("PHP "), shared),
  tool("lua(?:\\d\\.\\d)?|luajit", after("Lua(?:JIT)? "), { args: "-v", isAlone: false }),
  tool("bash", after("GNU bash, version ")),
  tool("zsh", after("zsh "), shared),
  tool("(?:[\\w-]+-)?(?:gcc|g\\+\\+)(?:-\\d+)?", new RegExp(`\\) ${word}`)),
  tool("clang(?:\\+\\+)?(?:-\\d+)?", /clang version (\d[^\s(]*)/, shared),
  tool("make|gmake", after("GNU Make ")),
  tool("cmake|ctest", after("c(?:make|test) version ")),
  tool("ninja", plain),
  tool("git", after("git version ")),
  tool("uv|uvx", after("uvx? ")),
  tool("poetry", after("Poetry \\(version "), shared),
  tool("pdm", after("PDM, version "), shared),
  tool("hatch", after("Hatch, version "), shared),
  tool("pipenv", after("pipenv, version "), shared),
  tool("rye", after("rye ")),
  tool("pixi", after("pixi ")),
  tool("conda|mamba", after("(?:conda|mamba) "), shared),
  tool("micromamba", plain),
  tool("pip[\\d.]*", after("pip "), shared),
  tool("docker", after("Docker version ")),
  tool("podman", after("podman version ")),
  tool("ffmpeg|ffprobe", /^ff\w+ version (\S+)/m, { args: "-version", isAlone: false }),
  tool("sqlite3", plain, shared),
  tool("psql", /\(PostgreSQL\) (\d\S*)/, shared),
  tool("duckdb", plain),
  tool("nvcc", /release [\d.]+, V(\d\S*)/, shared),
  tool("jq", /^jq-(\d\S*)/m, shared),
  tool("terraform", after("Terraform v"), shared),
];

/** What a program may need to start at all; the rest could change or hide its answer. */
const kept = /^(PATH|HOME|TMPDIR|LD_LIBRARY_PATH|DYLD_\w+|JAVA_HOME|SYSTEMROOT)$/;

/** Go would download the toolchain that a go.mod asks for; others would look for a newer version of themselves. */
const quietEnvironment = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(env).filter(([name]) => kept.test(name))),
  LC_ALL: "C",
  GOTOOLCHAIN: "local",
  NO_UPDATE_NOTIFIER: "1",
  PYTHONDONTWRITEBYTECODE: "1",
  CHECKPOINT_DISABLE: "1",
  PDM_CHECK_UPDATE: "0",
});

const realNameOf = (path: string): string => {
  try {
    return basename(realpathSync(path));
  } catch {
    return ""; // Gone meanwhile: no known name, no question.
  }
};

const isScript = (path: string): boolean => {
  const fd = openSync(path, "r");
  try {
    const start = Buffer.alloc(2);
    return readSync(fd, start) < 2 || start.toString("latin1") === "#!";
  } finally {
    closeSync(fd);
  }
};

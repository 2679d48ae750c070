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
  const known = knownTool(name);
  if (known === undefined) return null;
  const real = realNameOf(path);
  if (knownTool(real) !== known && known.behind?.test(real) !== true) return null;
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
  args: readonly string[];
  answer: RegExp;
  isAlone: boolean;
  /** A version may be part of the name: `python3.12`, `gcc-13`. */
  isNumbered: boolean;
  /** Other names that the real file may have. */
  behind: RegExp | null;
}

const word = "(\\d[^\\s,;)]*)";
const plain = new RegExp(`^v?${word}`, "m");

/** A line that begins with `before`, then the version. */
const after = (before: string): RegExp => new RegExp(`^${before}${word}`, "m");

interface ToolOptions {
  args?: string;
  isAlone?: boolean;
  isNumbered?: boolean;
  behind?: RegExp;
}

const shared: ToolOptions = { isAlone: false };
const numbered: ToolOptions = { isAlone: false, isNumbered: true };

// Left out on purpose: dbt and dotnet (look for news on the network or write into the home directory when asked),
// sh and dash (have no such flag). What Python installs is told by its distributions as well.
const table: readonly [names: string, answer: RegExp, options?: ToolOptions][] = [
  ["python pypy graalpy", after("Python "), numbered],
  ["node nodejs", plain],
  ["npm npx", plain, { behind: /^np[mx]-cli\.js$/, isAlone: false }],
  ["deno", after("deno ")],
  ["bun", plain],
  ["go", after("go version go"), { args: "version" }],
  ["rustc", after("rustc "), shared],
  ["cargo", after("cargo ")],
  ["java", /version "([^"]+)"/, { args: "-version", isAlone: false }],
  ["javac", after("javac "), { args: "-version", isAlone: false }],
  ["mvn", after("Apache Maven "), shared],
  ["R", after("R version "), shared],
  ["Rscript", new RegExp(`version ${word}`), shared],
  ["julia", after("julia version "), shared],
  ["ruby", after("ruby "), numbered],
  ["perl", /\(v(\d[^)]*)\)/, numbered],
  ["php", after("PHP "), numbered],
  ["lua", after("Lua "), { ...numbered, args: "-v" }],
  ["bash", /^GNU bash, version (\S+)/m],
  ["zsh", after("zsh "), shared],
  ["gcc g++", new RegExp(`\\) ${word}`), { isNumbered: true }],
  ["clang clang++", /clang version (\d[^\s(]*)/, numbered],
  ["make gmake", after("GNU Make ")],
  ["cmake ctest", after("c(?:make|test) version ")],
  ["ninja", plain],
  ["git", after("git version ")],
  ["uv", after("uv ")],
  ["uvx", after("uvx ")],
  ["poetry", after("Poetry \\(version "), shared],
  ["pdm", after("PDM, version "), shared],
  ["hatch", after("Hatch, version "), shared],
  ["pipenv", after("pipenv, version "), shared],
  ["rye", after("rye ")],
  ["pixi", after("pixi ")],
  ["conda mamba", after("(?:conda|mamba) "), shared],
  ["micromamba", plain],
  ["pip", after("pip "), numbered],
  ["docker", after("Docker version ")],
  ["podman", after("podman version ")],
  ["ffmpeg ffprobe", /^ff\w+ version (\S+)/m, { args: "-version", isAlone: false }],
  ["sqlite3", plain, shared],
  ["psql", /\(PostgreSQL\) (\d\S*)/, shared],
  ["duckdb", plain],
  ["nvcc", /release [\d.]+, V(\d\S*)/, shared],
  ["jq", /^jq-(\d\S*)/m, shared],
  ["terraform", after("Terraform v"), shared],
];

const knownTools: ReadonlyMap<string, KnownTool> = new Map(
  table.flatMap(([names, answer, { args = "--version", isAlone = true, isNumbered = false, behind = null } = {}]) => {
    const known = { args: args.split(" "), answer, isAlone, isNumbered, behind };
    return names.split(" ").map((name): [string, KnownTool] => [name, known]);
  }),
);

const knownTool = (name: string): KnownTool | undefined => {
  const exact = knownTools.get(name);
  if (exact !== undefined) return exact;
  const bare = name.replace(/-?\d[\d.]*t?$/, "");
  // GNU's compilers carry their target in front: x86_64-linux-gnu-gcc-12.
  const numberedTool = knownTools.get(/-(gcc|g\+\+)$/.exec(bare)?.[1] ?? bare);
  return numberedTool?.isNumbered === true ? numberedTool : undefined;
};

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

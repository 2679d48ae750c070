/**
 * What a program sees inside the environment that its launcher enters.
 *
 * @module
 */
import { existsSync, readFileSync, statSync } from "node:fs";
import { delimiter, dirname, isAbsolute, join, resolve } from "node:path";
import { ask, type Context, firstLine } from "./ask.ts";
import type { Entrance } from "./environments.ts";
import { answerOf, inlinePython, withoutTraces } from "./python-code.ts";
import { findUvPython } from "./uv.ts";

/** The context inside, and where its programs lie. */
export interface Entered {
  context: Context;
  /** The environment's directory of executables, or null when it isn't known. */
  bin: string | null;
  /** What the word `python` means, when the launcher gives it a meaning of its own. */
  python: string | null;
}

/**
 * Look into the environment that `launcher` (a path) would enter; null when that can't be known without making or
 * changing one, or when the launcher does not answer within `timeout` milliseconds.
 */
export const enter = async (
  launcher: string,
  entrance: Entrance,
  context: Context,
  timeout: number,
): Promise<Entered | null> => {
  if (entrance.how === "unknown") return null;
  if (entrance.how === "search") return activate(prefixAt(searchUp(context.cwd, entrance.name)), context);
  if (entrance.how === "print") {
    return activate(firstLine(await ask([launcher, ...entrance.args], context, timeout)), context);
  }
  if (entrance.how === "uv") return enterPython(await findUvPython(launcher, entrance, context, timeout), context);
  const argv = [launcher, ...entrance.args, "python", "-B", "-c", inlinePython(environCode)] as const;
  const answer = answerOf(await ask(argv, withoutTraces(context), timeout));
  const env = environmentIn(answer, context.env);
  return env === null ? null : { context: { cwd: context.cwd, env }, bin: null, python: null };
};

// --- internal ---

const environCode = "answer(dict(os.environ))";

/** What was added to ask the question is no part of the answer. */
const environmentIn = (answer: unknown, outer: NodeJS.ProcessEnv): NodeJS.ProcessEnv | null => {
  if (typeof answer !== "object" || answer === null) return null;
  const env: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(answer)) if (typeof value === "string") env[name] = value;
  delete env["PYTHONDONTWRITEBYTECODE"];
  return outer["PYTHONDONTWRITEBYTECODE"] === undefined
    ? env
    : { ...env, PYTHONDONTWRITEBYTECODE: outer["PYTHONDONTWRITEBYTECODE"] };
};

const enterPython = (python: string | null, context: Context): Entered | null => {
  const bin = python === null ? null : dirname(python);
  const entered = bin === null ? null : activate(dirname(bin), context, bin);
  return entered === null ? null : { ...entered, python };
};

/** The nearest `name` in `from` or above it. */
const searchUp = (from: string, name: string): string | null => {
  for (let dir = resolve(from); ; dir = dirname(dir)) {
    if (existsSync(join(dir, name))) return join(dir, name);
    if (dir === dirname(dir)) return null;
  }
};

/** A directory is the environment; a file (pdm's) holds the path of its interpreter. */
const prefixAt = (path: string | null): string | null => {
  if (path === null) return null;
  try {
    return statSync(path).isDirectory() ? path : dirname(dirname(readFileSync(path, "utf8").trim()));
  } catch {
    return null;
  }
};

/** Like the environment's own `activate`, for a virtual environment or one of conda's. */
const activate = (prefix: string | null, context: Context, place?: string): Entered | null => {
  if (prefix === null || !isAbsolute(prefix)) return null;
  const bin = place ?? join(prefix, "bin");
  if (!existsSync(bin)) return null;
  const env: NodeJS.ProcessEnv = {
    ...context.env,
    PATH: [bin, context.env["PATH"] ?? "/usr/bin:/bin"].join(delimiter),
  };
  delete env["PYTHONHOME"];
  if (existsSync(join(prefix, "pyvenv.cfg"))) env["VIRTUAL_ENV"] = prefix;
  else if (existsSync(join(prefix, "conda-meta"))) env["CONDA_PREFIX"] = prefix;
  return { context: { cwd: context.cwd, env }, bin, python: null };
};

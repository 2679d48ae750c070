/**
 * From the step's argv to every executable that takes part, as far as it can be seen before the step runs.
 *
 * @module
 */
import { basename, dirname } from "node:path";
import type { Tool } from "../../evidence/index.ts";
import { which } from "../../exec.ts";
import type { Context } from "./ask.ts";
import { type Entered, enter } from "./enter.ts";
import { type Launch, parseLaunch } from "./launchers.ts";
import { isPython, type PythonCall, readPythonArgs } from "./python.ts";
import { interpretersOf } from "./shebang.ts";
import { isStandIn, seeThrough } from "./stand-ins.ts";

export interface Program {
  name: string;
  role: Tool["role"];
  /** Where it was found, symbolic links not followed. */
  path: string;
  /** Present for a Python interpreter: how it is started, and within what. */
  python?: { call: PythonCall; context: Context };
}

export interface Trail {
  programs: Program[];
  /** What the innermost command sees. */
  context: Context;
}

export interface WalkOptions {
  /** Milliseconds for each question to a launcher. */
  timeout: number;
}

/** Follow `argv` through launchers, stand-ins and shebangs. What is not found is left out, and nothing behind it is guessed. */
export const walk = async (argv: readonly string[], context: Context, options: WalkOptions): Promise<Trail> => {
  const trail: Trail = { programs: [], context };
  await follow(argv, { context, role: "command", depth: 0, bin: null }, { trail, ...options });
  return trail;
};

// --- internal ---

/** Launchers and scripts may name each other in a circle. */
const deepest = 10;

interface Step {
  context: Context;
  role: "command" | "interpreter";
  depth: number;
  /** Only an executable of this directory is meant; null: any. */
  bin: string | null;
}

interface Walking extends WalkOptions {
  trail: Trail;
}

const follow = async (argv: readonly string[], step: Step, walking: Walking): Promise<void> => {
  const [word, ...args] = argv;
  if (word === undefined || word === "" || step.depth > deepest) return;
  const lookup = which(word, step.context);
  if (!("found" in lookup) || (step.bin !== null && dirname(lookup.found) !== step.bin)) return;
  const path = lookup.found;
  const name = basename(path);
  const inner = { ...step, depth: step.depth + 1, bin: null };
  if (isStandIn(path)) {
    const real = await seeThrough(path, step.context, walking.timeout);
    walking.trail.programs.push({ name, role: real === null ? step.role : "launcher", path });
    return real === null ? undefined : follow([real, ...args], inner, walking);
  }
  const launch = parseLaunch(name, args, step.context);
  if (launch !== null) return followLaunch(path, launch, inner, walking);
  addProgram(path, args, step, walking.trail);
  for (const [interpreter, ...own] of interpretersOf(path)) {
    await follow([interpreter, ...own, path, ...args], { ...inner, role: "interpreter" }, walking);
  }
};

const followLaunch = async (path: string, launch: Launch, step: Step, walking: Walking): Promise<void> => {
  walking.trail.programs.push({ name: basename(path), role: "launcher", path });
  const { inner, entrance } = launch;
  let entered: Entered | null = { context: launch.context, bin: null, python: null };
  if (entrance !== null) entered = await enter(path, entrance, launch.context, walking.timeout);
  // An environment that can't be seen could hold anything under the inner command's name.
  if (entered === null) return;
  walking.trail.context = entered.context;
  const bin = entrance?.ownOnly === true ? entered.bin : null;
  const [word, ...args] = inner;
  const named = word === "python" && entered.python !== null ? entered.python : word;
  await follow([named, ...args], { ...step, context: entered.context, bin }, walking);
};

const addProgram = (path: string, args: readonly string[], { role, context }: Step, trail: Trail): void => {
  const name = basename(path);
  const python = isPython(name) && { python: { call: readPythonArgs(args, context.cwd), context } };
  trail.programs.push({ name, role, path, ...python });
};

/**
 * The step's own toolchain: which programs run it, by version and digest, and what they stand on.
 *
 * @module
 */
import { realpathSync } from "node:fs";
import { basename, join } from "node:path";
import { type Clock, systemClock } from "../../clock.ts";
import type { PythonEnvironment, Tool, Toolchain } from "../../evidence/index.ts";
import { which } from "../../exec.ts";
import { compareBytes } from "../../report.ts";
import type { Context } from "./ask.ts";
import { openToolCache } from "./cache.ts";
import { type Inspected, inspectExecutable } from "./inspect.ts";
import { readLockFiles } from "./lock-files.ts";
import { readCuda, readPlatform } from "./platform.ts";
import { askPython, type PythonAnswer } from "./python.ts";
import { type Program, type Trail, walk } from "./walk.ts";

export interface ToolchainCapture {
  /** `toolchain.json`: stable, without paths of this machine. */
  document: Toolchain;
  /** Where the tools lie: volatile. `fromCache`: the digest was remembered by file identity, not read again. */
  located: { name: string; role: string; path: string; fromCache: boolean }[];
}

export interface ToolchainOptions {
  /** The step's command as given; empty for the built-in pipeline. */
  argv: readonly string[];
  /** Working directory and environment of the step. */
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Absolute; null outside a repository. */
  repositoryRoot: string | null | Promise<string | null>;
  /** Where digests of executables are remembered; null: nowhere. */
  cacheDir: string | null;
}

/** What a test puts in the place of the machine. */
export interface ToolchainMachine {
  clock?: Clock;
  /** Milliseconds for each question to a launcher or an interpreter. Default 20,000. */
  timeout?: number;
  osReleaseFiles?: readonly string[];
  /** Default `/proc/driver/nvidia`. */
  driverRoot?: string;
  /** Default `/usr/local/cuda`. */
  toolkitRoot?: string;
}

/**
 * Record what would run `argv`: the command behind its launchers and shebangs, interpreters, Python distributions,
 * platform, CUDA, lock files. Equal toolchains give equal documents.
 *
 * Runs only launchers, interpreters and well-known tools, with questions that change nothing, use no network and
 * are bounded in time; whatever can't be learned so is left out or null. A command that is not found has no
 * entry. Throws `E_IO` for a program or a lock file that is there but can't be read.
 */
export const captureToolchain = async (
  options: ToolchainOptions,
  machine: ToolchainMachine = {},
): Promise<ToolchainCapture> => {
  const { argv, cwd, env, repositoryRoot } = options;
  const { driverRoot = "/proc/driver/nvidia", toolkitRoot = "/usr/local/cuda" } = machine;
  const { osReleaseFiles = ["/etc/os-release", "/usr/lib/os-release"] } = machine;
  const [found, lockFiles] = await Promise.all([
    argv.length === 0 ? { tools: [], python: [], located: [] } : captureTools(options, machine),
    Promise.resolve(repositoryRoot).then((root) => readLockFiles(cwd, root)),
  ]);
  const { tools, python, located } = found;
  const cuda = readCuda(env, { driver: driverRoot, toolkit: toolkitRoot });
  const document: Toolchain = {
    schema: "kprov.toolchain/v1",
    platform: readPlatform(osReleaseFiles),
    tools,
    python,
    cuda,
    lockFiles,
  };
  return { document, located };
};

// --- internal ---

interface Examined {
  program: Pick<Program, "name" | "role" | "path">;
  inspected: Inspected;
}

const captureTools = async (options: ToolchainOptions, { timeout = 20_000, clock = systemClock }: ToolchainMachine) => {
  const { argv, cwd, env, cacheDir } = options;
  const cache = openToolCache(cacheDir, clock);
  const trail = await walk(argv, { cwd, env }, { timeout });
  const programs = [...trail.programs, ...activeEnvironment(trail)];
  const inspecting = { cache, env, timeout };
  const examined = await Promise.all(
    programs.map(async (program): Promise<{ own: Examined[]; python: PythonEnvironment[] }> => {
      const { python } = program;
      if (python === undefined)
        return { own: [{ program, inspected: await inspectExecutable(program, inspecting) }], python: [] };
      const answer = await askPython(program.path, python.call, python.context, timeout);
      const bodies = [program, ...behind(program, answer)];
      const version = answer?.environment.version;
      const own = bodies.map(async (body) => ({
        program: body,
        inspected: await inspectExecutable({ ...body, version }, inspecting),
      }));
      const role = program.role === "environment" ? "environment" : "interpreter";
      return { own: await Promise.all(own), python: answer === null ? [] : [{ ...answer.environment, role }] };
    }),
  );
  const own = examined.flatMap((item) => item.own);
  return {
    tools: distinct(own.map(describeTool), ({ role, name, sha256 }) => [role, name, sha256]),
    python: distinct(
      examined.flatMap((item) => item.python),
      ({ role, implementation, version }) => [role, implementation, version],
    ),
    located: distinct(own.map(locate), ({ role, name, path }) => [role, name, path]),
  };
};

/** The interpreter of the active virtual or conda environment, when none was seen to run. */
const activeEnvironment = ({ programs, context }: Trail): Program[] => {
  const prefix = context.env["VIRTUAL_ENV"] || context.env["CONDA_PREFIX"];
  if (!prefix || programs.length === 0 || programs.some(({ python }) => python !== undefined)) return [];
  const lookups = ["python", "python3"].map((name) => which(join(prefix, "bin", name), context));
  const lookup = lookups.find((item) => "found" in item);
  if (lookup === undefined) return [];
  const python = { call: { flags: [], entry: null }, context };
  return [{ name: basename(lookup.found), role: "environment", path: lookup.found, python }];
};

/** What really runs when a program only calls itself Python: a wrapper script, a shim that could not be seen through. */
const behind = (program: Program, answer: PythonAnswer | null): Pick<Program, "name" | "role" | "path">[] => {
  const path = answer?.executable ?? null;
  if (path === null || realpathOf(path) === realpathOf(program.path)) return [];
  const lookup = which(path, program.python?.context ?? ({ cwd: "/", env: {} } satisfies Context));
  if (!("found" in lookup)) return [];
  return [
    { name: basename(path), role: program.role === "environment" ? "environment" : "interpreter", path: lookup.found },
  ];
};

const realpathOf = (path: string): string => {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
};

const describeTool = ({ program: { name, role }, inspected: { version, sha256, placeless } }: Examined): Tool => ({
  name,
  role,
  version,
  sha256,
  ...(placeless && { placeless: true }),
});

const locate = ({ program: { name, role, path }, inspected: { fromCache } }: Examined) => ({
  name,
  role,
  path,
  fromCache,
});

/** Sorted by bytes of the keys, then of everything; equal ones once. */
const distinct = <T>(items: readonly T[], keysOf: (item: T) => string[]): T[] => {
  const byText = new Map(items.map((item) => [JSON.stringify(item), item]));
  const sortable = [...byText].map(([text, item]) => ({ item, key: [...keysOf(item), text].join("\0") }));
  return sortable.sort((a, b) => compareBytes(a.key, b.key)).map(({ item }) => item);
};

/**
 * This program's own files as V8 compiled them before: compiling takes longer than what most commands do.
 *
 * Bytecode is code. What is run from here was written by this user, where nobody else may write, from the very bytes that
 * lie in this program's own directory; whoever could exchange it could as well exchange those.
 *
 * Loaded before everything that it speeds up, so it stays small: what keeps an entry stands in `code-entry.ts`.
 *
 * @module
 */
import { statSync } from "node:fs";
import { constants, Script } from "node:vm";
import { type CacheEntry, cacheRoot, readCache } from "./cache.ts";
import { createRunner, type ModuleClass, mainClass, type Take } from "./code-runner.ts";

export interface CodeCacheOptions {
  /** Where this program's files lie, with a separator at its end. */
  dir: string;
  /** One entry each: a command uses the same files, and the same functions in them, every time. */
  command: string;
  /** Default `process.env`. */
  env?: NodeJS.ProcessEnv;
  /** Node's class of modules. Default: of the one that Node was started with. */
  modules?: ModuleClass | undefined;
}

export interface CompiledFile {
  source: Uint8Array;
  /** What V8 made of it. */
  code: Uint8Array;
}

export interface CodeEntry {
  /** Everything beside the sources that decides whether the bytecode fits. */
  stamp: string;
  /** How often it was written since it was begun. */
  writes: number;
  /** Name below this program's directory → file. */
  files: ReadonlyMap<string, CompiledFile>;
}

/** Files that were loaded, compiled by now as far as they were used. */
export type Taken = ReadonlyMap<string, { script: Script; source: Uint8Array }>;

/** Largest entry, in bytes: all of this program, compiled, is less. */
export const maxEntryBytes = 32 * 2 ** 20;

/**
 * Take files below `dir` that Node loads from now on from the cache. The function that comes back ends that, and keeps what
 * was compiled when it is worth it: call it last, because by then every function that the command needs is compiled.
 *
 * Off when `NODE_V8_COVERAGE` is set, when `KPROV_CODE_CACHE` is `0`, and without a place for caches (see
 * `cacheRoot`). Neither throws, nor says anything: without a cache Node compiles.
 */
export const useCodeCache = (options: CodeCacheOptions): (() => Promise<void>) => {
  try {
    return replaceCompiler(options);
  } catch {
    return nothing;
  }
};

/** An entry from its bytes; undefined when they are damaged in any way, or were made for another `stamp`. */
export const parseCodeEntry = (bytes: Buffer, stamp: string): CodeEntry | undefined => {
  // All is there twice: V8 believes what it is given, and comparing costs less than loading what makes checksums.
  const once = bytes.subarray(0, bytes.length / 2);
  if (!once.equals(bytes.subarray(once.length))) return undefined;
  let at = once.indexOf("\n") + 1;
  try {
    const [made, writes, index] = JSON.parse(once.toString("utf8", 0, at));
    if (made !== stamp) return undefined;
    const files = new Map<string, CompiledFile>();
    for (const [name, size, codeSize] of index) {
      const [middle, end] = [at + size, at + size + codeSize];
      files.set(name, { source: once.subarray(at, middle), code: once.subarray(middle, end) });
      at = end;
    }
    return at === once.length ? { stamp, writes, files } : undefined;
  } catch {
    return undefined;
  }
};

// --- internal ---

const nothing = async (): Promise<void> => undefined;

const replaceCompiler = ({ dir, command, env = process.env, modules = mainClass() }: CodeCacheOptions) => {
  const compile = modules?.prototype._compile;
  const root = isOff(env) || compile === undefined ? null : cacheRoot(env);
  if (root === null || modules === undefined || compile === undefined) return nothing;
  const entry: CacheEntry = { dir: root, kind: "code", key: keyOf(dir, command) };
  const stamp = stampOf(env);
  const bytes = readCache(entry, maxEntryBytes);
  const known = bytes && parseCodeEntry(bytes, stamp);
  const scripts = createScripts(known);
  const run = createRunner(modules, { dir, isKnown: (name) => known?.files.has(name) === true, take: scripts.take });
  modules.prototype._compile = function (content, filename, ...rest) {
    const name = filename.startsWith(dir) ? filename.slice(dir.length) : undefined;
    const script = name && scripts.take(Buffer.from(content), filename, name);
    return script ? run(this, script, filename) : Reflect.apply(compile, this, [content, filename, ...rest]);
  };
  return async () => {
    modules.prototype._compile = compile;
    const kept = scripts.worthKeeping();
    try {
      if (kept) (await import("./code-entry.ts")).keepCode(entry, { stamp, ...kept });
    } catch {
      // The next run compiles again.
    }
  };
};

/** The files that are loaded, and what came of it. */
const createScripts = (known: CodeEntry | undefined) => {
  const taken = new Map<string, { script: Script; source: Buffer }>();
  let isStale = known === undefined;
  let isComplete = true;
  const take: Take = (source, filename, name) => {
    const found = known?.files.get(name);
    const isSame = found !== undefined && source.equals(found.source);
    if (found !== undefined && !isSame) isStale = true;
    // In what others compile, Node 20 has warnings about it.
    if (!isSame && importing.test(source.toString("latin1"))) return undefined;
    const script = compiled(source.toString(), filename, isSame ? found.code : undefined);
    if (script === undefined) return undefined;
    if (!isSame || script.cachedDataRejected === true) isComplete = false;
    taken.set(name, { script, source });
    return script;
  };
  return {
    take,
    worthKeeping: (): { writes: number; old: CodeEntry["files"] | undefined; taken: Taken } | undefined => {
      const old = isStale ? undefined : known;
      const writes = (old?.writes ?? 0) + 1;
      const isWorthIt = taken.size > 0 && writes <= (isComplete ? writesToSettle : maxWrites);
      return isWorthIt ? { writes, old: old?.files, taken } : undefined;
    },
  };
};

/** An import that runs, not one that a comment or an expression for texts speaks of: those would keep large files out. */
const importing = /(?<![\w.$-])import\((?=["'`\w$])/;

/** The first run of a command fills other caches; what the later ones need shows in the second. */
const writesToSettle = 2;

/** Now and then a run loads one more file. Without an end, bytecode that V8 refuses would be written for ever. */
const maxWrites = 8;

const isOff = (env: NodeJS.ProcessEnv): boolean =>
  (env["NODE_V8_COVERAGE"] ?? "") !== "" || env["KPROV_CODE_CACHE"] === "0";

/** Two directories that end alike share a name: then each takes the other's place, and neither is believed. */
const keyOf = (dir: string, name: string): string => `${name}-${Buffer.from(dir).toString("base64url").slice(-150)}`;

/** All that bytecode depends on beside its source. V8 looks at some of it, and only at a sum. */
const stampOf = (env: NodeJS.ProcessEnv): string => {
  const { version, versions, platform, arch, execArgv, execPath } = process;
  const { size, mtimeMs } = statSync(execPath);
  const node = [version, versions.v8, platform, arch, execPath, size, mtimeMs];
  return ["kprov.code/v1", ...node, ...execArgv, env["NODE_OPTIONS"]].join("\0");
};

/** Undefined for what is no JavaScript: Node has the better message. */
const compiled = (content: string, filename: string, code: Uint8Array | undefined): Script | undefined => {
  const options = { filename, importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER };
  // No function's body begins with "#!".
  const body = content.startsWith("#!") ? `//${content}` : content;
  try {
    const wrapped = `(function (exports, require, module, __filename, __dirname) { ${body}\n})`;
    return new Script(wrapped, code === undefined ? options : { ...options, cachedData: code });
  } catch {
    return undefined;
  }
};

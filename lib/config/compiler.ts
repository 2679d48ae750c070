/**
 * The compiler, for a configuration that Node can't run as it stands. The one-file form goes without: `no-compiler.ts`.
 *
 * @module
 */
import { dirname } from "node:path";

export interface Source {
  source: string;
  /** Absolute path. */
  path: string;
  /** With dot: `.ts`, `.mts`, `.mjs`. */
  extension: string;
}

/**
 * The exports of a module, run through c12 with everything off that reads more than the one file: rc files,
 * package.json, dotenv, layers by environment name, `extends`, templates from the network, compiled copies on disk.
 */
export const evaluateCompiled = async ({ source, path, extension }: Source): Promise<Record<string, unknown>> => {
  const { loadConfig } = await import("c12");
  let exported: Record<string, unknown> | undefined;
  await loadConfig({
    name: "kprov",
    cwd: dirname(path),
    rcFile: false,
    globalRc: false,
    packageJson: false,
    dotenv: false,
    envName: false,
    extend: false,
    giget: false,
    jitiOptions,
    // c12 would read the file again: somebody could have changed it since it was hashed. It would also call
    // functions and merge what is null away. So it gets nothing but the evaluation to do.
    resolve: async (_id, { jiti }) => {
      const options = { filename: path, ext: extension, async: true, forceTranspile: true };
      exported = (await jiti?.evalModule(source, options)) as Record<string, unknown>;
      return { config: {} };
    },
  });
  return exported ?? {};
};

// --- internal ---

/** All of them, because those left out would come from `JITI_*` variables. */
const jitiOptions = {
  fsCache: false,
  rebuildFsCache: false,
  moduleCache: false,
  debug: false,
  sourceMaps: false,
  interopDefault: true,
  alias: {},
  nativeModules: [],
  transformModules: [],
  tryNative: false,
  esmEvalTempFile: false,
  jsx: false,
  tsconfigPaths: false,
  // A repository needs no node_modules to use the two functions that this package has for it.
  virtualModules: {
    kprovengine: { defineConfig: (config: unknown) => config, defineRule: (rule: unknown) => rule },
  },
};

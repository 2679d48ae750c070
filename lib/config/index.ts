/**
 * `kprov.config.*`: schema, defaults, loading.
 *
 * Loading is on the path of every command, so nothing here may load the schema's library or the compiler before
 * they are needed: both are imported when a configuration turns up that was not seen before.
 *
 * A configuration that is code runs in this process, with all that this process may do. After it, listeners that it
 * added to `process`, the exit code, the working directory, and functions that it replaced on `process`, `console`
 * and the output streams are put back; it may talk on stderr only, can't exit, and has 10 seconds. When it changes the language's
 * own objects, nothing is judged: see `untouched.ts`. Not prevented: what it does outside the process, timers and promises that it
 * leaves behind, changes to environment variables, and a loop that never ends, which hangs the command: that is never a pass. For a
 * checkout that isn't trusted there is `--no-code-config`.
 *
 * @module
 */
import type { JsonValue } from "../json.ts";
import type { ConfigRow } from "./document.ts";
import type { KprovConfig } from "./types.ts";

export { resolveConfig } from "./defaults.ts";
export { type Direction, directions, type Way } from "./directions.ts";
export type { ConfigRow } from "./document.ts";
export { findConfig } from "./find.ts";
export { loadConfig } from "./load.ts";
export { type RefusedConfig, refusedConfig } from "./refused.ts";
export { plainConfig } from "./rules.ts";
export type {
  ForbiddenTokens,
  KprovConfig,
  LoadedConfig,
  LoadOptions,
  OwnRule,
  ResolvedConfig,
} from "./types.ts";
export { assertUntouched } from "./untouched.ts";
export { parseAge } from "./values.ts";

/**
 * Does nothing at run time: the editor knows the keys by the type.
 *
 * @example
 * export default defineConfig({ project: "claims-etl", run: { out: "runs" } });
 */
export const defineConfig = (config: KprovConfig): KprovConfig => config;

/** Run code of the checkout, such as a rule, as a configuration is run: see `foreign.ts`. */
export const runForeign = async <Result>(work: () => Promise<Result>, timeout: number): Promise<Result> =>
  (await import("./foreign.ts")).runForeign(work, timeout);

/** JSON Schema (draft 2020-12) of a configuration, with descriptions and defaults. */
export const configJsonSchema = async (): Promise<{ [key: string]: JsonValue }> =>
  (await import("./document.ts")).configJsonSchema();

/** Every key that holds a value: type, default, description; for the documentation. */
export const configTable = async (): Promise<ConfigRow[]> => (await import("./document.ts")).configTable();

/** Every file that the code at `path` imports by a relative path, and what that one imports. Throws `E_CONFIG` where that can't be told. */
export const importedFiles = async (path: string): Promise<string[]> =>
  (await import("./rule-sources.ts")).importedFiles(path);

/** Whether a configuration that is code says the same wherever it lies: it imports nothing. `extension` with dot. */
export const isSelfContained = async (source: string, extension: string): Promise<boolean> =>
  (await import("./self-contained.ts")).isSelfContained(source, extension);

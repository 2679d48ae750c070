/**
 * What check-parity will say of files that are not written yet.
 *
 * @module
 */
import type { TaskFiles } from "./task/index.ts";

export interface Planned extends TaskFiles {
  /** The configuration's file, from the top. */
  config: string;
  /** What preflight runs. */
  commands: Readonly<Record<string, readonly string[]>>;
  /** Of this program. */
  version: string;
}

/** How many findings there are where nothing is listed and no runtime is promised: of two plans, that of fewer is the better one. */
export const countPlanned = async ({ paths, text, config, commands, version }: Planned): Promise<number> => {
  const { judgeParity } = await import("./judge.ts");
  const { findings } = await judgeParity({
    ...{ beside: { paths, text }, branch: "main", repository: undefined },
    ...{ parity: { ciOnly: [] }, commands, checks: [], version },
    runtime: { python: null, node: null, go: null, rust: null },
    ...{ configPath: config, configDigest: null, declared: async () => [] },
  });
  return findings.length;
};

/**
 * What check-parity will say of files that are not written yet.
 *
 * @module
 */
import { isCiFile } from "./foreign.ts";
import type { TaskFiles } from "./task/index.ts";

export interface Planned extends TaskFiles {
  /** The definition of CI that the others are asked for: what else CI has is not looked at. */
  ci: string;
  /** The configuration's file, from the top. */
  config: string;
  /** What preflight runs. */
  commands: Readonly<Record<string, readonly string[]>>;
  /** Of this program. */
  version: string;
}

/** How many findings there are, but those about runtimes and about what is listed. */
export const countPlanned = async ({ paths, text, ci, config, commands, version }: Planned): Promise<number> => {
  const { judgeParity } = await import("./judge.ts");
  const { findings } = await judgeParity({
    beside: { paths: paths.filter((path) => path === ci || !isCiFile(path)), text },
    ...{ branch: "main", repository: undefined, parity: { ciOnly: [] }, commands, checks: [], version },
    runtime: { python: null, node: null, go: null, rust: null },
    ...{ configPath: config, configDigest: null, declared: async () => [] },
  });
  return findings.length;
};

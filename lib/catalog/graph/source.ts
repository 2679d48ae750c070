/**
 * What walking along content asks of a catalog. Numbers name runs within one snapshot and are never shown.
 *
 * @module
 */
import type { LineageRun } from "./model.ts";

export type Role = "input" | "output";

export interface FileOfRun {
  run: number;
  digest: string;
  path: string;
  size: number | null;
}

export interface RunWithFile {
  digest: string;
  run: number;
  startedAt: number;
  path: string;
}

export interface LineageSource {
  /** Inputs or outputs of these runs that have a content; at most `limit` rows. */
  filesOf: (runs: readonly number[], role: Role, limit: number) => FileOfRun[];
  /**
   * Runs that have one of the contents as input or output, each once per content; of every content at most `limit`, and
   * the contents of which there are more.
   */
  runsWith: (digests: readonly string[], role: Role, limit: number) => { found: RunWithFile[]; over: Set<string> };
  startOf: (run: number) => { run: number; startedAt: number } | undefined;
  describe: (runs: readonly number[]) => Map<number, Omit<LineageRun, "depth" | "unmade">>;
  /** How many bundles of the catalog are refused. */
  countRefused: () => number;
}

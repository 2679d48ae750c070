/**
 * Leftovers of runs that were killed: found, and removed when asked.
 *
 * @module
 */
import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { KprovError } from "../errors.ts";
import { stateOfOwner } from "../owner.ts";
import { findTemporary } from "./workspace.ts";

/** The document of `clean --json`, `kprov.clean/v1`. */
export interface CleanReport {
  schema: "kprov.clean/v1";
  directory: string;
  /** Names of leftovers; removed when `removed` is true. */
  leftovers: string[];
  /** Runs under way, and leftovers of other hosts: never removed, for nobody here can know. */
  kept: { name: string; why: "under way" | "another host" }[];
  removed: boolean;
}

/** Find what crashed runs left in `outDir`, and remove it when `remove` is true. Bundles are never touched. */
export const cleanLeftovers = (outDir: string, options: { directory: string; remove: boolean }): CleanReport => {
  if (statSync(outDir, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new KprovError("E_NOTHING", `There is no directory "${outDir}"`);
  const report: CleanReport = {
    schema: "kprov.clean/v1",
    directory: options.directory,
    leftovers: [],
    kept: [],
    removed: options.remove,
  };
  for (const { name, owner } of findTemporary(outDir)) {
    const state = stateOfOwner(owner);
    if (state === "dead") report.leftovers.push(name);
    else report.kept.push({ name, why: state === "alive" ? "under way" : "another host" });
  }
  // Half-made lock and head files of a process that was killed between two system calls; only ever needed for milliseconds.
  if (report.kept.length === 0)
    report.leftovers.push(
      ...readdirSync(outDir)
        .filter((name) => /^\.kprov-(?:lock|head\.json|attestation)\.[0-9a-f]{12}$/.test(name))
        .sort(),
    );
  if (options.remove) for (const name of report.leftovers) rmSync(join(outDir, name), { recursive: true, force: true });
  return report;
};

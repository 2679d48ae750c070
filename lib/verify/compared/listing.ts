/**
 * What a directory of runs holds. Nothing in it is passed over: what can't be judged could be the run that is looked for.
 *
 * @module
 */
import { type Dirent, readdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { errnoOf, KprovError } from "../../errors.ts";
import { layout } from "../../evidence/index.ts";
import { parseJson } from "../../json.ts";
import { compareBytes } from "../../report.ts";
import { verifyBundle } from "../bundle.ts";
import type { BundleVerdict } from "../verdict.ts";
import { openSide } from "./side.ts";

/** One run, as its summary tells it; the summary is the one that the manifest names. */
export interface ListedRun {
  /** Names of its directories: copies and links are one run. The one called by the run id comes first. */
  names: [string, ...string[]];
  bundleDigest: string;
  runId: string;
  step: string;
  startedAt: string;
  isGreen: boolean;
}

/** Newest first; or the verdict on the first bundle that can't be judged by its manifest and summary. */
export type Listing = { runs: ListedRun[] } | { refused: BundleVerdict };

/**
 * Read the manifest and the summary of every visible directory in `outDir` (absolute), of whatever step: which step it is of,
 * only a summary that its manifest names can say. Plain files are no runs, links to directories are followed.
 *
 * Throws `E_IO` when the directory can't be read, or a bundle changes meanwhile. No directory holds no run.
 */
export const listRuns = async (outDir: string, cwd: string): Promise<Listing> => {
  const found = new Map<string, ListedRun>();
  for (const { name } of entriesOf(outDir, cwd).filter((entry) => isCandidate(outDir, entry))) {
    const read = await readRun(outDir, name, cwd);
    if ("refused" in read) return read;
    const known = found.get(read.bundleDigest);
    const names = [...(known?.names ?? []), name].sort((a, b) => rank(a, read.runId) - rank(b, read.runId));
    const [first = name, ...others] = names;
    found.set(read.bundleDigest, { ...read, names: [first, ...others] });
  }
  return { runs: [...found.values()].sort(byAge) };
};

// --- internal ---

const entriesOf = (outDir: string, cwd: string): Dirent[] => {
  try {
    return readdirSync(outDir, { withFileTypes: true }).sort((a, b) => compareBytes(a.name, b.name));
  } catch (cause) {
    if (errnoOf(cause) === "ENOENT") return [];
    const shown = relative(cwd, outDir) || ".";
    throw new KprovError("E_IO", `Cannot read the directory "${shown}": ${errnoOf(cause) ?? String(cause)}`, { cause });
  }
};

/** A link that leads nowhere may have led to a bundle. */
const isCandidate = (outDir: string, entry: Dirent): boolean => {
  if (entry.name.startsWith(".")) return false;
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  try {
    return statSync(join(outDir, entry.name)).isDirectory();
  } catch {
    return true;
  }
};

const rank = (name: string, runId: string): number => (name === runId ? 0 : 1);

const byAge = (a: ListedRun, b: ListedRun): number =>
  compareBytes(b.startedAt, a.startedAt) || compareBytes(b.runId, a.runId);

const readRun = async (outDir: string, name: string, cwd: string): Promise<ListedRun | { refused: BundleVerdict }> => {
  const quick = await readProved(outDir, name, undefined);
  if (quick !== undefined) return quick;
  const shown = relative(cwd, join(outDir, name)) || ".";
  const verdict = await verifyBundle(shown, { integrityOnly: true, cwd });
  if (verdict.integrity !== "proved" || verdict.bundleDigest === null) return { refused: verdict };
  const read = await readProved(outDir, name, verdict.bundleDigest);
  if (read === undefined) throw new KprovError("E_IO", `Cannot compare "${shown}": it changed while it was read`);
  return read;
};

/** Undefined when the manifest or the summary is not what it must be. */
const readProved = async (outDir: string, name: string, digest: string | undefined): Promise<ListedRun | undefined> => {
  try {
    const side = openSide(join(outDir, name), { name, bundleDigest: digest, root: undefined });
    const summary = parseJson(side.read(layout.summary), { name });
    await side.settle();
    if (typeof summary !== "object" || summary === null || Array.isArray(summary)) return undefined;
    const { step, startedAt, runId, outcome } = summary;
    if (typeof step !== "string" || typeof startedAt !== "string" || typeof runId !== "string") return undefined;
    const status = typeof outcome === "object" && outcome !== null && !Array.isArray(outcome) ? outcome["status"] : "";
    return { names: [name], bundleDigest: side.bundleDigest, runId, step, startedAt, isGreen: status === "succeeded" };
  } catch (error) {
    if (error instanceof KprovError) return undefined; // Whoever judges it whole says what is wrong.
    throw error;
  }
};

/**
 * The newest run of a step and the one to compare it with: the last approved one before it, else the last that succeeded.
 *
 * @module
 */
import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import type { Basis } from "../../compare/index.ts";
import { errnoOf, KprovError } from "../../errors.ts";
import { layout } from "../../evidence/index.ts";
import { compareBytes } from "../../report.ts";
import { statusOf } from "../review/index.ts";
import { findTrustFile, type LoadedTrust } from "../trust/file.ts";
import type { BundleVerdict } from "../verdict.ts";
import { type ListedRun, listRuns } from "./listing.ts";
import { assertHead, leftoversSince, readHead } from "./newer.ts";

export interface LastOptions {
  /** The directory of runs, absolute. */
  outDir: string;
  cwd: string;
  /** A trust file that the person named. */
  trust: string | undefined;
  env?: NodeJS.ProcessEnv;
  /** Told what does not change the answer and may surprise. */
  onRemark?: (remark: string) => void;
}

/** Paths from `cwd`, and why it is the first one. */
export interface LastPair {
  before: string;
  after: string;
  basis: Exclude<Basis, "named">;
}

/** Both; or the verdict on a bundle in the directory that can't be judged, and could be one of them. */
export type FoundLast = LastPair | { refused: BundleVerdict };

/**
 * Find both. Which run is newer and which succeeded, runs say themselves: whoever compares them judges them. Copies of one
 * bundle are one run. A run that somebody trusted rejected is never the first; without a trust file nobody is.
 *
 * Throws `E_NO_EARLIER` when there is no run of the step, or none before its newest; `E_COMPARE` when the newest run of the
 * directory is known to be gone; `E_TRUST` as the trust file does; `E_IO` when the directory can't be read.
 */
export const findLast = async (step: string, options: LastOptions): Promise<FoundLast> => {
  const { outDir, cwd, onRemark } = options;
  const where = relative(cwd, outDir) || ".";
  const head = readHead(outDir);
  const listing = await listRuns(outDir, cwd);
  if ("refused" in listing) return listing;
  assertHead(head, listing.runs, where);
  const [newest, ...earlier] = listing.runs.filter((run) => run.step === step);
  if (newest === undefined) throw noRun(step, where, listing.runs);
  const since = leftoversSince(outDir, newest.startedAt).map(
    (name) => `"${name}" in "${where}" was left by a run that did not end, newer than "${newest.names[0]}"`,
  );
  for (const remark of [...("remark" in head ? [head.remark] : []), ...since]) onRemark?.(remark);
  const chosen = await chooseBefore(newest, earlier, options);
  if (chosen === undefined)
    throw new KprovError(
      "E_NO_EARLIER",
      `No run of the step "${step}" before "${newest.names[0]}" in "${where}" was approved, or succeeded and was not rejected`,
      { hint },
    );
  if ("refused" in chosen) return chosen;
  const shown = ({ names: [name] }: ListedRun): string => relative(cwd, join(outDir, name)) || ".";
  return { before: shown(chosen.run), after: shown(newest), basis: chosen.basis };
};

// --- internal ---

const hint = "name another directory with --out, or two bundles";

const mostSteps = 10;

const noRun = (step: string, where: string, runs: readonly ListedRun[]): KprovError => {
  const steps = [...new Set(runs.map((run) => run.step))].sort(compareBytes);
  const more = steps.length > mostSteps ? ` and ${steps.length - mostSteps} more` : "";
  const named = steps.slice(0, mostSteps).map((name) => `"${name}"`);
  const there = steps.length === 0 ? "" : `; the steps there are ${named.join(", ")}${more}`;
  return new KprovError("E_NO_EARLIER", `There is no run of the step "${step}" in "${where}"${there}`, { hint });
};

type Chosen = { run: ListedRun; basis: LastPair["basis"] } | { refused: BundleVerdict };

const chooseBefore = async (
  newest: ListedRun,
  earlier: readonly ListedRun[],
  { outDir, cwd, trust, env }: LastOptions,
): Promise<Chosen | undefined> => {
  const judged = [newest, ...earlier].map(({ names: [name] }) => join(outDir, name));
  const loaded = await findTrustFile(trust, { judged, cwd, ...(env !== undefined && { env }) });
  let green: Chosen | undefined;
  for (const run of earlier) {
    const state = loaded === null ? "pending" : await reviewsOf(run, loaded, { outDir, cwd });
    if (typeof state !== "string") return state;
    if (state === "approved") return { run, basis: "approved" };
    if (state === "pending" && run.isGreen) green ??= { run, basis: "green" };
    if (loaded === null && green !== undefined) return green;
  }
  return green;
};

/** Reviews lie beside what they are about: those of every copy count, and one rejection outweighs all approvals. */
const reviewsOf = async (
  { names }: ListedRun,
  trust: LoadedTrust,
  { outDir, cwd }: { outDir: string; cwd: string },
): Promise<"approved" | "pending" | "rejected" | { refused: BundleVerdict }> => {
  const states = new Set<string>();
  for (const name of names.filter((one) => hasReview(join(outDir, one)))) {
    const { status, run, verdict } = await statusOf(relative(cwd, join(outDir, name)), { trust, cwd });
    if (run === null) return { refused: verdict };
    states.add(status.state.state);
  }
  return states.has("rejected") ? "rejected" : states.has("approved") ? "approved" : "pending";
};

/** What can't be looked into may hold one: judging it says so. */
const hasReview = (dir: string): boolean => {
  try {
    return readdirSync(join(dir, layout.attestations)).some((name) => name.startsWith("review."));
  } catch (error) {
    return errnoOf(error) !== "ENOENT";
  }
};

/**
 * The newest run of a step and the one to compare it with: the last approved one before it, else the last that succeeded.
 *
 * @module
 */
import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import type { Basis } from "../../compare/index.ts";
import { KprovError } from "../../errors.ts";
import { layout } from "../../evidence/index.ts";
import { parseJson } from "../../json.ts";
import { compareBytes } from "../../report.ts";
import { maxDocument } from "../documents.ts";
import { readDocument } from "../read.ts";
import { lastApproved, statusOf } from "../review/index.ts";
import { findTrustFile } from "../trust/file.ts";

export interface LastOptions {
  /** The directory of runs, absolute. */
  outDir: string;
  cwd: string;
  /** A trust file that the person named. */
  trust: string | undefined;
  env?: NodeJS.ProcessEnv;
}

/** Paths from `cwd`, and why it is the first one. */
export interface LastPair {
  before: string;
  after: string;
  basis: Exclude<Basis, "named">;
}

/**
 * Find both. Which run is newer and which succeeded, runs say themselves: whoever compares them judges them.
 *
 * Throws `E_NO_EARLIER` when there is no run of the step, or none before its newest; `E_TRUST` as the trust file does.
 */
export const findLast = async (step: string, options: LastOptions): Promise<LastPair> => {
  const { outDir, cwd } = options;
  const [newest, ...earlier] = runsOf(outDir, step);
  const shown = (name: string): string => relative(cwd, join(outDir, name)) || ".";
  const where = relative(cwd, outDir) || ".";
  if (newest === undefined) throw nothing(`There is no run of the step "${step}" in "${where}"`);
  const approved = await approvedBefore(newest, options);
  const green = earlier.find(({ isGreen }) => isGreen)?.name;
  const before = approved ?? green;
  if (before === undefined)
    throw nothing(`No run of the step "${step}" before "${newest.name}" was approved or succeeded in "${where}"`);
  return { before: shown(before), after: shown(newest.name), basis: approved === undefined ? "green" : "approved" };
};

// --- internal ---

interface Run {
  name: string;
  startedAt: string;
  isGreen: boolean;
}

const nothing = (message: string): KprovError =>
  new KprovError("E_NO_EARLIER", message, { hint: "name another directory with --out, or two bundles" });

/** Newest first. */
const runsOf = (outDir: string, step: string): Run[] =>
  namesIn(outDir)
    .filter((name) => !name.startsWith("."))
    .flatMap((name) => readRun(outDir, name, step))
    .sort((a, b) => compareBytes(b.startedAt, a.startedAt) || compareBytes(b.name, a.name));

const readRun = (outDir: string, name: string, wanted: string): Run[] => {
  const document = readDocument(join(outDir, name, layout.summary), maxDocument);
  if ("failed" in document) return [];
  try {
    const summary = parseJson(document.bytes, { name });
    if (typeof summary !== "object" || summary === null || Array.isArray(summary)) return [];
    const { step, startedAt, outcome } = summary;
    if (step !== wanted || typeof startedAt !== "string") return [];
    const status = typeof outcome === "object" && outcome !== null && !Array.isArray(outcome) ? outcome["status"] : "";
    return [{ name, startedAt, isGreen: status === "succeeded" }];
  } catch {
    return []; // Not whole, and it does not say of which step it is.
  }
};

/** The directory's name; undefined without a trust file, or when none was approved. */
const approvedBefore = async (newest: Run, { outDir, cwd, trust, env }: LastOptions): Promise<string | undefined> => {
  const dir = join(outDir, newest.name);
  const loaded = await findTrustFile(trust, { judged: [dir], cwd, ...(env !== undefined && { env }) });
  if (loaded === null) return undefined;
  const { run } = await statusOf(dir, { trust: loaded, cwd });
  if (run === null) return undefined; // Not whole: comparing it says so.
  return (await lastApproved(dir, run, loaded))?.name;
};

const namesIn = (dir: string): string[] => {
  try {
    return readdirSync(dir);
  } catch {
    return []; // No directory: there is no run in it.
  }
};

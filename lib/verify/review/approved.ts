/**
 * The run that a new one is compared with: the last of the same step, in the same directory, that was approved.
 *
 * @module
 */
import { readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { layout } from "../../evidence/index.ts";
import { parseJson } from "../../json.ts";
import { compareBytes } from "../../report.ts";
import { maxDocument } from "../documents.ts";
import { readDocument } from "../read.ts";
import type { LoadedTrust } from "../trust/file.ts";
import { statusOf } from "./status.ts";
import type { ReviewedRun } from "./subject.ts";

export interface ApprovedRun {
  /** Name of its directory. */
  name: string;
  run: ReviewedRun;
}

/**
 * Look for it beside the bundle `dir` (absolute), under the reviewer's own trust file: each candidate is judged whole.
 *
 * Only runs that began earlier, by their own account, are candidates. Null when there is none.
 */
export const lastApproved = async (
  dir: string,
  current: ReviewedRun,
  trust: LoadedTrust,
): Promise<ApprovedRun | null> => {
  const cwd = dirname(dir);
  const { step, startedAt } = current.summary;
  const earlier = candidates(cwd, basename(dir))
    .filter((run) => run.step === step && run.startedAt < startedAt)
    .sort((a, b) => compareBytes(b.startedAt, a.startedAt) || compareBytes(a.name, b.name));
  for (const { name } of earlier) {
    const { status, run } = await statusOf(name, { trust, cwd });
    if (run !== null && status.state.state === "approved") return { name, run };
  }
  return null;
};

// --- internal ---

interface Candidate {
  name: string;
  step: unknown;
  startedAt: string;
}

/** Directories with a review in them, by what they say of themselves: it is proved before one is taken. */
const candidates = (parent: string, own: string): Candidate[] =>
  listOf(parent)
    .filter((name) => name !== own && !name.startsWith(".") && hasReview(join(parent, name)))
    .flatMap((name) => readCandidate(parent, name));

const hasReview = (dir: string): boolean =>
  listOf(join(dir, layout.attestations)).some((name) => name.startsWith("review."));

const readCandidate = (parent: string, name: string): Candidate[] => {
  const document = readDocument(join(parent, name, layout.summary), maxDocument);
  if ("failed" in document) return [];
  try {
    const summary = parseJson(document.bytes, { name });
    if (typeof summary !== "object" || summary === null || Array.isArray(summary)) return [];
    const { step, startedAt } = summary;
    return typeof startedAt === "string" ? [{ name, step, startedAt }] : [];
  } catch {
    return []; // Not whole, so not approved.
  }
};

const listOf = (dir: string): string[] => {
  try {
    return readdirSync(dir).sort(compareBytes);
  } catch {
    return []; // No directory, or not ours to look into: nothing to compare with.
  }
};

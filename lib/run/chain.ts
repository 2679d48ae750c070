/**
 * The chain of bundles in one output directory: each names the one before it.
 *
 * @module
 */
import { readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { randomHex } from "../clock.ts";
import { bundleDigest, isRunId, layout, type RunSummary } from "../evidence/index.ts";
import { readSmallFile } from "../files.ts";
import { parseJson } from "../json.ts";
import { withLock } from "../lock.ts";

/** A bundle as the next one names it. */
export interface Link {
  runId: string;
  bundleDigest: string;
}

/** Hold the directory's lock while `work` runs. Throws `E_LOCKED` after `patience` milliseconds. */
export const withChainLock = <T>(outDir: string, work: () => Promise<T>, patience?: number): Promise<T> =>
  withLock(join(outDir, lockName), work, patience);

/**
 * The newest bundle of the chain, or null for the first. Call under the lock.
 *
 * The head file is an accelerator: without it the directory is read. A bundle that it names and that is
 * gone is named all the same, so that its removal shows as a gap.
 */
export const readHead = (outDir: string): Link | null => {
  const head = readHeadFile(outDir);
  if (head === undefined) return findNewest(outDir);
  const { current, pending } = head;
  return pending !== null && digestOfBundle(outDir, pending.runId) === pending.bundleDigest ? pending : current;
};

/** Before the rename: `pending` tells a later run that we died between rename and `settleHead`. */
export const announceHead = (outDir: string, current: Link | null, pending: Link): void =>
  writeHead(outDir, { current, pending });

export const settleHead = (outDir: string, current: Link): void => writeHead(outDir, { current, pending: null });

// --- internal ---

const lockName = ".kprov-lock";
const headName = ".kprov-head.json";

/** Bytes; far above what any run writes. */
const largestDocument = 2 ** 28;

interface Head {
  current: Link | null;
  pending: Link | null;
}

const readHeadFile = (outDir: string): Head | undefined => {
  try {
    const value = parseJson(readSmallFile(join(outDir, headName), 4096), { name: headName }) as unknown as Head;
    const isLink = (link: Link | null) =>
      link === null || (isRunId(link.runId) && /^[0-9a-f]{64}$/.test(link.bundleDigest));
    return isLink(value.current) && isLink(value.pending) ? value : undefined;
  } catch {
    return undefined; // Missing or damaged: it can be rebuilt from the bundles.
  }
};

const writeHead = (outDir: string, head: Head): void => {
  const temporary = join(outDir, `${headName}.${randomHex(6)}`);
  writeFileSync(temporary, `${JSON.stringify(head)}\n`);
  renameSync(temporary, join(outDir, headName));
};

const digestOfBundle = (outDir: string, runId: string): string | undefined => {
  try {
    return bundleDigest(readSmallFile(join(outDir, runId, layout.manifest), largestDocument));
  } catch {
    return undefined;
  }
};

/** The bundle that no other names as its previous one; of several, the one that finished last. */
const findNewest = (outDir: string): Link | null => {
  const bundles = readdirSync(outDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && isRunId(entry.name))
    .flatMap(({ name }) => readLink(outDir, name) ?? []);
  const named = new Set(bundles.map(({ previous }) => previous));
  const tips = bundles.filter(({ link }) => !named.has(link.bundleDigest));
  tips.sort((a, b) => (a.finishedAt < b.finishedAt ? 1 : -1));
  return tips[0]?.link ?? null;
};

const readLink = (outDir: string, runId: string) => {
  const digest = digestOfBundle(outDir, runId);
  if (digest === undefined) return undefined;
  try {
    const bytes = readSmallFile(join(outDir, runId, layout.summary), largestDocument);
    const summary = parseJson(bytes, { name: layout.summary }) as unknown as RunSummary;
    return {
      link: { runId, bundleDigest: digest },
      previous: summary.previous?.bundleDigest,
      finishedAt: String(summary.finishedAt),
    };
  } catch {
    return undefined; // A damaged bundle is verify's business; it can't be chained to.
  }
};

/**
 * The chain of bundles in one output directory: each names the one before it.
 *
 * @module
 */
import { linkSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { elapsed, randomHex } from "../clock.ts";
import { errnoOf, KprovError } from "../errors.ts";
import { bundleDigest, isRunId, layout, type RunSummary } from "../evidence/index.ts";
import { readSmallFile } from "../files.ts";
import { parseJson } from "../json.ts";
import { currentOwner, formatOwner, parseOwner, stateOfOwner } from "../owner.ts";

/** A bundle as the next one names it. */
export interface Link {
  runId: string;
  bundleDigest: string;
}

/**
 * Hold the directory's lock while `work` runs.
 *
 * The lock is a file made by `link`, so that it never exists without its owner in it; the lock of a dead
 * process is broken. Throws `E_LOCKED` after `patience` milliseconds.
 */
export const withChainLock = async <T>(outDir: string, work: () => Promise<T>, patience = 30_000): Promise<T> => {
  const lock = join(outDir, lockName);
  const mine = join(outDir, `${lockName}.${randomHex(6)}`);
  writeFileSync(mine, formatOwner(currentOwner()), { flag: "wx" });
  try {
    await acquire(lock, mine, patience);
    try {
      return await work();
    } finally {
      rmSync(lock, { force: true });
    }
  } finally {
    rmSync(mine, { force: true });
  }
};

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

const acquire = async (lock: string, mine: string, patience: number): Promise<void> => {
  const deadline = elapsed() + patience;
  for (;;) {
    try {
      linkSync(mine, lock);
      return;
    } catch (error) {
      if (errnoOf(error) !== "EEXIST") throw error;
    }
    breakIfDead(lock, mine);
    if (elapsed() > deadline) {
      throw new KprovError("E_LOCKED", `"${lock}" is held by another process`, {
        hint: "wait for the other run, or remove the lock if its host is gone",
      });
    }
    await sleep(3 + Math.random() * 7);
  }
};

/**
 * Break the lock of a dead process. Who breaks holds a second lock meanwhile, so that nobody can take away what
 * another one has just made.
 */
const breakIfDead = (lock: string, mine: string): void => {
  if (!isAbandoned(lock)) return;
  const guard = `${lock}-break`;
  try {
    linkSync(mine, guard);
  } catch {
    // Another process is at it. Should that one have died in these microseconds, the guard goes with it.
    if (isAbandoned(guard)) rmSync(guard, { force: true });
    return;
  }
  try {
    if (isAbandoned(lock)) rmSync(lock, { force: true });
  } finally {
    rmSync(guard, { force: true });
  }
};

/** A lock always has its owner in it; one without was emptied by a crash of the whole machine. */
const isAbandoned = (lock: string): boolean => {
  const text = readOrUndefined(lock);
  if (text === undefined) return false;
  const owner = parseOwner(text);
  return owner === undefined || stateOfOwner(owner) === "dead";
};

const readOrUndefined = (lock: string): string | undefined => {
  try {
    return readSmallFile(lock, 1024).toString("utf8");
  } catch {
    return undefined; // Let go in the meantime.
  }
};

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

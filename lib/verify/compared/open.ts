/**
 * What `diff` was given, opened, judged as far as needed, and compared.
 *
 * @module
 */
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { resolve } from "node:path";
import {
  type BundleOptions,
  compareBundles,
  compareReceipts,
  type Difference,
  readReceipt,
} from "../../compare/index.ts";
import { errnoOf, KprovError } from "../../errors.ts";
import { readNamed } from "../read.ts";
import type { BundleVerdict } from "../verdict.ts";
import { openSide } from "./side.ts";
import { isComplete, isSmall } from "./whole.ts";

export interface DiffOptions {
  cwd: string;
  /** Times, host, run ids and logs too. */
  volatile: boolean;
  /** Judge every member, however many there are. */
  whole: boolean;
  /** Where outputs that were not collected lie: of both sides, or of one each. Absolute. */
  roots: readonly string[];
  /** Called now and then with the bytes hashed so far. */
  onProgress?: (bytes: number) => void;
}

/** A comparison; or the verdict on the bundle that is not whole. */
export type Diffed = { difference: Difference } | { refused: BundleVerdict };

/**
 * Compare two paths of one kind: bundles in directories or tars, traces, receipts.
 *
 * Bundles of up to 1,000 members and 256 MiB, and those in tars, are judged whole, as `verify --integrity` does. Of larger ones
 * the manifest and what is read are: every byte that is compared is proved, a member that is the same by both lists need not
 * even be there. Whatever is wrong in one makes it be judged whole, and that verdict is the answer.
 *
 * Throws `E_COMPARE` for two kinds or none, `E_IO` for what can't be read, `E_ARCHIVE` for a tar that is refused.
 */
export const diffPaths = async (before: string, after: string, options: DiffOptions): Promise<Diffed> => {
  const [left, right] = [await kindOf(before, options.cwd), await kindOf(after, options.cwd)];
  const kind = left === "tar" ? "bundle" : left;
  if (kind !== (right === "tar" ? "bundle" : right)) {
    throw new KprovError("E_COMPARE", `Cannot compare a ${words[left]} with a ${words[right]}`, {
      hint: "name two of a kind; a bundle's own trace is its trace.jsonl",
    });
  }
  if (kind === "trace") return (await import("./traces.ts")).diffTraces(before, after, options);
  if (kind === "receipt") return { difference: diffReceipts(before, after, options.cwd) };
  const isTar = left === "tar" || right === "tar";
  const quick = isTar || options.whole ? undefined : await diffLarge(before, after, options);
  return quick ?? diffWhole(before, after, options);
};

// --- internal ---

type Kind = "bundle" | "tar" | "trace" | "receipt";

const words = {
  bundle: "bundle",
  tar: "bundle",
  trace: "trace",
  receipt: "receipt of a check",
} as const satisfies Record<Kind, string>;

/** A directory is a bundle, however damaged; a file is what its first bytes say. */
const kindOf = async (path: string, cwd: string): Promise<Kind> => {
  if (path === "") throw new KprovError("E_USAGE", 'Cannot compare "": expected a path, found nothing');
  const start = readStart(resolve(cwd, path), path);
  // Directories are asked first: what reads archives is not loaded for them.
  if (start === undefined) return "bundle";
  if ((await import("../archive.ts")).isArchive(path, cwd)) return "tar";
  return start.includes('"schema":"kprov.trace-event/v1"') || /\btrace\.jsonl$/.test(path) ? "trace" : "receipt";
};

/** The first bytes of a plain file; undefined for a directory and for what is not there: judging it as a bundle says so. */
const readStart = (absolute: string, shown: string): Buffer | undefined => {
  let fd: number | undefined;
  try {
    // NONBLOCK: a FIFO is not waited for.
    fd = openSync(absolute, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stats = fstatSync(fd);
    if (stats.isDirectory()) return undefined;
    if (!stats.isFile()) throw new KprovError("E_COMPARE", `Cannot compare "${shown}": it is not a plain file`);
    const start = Buffer.alloc(4096);
    return start.subarray(0, readSync(fd, start, 0, start.length, 0));
  } catch (cause) {
    const code = errnoOf(cause);
    if (code === undefined || cause instanceof KprovError) throw cause;
    if (code === "ENOENT" || code === "EISDIR") return undefined;
    throw new KprovError("E_IO", `Cannot read "${shown}": ${code}`, { cause });
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
};

const diffReceipts = (before: string, after: string, cwd: string): Difference => {
  const read = (path: string) => ({ name: path, receipt: readReceipt(readNamed(resolve(cwd, path), path), path) });
  return compareReceipts(read(before), read(after));
};

const rootsOf = ({ roots }: DiffOptions): [string | undefined, string | undefined] => [roots[0], roots[1] ?? roots[0]];

/** Two bundles of which at least one is large; undefined when both are small, or anything is wrong. */
const diffLarge = async (before: string, after: string, options: DiffOptions): Promise<Diffed | undefined> => {
  const { cwd, volatile } = options;
  const [leftDir, rightDir] = [resolve(cwd, before), resolve(cwd, after)];
  const [leftRoot, rightRoot] = rootsOf(options);
  try {
    const left = openSide(leftDir, { name: before, root: leftRoot });
    const right = openSide(rightDir, { name: after, root: rightRoot });
    if ((isSmall(left) && isSmall(right)) || !isComplete(left) || !isComplete(right)) return undefined;
    const difference = compareBundles(left, right, { volatile, checked: checkedRead });
    await Promise.all([left.settle(), right.settle()]);
    return { difference };
  } catch (error) {
    if (error instanceof KprovError) return undefined;
    throw error;
  }
};

const checkedRead: BundleOptions["checked"] = {
  how: "read",
  detail:
    "both manifests and every document and file that was compared; members that both list alike were not hashed (--whole does), and who made the bundles was not asked",
};

const checkedWhole: BundleOptions["checked"] = {
  how: "whole",
  detail: "both bundles are whole; who made them was not asked",
};

/** Both judged as `verify --integrity` does; what a tar holds is gone afterwards. */
const diffWhole = async (before: string, after: string, options: DiffOptions): Promise<Diffed> => {
  const [leftRoot, rightRoot] = rootsOf(options);
  return judged(before, options, (left) =>
    judged(after, options, async (right) => {
      const sides = [
        openSide(left.dir, { name: before, bundleDigest: left.bundleDigest, root: leftRoot }),
        openSide(right.dir, { name: after, bundleDigest: right.bundleDigest, root: rightRoot }),
      ] as const;
      const difference = compareBundles(...sides, { volatile: options.volatile, checked: checkedWhole });
      await Promise.all(sides.map((side) => side.settle()));
      return { difference };
    }),
  );
};

const judged = async (
  path: string,
  { cwd, onProgress }: DiffOptions,
  work: (bundle: { dir: string; bundleDigest: string }) => Diffed | Promise<Diffed>,
): Promise<Diffed> => {
  const [{ isArchive, judgeArchive }, { verifyBundle }] = await Promise.all([
    import("../archive.ts"),
    import("../bundle.ts"),
  ]);
  let done: Diffed | undefined;
  const verdict = await (isArchive(path, cwd) ? judgeArchive : verifyBundle)(path, {
    integrityOnly: true,
    cwd,
    ...(onProgress !== undefined && { onProgress }),
    onBundle: async ({ dir, verdict: found }) => {
      if (found.integrity === "proved" && found.bundleDigest !== null)
        done = await work({ dir, bundleDigest: found.bundleDigest });
    },
  });
  return done ?? { refused: verdict };
};

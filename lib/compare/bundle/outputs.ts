/**
 * Outputs: which ones changed, and how their contents did.
 *
 * @module
 */
import { areCollected, layout, type Provenance, type Subject } from "../../evidence/index.ts";
import { compareContents, largestContent } from "../content/index.ts";
import type { ContentChange } from "../content/types.ts";
import { compareDescriptors, descriptorName } from "../descriptors.ts";
import type { Change, Section } from "../difference.ts";
import type { BundleSide } from "./types.ts";

/** One side's outputs: those that the other one does not have just so. */
export interface OutputSide {
  side: BundleSide;
  provenance: Provenance;
  subjects: readonly Subject[];
}

/** `same`: how many were found to be the same already. */
export const compareOutputs = (before: OutputSide, after: OutputSide, same: number): Section => {
  const compared = compareDescriptors(before.subjects, after.subjects, { renames: true });
  const [old, now] = [createReader(before), createReader(after)];
  const budget = { files: mostFiles, bytes: mostBytes };
  const changes = compared.changes.map((change): Change => {
    const sized = withSizes(change, old, now);
    return change.what === "changed" ? { ...sized, content: compareOne(change.name, old, now, budget) } : sized;
  });
  return { name: "outputs", same: same + compared.same, changes };
};

// --- internal ---

/** Files that are looked into in one comparison, and their bytes on both sides together. */
const mostFiles = 100;
const mostBytes = 256 * 2 ** 20;

interface Reader {
  sizeOf(name: string): number | undefined;
  read(name: string): Buffer | { why: string };
}

const createReader = ({ side, provenance, subjects }: OutputSide): Reader => {
  const isCollected = areCollected(provenance);
  const byName = new Map(subjects.map((subject) => [descriptorName(subject), subject]));
  const member = (name: string) => (isCollected ? side.member(`${layout.outputs}${name}`) : undefined);
  return {
    sizeOf: (name) => member(name)?.size,
    read: (name) => {
      const subject = byName.get(name);
      if (subject === undefined) return { why: "it is no output" };
      if (subject.mediaType === "inode/symlink") return { why: "it is a symbolic link" };
      if (isCollected && member(name) !== undefined) return side.read(`${layout.outputs}${name}`);
      return side.outside(subject);
    },
  };
};

const withSizes = (change: Change, old: Reader, now: Reader): Change => {
  const sized = (state: string | null, size: number | undefined): string | null =>
    state === null || size === undefined ? state : `${size} byte${size === 1 ? "" : "s"}, ${state}`;
  if (change.what === "renamed") return change;
  return {
    ...change,
    before: sized(change.before, old.sizeOf(change.name)),
    after: sized(change.after, now.sizeOf(change.name)),
  };
};

const compareOne = (
  name: string,
  old: Reader,
  now: Reader,
  budget: { files: number; bytes: number },
): ContentChange => {
  const size = Math.max(old.sizeOf(name) ?? 0, now.sizeOf(name) ?? 0);
  if (size > largestContent) return unseen(`it is larger than ${largestContent} bytes`);
  if (budget.files <= 0 || budget.bytes <= 0) return unseen("too many outputs changed to look into all of them");
  budget.files -= 1;
  const before = old.read(name);
  if (!Buffer.isBuffer(before)) return unseen(before.why);
  const after = now.read(name);
  if (!Buffer.isBuffer(after)) return unseen(after.why);
  budget.bytes -= before.length + after.length;
  return compareContents(name, before, after);
};

const unseen = (why: string): ContentChange => ({ kind: "unseen", why });

/**
 * What a plan means for a repository as it stands: pure decisions over the files that are there.
 *
 * @module
 */
import { KprovError } from "../errors.ts";
import type { Answers } from "./answers.ts";
import { type Change, decideFile, decideText, type Row, removal, stale } from "./decision.ts";
import { unifiedDiff } from "./diff.ts";
import { isOwnDirectory } from "./own-place.ts";
import { lookAt, missingDirectories } from "./place.ts";
import type { Plan } from "./plan.ts";
import type { PlannedFile } from "./planned.ts";
import { formatReceipt, type Receipt, receiptPath } from "./receipt.ts";

export interface Adoption {
  changes: Change[];
  rows: Row[];
  /** Directories that undoing leaves empty, the deepest first. */
  emptied: readonly string[];
}

export interface AdoptOptions {
  root: string;
  receipt: Receipt | undefined;
  answers: Answers;
  version: string;
  /** Replace what is ours and untouched. */
  isUpdate: boolean;
}

/**
 * What adopting by `plan` would change. Nothing of others is ever replaced.
 *
 * Throws `E_PLACE_TAKEN` when something in a place that is needed is not ours, naming all of them, or a link leads out.
 */
export const decideAdoption = (plan: Plan, options: AdoptOptions): Adoption => {
  const { root, receipt, answers, version, isUpdate } = options;
  const earlier = new Map(receipt?.entries.map((entry) => [entryKey(entry), entry]));
  const decisions = plan.files.map((file) => {
    const entry = earlier.get(entryKey(file));
    earlier.delete(entryKey(file));
    const { content } = lookAt(root, file.path);
    return file.how === "create"
      ? decideFile(file, { entry, content, isUpdate })
      : decideText(file, { entry, content, isUpdate });
  });
  const taken = decisions.filter(({ isTaken }) => isTaken).map(({ row }) => `"${row.path}"`);
  if (taken.length > 0) {
    throw new KprovError(
      "E_PLACE_TAKEN",
      `Cannot adopt this repository: ${taken.join(", ")} is needed, and is not ours`,
      {
        hint: "nothing was written; rename yours, or remove it if an init before left it",
      },
    );
  }
  // Of an earlier plan: goes when it is asked to and nobody has touched it.
  for (const entry of earlier.values()) decisions.push(isUpdate ? removal(root, entry) : stale(entry));
  const entries = decisions.flatMap(({ entry }) => entry ?? []).sort(byPath);
  const changes = decisions.flatMap(({ change }) => change ?? []);
  const made = changes.filter(({ before }) => before === null).flatMap(({ path }) => missingDirectories(root, path));
  const known = [...(receipt?.directories ?? []), ...made, ...missingDirectories(root, receiptPath)];
  // Of documents that lie elsewhere now.
  const abandoned = known.filter((dir) => !isOwnDirectory(dir, answers.governance));
  const directories = [...new Set(known)].filter((dir) => !abandoned.includes(dir)).sort();
  const isSame = changes.length === 0 && !isUpdate && receipt !== undefined;
  const after = isSame
    ? formatReceipt(receipt)
    : formatReceipt({ schema: "kprov.adopted/v1", version, answers, directories, entries });
  const { content: before } = lookAt(root, receiptPath);
  // First, so that a crash leaves nothing that isn't known to be ours.
  const all = before === after || isSame ? changes : [{ path: receiptPath, before, after }, ...changes];
  const rows = decisions.map(({ row }) => row).sort(byPath);
  return { changes: all, rows, emptied: deepestFirst(abandoned) };
};

/** What undoing would change: whatever is ours and untouched goes, the rest is kept and named. */
export const decideUndo = (root: string, receipt: Receipt): Adoption => {
  const decisions = receipt.entries.map((entry) => removal(root, entry));
  const { content } = lookAt(root, receiptPath);
  const changes = decisions.flatMap(({ change }) => change ?? []);
  const rows = decisions.map(({ row }) => row);
  return {
    // Last: until then, a second try knows what is left to do.
    changes: [...changes, { path: receiptPath, before: content, after: null }],
    rows: [...rows, { path: receiptPath, did: "removed" as const, why: "the receipt" }].sort(byPath),
    emptied: deepestFirst([...new Set([...receipt.directories, ".kprov"])]),
  };
};

/** Diffs of all changes, as `git apply` takes them. */
export const formatDiff = (changes: readonly Change[]): string =>
  [...changes]
    .sort(byPath)
    .map(unifiedDiff)
    .filter((diff) => diff !== "")
    .join("\n");

// --- internal ---

const deepestFirst = (directories: readonly string[]): string[] =>
  [...directories].sort((a, b) => b.length - a.length || (a < b ? 1 : -1));

const byPath = (a: { path: string }, b: { path: string }): number => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);

/** One file may be ours in one plan and only hold a text of ours in another. */
const entryKey = ({ path, how }: { path: string; how: PlannedFile["how"] }): string => `${how === "create"} ${path}`;

/**
 * A plan carried out: all of it, or nothing.
 *
 * @module
 */
import { closeSync, fchmodSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { errnoOf, KprovError, messageOf } from "../../errors.ts";
import { git } from "../../git.ts";
import { withUndo } from "../../undo.ts";
import type { FixPlan } from "./plan.ts";
import { lookAt, readTracked } from "./tracked-state.ts";

/**
 * Write the changes into the work tree, and take paths out of the index; nothing else of the index is touched, so that
 * `git restore FILE` and `git add -f FILE` bring back what was. Each file changes at once.
 *
 * Throws `E_IO` when a file is no longer as it was when the plan was made, or can't be written, and as `git` does, which
 * refuses while another process holds the index: what was changed until then is put back.
 */
export const carryOut = async (plan: FixPlan): Promise<void> => {
  await assertStill(plan);
  const done: (() => void)[] = [];
  let isDone = false;
  const undo = (): void => {
    if (!isDone) for (const step of done.splice(0)) attempt(step);
  };
  await withUndo(undo, async () => {
    for (const { path, before, after } of plan.changes) {
      replace(plan.root, path, { from: before, to: after });
      done.push(() => replace(plan.root, path, { from: after, to: before }));
    }
    if (plan.untracked.length > 0) await untrack(plan);
    isDone = true;
  });
};

// --- internal ---

/** Somebody may have gone on working while the question stood there. */
const assertStill = async ({ root, changes, untracked }: FixPlan): Promise<void> => {
  const { entries, unstaged } = await readTracked(root);
  const paths = [...changes.map(({ path }) => path), ...untracked];
  const other = paths.find((path) => unstaged.has(path) || entries.get(path)?.isConflicted !== false);
  if (other !== undefined) throw changed(other);
};

const changed = (path: string): KprovError =>
  new KprovError("E_IO", `Cannot mend "${path}": it changed meanwhile; nothing was changed`, { hint: "run it again" });

const replace = (root: string, path: string, { from, to }: { from: string; to: string }): void => {
  const found = lookAt(root, path);
  if ("why" in found || !found.content.equals(Buffer.from(from))) throw changed(path);
  const target = join(root, path);
  const staged = join(dirname(target), `.${basename(target)}.kprovengine-${process.pid}`);
  try {
    writeStaged(staged, Buffer.from(to), found.mode);
    renameSync(staged, target);
  } catch (cause) {
    rmSync(staged, { force: true });
    const why = errnoOf(cause) ?? messageOf(cause);
    throw new KprovError("E_IO", `Cannot write "${path}": ${why}; nothing was changed`, { cause });
  }
};

const writeStaged = (path: string, bytes: Buffer, mode: number): void => {
  const fd = openSync(path, "wx", 0o600);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
    fchmodSync(fd, mode);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
};

/** git itself refuses what differs from both the file and HEAD (git-rm(1)). */
const untrack = async ({ root, untracked }: FixPlan): Promise<void> => {
  const argv = ["--literal-pathspecs", "rm", "--cached", "--quiet", "--pathspec-from-file=-", "--pathspec-file-nul"];
  await git(argv, { cwd: root, input: untracked.map((path) => `${path}\0`).join("") });
};

const attempt = (step: () => void): void => {
  try {
    step();
  } catch {
    // Whoever changed it meanwhile keeps what he has written.
  }
};

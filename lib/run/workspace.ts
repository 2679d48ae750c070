/**
 * Where a bundle grows: a hidden sibling that is renamed when it is whole.
 *
 * @module
 */
import { lstatSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { type Clock, formatTime, randomHex } from "../clock.ts";
import { errnoOf, exits, KprovError, messageOf } from "../errors.ts";
import { isRunId } from "../evidence/index.ts";
import { makeDirectory, syncAll } from "../files.ts";
import { currentOwner, formatOwner, type Owner, parseOwner, stateOfOwner } from "../owner.ts";

export interface Workspace {
  runId: string;
  /** The output directory, absolute. */
  outDir: string;
  /** Where members are written, absolute. */
  dir: string;
  /** Where the bundle will be, absolute. */
  bundle: string;
}

/** `2026-02-15T20-13-00Z-` and eight random hexadecimal digits. */
export const createRunId = (clock: Clock): string =>
  `${formatTime(clock.now()).slice(0, 19).replaceAll(":", "-")}Z-${randomHex(4)}`;

/**
 * Make the hidden directory of a run, before anything else happens: a directory that can't be written is
 * found out before a step of ten hours, not after it.
 *
 * Throws `E_RUN_ID` for an id that can't be used or exists, `E_IO` when the directory can't be made.
 */
export const createWorkspace = (outDir: string, runId: string): Workspace => {
  if (!isRunId(runId)) {
    throw new KprovError(
      "E_RUN_ID",
      `Cannot use the run id "${runId}": expected 1 to 128 letters, digits, ".", "_" or "-", starting with a letter or digit`,
      { exit: exits.usage },
    );
  }
  const bundle = join(outDir, runId);
  const dir = join(outDir, `${prefix}${runId}.${formatOwner(currentOwner())}`);
  try {
    makeDirectory(outDir);
    assertFree(bundle, runId);
    mkdirSync(dir);
    assertAlone(outDir, dir, runId);
    mkdirSync(join(dir, "logs"));
  } catch (cause) {
    if (cause instanceof KprovError) throw cause;
    const why = errnoOf(cause) === "EEXIST" ? "it is not a directory, or this run is under way" : messageOf(cause);
    throw new KprovError("E_IO", `Cannot write evidence into "${outDir}": ${why}`, {
      cause,
      hint: "choose another directory with --out",
    });
  }
  return { runId, outDir, dir, bundle };
};

/** Rename the workspace, whose contents were synced, to its bundle, durably. Call under the chain's lock. Never overwrites. */
export const commitWorkspace = async (workspace: Workspace): Promise<void> => {
  assertFree(workspace.bundle, workspace.runId);
  renameSync(workspace.dir, workspace.bundle);
  await syncAll([workspace.outDir]);
};

/** Remove a workspace in which nothing is worth keeping. */
export const discardWorkspace = (workspace: Workspace): void => rmSync(workspace.dir, { recursive: true, force: true });

export interface Leftover {
  /** Name in the output directory. */
  name: string;
  owner: Owner;
}

/** Everything temporary of ours in `outDir`, whoever owns it. */
export const findTemporary = (outDir: string): Leftover[] =>
  readdirSync(outDir)
    .sort()
    .flatMap((name) => {
      const owner = name.startsWith(prefix) ? parseOwner(name.split(".").slice(-3).join(".")) : undefined;
      return owner === undefined ? [] : [{ name, owner }];
    });

// --- internal ---

const prefix = ".kprov-run-";

/** Two runs that were given one id: found out before their steps run, not when the later one has lost its evidence. */
const assertAlone = (outDir: string, dir: string, runId: string): void => {
  const others = findTemporary(outDir).filter(({ name }) => name.startsWith(`${prefix}${runId}.`));
  if (others.every(({ name, owner }) => name === basename(dir) || stateOfOwner(owner) !== "alive")) return;
  rmSync(dir, { recursive: true, force: true });
  throw new KprovError("E_RUN_ID", `Cannot use the run id "${runId}": a run of this id is under way`, {
    hint: "leave --run-id out, and every run draws its own",
  });
};

const assertFree = (bundle: string, runId: string): void => {
  if (lstatSync(bundle, { throwIfNoEntry: false }) !== undefined) {
    throw new KprovError("E_RUN_ID", `Cannot use the run id "${runId}": "${bundle}" exists`, {
      hint: "existing evidence is never overwritten",
    });
  }
};

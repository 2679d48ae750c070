/**
 * Where statements about checks lie: the newest of each, in a directory that git does not see.
 *
 * @module
 */
import { lstatSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { randomHex } from "../../clock.ts";
import { errnoOf, KprovError, messageOf } from "../../errors.ts";
import { syncAll, writeNewFile } from "../../files.ts";

/** From the root of the project. */
export const attestationsPath = ".kprov/attestations";

/** Of `check`'s newest result. */
export const testResultName = (check: string): string => `${check}.test-result.json`;

/**
 * Put `content` in the place of `<root>/.kprov/attestations/<name>`, whole or not at all. Throws `E_IO`.
 *
 * It is the newest result, not evidence of a bundle, so that an older one is replaced.
 */
export const placeAttestation = async (root: string, name: string, content: Uint8Array | string): Promise<void> => {
  const dir = join(root, attestationsPath);
  const staged = join(dir, `${stagedPrefix}${randomHex(6)}`);
  try {
    prepareDirectory(root);
    dropLeftovers(dir);
    try {
      writeNewFile(staged, content);
      await syncAll([staged]);
      renameSync(staged, join(dir, name));
    } finally {
      rmSync(staged, { force: true });
    }
    await syncAll([dir]);
  } catch (cause) {
    throw new KprovError("E_IO", `Cannot write "${attestationsPath}/${name}": ${messageOf(cause)}`, { cause });
  }
};

// --- internal ---

const stagedPrefix = ".staged-";

/** Real directories only: a branch could bring a link that leads elsewhere. */
const prepareDirectory = (root: string): void => {
  let dir = root;
  for (const part of attestationsPath.split("/")) {
    dir = join(dir, part);
    unlessThere(() => mkdirSync(dir));
    if (!lstatSync(dir).isDirectory()) throw new Error(`"${dir}" is not a directory`);
  }
  unlessThere(() => writeNewFile(join(dir, ".gitignore"), "*\n"));
};

/** Somebody may have been faster, or have one of their own. */
const unlessThere = (make: () => void): void => {
  try {
    make();
  } catch (error) {
    if (errnoOf(error) !== "EEXIST") throw error;
  }
};

/** Of processes that were killed; one that is at work is done in a moment. */
const dropLeftovers = (dir: string): void => {
  for (const name of readdirSync(dir)) {
    if (!name.startsWith(stagedPrefix)) continue;
    const stats = statSync(join(dir, name), { throwIfNoEntry: false });
    if (stats !== undefined && Date.now() - stats.mtimeMs > 3_600_000) rmSync(join(dir, name), { force: true });
  }
};

/**
 * Where a catalog lies, and where it may not.
 *
 * @module
 */
import { statfsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { KprovError } from "../errors.ts";
import { gitSync } from "../git.ts";
import { shellQuote } from "../text.ts";

/** Beside the configuration, or in the working directory where there is none. */
export const defaultCatalog = ".kprov/catalog.sqlite";

export interface CatalogFlags {
  cwd?: string | undefined;
  catalog?: string | undefined;
  config?: string | undefined;
  "code-config"?: boolean | undefined;
}

/** The catalog that a command means, absolute: `--catalog`, else `catalog.file` of the configuration, else the usual place. */
export const findCatalog = async (args: CatalogFlags): Promise<string> => {
  const { cwd = process.cwd(), catalog } = args;
  if (catalog !== undefined) return resolve(cwd, catalog);
  const [{ configOptions }, { loadConfig }] = await Promise.all([import("../cli.ts"), import("../config/index.ts")]);
  const { config, root } = await loadConfig(configOptions({ ...args, cwd }));
  return resolve(root, config.catalog.file ?? defaultCatalog);
};

/**
 * Whether other machines may have the file open: by the kind of its file system, where Linux tells. A file that is missing has
 * its directory's.
 */
export const isNetworkPlace = (file: string): boolean => {
  if (/^[\\/]{2}[^\\/]/.test(file) && process.platform === "win32") return true;
  if (process.platform !== "linux") return false;
  try {
    return networkTypes.has(statfsSync(dirname(file)).type >>> 0);
  } catch {
    return false; // Opening it says what is wrong.
  }
};

/** A file that git tracks is somebody's work. Throws `E_CATALOG_PLACE`. */
export const assertNotTracked = (file: string): void => {
  let names: Buffer;
  try {
    names = gitSync(["ls-files", "-z", "--", file], { cwd: nearestDirectory(dirname(file)) });
  } catch (error) {
    // No git, or no repository that it can read: then nothing is tracked here.
    if (error instanceof KprovError) return;
    throw error;
  }
  if (names.length === 0) return;
  throw new KprovError("E_CATALOG_PLACE", `Cannot write the catalog "${file}": git tracks this file`, {
    hint: `git rm --cached ${shellQuote(file)}, or give another file with --catalog FILE`,
  });
};

// --- internal ---

/** As statfs(2) lists them: NFS, SMB, CIFS, SMB2, FUSE, 9P, AFS, Ceph, Coda, Lustre, GFS2, OCFS2, VirtualBox, VMware, Parallels. */
const networkTypes: ReadonlySet<number> = new Set([
  ...[0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x65735546, 0x01021997, 0x5346414f, 0x00c36400, 0x73757245],
  ...[0x0bd00bd0, 0x01161970, 0x7461636f, 0x786f4256, 0xbacbacbc, 0x7c7c6673],
]);

const nearestDirectory = (dir: string): string => {
  if (statSync(dir, { throwIfNoEntry: false })?.isDirectory() === true || dirname(dir) === dir) return dir;
  return nearestDirectory(dirname(dir));
};

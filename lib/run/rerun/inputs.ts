/**
 * Recorded inputs, found by their digests and laid into the copy. Where they come from they are only read.
 *
 * @module
 */
import {
  constants,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { hashFile, hashFiles, sha256 } from "../../digest.ts";
import { errnoOf, KprovError } from "../../errors.ts";
import type { Provenance, ResourceDescriptor } from "../../evidence/index.ts";
import { findFiles } from "../../find-files.ts";
import { below } from "../copy/index.ts";
import type { Drift } from "./types.ts";

export interface InputPlaces {
  /** Top of the copy and working directory in it, absolute. */
  copy: string;
  cwd: string;
  /** Where inputs lie that the commit does not have, absolute: by their recorded paths. */
  root: string;
  /** Whether every file below `root` is looked at when one is not at its path. */
  searchesRoot: boolean;
}

/** The recorded inputs, without references and lock files. */
export const inputsOf = (provenance: Provenance): ResourceDescriptor[] =>
  provenance.predicate.buildDefinition.resolvedDependencies.filter(
    ({ annotations }) => annotations?.["kprov_role"] === "input",
  );

/**
 * Lay every recorded input into the copy; what is not there with its recorded digest is drift, and then the file at its path is
 * taken as it is. Throws `E_NOT_REPEATABLE` for a path that leads out of the copy.
 */
export const layRecorded = async (provenance: Provenance, places: InputPlaces): Promise<Drift[]> => {
  const drift: Drift[] = [];
  let search: Map<string, string> | undefined;
  for (const input of inputsOf(provenance)) {
    const wanted = input.digest?.["sha256"] ?? "";
    const name = input.uri ?? input.name ?? "";
    const digests = await digestsAt(input, places);
    const found = digests.find((place) => place.digest === wanted);
    if (found === undefined && input.uri === undefined && input.mediaType === undefined && places.searchesRoot)
      search ??= await digestsBelow(places.root);
    const moved = search?.get(wanted);
    if (found !== undefined) lay(input, found.path, places);
    else if (moved !== undefined) lay(input, moved, places);
    else {
      const other = digests.findLast(({ digest }) => digest !== null);
      if (other !== undefined) lay(input, other.path, places);
      const shown = other === undefined ? "not there" : `sha256:${other.digest?.slice(0, 12)}…`;
      drift.push({ kind: "input", subject: name, recorded: `sha256:${wanted.slice(0, 12)}…`, found: shown });
    }
  }
  return drift;
};

// --- internal ---

interface At {
  path: string;
  /** Null when nothing usable is there. */
  digest: string | null;
}

/** What lies at the input's path in the copy, and below `root`; for an absolute path, there. */
const digestsAt = async (input: ResourceDescriptor, { copy, cwd, root }: InputPlaces): Promise<At[]> => {
  if (input.uri !== undefined) return [await digestAt(pathOf(input.uri), false)];
  const name = input.name ?? "";
  const target = join(cwd, name);
  if (name === "" || name.includes("\0") || below(copy, target) === null)
    throw new KprovError("E_NOT_REPEATABLE", `Cannot lay the input "${name}" into a copy: its path leads out of it`);
  const isLink = input.mediaType === "inode/symlink";
  return Promise.all([target, resolve(root, name)].map((path) => digestAt(path, isLink)));
};

const pathOf = (uri: string): string => {
  try {
    return fileURLToPath(uri);
  } catch (cause) {
    throw new KprovError("E_NOT_REPEATABLE", `Cannot find the input "${uri}": it is no path here`, { cause });
  }
};

/** Digest of the file, or of the link's own target text. */
const digestAt = async (path: string, isLink: boolean): Promise<At> => {
  try {
    if (isLink) return { path, digest: sha256(readlinkSync(path)) };
  } catch {
    return { path, digest: null };
  }
  const digest = await hashFile(path);
  return { path, digest: "sha256" in digest ? digest.sha256 : null };
};

/** Digest → path of every file below `root`. */
const digestsBelow = async (root: string): Promise<Map<string, string>> => {
  const { files } = findFiles(["."], { cwd: root });
  const paths = files.filter(({ kind }) => kind === "file").map(({ absolute }) => absolute);
  const digests = await hashFiles(paths);
  return new Map(digests.flatMap((digest, index) => ("sha256" in digest ? [[digest.sha256, paths[index] ?? ""]] : [])));
};

const lay = (input: ResourceDescriptor, from: string, { copy, cwd }: InputPlaces): void => {
  if (input.uri !== undefined) return;
  const name = input.name ?? "";
  const target = join(cwd, name);
  if (from === target) return;
  try {
    mkdirInside(dirname(target), copy, name);
    rmSync(target, { force: true });
    if (input.mediaType === "inode/symlink") symlinkSync(readlinkSync(from), target);
    else copyFileSync(realpathSync(from), target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  } catch (cause) {
    if (cause instanceof KprovError) throw cause;
    throw new KprovError("E_IO", `Cannot copy the input "${name}": ${errnoOf(cause) ?? String(cause)}`, { cause });
  }
};

/** A link that the commit has may lead anywhere: through it nothing is written. */
const mkdirInside = (dir: string, copy: string, name: string): void => {
  if (dir === copy) return;
  if (!existsSync(dir) && lstatSync(dir, { throwIfNoEntry: false }) === undefined) {
    mkdirInside(dirname(dir), copy, name);
    mkdirSync(dir);
  }
  if (!existsSync(dir) || below(realpathSync(copy), realpathSync(dir)) === null)
    throw new KprovError(
      "E_NOT_REPEATABLE",
      `Cannot lay the input "${name}" into a copy: a link on its way leads out of it`,
    );
};

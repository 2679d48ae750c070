/**
 * Lock files of a run as components, and what those that are understood pin.
 *
 * @module
 */
import { statSync } from "node:fs";
import { join, posix } from "node:path";
import { sha256 } from "../../digest.ts";
import { errnoOf, KprovError, messageOf } from "../../errors.ts";
import type { Toolchain } from "../../evidence/index.ts";
import { readSmallFile } from "../../files.ts";
import { type Component, packageComponent, refOf } from "./component.ts";
import { parserOf } from "./parsers.ts";

export interface LockFiles {
  /** Lock files themselves, and what they pin. */
  components: Component[];
  /** Lock file → what it pins, by reference. */
  pins: ReadonlyMap<string, string[]>;
  /** Those of whose entries none was passed over. */
  complete: ReadonlySet<string>;
  notes: string[];
}

/**
 * Without `root` the lock files alone: the bundle has their digests and not their contents. With it each one whose form is
 * understood is read there, and has to be the recorded one: throws `E_EXPORT` when it is missing or another one by now, or malformed,
 * and `E_USAGE` when `root` is no directory.
 */
export const lockFileComponents = async (
  lockFiles: Toolchain["lockFiles"],
  root: string | undefined,
): Promise<LockFiles> => {
  assertRoot(root);
  const components: Component[] = [];
  const pins = new Map<string, string[]>();
  const complete = new Set<string>();
  const unread: string[] = [];
  const notes: string[] = [];
  for (const file of lockFiles) {
    const own = fileComponent(file);
    components.push(own);
    const parse = parserOf(posix.basename(file.path));
    if (root === undefined || parse === undefined) {
      unread.push(file.path);
      continue;
    }
    const { packages, passedOver } = await parsed(file, parse, root);
    const pinned = packages.map((found) => packageComponent(found, { location: file.path }));
    components.push(...pinned);
    pins.set(own["bom-ref"], [...new Set(pinned.map((component) => component["bom-ref"]))]);
    if (passedOver === 0) complete.add(own["bom-ref"]);
    else notes.push(`${file.path}: left out what names no exact version of an index, ${passedOver} in all`);
  }
  if (unread.length > 0) notes.push(`What these pin is not listed: ${unread.join(", ")}${advice(root, unread)}`);
  return { components, pins, complete, notes };
};

// --- internal ---

/** Without a lock file, or with none that is understood, nothing else would notice a mistyped one. */
const assertRoot = (root: string | undefined): void => {
  if (root === undefined || statSync(root, { throwIfNoEntry: false })?.isDirectory() === true) return;
  throw new KprovError("E_USAGE", `Cannot read lock files in "${root}": expected a directory`, {
    hint: "name the directory that the step ran in",
  });
};

type LockFile = Toolchain["lockFiles"][number];

const advice = (root: string | undefined, unread: readonly string[]): string =>
  root === undefined && unread.some((path) => parserOf(posix.basename(path)) !== undefined)
    ? " (--root DIR reads them)"
    : "";

const fileComponent = ({ path, sha256: digest }: LockFile): Component => ({
  type: "file",
  "bom-ref": refOf("lock-file", path),
  name: path,
  hashes: [{ alg: "SHA-256", content: digest }],
  evidence: { occurrences: [{ location: path, additionalContext: "lock file" }] },
});

/** Larger ones are no lock files. */
const maxLockFile = 128 * 2 ** 20;

const parsed = async (file: LockFile, parse: NonNullable<ReturnType<typeof parserOf>>, root: string) => {
  let bytes: Buffer;
  try {
    bytes = readSmallFile(join(root, file.path), maxLockFile);
  } catch (cause) {
    throw refused(file.path, errnoOf(cause) === "ENOENT" ? "it is not there" : messageOf(cause), cause);
  }
  if (sha256(bytes) !== file.sha256) throw refused(file.path, "it is not the one that was recorded");
  try {
    return await parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw refused(file.path, `it is malformed: ${messageOf(cause)}`, cause);
  }
};

const refused = (path: string, why: string, cause?: unknown): KprovError =>
  new KprovError("E_EXPORT", `Cannot list what "${path}" pins: ${why}`, {
    cause,
    hint: "name the directory that the step ran in, as it was then; without --root the lock file is listed alone",
  });

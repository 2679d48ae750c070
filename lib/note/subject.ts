/**
 * Which bundle a note is to be about.
 *
 * @module
 */
import { realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { sha256 } from "../digest.ts";
import { errnoOf, KprovError, messageOf } from "../errors.ts";
import { bundleDigest, isRunId, layout, plainFault } from "../evidence/index.ts";
import { readSmallFile } from "../files.ts";
import { parseJson } from "../json.ts";

/** A bundle as notes know it. */
export interface NoteSubject {
  /** The directory that the bundle lies in, without links in it. */
  directory: string;
  /** Of the bundle in it. */
  name: string;
  runId: string;
  bundleDigest: string;
  /** That the run was started with. */
  tags: { key: string; value: string }[];
}

/**
 * The bundle at `path`, links followed. Its manifest and summary are read and must agree; whether the rest of it is whole is
 * another question, and a note about what is not whole does no harm.
 *
 * Throws `E_NOTHING` where no bundle lies, `E_NOTE` where it can't say of what run it is.
 */
export const identifyBundle = (path: string, cwd: string): NoteSubject => {
  const bundle = realBundle(path, cwd);
  const manifest = read(join(bundle, layout.manifest), path, 256 * 2 ** 20);
  const summary = read(join(bundle, layout.summary), path, 64 * 2 ** 20);
  const members = parse(manifest, path, "manifest") as { members: readonly { path: string; sha256: string }[] };
  if (members.members.find((member) => member.path === layout.summary)?.sha256 !== sha256(summary))
    throw new KprovError("E_NOTE", `Cannot note anything about "${path}": its manifest and its summary do not agree`, {
      hint: `see what is wrong with it: kprovengine verify --integrity ${path}`,
    });
  const { runId, tags } = parse(summary, path, "run-summary") as { runId: string; tags: Record<string, string> };
  if (!isRunId(runId)) throw new KprovError("E_NOTE", `Cannot note anything about "${path}": its run has no usable id`);
  return {
    ...{ directory: dirname(bundle), name: basename(bundle), runId, bundleDigest: bundleDigest(manifest) },
    tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
  };
};

/** Whether something that could be a bundle lies at `path`; a run id names nothing in most working directories. */
export const isBundlePath = (path: string, cwd: string): boolean =>
  statSync(resolve(cwd, path, layout.manifest), { throwIfNoEntry: false })?.isFile() === true;

// --- internal ---

const realBundle = (path: string, cwd: string): string => {
  try {
    const bundle = realpathSync(resolve(cwd, path));
    if (statSync(join(bundle, layout.manifest)).isFile()) return bundle;
    throw new Error("its manifest is no file");
  } catch (cause) {
    throw new KprovError("E_NOTHING", `There is no bundle at "${path}": ${errnoOf(cause) ?? messageOf(cause)}`, {
      ...{ cause },
      hint: "name the directory of a bundle, such as runs/2026-02-15T20-13-00Z-1f3a9c42",
    });
  }
};

const read = (file: string, shown: string, maxBytes: number): Buffer => {
  try {
    return readSmallFile(file, maxBytes);
  } catch (cause) {
    throw new KprovError("E_NOTHING", `Cannot read the bundle "${shown}": ${messageOf(cause)}`, { cause });
  }
};

const parse = (bytes: Buffer, shown: string, name: "manifest" | "run-summary"): unknown => {
  const value = parseJson(bytes, { name: shown });
  const fault = plainFault(name, value);
  if (fault !== undefined)
    throw new KprovError(
      "E_NOTE",
      `Cannot note anything about "${shown}": "${fault}" of its ${name} is not as it must be`,
      {
        hint: `see what is wrong with it: kprovengine verify --integrity ${shown}`,
      },
    );
  return value;
};

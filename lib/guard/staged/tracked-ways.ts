/**
 * Ways back to the work tree that are staged themselves: files that name it, and links into it.
 *
 * @module
 */
import { readFileSync, readlinkSync, realpathSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { git } from "../../git.ts";
import { visible } from "../../text.ts";
import { nameOf } from "../surface/names.ts";
import type { Snapshot } from "../surface/snapshot.ts";
import { isOutside } from "./real-places.ts";
import { namesTop, type Spelled, spellingsOf } from "./spellings.ts";

interface Checkout {
  /** Where what is staged is checked out. */
  dir: string;
  env: NodeJS.ProcessEnv;
  /** Directories that are linked into it, absolute, in the work tree. */
  linked: readonly string[];
}

/**
 * The first that is found, as a sentence's end. Every tracked file counts: which of them a command runs or reads, and those in turn, nobody
 * can tell from its words. Throws as `git` does, and for a file that can't be read.
 */
export const findTrackedWay = async (
  snapshot: Snapshot,
  { dir, env, linked }: Checkout,
): Promise<string | undefined> => {
  const { root: top } = snapshot;
  const { bytes, entries } = await snapshot.listing();
  for (const { kind, start, end } of entries) {
    const name = bytes.subarray(start, end);
    if (kind === "link" && isOutside(targetOf(dir, name), top, linked))
      return `the tracked link "${visible(nameOf(name))}" leads into the work tree`;
  }
  const spelled: Spelled = { top, linked, spellings: spellingsOf(top, env) };
  for (const name of await filesWith(spelled.spellings, dir))
    if (namesTop(readFileSync(placeOf(dir, name), "utf8"), spelled))
      return `the tracked file "${visible(nameOf(name))}" names the work tree`;
  return undefined;
};

// --- internal ---

const placeOf = (dir: string, name: Buffer): Buffer => Buffer.concat([Buffer.from(`${dir}/`), name]);

/** Where it leads; what is not there may be there when the command runs. */
const targetOf = (dir: string, name: Buffer): string => {
  const place = placeOf(dir, name);
  try {
    return realpathSync.native(place);
  } catch {
    return resolve(dirname(place.toString("utf8")), readlinkSync(place, "utf8"));
  }
};

/** Tracked files, in git's order, that may hold one of these texts; 1 says that there are none. */
const filesWith = async (texts: readonly string[], dir: string): Promise<Buffer[]> => {
  const patterns = texts.flatMap((text) => ["-e", text]);
  const asked = [
    "grep",
    "--no-color",
    "-l",
    "-z",
    "-a",
    "--fixed-strings",
    "--no-recurse-submodules",
    ...patterns,
    "--",
    ":/",
  ];
  const found = await git(["-c", "core.hooksPath=/dev/null", ...asked], { cwd: dir, accept: [0, 1] });
  const names = found.toString("latin1").split("\0").filter(Boolean);
  return names.map((name) => Buffer.from(name, "latin1"));
};

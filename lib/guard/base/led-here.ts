/**
 * Links of a candidate that lead to where it is judged.
 *
 * @module
 */
import { realpathSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { KprovError } from "../../errors.ts";
import { git } from "../../git.ts";
import { listIndex } from "../surface/listing.ts";

export interface LedOptions {
  cwd: string;
  top: string;
  /** From the top, without links: where the configuration is looked for. */
  places: readonly string[];
}

/**
 * A process knows its directory by the real place alone: where the candidate has another link, or a link instead of a directory of the
 * base, CI goes on working "there", and would look for the base's configuration where the candidate has led it. Throws `E_BASE` then,
 * and as `git` does.
 */
export const assertNotLed = async (commit: string, { cwd, top, places }: LedOptions): Promise<void> => {
  const { bytes, entries } = await listIndex(cwd);
  for (const { kind, blob, start, end } of entries) {
    if (kind !== "link") continue;
    const path = bytes.toString("utf8", start, end);
    if (!places.some((place) => leadsTo(join(top, place), join(top, path)))) continue;
    const listed = await git(["--literal-pathspecs", "ls-tree", "--full-tree", commit, "--", path], { cwd });
    const was = / ([0-9a-f]+)\t/.exec(listed.toString("latin1"))?.[1];
    if (was === undefined || was === blob) continue;
    throw new KprovError("E_BASE", `Cannot use the base: "${path}" is another one there, and a link here`, {
      hint: "leave it as it is, or let somebody merge it who has the right to",
    });
  }
};

// --- internal ---

/** Whether `place` is what the link leads to, or lies below it. */
const leadsTo = (place: string, link: string): boolean => {
  try {
    return relative(realpathSync(link), place).split(sep)[0] !== "..";
  } catch {
    return false; // A link to nowhere leads nobody here.
  }
};

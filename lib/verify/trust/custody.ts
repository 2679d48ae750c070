/**
 * Who could change the user's own trust file: nobody but the user, or it is not believed.
 *
 * @module
 */
import { realpathSync, type Stats, statSync } from "node:fs";
import { dirname } from "node:path";
import { KprovError } from "../../errors.ts";
import { shellQuote } from "../../text.ts";

/**
 * Refuse a trust file that somebody else could have written: it or its directory is another user's, or group or others may
 * write to it. Where a link stands for it, both places count. What does not exist is fine, and so is what others can read.
 * Throws `E_TRUST`.
 */
export const assertOwnTrust = (path: string): void => {
  for (const place of new Set([dirname(path), ...realPlaces(path)])) {
    const stats = statSync(place, { throwIfNoEntry: false });
    if (stats !== undefined) assertOwn(place, stats);
  }
};

// --- internal ---

const realPlaces = (path: string): string[] => {
  try {
    const real = realpathSync(path);
    return [dirname(real), real];
  } catch {
    return []; // It does not exist yet; whoever reads it says what else is wrong.
  }
};

/** Permission to write, of group and others. */
const writable = 0o022;

const assertOwn = (place: string, { uid, mode }: Stats): void => {
  const user = process.getuid?.();
  // Without users there are no permission bits either.
  if (user === undefined) return;
  // The system's administrator can write everything anyway.
  if (uid !== user && uid !== 0)
    throw new KprovError("E_TRUST", `The trust file is not believed: "${place}" belongs to another user`, {
      hint: "--trust FILE says that another's file is meant",
    });
  if ((mode & writable) !== 0)
    throw new KprovError(
      "E_TRUST",
      `The trust file is not believed: others may write to "${place}" (mode 0${(mode & 0o777).toString(8)})`,
      { hint: `chmod go-w ${shellQuote(place)}` },
    );
};

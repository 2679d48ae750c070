/**
 * `deny salt`: a new salt in a file of its own.
 *
 * @module
 */
import { dirname, resolve } from "node:path";
import { randomHex } from "../../../clock.ts";
import type { Result } from "../../../command.ts";
import { errnoOf, exits, KprovError } from "../../../errors.ts";
import { makeDirectory, writeNewFile } from "../../../files.ts";
import { whyNotWritten } from "../../../system-words.ts";
import { assertOutside } from "../salt.ts";

/**
 * Write a new salt that only this user can read. Throws `E_CONFIG` for a place in the work tree, `E_IO` when it can't be
 * written: one that exists is never written over, because its list would be lost.
 */
export const makeSalt = (file: string, { cwd }: { cwd: string }): Result => {
  const path = resolve(cwd, file);
  assertOutside(path, file, cwd);
  try {
    makeDirectory(dirname(path), 0o700);
    writeNewFile(path, `${randomHex(32)}\n`, 0o600);
  } catch (cause) {
    // What has the name of its directory is told as that.
    const isThere = errnoOf(cause) === "EEXIST" && (cause as NodeJS.ErrnoException).path === path;
    const why = isThere ? "it exists, and a salt is never written over" : whyNotWritten(cause, file);
    throw new KprovError("E_IO", `Cannot write "${file}": ${why}`, { cause });
  }
  const document = { schema: "kprov.deny-salt/v1", file };
  return {
    exitCode: exits.proved,
    document,
    text: () => `${file}: a new salt. Keep a copy where your team keeps its secrets; CI gets it as KPROV_DENY_SALT`,
  };
};

/**
 * Where reports go: `--report FORMAT=FILE`, read strictly, and the places made ready before anything is judged.
 *
 * @module
 */
import { lstatSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { errnoOf, KprovError } from "../errors.ts";
import { makeDirectory, writeNewFile } from "../files.ts";
import { closest } from "../suggest.ts";
import { assertMeant, failed, isSame, isSystem, type OtherFile } from "./place.ts";
import { type Format, formats } from "./registry.ts";

/** One report that was asked for. */
export interface Target {
  format: Format;
  /** As it was given. */
  shown: string;
  /** Absolute; null for stdout. */
  path: string | null;
}

/**
 * What the flags ask for, in their order. Throws `E_USAGE` for an unknown form, a missing file, two reports for one place,
 * and for stdout when `isTaken` says that another document goes there.
 */
export const parseTargets = (flags: readonly string[], cwd: string, isTaken: boolean): Target[] => {
  const targets = flags.map((flag) => parseTarget(flag, cwd));
  const seen = new Set<string | null>();
  for (const { path, shown } of targets) {
    if (seen.has(path)) throw usage(`Two reports can't go to "${shown}"`);
    seen.add(path);
  }
  if (isTaken && seen.has(null)) throw usage('"--report FORMAT=-" and "--json" both print a document on stdout');
  return targets;
};

/** What one flag asks for. Throws `E_USAGE` for an unknown form and a missing file. */
export const parseTarget = (flag: string, cwd: string): Target => {
  const at = flag.indexOf("=");
  const [name, shown] = at === -1 ? [flag, ""] : [flag.slice(0, at), flag.slice(at + 1)];
  const format = formats.find((known) => known === name);
  if (format === undefined) {
    const near = closest(name, formats);
    const hint = near === undefined ? `there are: ${formats.join(", ")}` : `did you mean "${near}"?`;
    throw usage(`Cannot use "--report ${flag}": there is no form "${name}"`, hint);
  }
  if (shown === "")
    throw usage(
      `Cannot use "--report ${flag}": expected FORMAT=FILE`,
      `such as ${format}=report, or ${format}=- for stdout`,
    );
  return { format, shown, path: shown === "-" ? null : resolve(cwd, shown) };
};

/**
 * Make the places of reports ready: directories above them exist, and older reports in them are gone, so that nobody takes
 * one for this run's, whatever happens now. All places are looked at before anything is changed. `others` are files that
 * other flags are about.
 *
 * Throws `E_USAGE` for a place that can't be meant, as `assertMeant` does, and for two reports that links lead to one
 * place; `E_IO` when it can't be made ready.
 */
export const prepare = async (
  targets: readonly Target[],
  options: { cwd: string; others: readonly OtherFile[] },
): Promise<void> => {
  const places = targets.flatMap(({ path, shown }) => (path === null ? [] : [{ path, shown }]));
  for (const [index, place] of places.entries()) {
    await assertMeant(place, options);
    if (places.slice(0, index).some(({ path }) => isSame(path, place.path)))
      throw usage(`Two reports can't go to "${place.shown}"`);
  }
  for (const { path, shown } of places) {
    try {
      makeDirectory(dirname(path));
      if (lstatSync(path, { throwIfNoEntry: false })?.isFile() === true) rmSync(path);
    } catch (cause) {
      throw failed(shown, cause);
    }
  }
};

/** Write `text` to a file, which appears whole or not at all; to a device or a pipe, as it comes. Throws `E_IO`. */
export const deliver = async (
  { path, shown }: Target,
  text: string,
  stdout: () => NodeJS.WritableStream,
): Promise<void> => {
  if (path === null) return print(text, stdout());
  const stats = statSync(path, { throwIfNoEntry: false });
  try {
    if (stats !== undefined && (!stats.isFile() || isSystem(path))) writeFileSync(path, text, { flag: "a" });
    else replace(path, text);
  } catch (cause) {
    throw failed(shown, cause);
  }
};

// --- internal ---

const usage = (message: string, hint?: string): KprovError =>
  new KprovError("E_USAGE", message, hint === undefined ? {} : { hint });

const replace = (path: string, text: string): void => {
  const staged = join(dirname(path), `.${basename(path)}.${process.pid}`);
  try {
    rmSync(staged, { force: true });
    writeNewFile(staged, text);
    renameSync(staged, path);
  } finally {
    rmSync(staged, { force: true });
  }
};

const print = async (text: string, stream: NodeJS.WritableStream): Promise<void> => {
  const error = await new Promise<Error | null | undefined>((done) => {
    stream.once("error", done);
    stream.write(text, (fault) => {
      if (!fault) stream.off("error", done);
      done(fault);
    });
  });
  if (error) throw new KprovError("E_IO", `Cannot write the report to stdout: ${errnoOf(error) ?? error.message}`);
};

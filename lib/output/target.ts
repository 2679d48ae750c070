/**
 * Where reports go: `--report FORMAT=FILE`, read strictly, and the places made ready before anything is judged.
 *
 * @module
 */
import { lstatSync, realpathSync, renameSync, rmSync, type Stats, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve, sep } from "node:path";
import { errnoOf, KprovError, messageOf } from "../errors.ts";
import { makeDirectory, writeNewFile } from "../files.ts";
import { git } from "../git.ts";
import { closest } from "../suggest.ts";
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

/**
 * Make the place of a report ready: directories above it exist, and an older report in it is gone, so that nobody takes
 * it for this run's, whatever happens now.
 *
 * Throws `E_USAGE` for a place that can't be meant: a directory, a link, a file that git tracks, git's own directory, a
 * way that leads out of `cwd` over a link. `E_IO` when it can't be made ready.
 */
export const prepare = async ({ path, shown }: Target, cwd: string): Promise<void> => {
  if (path === null) return;
  assertMeant(path, shown, cwd);
  try {
    makeDirectory(dirname(path));
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats?.isFile() !== true) return;
    if (await isTracked(path)) throw usage(`Can't write a report to "${shown}": git tracks it`);
    rmSync(path);
  } catch (cause) {
    throw cause instanceof KprovError ? cause : failed(shown, cause);
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
    if (stats !== undefined && !stats.isFile()) writeFileSync(path, text, { flag: "a" });
    else replace(path, text);
  } catch (cause) {
    throw failed(shown, cause);
  }
};

// --- internal ---

const usage = (message: string, hint?: string): KprovError =>
  new KprovError("E_USAGE", message, hint === undefined ? {} : { hint });

const failed = (shown: string, cause: unknown): KprovError =>
  new KprovError("E_IO", `Cannot write the report "${shown}": ${errnoOf(cause) ?? messageOf(cause)}`, { cause });

const parseTarget = (flag: string, cwd: string): Target => {
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

const assertMeant = (path: string, shown: string, cwd: string): void => {
  const refuse = (why: string): KprovError => usage(`Can't write a report to "${shown}": ${why}`);
  const link = look(path, shown);
  // What the system itself calls stdout is a link.
  const isSystem = /^\/(?:dev|proc)\//.test(path);
  if (link?.isSymbolicLink() === true && !isSystem) throw refuse("it is a link");
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) throw refuse("it is a directory");
  if (path.split(sep).some((segment) => segment.toLowerCase() === ".git"))
    throw refuse("it lies in git's own directory");
  if (path.startsWith(cwd + sep) && !isInside(dirname(path), cwd))
    throw refuse("a link on the way leads out of this directory");
};

const look = (path: string, shown: string): Stats | undefined => {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (cause) {
    throw failed(shown, cause);
  }
};

/** Of what exists of the way. */
const isInside = (dir: string, cwd: string): boolean => {
  let there = dir;
  while (lstatSync(there, { throwIfNoEntry: false }) === undefined && there !== dirname(there)) there = dirname(there);
  try {
    const [real, top] = [realpathSync(there), realpathSync(cwd)];
    return real === top || real.startsWith(top + sep);
  } catch {
    return false; // A link that leads nowhere.
  }
};

/** Outside of a repository nothing is. */
const isTracked = async (path: string): Promise<boolean> => {
  const asked = ["--literal-pathspecs", "ls-files", "-z", "--", basename(path)];
  try {
    return (await git(asked, { cwd: dirname(path) })).length > 0;
  } catch (error) {
    if (error instanceof KprovError && error.code === "E_NO_REPOSITORY") return false;
    throw error;
  }
};

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

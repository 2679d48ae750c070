/**
 * Where a report may stand: nothing that is not an older report is lost for it.
 *
 * @module
 */
import { closeSync, lstatSync, openSync, readSync, realpathSync, type Stats, statSync } from "node:fs";
import { basename, dirname, join, sep } from "node:path";
import { errnoOf, KprovError, messageOf } from "../errors.ts";
import { git } from "../git.ts";
import { formats, loadDriver } from "./registry.ts";

/** A place as it was given, and where that is; absolute. */
export interface Place {
  shown: string;
  path: string;
}

/** A file that another flag of the same command is about. */
export interface OtherFile extends Place {
  /** Such as `--receipt`. */
  flag: string;
}

/**
 * Throws `E_USAGE` for a place that can't be meant: a directory, a link, a git directory by whatever way, a way that leads
 * out of `cwd` over a link, what another flag is about, a file that git tracks or that is no older report. `E_IO` when that
 * can't be found out. Changes nothing.
 */
export const assertMeant = async (
  place: Place,
  { cwd, others }: { cwd: string; others: readonly OtherFile[] },
): Promise<void> => {
  const { path, shown } = place;
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    const why =
      whyNotThere(path, cwd, stats) ??
      others.flatMap((other) => (isSame(path, other.path) ? [`"${other.flag}" is about that file`] : []))[0] ??
      (stats?.isFile() === true ? await whyNotReplaced(path, stats) : undefined);
    if (why !== undefined) throw new KprovError("E_USAGE", `Can't write a report to "${shown}": ${why}`);
  } catch (cause) {
    throw cause instanceof KprovError ? cause : failed(shown, cause);
  }
};

/** `E_IO` about the report that is to stand at `shown`. */
export const failed = (shown: string, cause: unknown): KprovError =>
  new KprovError("E_IO", `Cannot write the report "${shown}": ${errnoOf(cause) ?? messageOf(cause)}`, { cause });

/** What the system itself calls stdout is a link, and what it leads to is not ours to replace. */
export const isSystem = (path: string): boolean => /^\/(?:dev|proc)\//.test(path);

/** Whether two paths name one file, over whatever links. */
export const isSame = (a: string, b: string): boolean => {
  const [one, other] = [identityOf(a), identityOf(b)];
  if (one !== null && one === other) return true;
  const place = realPlace(a);
  return place !== null && place === realPlace(b);
};

/** Why no document of ours can be meant to stand at `path`, absolute: as {@link assertMeant}, whatever lies there. Throws as `lstat` does. */
export const whyNoPlace = async (path: string, cwd: string): Promise<string | undefined> => {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return (
    whyNotThere(path, cwd, stats) ?? (stats?.isFile() === true && (await isTracked(path)) ? "git tracks it" : undefined)
  );
};

// --- internal ---

const whyNotThere = (path: string, cwd: string, stats: Stats | undefined): string | undefined => {
  if (stats?.isSymbolicLink() === true && !isSystem(path)) return "it is a link";
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return "it is a directory";
  if (namesGit(path)) return "it lies in git's own directory";
  const dir = realPlace(dirname(path));
  if (dir === null) return "a link on the way leads nowhere";
  if (path.startsWith(cwd + sep) && !isBelow(dir, realpathSync(cwd)))
    return "a link on the way leads out of this directory";
  return namesGit(dir) || isInGitDirectory(dir) ? "it lies in git's own directory" : undefined;
};

/** Device and inode; null where nothing is, or nobody may look: whoever reads that file says why. */
const identityOf = (path: string): string | null => {
  try {
    const { dev, ino } = statSync(path);
    return `${dev}:${ino}`;
  } catch {
    return null;
  }
};

const isBelow = (dir: string, top: string): boolean => dir === top || dir.startsWith(top + sep);

const namesGit = (path: string): boolean => path.split(sep).some((segment) => segment.toLowerCase() === ".git");

/** Without links, also where nothing is yet; null for a link that leads nowhere. */
const realPlace = (path: string): string | null => {
  try {
    if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) return realpathSync(path);
    if (path === dirname(path)) return path;
    const above = realPlace(dirname(path));
    return above === null ? null : join(above, basename(path));
  } catch {
    return null;
  }
};

/** Of any repository, whatever it is called: a bare one, one of its own name, what a linked work tree has of its own. */
const isInGitDirectory = (dir: string): boolean =>
  isGitDirectory(dir) || (dir !== dirname(dir) && isInGitDirectory(dirname(dir)));

/** As git itself knows one (gitrepository-layout(5)). */
const isGitDirectory = (dir: string): boolean => {
  const look = (name: string) => lstatSync(join(dir, name), { throwIfNoEntry: false });
  if (look("HEAD") === undefined) return false;
  return look("commondir") !== undefined || (look("objects") !== undefined && look("refs") !== undefined);
};

const whyNotReplaced = async (path: string, { size }: Stats): Promise<string | undefined> => {
  if (await isTracked(path)) return "git tracks it";
  if (size === 0) return undefined;
  const text = excerptOf(path, size);
  for (const format of formats) if ((await loadDriver(format)).wrote(text)) return undefined;
  return "what is there is no report of this program; remove it first, or choose another place";
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

/** In bytes. Every form says at its beginning or at its end what it is. */
const most = 2 ** 16;

const excerptOf = (path: string, size: number): string => {
  const fd = openSync(path, "r");
  try {
    const read = (from: number): string => {
      const bytes = Buffer.alloc(most);
      return bytes.toString("utf8", 0, readSync(fd, bytes, 0, most, from));
    };
    return size <= most ? read(0) : `${read(0)}\n${read(size - most)}`;
  } finally {
    closeSync(fd);
  }
};

/**
 * Declared inputs, laid into a clean copy as they lie in the work tree. They are only read.
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
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { errnoOf, KprovError } from "../../errors.ts";
import { type FoundFile, findFiles } from "../../find-files.ts";
import { assertRecordable } from "../inputs.ts";

export interface CopyInputs {
  /** Top of the work tree, and the working directory in it; absolute, without links. */
  top: string;
  cwd: string;
  /** Top of the copy. */
  copy: string;
  /** The directory of bundles, absolute. */
  outDir: string;
  reversed: boolean;
}

/** What `patterns` name in the work tree, by paths relative to its top; null for what lies outside of it. */
export const findInputs = (
  patterns: readonly string[],
  { top, cwd, outDir }: Pick<CopyInputs, "top" | "cwd" | "outDir">,
): { file: FoundFile; path: string | null }[] => {
  const { files, faults, unmatched } = findFiles(patterns, { cwd, exclude: [outDir] });
  assertRecordable(unmatched, faults);
  return files.map((file) => ({ file, path: below(top, resolve(cwd, file.path)) }));
};

/**
 * Lay them into the copy. What was declared by an absolute path outside of the repository is used where it lies. Throws `E_INPUT`
 * as a run would, and `E_CLEAN_COPY` for what the copy can't have: a relative path that leaves the repository.
 */
export const copyInputs = (patterns: readonly string[], options: CopyInputs): void => {
  const { top, copy, cwd, reversed } = options;
  const found = findInputs(patterns, options);
  for (const { file, path } of reversed ? found.reverse() : found) {
    if (path === null && isAbsolute(file.path)) continue;
    if (path === null) throw refusal(file.path, "it lies outside of the repository: declare it by its absolute path");
    layLink(file, path, options);
    const real = file.kind === "file" ? below(top, realpathSync(file.absolute)) : null;
    if (real !== null) layFile(real, options);
  }
  for (const { file } of found) {
    if (file.kind === "link" || isAbsolute(file.path) || existsSync(join(copy, relative(top, cwd), file.path)))
      continue;
    throw refusal(file.path, "a link leads out of the repository on the way to it");
  }
};

/** `patterns` as provenance names them: what was given by an absolute path in the working directory is relative to it. */
export const relativePatterns = (patterns: readonly string[], cwd: string): string[] =>
  patterns.map((pattern) => (isAbsolute(pattern) ? (below(cwd, pattern) ?? pattern) : pattern));

/** `path` relative to `dir`, "." for itself; null when it lies elsewhere. */
export const below = (dir: string, path: string): string | null => {
  const inside = relative(dir, path);
  if (inside === "") return ".";
  return inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside) ? null : inside;
};

// --- internal ---

const refusal = (path: string, why: string): KprovError =>
  new KprovError("E_CLEAN_COPY", `Cannot copy the input "${path}": ${why}`);

/** The link itself, as it is there. */
const layLink = (file: FoundFile, path: string, options: CopyInputs): void => {
  if (file.link === null || !layDirectories(path, options)) return;
  const target = join(options.copy, path);
  rmSync(target, { force: true });
  symlinkSync(file.link, target);
};

const layFile = (path: string, options: CopyInputs): void => {
  if (!layDirectories(path, options)) return;
  const target = join(options.copy, path);
  try {
    rmSync(target, { force: true });
    copyFileSync(join(options.top, path), target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  } catch (cause) {
    throw new KprovError("E_IO", `Cannot copy the input "${path}": ${errnoOf(cause) ?? String(cause)}`, { cause });
  }
};

/**
 * The directories above `path`, links among them as links. False when one of them leads out of the copy: what lies there is
 * reached through it already, and must not be written to.
 */
const layDirectories = (path: string, { top, copy }: CopyInputs): boolean => {
  const parts = dirname(path).split(sep);
  for (let count = 1; count <= parts.length; count += 1) {
    const part = parts.slice(0, count).join(sep);
    if (part === "." || part === "") continue;
    const target = join(copy, part);
    if (lstatSync(target, { throwIfNoEntry: false }) === undefined) {
      if (lstatSync(join(top, part)).isSymbolicLink()) symlinkSync(readlinkSync(join(top, part)), target);
      else mkdirSync(target);
    }
    if (!existsSync(target) || below(copy, realpathSync(target)) === null) return false;
  }
  return true;
};

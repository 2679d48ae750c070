/**
 * Declared outputs in a clean copy: what the commit has of them is taken away, so that only the step can have made them.
 *
 * @module
 */
import { existsSync, realpathSync, rmSync } from "node:fs";
import { basename, dirname, isAbsolute, join } from "node:path";
import { KprovError } from "../../errors.ts";
import { type FoundFile, findFiles } from "../../find-files.ts";
import { git, splitNul } from "../../git.ts";
import { compileGlobs, isGlob } from "../../glob.ts";
import { below, relativePatterns } from "./inputs.ts";

export interface CopiedOutputs {
  /** Patterns, as the step in the copy gets them. */
  outputs: readonly string[];
  inputs: readonly string[];
  /** Top of the copy and working directory in it, absolute. */
  copy: string;
  cwd: string;
}

/**
 * Remove every file in the copy that `outputs` name and `inputs` do not. Files that only tell git about a directory stay
 * (`.gitkeep`, `.gitignore`): nobody's step makes them. Throws `E_CLEAN_COPY` for an output behind a link that leads out of it.
 */
export const removeOutputs = async ({ outputs, inputs, copy, cwd }: CopiedOutputs): Promise<void> => {
  const own = outputs.filter((pattern) => !isAbsolute(pattern));
  const declared = new Set(findFiles(inputs, { cwd }).files.map(({ path }) => path));
  const found = findFiles(own, { cwd }).files.filter(({ path }) => !declared.has(path) && !forGit.has(basename(path)));
  const top = realpathSync(copy);
  // A link goes before what is reached through it.
  const removed = [...found.filter(isLink), ...found.filter((file) => !isLink(file))].flatMap(({ path }) => {
    const target = join(cwd, path);
    if (!existsSync(dirname(target))) return [];
    const real = join(realpathSync(dirname(target)), basename(target));
    const inside = below(top, real);
    if (inside === null)
      throw new KprovError("E_CLEAN_COPY", `Cannot make "${path}" in a clean copy: a link on its way leads out of it`);
    rmSync(real, { force: true });
    return [inside];
  });
  if (removed.length > 0 && existsSync(join(copy, ".git"))) await expectAbsent(copy, removed);
};

/** Whether `patterns` name the path, which is relative to the top of the repository: the file, or a directory above it. */
export const outputsBelow = (patterns: readonly string[], { top, cwd }: { top: string; cwd: string }) => {
  const place = below(top, cwd) ?? ".";
  const prefix = place === "." ? "" : `${place}/`;
  const names = relativePatterns(patterns, cwd).map(
    (pattern) => prefix + pattern.replace(/^\.\//, "").replace(/\/$/, ""),
  );
  const matches = compileGlobs(names.filter(isGlob));
  return (path: string): boolean => matches(path) || names.some((name) => path === name || path.startsWith(`${name}/`));
};

// --- internal ---

const forGit: ReadonlySet<string> = new Set([".gitattributes", ".gitignore", ".gitkeep", ".keep"]);

const isLink = ({ link }: FoundFile): boolean => link !== null;

/**
 * A commit's file that we took away is no change of the step's or the user's. Git then looks at it again once it is there, for that
 * is what it does in a sparse checkout.
 */
const expectAbsent = async (copy: string, paths: readonly string[]): Promise<void> => {
  const tracked = new Set(splitNul(await git(["ls-files", "-z"], { cwd: copy })));
  const input = paths
    .filter((path) => tracked.has(path))
    .map((path) => `${path}\0`)
    .join("");
  await git(["config", "core.sparseCheckout", "true"], { cwd: copy });
  await git(["update-index", "--skip-worktree", "-z", "--stdin"], { cwd: copy, input });
};

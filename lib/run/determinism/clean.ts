/**
 * Whether the work tree is what a clean copy of it would be.
 *
 * @module
 */
import { existsSync, realpathSync } from "node:fs";
import { KprovError } from "../../errors.ts";
import { git, splitNul } from "../../git.ts";
import { compileGlobs, isGlob } from "../../glob.ts";
import { below, findInputs, relativePatterns } from "../copy/index.ts";
import { readGitFiles, readGitPlace } from "../git-state.ts";
import type { RunOptions } from "../options.ts";

export interface CleanPlace {
  /** Top of the work tree and working directory in it; absolute, without links. */
  top: string;
  cwd: string;
  commit: string;
  branch: string | null;
}

/**
 * Where the step would run, at which commit. Throws `E_NO_REPOSITORY`, `E_GIT`, and `E_CLEAN_COPY` when there is no commit yet, or
 * when tracked files were changed that the step does not declare: the copy would have their committed state.
 */
export const assertClean = async (options: RunOptions): Promise<CleanPlace> => {
  const cwd = realpathSync(options.cwd);
  const place = await readGitPlace(cwd);
  if (place.state === "no-repository")
    throw new KprovError(
      "E_NO_REPOSITORY",
      `"${options.cwd}" is not in a git repository, so there is no clean checkout of it`,
      {
        hint: "run git init and commit what the step needs",
      },
    );
  if (place.top === null)
    throw new KprovError("E_GIT", `Cannot ask git about "${options.cwd}": ${place.reason ?? place.state}`);
  const { top } = place;
  const outDir = existsSync(options.outDir) ? options.outDir : cwd;
  const status = await readGitFiles(cwd, outDir, place);
  if ("failed" in status) throw new KprovError("E_GIT", status.failed);
  const { commit, branch, changed } = status.files;
  if (commit === null)
    throw new KprovError("E_CLEAN_COPY", "There is no commit yet, so there is no clean checkout", {
      hint: "commit what the step needs",
    });
  const inputs = findInputs(relativePatterns(options.inputs, cwd), { top, cwd, outDir: options.outDir });
  const declared = new Set(inputs.map(({ path }) => path));
  const isOutput = outputsBelow(options.outputs, { top, cwd });
  const others = changed.map(({ path }) => path).filter((path) => !declared.has(path) && !isOutput(path));
  if (others.length > 0) throw notClean(others);
  await assertCommand(options, { top, cwd });
  return { top, cwd, commit, branch };
};

// --- internal ---

const notClean = (paths: readonly string[]): KprovError => {
  const shown = paths.slice(0, 20).map((path) => `\n  ${path}`);
  const more = paths.length > 20 ? `\n  and ${paths.length - 20} more` : "";
  return new KprovError(
    "E_CLEAN_COPY",
    `Cannot run in a clean copy: these tracked files were changed and are no declared inputs:${shown.join("")}${more}`,
    { hint: "commit them, or declare what the step reads with --input" },
  );
};

/** What the step makes itself may differ from the commit. */
const outputsBelow = (patterns: readonly string[], { top, cwd }: { top: string; cwd: string }) => {
  const place = below(top, cwd) ?? ".";
  const prefix = place === "." ? "" : `${place}/`;
  const relative = relativePatterns(patterns, cwd).map(
    (pattern) => prefix + pattern.replace(/^\.\//, "").replace(/\/$/, ""),
  );
  const matches = compileGlobs(relative.filter(isGlob));
  return (path: string): boolean =>
    matches(path) || relative.some((name) => path === name || path.startsWith(`${name}/`));
};

/** A program by a path in the work tree that git does not track would not be there: `.venv/bin/python` is the usual one. */
const assertCommand = async (
  { argv, inputs }: RunOptions,
  { top, cwd }: { top: string; cwd: string },
): Promise<void> => {
  const command = argv?.[0];
  if (command === undefined || !command.includes("/") || command.startsWith("/")) return;
  const tracked = await git(["ls-files", "-z", "--", `:(literal)${command}`], { cwd });
  if (splitNul(tracked).length > 0 || below(top, `${cwd}/${command}`) === null) return;
  if (
    relativePatterns(inputs, cwd).some(
      (pattern) => compileGlobs([pattern])(command) || command.startsWith(`${pattern}/`),
    )
  )
    return;
  throw new KprovError("E_CLEAN_COPY", `Cannot run "${command}" in a clean copy: git does not track it`, {
    hint: "call it by its absolute path, or activate its environment and call it by its name",
  });
};

/**
 * Whether the work tree is what a clean copy of it would be.
 *
 * @module
 */
import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { KprovError } from "../../errors.ts";
import { git, splitNul } from "../../git.ts";
import {
  below,
  findInputs,
  findWayBack,
  isFileAt,
  namedPaths,
  outputsBelow,
  relativePatterns,
  spellingOfTop,
  withoutEnvironment,
} from "../copy/index.ts";
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
 * when tracked files were changed that the step does not declare: the copy would have their committed state; and `E_USAGE` for an
 * absolute path into the work tree.
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
  assertNoWayBack(options, { top, cwd });
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
  await assertNamed(options, { top, cwd }, (path) => declared.has(path) || isOutput(path));
  return { top, cwd, commit, branch };
};

// --- internal ---

type Top = Pick<CleanPlace, "top" | "cwd">;

const notClean = (paths: readonly string[]): KprovError => {
  const shown = paths.slice(0, 20).map((path) => `\n  ${path}`);
  const more = paths.length > 20 ? `\n  and ${paths.length - 20} more` : "";
  return new KprovError(
    "E_CLEAN_COPY",
    `Cannot run in a clean copy: these tracked files were changed and are no declared inputs:${shown.join("")}${more}`,
    { hint: "commit them, or declare what the step reads with --input" },
  );
};

/** Nothing that the step is given may lead it back into the work tree, where it would read and write what is no copy. */
const assertNoWayBack = ({ argv, inputs, outputs, cwd: given }: RunOptions, { top, cwd }: Top): void => {
  const words = [...withoutEnvironment(argv ?? []), ...inputs, ...outputs];
  const word = findWayBack(words, [top, spellingOfTop(given, below(top, cwd) ?? ".")]);
  if (word === undefined) return;
  throw new KprovError(
    "E_USAGE",
    `Cannot run in a clean copy: "${word}" is an absolute path into the repository itself`,
    {
      hint: "use a path relative to the working directory: the copy lies elsewhere",
    },
  );
};

/** What the command line names and a copy would not have: a script that nobody added, `.venv/bin/python`. */
const assertNamed = async (
  { argv }: RunOptions,
  { top, cwd }: Top,
  isKnown: (path: string) => boolean,
): Promise<void> => {
  const named = namedPaths(argv ?? [], below(top, cwd) ?? ".").filter(
    (path) => !isKnown(path) && isFileAt(join(top, path)),
  );
  if (named.length === 0) return;
  const asked = ["ls-files", "-z", "--", ...named.map((path) => `:(top,literal)${path}`)];
  const tracked = new Set(splitNul(await git(asked, { cwd })));
  const [path] = named.filter((name) => !tracked.has(name));
  if (path === undefined) return;
  throw new KprovError("E_CLEAN_COPY", `Cannot use "${path}" in a clean copy: git does not track it`, {
    hint: "git add and commit it, or declare it with --input; activate an environment and call its programs by name",
  });
};

/**
 * A repository of its own beside the user's: objects are borrowed, nothing is written there.
 *
 * No `git worktree` and no `git clone`: the first leaves traces in the user's repository, the second asks for its protocol. No
 * hook runs.
 *
 * @module
 */
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { git as askGit, type GitOptions, splitNul } from "./git.ts";

export interface BorrowOptions {
  /** A directory in the user's repository, absolute. */
  repository: string;
  /** Where the new one is made, absolute; must not exist, or be empty. */
  dir: string;
}

/**
 * Make an empty repository that reads the other's objects, with its references and what decides how files are written: line
 * ends, and the programs of the user's own that filter contents. Throws as `git` does.
 */
export const borrowRepository = async ({ repository, dir }: BorrowOptions): Promise<void> => {
  const format = await answer(["rev-parse", "--show-object-format"], repository);
  const place = async (name: string): Promise<string> =>
    resolve(repository, await answer(["rev-parse", "--git-path", name], repository));
  const init = ["init", "--quiet", "--template=", `--object-format=${format}`, dir];
  await hooklessGit(["-c", "init.defaultRefFormat=files", ...init], { cwd: repository });
  const own = join(dir, ".git");
  for (const name of ["objects/info", "info"]) mkdirSync(join(own, name), { recursive: true });
  writeFileSync(join(own, "objects/info/alternates"), `${quotedPath(await place("objects"))}\n`);
  for (const name of ["shallow", "info/attributes", "info/exclude"]) {
    const from = await place(name);
    if (existsSync(from)) copyFileSync(from, join(own, name));
  }
  const settings = await hooklessGit(["config", "--local", "--null", "--get-regexp", copiedSettings], {
    cwd: repository,
    accept: [0, 1],
  });
  writeFileSync(join(own, "config"), formatGitConfig(splitNul(settings)), { flag: "a" });
  const refs = await hooklessGit(
    ["for-each-ref", "--format=%(objectname) %(refname)", "refs/heads", "refs/remotes", "refs/tags"],
    { cwd: repository },
  );
  writeFileSync(join(own, "packed-refs"), refs);
};

/** `git` without hooks: a person's own configuration may name some for every repository. */
export const hooklessGit = (args: readonly string[], options: GitOptions): Promise<Buffer> =>
  askGit(["-c", "core.hooksPath=/dev/null", ...args], options);

/** Variables that point git at one repository, which a hook's environment has (githooks(5)), and where a shell came from. */
export const leadingBack: ReadonlySet<string> = new Set([
  "OLDPWD",
  "GIT_DIR",
  "GIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_PREFIX",
  "GIT_COMMON_DIR",
  "GIT_OBJECT_DIRECTORY",
  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
]);

// --- internal ---

const answer = async (args: readonly string[], cwd: string): Promise<string> =>
  (await hooklessGit(args, { cwd })).toString("utf8").replace(/\n$/, "");

/** How files are written, and which programs of the user's own rewrite them. */
const copiedSettings =
  "^(core\\.(autocrlf|eol|safecrlf|filemode|symlinks|ignorecase|precomposeunicode|attributesfile)|filter\\..*)$";

/** gitrepository-layout(5): one path per line; quoted as C does where it could be misread. */
const quotedPath = (path: string): string => (/^["#]|\n/.test(path) ? JSON.stringify(path) : path);

/** As a configuration file has them (git-config(1), "Syntax"): `section.subsection.key\nvalue`, each. A key without a value is true. */
const formatGitConfig = (entries: readonly string[]): string =>
  entries
    .map((entry) => {
      const end = entry.indexOf("\n");
      const name = end === -1 ? entry : entry.slice(0, end);
      const value = end === -1 ? "true" : entry.slice(end + 1);
      const [first, last] = [name.indexOf("."), name.lastIndexOf(".")];
      const subsection = first === last ? "" : ` ${quoted(name.slice(first + 1, last))}`;
      return `[${name.slice(0, first)}${subsection}]\n\t${name.slice(last + 1)} = ${quotedValue(value)}\n`;
    })
    .join("");

const quoted = (text: string): string => `"${text.replace(/["\\]/g, "\\$&")}"`;

const quotedValue = (text: string): string => quoted(text).replaceAll("\n", "\\n").replaceAll("\t", "\\t");

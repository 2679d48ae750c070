/**
 * The configuration and the lists that it names, as the index has them: what a commit would be judged by elsewhere.
 *
 * @module
 */
import { existsSync, mkdirSync, realpathSync, symlinkSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { type LoadedConfig, type LoadOptions, loadConfig } from "../../config/index.ts";
import { KprovError } from "../../errors.ts";
import { git } from "../../git.ts";
import { shellQuote } from "../../text.ts";
import { withScratch } from "../../undo.ts";
import { readSmallBlobs } from "../surface/objects.ts";
import type { Snapshot, Tracked } from "../surface/snapshot.ts";
import { bytesOfBlob } from "../surface/witness.ts";
import { writeOut } from "../surface/write-out.ts";
import { indexInfo } from "./checkout.ts";
import { configsAbove, placeOf } from "./configs-above.ts";
import { hasImports } from "./imports.ts";
import { namedFiles } from "./named-files.ts";

export interface StagedPolicy {
  /** Of the index; its paths are those in the work tree. */
  loaded: LoadedConfig;
  /** Where the lists are read that the configuration names. */
  policyRoot: string;
}

/**
 * Read the policy of the index into `dir`, which is empty. A configuration outside of the repository is read where it lies.
 *
 * Throws `E_STAGED` when the configuration that would be used without `--staged` is not in the index as a file, what
 * `loadConfig` throws, and as `git` does.
 */
export const loadStagedPolicy = async (
  snapshot: Snapshot,
  options: LoadOptions,
  dir: string,
): Promise<StagedPolicy> => {
  const { root } = snapshot;
  const tracked = await snapshot.tracked();
  const named = options.file === undefined ? undefined : fromTop(root, resolve(options.cwd, options.file));
  const isElsewhere = options.file !== undefined && named === undefined;
  const candidates = isElsewhere ? [] : candidatesOf(tracked, { root, cwd: options.cwd, named });
  if (!isElsewhere && candidates.length === 0) await assertNone(options, named);
  await writeFiles(candidates, { tracked, cwd: root, dir });
  const loaded = isElsewhere
    ? await loadConfig(options)
    : await loadFrom(dir, { snapshot, tracked, options, candidates, named });
  const place = fromTop(root, loaded.root);
  if (place === undefined) return { loaded, policyRoot: loaded.root };
  // Some are there already: the configuration itself, and what code could have imported.
  const files = namedFiles(loaded.config, { place, paths: tracked.paths }).filter(
    (path) => !existsSync(join(dir, path)),
  );
  await writeFiles(files, { tracked, cwd: root, dir });
  mkdirSync(join(dir, place), { recursive: true });
  return { loaded, policyRoot: join(dir, place) };
};

// --- internal ---

/** POSIX, from the top; links above the last element are resolved, because git knows the file by its real place. */
const fromTop = (root: string, path: string): string | undefined => {
  const place = existsSync(dirname(path)) ? join(realpathSync(dirname(path)), basename(path)) : path;
  const found = relative(root, place).split(sep).join("/");
  return found.split("/")[0] === ".." ? undefined : found;
};

interface Place {
  root: string;
  cwd: string;
  /** The file of `--config`, from the top. */
  named: string | undefined;
}

/** What the search for a configuration would look at, in `cwd` and above it. */
const candidatesOf = (tracked: Tracked, { named, ...place }: Place): string[] => {
  if (named === undefined) return configsAbove(tracked, place);
  return tracked.indexOf(named) === undefined ? [] : [named];
};

/** The index has no configuration: then there must be none that somebody counts on. */
const assertNone = async (options: LoadOptions, named: string | undefined): Promise<void> => {
  const { path } = named === undefined ? await loadConfig(options) : { path: named };
  if (path === null) return;
  const name = basename(path);
  throw new KprovError(
    "E_STAGED",
    `Cannot judge what is staged: "${name}" is not staged, and a commit would be without it`,
    {
      hint: `git add ${named ?? name}`,
    },
  );
};

interface Target {
  tracked: Tracked;
  cwd: string;
  dir: string;
}

/** Of what any reader accepts as a configuration or a list. */
const maxBytes = 2 ** 20;

/** What is larger is left out: whoever needs it says that it is not there. */
const writeFiles = async (paths: readonly string[], { tracked, cwd, dir }: Target): Promise<void> => {
  const files = paths.flatMap((path) => {
    const [blob, ...others] = tracked.at(tracked.indexOf(path) ?? -1).blobs;
    return blob === undefined || others.length > 0
      ? []
      : [{ path, blob, lying: bytesOfBlob(join(cwd, path), blob, maxBytes) }];
  });
  const asked = files.filter(({ lying }) => lying === undefined).map(({ blob }) => blob);
  const contents = await readSmallBlobs(asked, { cwd, maxBytes });
  const known = files.flatMap(({ path, blob, lying = contents.get(blob) }) =>
    lying === undefined ? [] : [{ path: Buffer.from(path).toString("latin1"), bytes: lying }],
  );
  writeOut(dir, known);
};

interface Loading {
  snapshot: Snapshot;
  tracked: Tracked;
  options: LoadOptions;
  candidates: readonly string[];
  named: string | undefined;
}

const loadFrom = async (
  dir: string,
  { snapshot, tracked, options, candidates, named }: Loading,
): Promise<LoadedConfig> => {
  const { root } = snapshot;
  const missing = candidates.find((path) => !existsSync(join(dir, path)));
  if (missing !== undefined) throw noFile(missing, tracked);
  if (candidates.some((path) => hasImports(join(dir, path)))) await writeModules(dir, { snapshot, tracked });
  const cwd = join(dir, placeOf(root, options.cwd));
  mkdirSync(cwd, { recursive: true });
  mkdirSync(join(dir, ".git")); // The search for a configuration ends where a repository does.
  const file = named === undefined ? {} : { file: join(dir, named) };
  const loaded = await loadConfig({ ...options, cwd, ...file });
  const inWorkTree = (path: string) => join(root, relative(dir, path));
  return { ...loaded, root: inWorkTree(loaded.root), path: loaded.path === null ? null : inWorkTree(loaded.path) };
};

const noFile = (path: string, { indexOf, at }: Tracked): KprovError => {
  const { kind, blobs } = at(indexOf(path) ?? -1);
  const [why, hint] =
    blobs.length > 1
      ? ["is in a merge conflict", `resolve it, and git add -- ${shellQuote(path)}`]
      : kind === "link"
        ? ["is a symbolic link", "put the file itself in its place"]
        : ["is no file that can be read", `git ls-files --stage -- ${shellQuote(path)}`];
  return new KprovError("E_STAGED", `Cannot judge what is staged: "${path}" ${why}`, { hint });
};

/** Everything that code of the configuration may import: the index's own modules, and the packages that are installed. */
const writeModules = async (
  dir: string,
  { snapshot, tracked }: Pick<Loading, "snapshot" | "tracked">,
): Promise<void> => {
  const { root, gitDir } = snapshot;
  const modules = tracked.paths.filter((path) => /\.(?:[mc]?[jt]s|json)$/.test(path) && !existsSync(join(dir, path)));
  const asked = ["--git-dir", gitDir, "--work-tree", dir, "-c", "core.hooksPath=/dev/null"];
  const { bytes } = await snapshot.listing();
  await withScratch("kprov-modules-", async (own) => {
    // An index of our own: bits of the user's, such as a sparse checkout's, leave files out.
    const env = { GIT_INDEX_FILE: join(own, "index"), GIT_LFS_SKIP_SMUDGE: "1" };
    await git([...asked, "-c", "core.sparseCheckout=false", "update-index", "-z", "--index-info"], {
      ...{ cwd: dir, env },
      input: indexInfo(bytes),
    });
    await git([...asked, "-c", "core.sparseCheckout=false", "checkout-index", "--force", "-z", "--stdin"], {
      ...{ cwd: dir, env },
      input: modules.map((path) => `${path}\0`).join(""),
    });
  });
  const [installed, packages] = [join(root, "node_modules"), join(dir, "node_modules")];
  // A link to nowhere would be in the way of a list that is written there later.
  if (existsSync(installed) && !existsSync(packages)) symlinkSync(installed, packages);
};

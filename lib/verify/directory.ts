/**
 * A directory of bundles: each judged, and their chain.
 *
 * @module
 */
import { type Dirent, readdirSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { errnoOf, exits, KprovError } from "../errors.ts";
import { compareBytes, type Finding } from "../report.ts";
import { assertPath, isBundle, judgeBundle } from "./bundle.ts";
import { type ChainEntry, judgeChain } from "./chain.ts";
import { undecided } from "./finding.ts";
import { type BundleVerdict, settleSet, type VerificationSet, type VerifyOptions } from "./verdict.ts";

/**
 * Judge every visible directory in `dir` as a bundle, one after the other, and the chain that they form.
 *
 * Hidden directories of runs that crashed or are under way are named and are no failure. Throws `E_NOTHING`
 * when there is no bundle, `E_IO` when the directory can't be read, `E_USAGE` when `dir` is empty.
 */
export const verifyDirectory = async (dir: string, options: VerifyOptions): Promise<VerificationSet> => {
  assertPath(dir);
  const absolute = resolve(options.cwd ?? process.cwd(), dir);
  const entries = readEntries(absolute, dir);
  const names = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith(".")).map(({ name }) => name);
  const leftovers = entries
    .filter((entry) => entry.isDirectory() && entry.name.startsWith(leftoverPrefix))
    .map(({ name }) => name);
  if (names.length === 0) {
    const hint =
      leftovers.length === 0
        ? "name a bundle, or a directory that holds bundles"
        : "kprovengine clean removes what crashed runs left";
    throw new KprovError("E_NOTHING", `There is no bundle in "${dir}"`, { hint });
  }
  const bundles: BundleVerdict[] = [];
  const chain: ChainEntry[] = [];
  for (const name of names) {
    const { verdict, previous } = await judgeBundle(join(dir, name), options);
    bundles.push(verdict);
    chain.push({ name, runId: verdict.runId, bundleDigest: verdict.bundleDigest, previous });
  }
  const others = entries.filter((entry) => !entry.isDirectory() && !entry.name.startsWith("."));
  return settleSet({
    bundles,
    chain: [
      ...judgeChain(chain),
      ...others.filter((entry) => entry.isSymbolicLink()).flatMap(({ name }) => judgeLink(absolute, name, names)),
    ],
    leftovers,
    ignored: others.map(({ name }) => name),
  });
};

/**
 * Judge whatever `paths` name: bundles and directories of bundles. One bundle gives its own verdict, anything
 * else a set. A directory holds bundles when it has subdirectories and none of a bundle's own documents. Throws
 * `E_USAGE` when a path is empty, as an unset variable of a script makes it.
 */
export const verifyPaths = async (
  paths: readonly string[],
  options: VerifyOptions,
): Promise<BundleVerdict | VerificationSet> => {
  const [first, ...others] = paths;
  if (first === undefined) throw new KprovError("E_NOTHING", "There is nothing to verify: no path was given");
  for (const path of paths) assertPath(path);
  if (others.length === 0)
    return isDirectoryOfBundles(first, options) ? verifyDirectory(first, options) : judgePath(first, options);
  const set: Omit<VerificationSet, "schema" | "verdict"> = { bundles: [], chain: [], leftovers: [], ignored: [] };
  for (const path of paths) {
    if (isDirectoryOfBundles(path, options)) addSet(set, path, await verifyDirectory(path, options).catch(asDoubt));
    else addJudged(set, path, await judgePath(path, options).catch(asDoubt));
  }
  return settleSet(set);
};

/** True for a plain file that is no archive: what others signed, to be judged by `verifySignedFile`. */
export const isSignedFile = async (path: string, cwd: string): Promise<boolean> =>
  isPlainFile(path, cwd) && !(await import("./archive.ts")).isArchive(path, cwd);

// --- internal ---

/** How `run` begins the name of a directory in which a bundle grows. */
const leftoverPrefix = ".kprov-run-";

/** Whatever is no directory of bundles: a bundle, or a tar with one in it. */
const judgePath = async (path: string, options: VerifyOptions): Promise<BundleVerdict> => {
  if (isPlainFile(path, options.cwd ?? process.cwd())) {
    const { isArchive, judgeArchive } = await import("./archive.ts");
    if (isArchive(path, options.cwd)) return judgeArchive(path, options);
  }
  return (await judgeBundle(path, options)).verdict;
};

/** Directories are asked first: what reads archives is not loaded for them. */
const isPlainFile = (path: string, cwd: string): boolean => {
  try {
    return statSync(resolve(cwd, path)).isFile();
  } catch {
    return false; // Missing or unreadable: judging it as a bundle says so.
  }
};

const addJudged = (
  set: Omit<VerificationSet, "schema" | "verdict">,
  path: string,
  judged: BundleVerdict | VerificationSet,
): void => {
  if (judged.schema === "kprov.verification/v1") set.bundles.push(judged);
  else addSet(set, path, judged);
};

const readEntries = (absolute: string, shown: string): Dirent[] => {
  try {
    return readdirSync(absolute, { withFileTypes: true }).sort((a, b) => compareBytes(a.name, b.name));
  } catch (cause) {
    throw new KprovError("E_IO", `Cannot read the directory "${shown}": ${errnoOf(cause) ?? String(cause)}`, { cause });
  }
};

/** A link such as `latest` to a bundle that is judged anyway hides nothing; any other may. */
const judgeLink = (dir: string, name: string, judged: readonly string[]): Finding[] => {
  try {
    const target = realpathSync(join(dir, name));
    if (!statSync(target).isDirectory()) return [];
    if (dirname(target) === realpathSync(dir) && judged.includes(basename(target))) return [];
    return [undecided("ENTRY_UNJUDGED", name, "It is a symbolic link that leads out of the directory")];
  } catch {
    return [undecided("ENTRY_UNJUDGED", name, "It is a symbolic link that leads nowhere")];
  }
};

const isDirectoryOfBundles = (path: string, options: VerifyOptions): boolean => {
  try {
    const entries = readdirSync(resolve(options.cwd ?? process.cwd(), path), { withFileTypes: true });
    return !isBundle(entries.map(({ name }) => name)) && entries.some((entry) => entry.isDirectory());
  } catch {
    return false; // Missing or unreadable: judging it as a bundle says so.
  }
};

const asDoubt = (error: unknown): VerificationSet => {
  if (!(error instanceof KprovError) || error.exit === exits.usage) throw error;
  return settleSet({
    bundles: [],
    chain: [undecided("NOTHING_EXAMINED", undefined, error.message)],
    leftovers: [],
    ignored: [],
  });
};

/** Names in a set of several directories carry the directory that they lie in. */
const addSet = (set: Omit<VerificationSet, "schema" | "verdict">, path: string, added: VerificationSet): void => {
  const below = (name: string): string => join(path, name);
  set.bundles.push(...added.bundles);
  set.chain.push(
    ...added.chain.map((finding) => ({ ...finding, path: finding.path === undefined ? path : below(finding.path) })),
  );
  set.leftovers.push(...added.leftovers.map(below));
  set.ignored.push(...added.ignored.map(below));
};

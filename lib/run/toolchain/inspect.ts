/**
 * Digest and version of an executable that was found.
 *
 * @module
 */
import { existsSync, readFileSync, realpathSync, type Stats, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { hashFile, identityOf, isSameIdentity, sha256 } from "../../digest.ts";
import { errnoOf, KprovError } from "../../errors.ts";
import type { ToolCache } from "./cache.ts";
import { askVersion, versionQuestion } from "./versions.ts";

export interface Inspected {
  sha256: string;
  version: string | null;
  /** The digest is of the bytes without the path of the script's own environment. */
  placeless: boolean;
  fromCache: boolean;
}

export interface InspectOptions {
  cache: ToolCache;
  env: NodeJS.ProcessEnv;
  /** Milliseconds for the question after the version. */
  timeout: number;
}

/**
 * Digest the executable at `path`, known as `name`, and ask for its version unless `version` is given.
 *
 * Throws `E_IO` when it can't be read or changes meanwhile: a step whose program can't be named has no toolchain.
 */
export const inspectExecutable = async (
  { name, path, version: given }: { name: string; path: string; version?: string | undefined },
  { cache, env, timeout }: InspectOptions,
): Promise<Inspected> => {
  const stats = statOf(name, path);
  const known = cache.recall(path, stats);
  const question = given === undefined && known?.version === undefined ? versionQuestion(name, path) : null;
  const [digest, asked] = await Promise.all([
    known === undefined ? digestOf(name, path, stats) : { ...known, placeless: false },
    question === null ? null : askVersion(path, question, env, timeout),
  ]);
  const lasting = question?.isAlone === true && asked !== null ? { version: asked } : {};
  const isNews = known === undefined || "version" in lasting;
  if (isNews && !digest.placeless) cache.remember(path, stats, { sha256: digest.sha256, ...lasting });
  const version = given ?? known?.version ?? asked;
  return { sha256: digest.sha256, version, placeless: digest.placeless, fromCache: known !== undefined };
};

// --- internal ---

const statOf = (name: string, path: string): Stats => {
  try {
    return statSync(path);
  } catch (cause) {
    throw unreadable(name, errnoOf(cause), cause);
  }
};

const digestOf = async (name: string, path: string, stats: Stats): Promise<{ sha256: string; placeless: boolean }> => {
  const own = stats.size <= largestScript ? digestOfOwnScript(name, path) : null;
  if (own !== null) return { sha256: own, placeless: true };
  const digest = await hashFile(path);
  if ("failed" in digest) throw unreadable(name, digest.failed);
  if (!isSameIdentity(digest.identity, identityOf(stats))) throw unreadable(name, "changed");
  return { sha256: digest.sha256, placeless: false };
};

const largestScript = 64 * 1024;

/**
 * Installers write a script's own environment into it, so that equal scripts differ from place to place: a
 * virtual environment's console scripts, a version manager's shims. Null for any other file.
 */
const digestOfOwnScript = (name: string, path: string): string | null => {
  const prefixes = [path, realpathOf(path)].map((place) => dirname(dirname(place)));
  const isOwn = prefixes.some(
    (prefix, at) =>
      ["pyvenv.cfg", "conda-meta"].some((mark) => existsSync(join(prefix, mark))) ||
      (at === 0 && basename(dirname(path)) === "shims"),
  );
  if (!isOwn) return null;
  let text: string;
  try {
    text = readFileSync(path, "latin1");
  } catch (cause) {
    throw unreadable(name, errnoOf(cause), cause);
  }
  if (!text.startsWith("#!")) return null;
  // A prefix ends at a slash or a quote: "/a/env" must not be found in "/a/env2".
  const written = [...new Set(prefixes)].map((prefix) => Buffer.from(prefix, "utf8").toString("latin1"));
  const placeless = written.reduce((rest, prefix) => rest.split(`${prefix}/`).join("./"), text);
  return placeless === text ? null : sha256(Buffer.from(placeless, "latin1"));
};

const realpathOf = (path: string): string => {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
};

const unreadable = (name: string, why = "it vanished", cause?: unknown): KprovError => {
  const reason = why === "changed" ? "it changed while it was read" : why;
  const hint = "the toolchain names programs by digest, so the program must be readable, not only executable";
  return new KprovError("E_IO", `Cannot digest the program "${name}": ${reason}`, { cause, hint });
};

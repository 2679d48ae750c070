/**
 * What a person asks about: a file, a bundle, a run, or a digest, as one word.
 *
 * @module
 */
import { type Stats, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { hashFile } from "../../digest.ts";
import { errnoOf, KprovError } from "../../errors.ts";
import type { CatalogReader } from "../port.ts";
import { contentAt, contentsLike, findRun, runNumber } from "../registry.ts";

/** `digest` in 64 hexadecimal digits; of a run, its bundle's. */
export type Subject =
  | { kind: "run"; digest: string }
  /** `said`: which run gives the path this content; null for a file that lies here, and for a digest. */
  | { kind: "content"; digest: string; name: string | null; said: string | null };

/**
 * In this order: a file, whose content is hashed; the directory of a bundle; a run id, or a digest of a bundle, or the beginning of
 * one; the digest of a content, or the beginning of one; a path as the newest run with it has it, whole or after a slash.
 * `sha256:` before it says that it is a digest. All 64 digits need not be known to the catalog.
 *
 * Throws `E_NO_SUCH_RUN`, `E_AMBIGUOUS_RUN`, and `E_IO` for a file that can't be read.
 */
export const subjectOf = async (reader: CatalogReader, word: string, cwd: string): Promise<Subject> => {
  const ofPath = word.startsWith("sha256:") ? undefined : await subjectAt(word, cwd);
  if (ofPath !== undefined) return ofPath;
  const hex = word.replace(/^sha256:/, "").toLowerCase();
  const isHex = /^[0-9a-f]{4,64}$/.test(hex);
  if (isHex && hex.length === 64) return subjectOfDigest(reader, hex);
  const run = attempt(() => findRun(reader, word));
  if (!("missing" in run)) return { kind: "run", digest: run.bundleDigest };
  const [found, ...others] = isHex ? contentsLike(reader, hex, mostCandidates + 1) : [];
  if (found !== undefined && others.length > 0) throw ambiguous(word, [found, ...others]);
  if (found !== undefined) return { kind: "content", digest: found, name: null, said: null };
  const recorded = word.startsWith("sha256:") ? undefined : subjectOfPath(reader, word);
  if (recorded !== undefined) return recorded;
  throw run.missing;
};

// --- internal ---

const mostCandidates = 8;

const attempt = <T>(find: () => T): T | { missing: KprovError } => {
  try {
    return find();
  } catch (error) {
    if (error instanceof KprovError && error.code === "E_NO_SUCH_RUN") return { missing: error };
    throw error;
  }
};

const subjectOfPath = (reader: CatalogReader, word: string): Subject | undefined => {
  const path = word.replace(/^(?:\.\/)+/, "");
  const found = path === "" ? undefined : contentAt(reader, path);
  if (found === undefined) return undefined;
  const did = found.role === "output" ? "made" : "read";
  const said = `no "${word}" lies here: this is what the newest run with it, ${found.step} ${found.runId}, ${did} as "${found.path}"`;
  return { kind: "content", digest: found.digest, name: found.path, said };
};

const subjectAt = async (word: string, cwd: string): Promise<Subject | undefined> => {
  const path = resolve(cwd, word);
  const stats = word === "" ? undefined : statsOf(path, word);
  if (stats === undefined) return undefined;
  if (!stats.isDirectory()) return { kind: "content", digest: await digestOf(path, word), name: word, said: null };
  const manifest = join(path, "manifest.json");
  if (statSync(manifest, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
  return { kind: "run", digest: await digestOf(manifest, word) };
};

/** What can be no path, is none. */
const statsOf = (path: string, word: string): Stats | undefined => {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (cause) {
    const code = errnoOf(cause) ?? "";
    if (["ENOTDIR", "ENAMETOOLONG", "ERR_INVALID_ARG_VALUE"].includes(code)) return undefined;
    throw new KprovError("E_IO", `Cannot read "${word}": ${code}`, { cause });
  }
};

const digestOf = async (path: string, word: string): Promise<string> => {
  const hashed = await hashFile(path);
  if ("sha256" in hashed) return hashed.sha256;
  throw new KprovError("E_IO", `Cannot read "${word}": ${hashed.failed}`);
};

const subjectOfDigest = (reader: CatalogReader, digest: string): Subject =>
  runNumber(reader, digest) === undefined
    ? { kind: "content", digest, name: null, said: null }
    : { kind: "run", digest };

const ambiguous = (word: string, found: readonly string[]): KprovError => {
  const more = found.length > mostCandidates ? ["… and more"] : [];
  const lines = found.slice(0, mostCandidates).map((digest) => `sha256:${digest}`);
  return new KprovError("E_AMBIGUOUS_RUN", `Several contents begin with "${word}"`, {
    hint: ["write more of one of them:", ...lines, ...more].join("\n"),
  });
};

/**
 * Bundles that are named by a run id or a digest instead of by their paths.
 *
 * The catalog only says where to look: whoever asks reads and judges the bundle itself.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { hashFile } from "../digest.ts";
import { KprovError } from "../errors.ts";
import { readSmallFile } from "../files.ts";
import { parseJson } from "../json.ts";
import { defaultCatalog, findCatalog } from "./place.ts";
import { findRun, openReader, sourceOfStep } from "./registry.ts";

/**
 * The path of the bundle that `word` names, from `cwd`: itself where something lies there, or where there is no catalog, or none of
 * its runs is called so; else where the run's bundle lies.
 *
 * Throws `E_AMBIGUOUS_RUN`; `E_NO_SUCH_RUN` when the bundle is at none of the places that the catalog knows, or says itself that it
 * is not called so: a catalog may come from anywhere, and a review must not go to another run than was named; `E_CATALOG_*`.
 */
export const bundlePathOf = async (word: string, cwd: string): Promise<string> => {
  if (word === "" || existsSync(resolve(cwd, word)) || !/^[\w.:-]+$/.test(word)) return word;
  return withCatalog(cwd, word, async (reader) => {
    const run = runOf(reader, word);
    if (run === undefined) return word;
    const places = reader
      .all<{ path: string }>("SELECT path FROM locations WHERE bundle_digest = ? ORDER BY path", run.bundleDigest)
      .map(({ path }) => path);
    for (const path of places) {
      const manifest = await hashFile(join(path, "manifest.json"));
      // Another bundle may lie there by now.
      if (!("sha256" in manifest) || manifest.sha256 !== run.bundleDigest) continue;
      if (isCalled(word, path, run.bundleDigest)) return relative(cwd, path) || ".";
      throw new KprovError(
        "E_NO_SUCH_RUN",
        `The bundle that the catalog knows as "${word}" says that it is another run`,
        {
          hint: `it is at ${path}; kprovengine index --rebuild makes the catalog anew from the bundles`,
        },
      );
    }
    throw new KprovError("E_NO_SUCH_RUN", `The bundle of "${run.runId}" is no longer where the catalog knows it`, {
      hint: `it was at ${places[0] ?? "no place"}; kprovengine index brings the catalog up to date`,
    });
  });
};

/** The directory of bundles with the newest run of a step; undefined without a catalog, or when it knows none that is there. */
export const runsOfStep = (step: string, cwd: string): Promise<string | undefined> =>
  withCatalog(cwd, undefined, async (reader) => {
    const source = sourceOfStep(reader, step);
    return source !== undefined && existsSync(source) ? source : undefined;
  });

// --- internal ---

type Reader = Awaited<ReturnType<typeof openReader>>;

/** Whether the bundle itself bears the name: `digest` was computed from it. A review compares the summary with the rest. */
const isCalled = (word: string, path: string, digest: string): boolean => {
  const hex = word.replace(/^sha256:/i, "").toLowerCase();
  if (digest.startsWith(hex)) return true;
  const { runId, stableDigest } = summaryOf(path);
  if (typeof stableDigest === "string" && stableDigest.startsWith(hex)) return true;
  return typeof runId === "string" && (runId.startsWith(word) || runId.endsWith(`-${word}`));
};

const summaryOf = (path: string): Record<string, unknown> => {
  const name = join(path, "run_summary.json");
  try {
    return parseJson(readSmallFile(name, summaryBytes), { name }) as Record<string, unknown>;
  } catch {
    // Whoever judges the bundle says what is wrong; without a summary it has no name.
    return {};
  }
};

const summaryBytes = 64 * 2 ** 20;

/** Without a catalog the answer is `without`. */
const withCatalog = async <T>(cwd: string, without: T, use: (reader: Reader) => Promise<T>): Promise<T> => {
  const file = await placeOf(cwd);
  if (!existsSync(file)) return without;
  const reader = await openReader(file);
  try {
    return await use(reader);
  } finally {
    reader.close();
  }
};

/** Only a configuration that is no code is read: nobody asked for one to be run. */
const placeOf = async (cwd: string): Promise<string> => {
  try {
    return await findCatalog({ cwd, "code-config": false });
  } catch (error) {
    if (!(error instanceof KprovError)) throw error;
    return resolve(cwd, defaultCatalog);
  }
};

const runOf = (reader: Reader, word: string): ReturnType<typeof findRun> | undefined => {
  try {
    return findRun(reader, word);
  } catch (error) {
    if (error instanceof KprovError && error.code === "E_NO_SUCH_RUN") return undefined;
    throw error;
  }
};

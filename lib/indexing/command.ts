/**
 * From what `index` is asked to what it does.
 *
 * @module
 */
import { availableParallelism } from "node:os";
import { type CatalogWriter, hasStaleWords, logicalDigest, openWriter, rebuildCatalog } from "../catalog/index.ts";
import { systemClock } from "../clock.ts";
import { KprovError } from "../errors.ts";
import { compareBytes } from "../report.ts";
import { findTrustFile, type LoadedTrust } from "../verify/index.ts";
import { checkCatalog } from "./check.ts";
import { directorySource, directorySources } from "./directory-source.ts";
import { type Known, knownSources, readKnown, withReader } from "./known.ts";
import { hintOf, type LeftAlone } from "./listed.ts";
import { type CheckReport, type IndexReport, verdictOfUpdates } from "./report.ts";
import { assertTrustKept, type Setup, setupTrust } from "./setup.ts";
import type { IndexSource } from "./source.ts";
import { type UpdateOptions, updateCatalog } from "./update.ts";

export interface IndexOptions {
  cwd: string;
  /** Absolute. */
  catalog: string;
  /** Directories that are read when none is named and the catalog knows none; relative to `root`. */
  fallback: { root: string; path: string };
  /** `--trust`; undefined: the user's own, where there is one. Null: nobody is believed. */
  trust?: string | null | undefined;
  searchable: readonly string[];
  secrets: readonly string[];
  secretFiles: Setup["secretFiles"];
  /** Milliseconds since the epoch. Default: the system's clock. */
  now?: (() => number) | undefined;
  /** Threads beside this one. Default: one for each further core, at most three: all that they find is stored by this one. */
  helpers?: number | undefined;
  onProgress?: UpdateOptions["onProgress"];
}

/**
 * Bring the catalog up to what `paths` hold, or its own sources when none is named; one of its own that is gone is left as it
 * was, and said. Throws `E_IO` and `E_NOTHING` for sources,
 * `E_TRUST`, `E_SECRET_FILE`, and `E_CATALOG_*`.
 */
export const indexBundles = async (
  paths: readonly string[],
  options: IndexOptions & { rebuild: boolean },
): Promise<IndexReport> => {
  const known = await readKnown(options.catalog);
  // Nobody else knows what was in it.
  if (options.rebuild && known.isUnreadable && paths.length === 0)
    throw new KprovError("E_USAGE", `The catalog "${options.catalog}" can't say what it was made from`, {
      hint: "name all directories of bundles: kprovengine index --rebuild DIR…",
    });
  // One that is made anew takes in all that is named, or says why it can't.
  const prepared = await prepare(paths, options, { known, mayLeave: !options.rebuild });
  const update = (writer: CatalogWriter): ReturnType<typeof updateCatalog> =>
    updateCatalog(writer, prepared.sources, prepared.options);
  if (options.rebuild) assertTrustKept(known.circumstances, prepared.options);
  const { sources, leftAlone, isJudgedAnew } = options.rebuild
    ? await rebuildCatalog(options.catalog, update)
    : await withWriter(options.catalog, update);
  const said = await withReader(options.catalog, (reader) => ({
    logicalDigest: logicalDigest(reader),
    hasStaleWords: hasStaleWords(reader),
  }));
  const allLeft = [...prepared.leftAlone, ...leftAlone].sort((a, b) => compareBytes(a.source, b.source));
  return {
    schema: "kprov.index/v1",
    verdict: verdictOfUpdates({ sources, leftAlone: allLeft }),
    catalog: options.catalog,
    ...said,
    trust: shownTrust(prepared.options.trust),
    isJudgedAnew,
    sources,
    leftAlone: allLeft,
    forgotten: options.rebuild ? known.sources.filter((path) => !sources.some(({ source }) => source === path)) : [],
  };
};

/** Compare the catalog with the bundles; writes nothing. Throws as {@link indexBundles} does. */
export const checkIndex = async (paths: readonly string[], options: IndexOptions): Promise<CheckReport> => {
  const prepared = await prepare(paths, options, { known: await readKnown(options.catalog), mayLeave: false });
  return withReader(options.catalog, async (reader) => {
    const { compared, differences } = await reader.snapshot(() =>
      checkCatalog(reader, prepared.sources, prepared.options),
    );
    return {
      schema: "kprov.index-check/v1",
      verdict: differences.length === 0 ? "proved" : "violated",
      catalog: options.catalog,
      logicalDigest: logicalDigest(reader),
      trust: shownTrust(prepared.options.trust),
      compared,
      differences,
    };
  });
};

// --- internal ---

interface Prepared {
  sources: IndexSource[];
  leftAlone: LeftAlone[];
  options: UpdateOptions;
}

const prepare = async (
  paths: readonly string[],
  options: IndexOptions,
  { known, mayLeave }: { known: Known; mayLeave: boolean },
): Promise<Prepared> => {
  const {
    cwd,
    now = systemClock.now,
    searchable,
    secrets,
    secretFiles,
    helpers = furtherCores(),
    onProgress,
  } = options;
  const isOwn = paths.length === 0 && known.sources.length > 0;
  const asked = paths.length > 0 ? paths : isOwn ? known.sources : [await fallbackOf(options)];
  const { sources, leftAlone } =
    isOwn && mayLeave
      ? knownSources(known.sources, now)
      : { sources: directorySources(asked, { cwd, now }), leftAlone: [] };
  const trust = options.trust === null ? null : await findTrustFile(options.trust, { judged: asked, cwd });
  return {
    sources,
    leftAlone,
    options: {
      setup: { trust: setupTrust(trust), cwd, now: now(), searchable, secrets, secretFiles },
      trust,
      isPlain: paths.length === 0,
      sourceAt: (path) => onlySource(path, now),
      helpers,
      mayForgetTrust: options.trust === null,
      onProgress,
    },
  };
};

const furtherCores = (): number => Math.min(availableParallelism() - 1, 3);

/** What runs are recorded into. */
const fallbackOf = async ({ fallback: { root, path } }: IndexOptions): Promise<string> => {
  const { resolve } = await import("node:path");
  return resolve(root, path);
};

const onlySource = (path: string, now: () => number): IndexSource => {
  try {
    const [source = directorySource(path, null, now)] = directorySources([path], { cwd: "/", now });
    return source;
  } catch (cause) {
    if (!(cause instanceof KprovError)) throw cause;
    throw new KprovError(cause.code, `${cause.message}; what it held has to be judged again under the rules of today`, {
      cause,
      hint: hintOf.missing,
    });
  }
};

const withWriter = async <T>(file: string, use: (writer: CatalogWriter) => Promise<T>): Promise<T> => {
  const writer = await openWriter(file);
  try {
    return await use(writer);
  } finally {
    writer.close();
  }
};

const shownTrust = (trust: LoadedTrust | null): IndexReport["trust"] =>
  trust === null ? null : { path: trust.path, sha256: trust.sha256 };

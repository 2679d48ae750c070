/**
 * The other state: governance as it is staged, where that is not how it lies here.
 *
 * @module
 */
import { basename, join, resolve } from "node:path";
import type { LoadedConfig } from "../../config/index.ts";
import { KprovError, messageOf } from "../../errors.ts";
import { compileGlobs } from "../../glob.ts";
import type { Finding } from "../../report.ts";
import { shellQuote } from "../../text.ts";
import { forbiddenFiles } from "../identity/forbidden-list.ts";
import { scopeOf, withinScope } from "../identity/scope.ts";
import type { Published } from "../sources/index.ts";
import type { Staged } from "../staged/index.ts";
import { placesOf } from "../surface/places.ts";
import { bytesOfBlob } from "../surface/witness.ts";
import { adoptedPath, governedGlobs } from "./governed-globs.ts";
import { recordPath } from "./record-path.ts";

export interface StagedTooOptions {
  cwd: string;
  own: Pick<LoadedConfig, "config" | "digest" | "root">;
  policyRoot: string;
  published: Published;
}

/**
 * Paths from the top of what governs and is staged otherwise than it lies here: a commit would hold
 * something else than what was looked at.
 * Throws as `git` does.
 */
export const stagedOtherwise = async (options: StagedTooOptions): Promise<string[]> => {
  const { published } = options;
  const { paths, tracked } = published;
  const { configuration, lists } = policyPlaces(options);
  const policy = [...configuration, ...lists].filter((place) => isPolicyOther(place, published));
  const others = new Set([...unheld(configuration, published), ...policy]);
  // Where git sees no difference there is none, unless something keeps it from looking.
  const changed = paths.filter((_, index) => !tracked.at(index).isSame);
  let decides: ((path: string) => boolean) | undefined;
  for (const path of changed) {
    decides ??= await governing(options);
    if (decides(path) && (await isOther(path, published))) others.add(path);
  }
  return [...others];
};

/**
 * Judge what is staged, by its own configuration, and say what is not found `here`, too. What can't be judged is a doubt.
 */
export const judgeStagedToo = async (
  { cwd, own }: Pick<StagedTooOptions, "cwd" | "own">,
  { others, here }: { others: readonly [string, ...string[]]; here: readonly Finding[] },
  judge: (staged: Staged) => Promise<readonly Finding[]>,
): Promise<Finding[]> => {
  const fix = `git add -- ${others.map(shellQuote).join(" ")}`;
  try {
    const { loadingOf, withStaged } = await import("../staged/index.ts");
    const found = await withStaged({ ...loadingOf(own, cwd), cacheDir: null, env: {} }, judge);
    const known = new Set(here.map(keyOf));
    return found
      .filter((finding) => !known.has(keyOf(finding)))
      .map((finding) => ({ ...finding, message: `${finding.message} (as it is staged, not as it lies here)`, fix }));
  } catch (error) {
    if (!(error instanceof KprovError)) throw error;
    return [
      {
        ...{ code: "GOVERNANCE_UNREADABLE", level: "undecided", path: others[0] },
        ...{ message: `What is staged is not what lies here: ${messageOf(error)}`, fix: error.hint ?? fix },
      },
    ];
  }
};

// --- internal ---

const keyOf = ({ code, path, message }: Finding): string => JSON.stringify([code, path, message]);

const configPath = ({ digest, root }: StagedTooOptions["own"]): string | undefined =>
  digest === null ? undefined : join(root, digest.path);

const isSearched = (path: string): boolean => basename(path).startsWith("kprov.config.");

/** What is read as it lies here, whatever git has of it: by each name that git may know it under. */
const policyPlaces = ({ own, policyRoot, published: { root } }: StagedTooOptions) => {
  const { config } = own;
  const path = configPath(own);
  const lists = forbiddenFiles(config.identity.forbidden).map((file) => resolve(policyRoot, file));
  const sources = Object.keys(config.ruleSources).map((file) => resolve(own.root, file));
  const places = (file: string) => placesOf(root, file);
  return { configuration: path === undefined ? [] : places(path), lists: [...lists, ...sources].flatMap(places) };
};

/** A configuration that lies in the repository and is no tracked file: a commit would be without it. Elsewhere it has no places. */
const unheld = (places: readonly string[], { tracked }: Published): readonly string[] => {
  const isFile = (path: string) => {
    const index = tracked.indexOf(path);
    return index !== undefined && tracked.at(index).kind === "file";
  };
  return places.some(isFile) ? [] : places;
};

/** By the bytes: a filter of this clone alone may stand between, which git does not call a difference. */
const isPolicyOther = (path: string, { root, tracked }: Published): boolean => {
  const index = tracked.indexOf(path);
  if (index === undefined) return false;
  const { kind, blobs, isSame } = tracked.at(index);
  if (kind !== "file") return !isSame;
  return blobs.some((blob) => bytesOfBlob(join(root, path), blob, maxBytes) === undefined);
};

/** Of what the checks accept as a configuration or a list. */
const maxBytes = 4 * 2 ** 20;

/** Whether a tracked path is one of those that governance is read from. */
const governing = async ({ own, published }: StagedTooOptions): Promise<(path: string) => boolean> => {
  const scope = scopeOf(published.root, own.root);
  const { documents, files, workflows } = await governedGlobs(published, scope, own.config);
  const matches = compileGlobs([...documents, ...files, ...workflows]);
  const path = configPath(own);
  const { hasImports } = await import("../staged/imports.ts");
  const isProgram = path !== undefined && hasImports(path);
  return (path) => {
    const name = withinScope(path, scope);
    if (isSearched(path) || (isProgram && modules.test(path))) return true;
    return name !== undefined && (name === recordPath || name === adoptedPath || matches(name));
  };
};

/** What code of a configuration may bring in. */
const modules = /\.(?:[mc]?[jt]s|json)$/;

/** One that can't be read as it lies here, or not as it is staged, is another until somebody has looked. */
const isOther = async (path: string, published: Published): Promise<boolean> => {
  try {
    const versions = await published.versions(path);
    return versions.some(({ from }) => from === "work tree") || published.isGone(path);
  } catch {
    return true;
  }
};

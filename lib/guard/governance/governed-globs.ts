/**
 * Which globs govern: the configuration's, and where init put its documents.
 *
 * @module
 */
import { type ResolvedConfig, resolveConfig } from "../../config/index.ts";
import { canonicalJson, parseJson } from "../../json.ts";
import type { Published } from "../sources/index.ts";

export interface GovernedGlobs {
  documents: readonly string[];
  files: readonly string[];
  workflows: readonly string[];
  /** Of `documents`: that of the directory which init chose; undefined where it wrote none, or a key says something else. */
  adopted?: string;
}

/** Where init says what it was told, relative to the configuration. */
export const adoptedPath = ".kprov/adopted.json";

/** Relative to the configuration, which lies at `scope` from the repository's top. Nothing where governance is off. */
export const governedGlobs = async (
  published: Pick<Published, "versions">,
  scope: string,
  { governance }: ResolvedConfig,
): Promise<GovernedGlobs> => {
  if (governance === null) return none;
  // A list that somebody wrote means itself.
  const isDefault = canonicalJson(governance.documents) === canonicalJson(builtInGlobs().documents);
  const directory = isDefault ? await adoptedDirectory(published, scope) : undefined;
  if (directory === undefined) return governance;
  const adopted = `${directory}/**`;
  return { ...governance, documents: [...governance.documents, adopted], adopted };
};

/** Of a configuration that switches governance on, and says no more. */
export const builtInGlobs = (): GovernedGlobs => resolveConfig({ governance: {} }).governance ?? none;

// --- internal ---

const none: GovernedGlobs = { documents: [], files: [], workflows: [] };

/** Of `.kprov/adopted.json`. One that can't be read names none: what was governed until then is gone, which has loosened. */
const adoptedDirectory = (published: Pick<Published, "versions">, scope: string): Promise<string | undefined> =>
  chosenDirectory(published, scope === "" ? adoptedPath : `${scope}/${adoptedPath}`).catch(() => undefined);

const chosenDirectory = async (published: Pick<Published, "versions">, path: string): Promise<string | undefined> => {
  const texts = (await published.versions(path)).map(({ text }) => text);
  const value = parseJson(Buffer.from(texts.at(-1) ?? ""), { name: adoptedPath }) as {
    answers: { governance?: unknown };
  };
  const directory = value.answers.governance;
  return typeof directory === "string" && plain.test(directory) ? directory : undefined;
};

/** What init accepts as a directory: nothing in it means anything else in a glob. */
const plain = /^\.?\w[\w.-]*(?:\/\.?\w[\w.-]*)*$/;

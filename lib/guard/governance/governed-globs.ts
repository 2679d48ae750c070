/**
 * Which globs govern: the configuration's, and where init put its documents.
 *
 * @module
 */
import { type ResolvedConfig, resolveConfig } from "../../config/index.ts";
import { parseJson } from "../../json.ts";
import { compareBytes } from "../../report.ts";
import type { Published } from "../sources/index.ts";

export interface GovernedGlobs {
  documents: readonly string[];
  files: readonly string[];
  workflows: readonly string[];
  /** Of `documents`: that of the directory which init chose; undefined where it wrote none, or a key says something else. */
  adopted?: string;
}

/** Relative to the configuration, which lies at `scope` from the repository's top. Nothing where governance is off. */
export const governedGlobs = async (
  published: Pick<Published, "versions">,
  scope: string,
  { governance }: ResolvedConfig,
): Promise<GovernedGlobs> => {
  if (governance === null) return { documents: [], files: [], workflows: [] };
  const builtIn = resolveConfig({ governance: {} }).governance?.documents ?? [];
  // A list that somebody wrote means itself.
  const isDefault = [...governance.documents].sort(compareBytes).join("\n") === [...builtIn].join("\n");
  const directory = isDefault ? await adoptedDirectory(published, scope) : undefined;
  if (directory === undefined || builtIn.includes(`${directory}/**`)) return governance;
  const adopted = `${directory}/**`;
  return { ...governance, documents: [...governance.documents, adopted], adopted };
};

// --- internal ---

/** Of `.kprov/adopted.json`. One that can't be read names none: what was governed until then is gone, which has loosened. */
const adoptedDirectory = async (published: Pick<Published, "versions">, scope: string): Promise<string | undefined> => {
  try {
    const path = scope === "" ? receipt : `${scope}/${receipt}`;
    const text = (await published.versions(path)).at(-1)?.text;
    if (text === undefined) return undefined;
    const value = parseJson(Buffer.from(text), { name: receipt }) as { answers?: { governance?: unknown } };
    const directory = value.answers?.governance;
    return typeof directory === "string" && plain.test(directory) ? directory : undefined;
  } catch {
    return undefined;
  }
};

const receipt = ".kprov/adopted.json";

/** What init accepts as a directory: nothing in it means anything else in a glob. */
const plain = /^\.?\w[\w.-]*(?:\/\.?\w[\w.-]*)*$/;

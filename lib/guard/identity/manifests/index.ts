/**
 * The manifests that say who a project is.
 *
 * @module
 */
import { baseNameOf } from "../../rule.ts";
import { parseGoMod, parseSource } from "../../sources/index.ts";
import type { Claims } from "./claims.ts";
import { readCargoToml, readCitation, readGoModule, readPackageJson } from "./others.ts";
import { readPyproject, readSetupCfg } from "./python.ts";
import { readSetupPy } from "./setup-py.ts";

export type { Claims, Computed } from "./claims.ts";
export { isManifest } from "./path.ts";

/**
 * What the manifest at `path` says, among files at `tracked`. Throws what the parsers throw for a text that is malformed.
 */
export const readClaims = async (path: string, text: string, tracked: readonly string[]): Promise<Claims> => {
  const name = baseNameOf(path);
  if (name === "go.mod") return readGoModule((await parseGoMod(path, text)).module);
  if (name === "setup.py") return readSetupPy(path, text);
  const tree = await parseSource(path, text);
  if (name === "pyproject.toml") return readPyproject(tree);
  if (name === "setup.cfg") return readSetupCfg(tree);
  if (name === "package.json") return readPackageJson(tree);
  if (name === "CITATION.cff") return readCitation(tree);
  const top = path.slice(0, -name.length);
  const source = `${top}src/`;
  const sources = tracked.filter((one) => one.startsWith(source)).map((one) => one.slice(top.length));
  return readCargoToml(tree, sources);
};

/**
 * package.json: engines, devEngines, packageManager, volta.
 *
 * @module
 */
import { parseSource } from "../../sources/index.ts";
import type { Located, Tree } from "../../sources/tree.ts";
import { type Kind, readValue, type Statement, textOf, unclear } from "../declaration.ts";
import type { Grammar } from "../ranges.ts";
import type { Tool } from "../version.ts";
import { isNamed, type Reader, valueAt } from "./source.ts";

/** docs.npmjs.com "package.json" (engines, devEngines), nodejs.org "Corepack" (packageManager), docs.volta.sh. */
export const packageJson: Reader = {
  reads: isNamed("package.json"),
  read: async (path, text) => {
    const tree = await parseSource(path, text);
    return [
      ...versionsOf(tree, "engines", "range", "semver"),
      ...devEngines(tree, "runtime"),
      ...devEngines(tree, "packageManager"),
      ...packageManager(tree),
      ...versionsOf(tree, "volta", "exact", "prefix"),
    ];
  },
};

// --- internal ---

const tools: readonly Tool[] = ["node", "npm", "pnpm", "yarn", "bun"];

const versionsOf = (tree: Tree, section: string, kind: Kind, grammar: Grammar): Statement[] =>
  tools.flatMap((runtime) =>
    valueAt(tree, section, runtime).map((found) =>
      readValue(found, { runtime, kind, grammar, source: `${section}.${runtime}` }),
    ),
  );

/** One entry, or a list of which any may be used: only a single one is a demand. */
const devEngines = (tree: Tree, section: string): Statement[] => {
  const keys = ["devEngines", section];
  const entries = tree.items(keys);
  const places = entries.length > 0 ? entries.map((_, index) => [...keys, index]) : [keys];
  return places.flatMap((place) => {
    const runtime = tools.find((tool) => tool === tree.text([...place, "name"])?.value);
    if (runtime === undefined) return [];
    return valueAt(tree, ...place, "version").map((found) =>
      readValue(found, { runtime, kind: "range", grammar: "semver", source: `devEngines.${section}` }),
    );
  });
};

/** `pnpm@9.1.0+sha512.…`. */
const packageManager = (tree: Tree): Statement[] =>
  valueAt(tree, "packageManager").flatMap((found: Located<unknown>) => {
    const source = "packageManager";
    const written = textOf(found.value);
    const [, name, version = ""] = /^(npm|pnpm|yarn|bun)@([^+]*)/.exec(written) ?? [];
    const runtime = tools.find((tool) => tool === name);
    // Which manager is meant is unknown; npm stands for all of them in the sentence.
    if (runtime === undefined)
      return [unclear({ ...found, value: written }, { runtime: "npm", source }, "it is not name@version")];
    return [readValue(found, { runtime, kind: "exact", grammar: "prefix", source, text: version })];
  });

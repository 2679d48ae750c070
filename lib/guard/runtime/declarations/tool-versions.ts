/**
 * Declarations of version managers for everything: .tool-versions and mise.toml.
 *
 * @module
 */
import { parseSource, parseToolVersions } from "../../sources/index.ts";
import type { Keys, Located, Tree } from "../../sources/tree.ts";
import { readValue, type Statement, textOf } from "../declaration.ts";
import type { Tool } from "../version.ts";
import { isNamed, present, type Reader } from "./source.ts";

/** asdf-vm.com "Configuration": a tool and its versions in a line; the first that is installed is used. */
export const toolVersions: Reader = {
  reads: isNamed(".tool-versions"),
  read: async (path, text) =>
    [...parseToolVersions(path, text)].flatMap(([name, found]) => {
      const runtime = tools.get(name);
      return runtime === undefined ? [] : fromVersions(runtime, found, ".tool-versions");
    }),
};

/** mise.jdx.dev "Configuration", `[tools]`. */
export const miseToml: Reader = {
  reads:
    /(?:^|\/)(?:\.?mise(?:\/config)?(?:\.local)?\.toml|\.config\/mise(?:\/(?:config|mise))?(?:\.local)?\.toml|\.(?:config\/)?mise\/conf\.d\/[^/]+\.toml)$/,
  read: async (path, text) => {
    const tree = await parseSource(path, text);
    return tree.names(["tools"]).flatMap(({ value }) => {
      const runtime = tools.get(value.replace(/^core:/, ""));
      if (runtime === undefined) return [];
      const keys = ["tools", value];
      const several = tree.items(keys).flatMap((_, index) => selected(tree, [...keys, index]));
      const found = several.length > 0 ? several : selected(tree, keys);
      return fromVersions(runtime, found, "tools");
    });
  },
};

// --- internal ---

/** A version, or a table with one; a `path` in it names a directory that would run, as `path:…` does. */
const selected = (tree: Tree, keys: Keys): Located<unknown>[] => {
  const [found] = ["path", "ref", "prefix"].flatMap((name) =>
    present(tree.get([...keys, name])).map((one) => ({ ...one, value: `${name}:${textOf(one.value)}` })),
  );
  return present(found ?? tree.get([...keys, "version"]) ?? tree.get(keys));
};

const tools: ReadonlyMap<string, Tool> = new Map(
  Object.entries<Tool>({
    python: "python",
    node: "node",
    nodejs: "node",
    go: "go",
    golang: "go",
    rust: "rust",
    npm: "npm",
    pnpm: "pnpm",
    yarn: "yarn",
    bun: "bun",
  }),
);

const fromVersions = (runtime: Tool, found: readonly Located<unknown>[], source: string): Statement[] =>
  found
    .filter(({ value }, index) => index === 0 || value !== "system")
    .map((one, index) => {
      const text = textOf(one.value).replace(/^prefix:/, "");
      const kind = index === 0 ? "exact" : "tested";
      return readValue(one, { runtime, kind, grammar: "prefix", source, text });
    });

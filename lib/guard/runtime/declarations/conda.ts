/**
 * conda's declarations: environment.yml and pixi.toml.
 *
 * @module
 */
import { parseSource } from "../../sources/index.ts";
import type { Keys, Located, Tree } from "../../sources/tree.ts";
import { readValue, type Statement, textOf } from "../declaration.ts";
import type { Runtime } from "../version.ts";
import { isNamed, present, type Reader } from "./source.ts";

/** docs.conda.io "Creating an environment file manually", with "Package match specifications" as its entries. */
export const environmentYml: Reader = {
  reads: /(?:^|\/)environment[\w.-]*\.ya?ml$/,
  read: async (path, text) =>
    (await parseSource(path, text)).items(["dependencies"]).flatMap((found) => {
      const match = typeof found.value === "string" ? entry.exec(found.value.trim()) : null;
      const [, name = "", version = ""] = match ?? [];
      // A name alone accepts any version and says nothing.
      if (version === "") return [];
      return present(packages[name]).map((runtime) => statement(found, runtime, buildless(version)));
    }),
};

/** pixi.sh "Configuration". */
export const pixiToml: Reader = {
  reads: isNamed("pixi.toml"),
  read: async (path, text) => readPixi(await parseSource(path, text), []),
};

/** The interpreters among pixi's dependencies below `top`. */
export const readPixi = (tree: Tree, top: Keys): Statement[] =>
  Object.entries(packages).flatMap(([name, runtime]) => {
    const keys = [...top, "dependencies", name];
    const found = tree.get([...keys, "version"]) ?? tree.get(keys);
    return found === undefined || found.value === "*" ? [] : [statement(found, runtime)];
  });

// --- internal ---

const packages: Readonly<Record<string, Runtime>> = { python: "python", nodejs: "node", go: "go", rust: "rust" };

/** `channel::name version build`, the name ended by a blank or an operator. */
const entry = /^(?:[\w./-]+::)?(python|nodejs|go|rust)(?![\w.-])\s*(.*)/s;

/** `=3.11=h123_0` → `=3.11`: the build is no version. */
const buildless = (version: string): string => version.replace(/^(=?[\d.*]+)(?:=|\s+)[a-z]\w*$/i, "$1");

const statement = (found: Located<unknown>, runtime: Runtime, text = textOf(found.value)): Statement => {
  const kind = /^[=\s]*\d[\d.]*(?:\.\*)?$/.test(text) ? "exact" : "range";
  return readValue(found, { runtime, kind, grammar: "conda", source: `dependency ${runtime}`, text });
};

/**
 * Python's declarations: pyproject.toml, setup.cfg, Pipfile.
 *
 * @module
 */
import { parseSource } from "../../sources/index.ts";
import type { Located, Tree } from "../../sources/tree.ts";
import { readValue, type Statement } from "../declaration.ts";
import { readPixi } from "./conda.ts";
import { isNamed, type Reader, valueAt } from "./source.ts";
import { readTox } from "./tox.ts";

/** packaging.python.org "pyproject.toml specification"; python-poetry.org; pixi.sh "Configuration". */
export const pyproject: Reader = {
  reads: isNamed("pyproject.toml"),
  read: async (path, text) => {
    const tree = await parseSource(path, text);
    return [
      ...valueAt(tree, "project", "requires-python").map((found) =>
        readValue(found, { runtime: "python", kind: "range", grammar: "pep440", source: "requires-python" }),
      ),
      ...poetryOf(tree),
      ...readPixi(tree, ["tool", "pixi"]),
      ...readTox(tree.items(["tool", "tox", "env_list"])),
    ];
  },
};

/** setuptools "Configuring setuptools using setup.cfg files". */
export const setupCfg: Reader = {
  reads: isNamed("setup.cfg"),
  read: async (path, text) =>
    valueAt(await parseSource(path, text), "options", "python_requires").map((found) =>
      readValue(found, { runtime: "python", kind: "range", grammar: "pep440", source: "python_requires" }),
    ),
};

/** pipenv "Pipfile & Pipfile.lock". */
export const pipfile: Reader = {
  reads: isNamed("Pipfile"),
  read: async (path, text) => {
    const tree = await parseSource(path, text);
    return ["python_version", "python_full_version"].flatMap((key) =>
      valueAt(tree, "requires", key).map((found) =>
        readValue(found, { runtime: "python", kind: "exact", grammar: "prefix", source: key }),
      ),
    );
  },
};

// --- internal ---

const poetryOf = (tree: Tree): Statement[] => {
  const keys = ["tool", "poetry", "dependencies", "python"];
  const found: Located<unknown> | undefined = tree.get([...keys, "version"]) ?? tree.get(keys);
  if (found === undefined) return [];
  return [
    readValue(found, {
      runtime: "python",
      kind: "range",
      grammar: "poetry",
      source: "tool.poetry.dependencies.python",
    }),
  ];
};

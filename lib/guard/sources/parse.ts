/**
 * Which parser a file needs.
 *
 * @module
 */
import { posix } from "node:path";
import { readableText, SourceError, top } from "./fault.ts";
import { createTree, type SourceNode } from "./node.ts";
import type { Tree } from "./tree.ts";

/**
 * Parse a structured file, by its name: TOML (`*.toml`, `Pipfile`, `rust-toolchain`), JSON (`*.json`), JSON with
 * comments (`*.jsonc`, `devcontainer.json`, `tsconfig*.json` and others that are known for it), YAML (`*.yml`,
 * `*.yaml`, `*.cff`), INI (`*.cfg`, `*.ini`). A byte order mark is skipped.
 *
 * Throws `E_SOURCE` (a {@link SourceError}, with its place) for a file that is malformed, has duplicate keys or
 * several YAML documents or line ends that only YAML 1.1 has, is nested deeper than 64, larger than 4 MiB or of no known kind.
 */
export const parseSource = async (path: string, text: string): Promise<Tree> => {
  const readable = readableText(path, text);
  return createTree(path, (await loaderOf(path)())(path, readable));
};

/**
 * A function that does the same at once, for files with the names of `paths`: their parsers are loaded now. It throws as
 * `parseSource` does, also for a name of no known kind.
 */
export const loadParsers = async (paths: Iterable<string>): Promise<(path: string, text: string) => Tree> => {
  const wanted = new Set([...paths].flatMap((path) => findLoader(path) ?? []));
  const parsers = new Map<Loader, Parser>();
  for (const loader of wanted) parsers.set(loader, await loader());
  return (path, text) => {
    const parse = parsers.get(loaderOf(path));
    if (parse === undefined) throw new Error(`The parser of "${path}" is not loaded`);
    return createTree(path, parse(path, readableText(path, text)));
  };
};

// --- internal ---

type Parser = (path: string, text: string) => SourceNode;
type Loader = () => Promise<Parser>;

const loadJson =
  (comments: boolean): Loader =>
  async () => {
    const { parseJson } = await import("./format/json.ts");
    return (path, text) => parseJson(path, text, { comments });
  };

const loaders: readonly (readonly [RegExp, Loader])[] = [
  [/^(?:.*\.toml|Pipfile|rust-toolchain)$/, async () => (await import("./format/toml.ts")).loadToml()],
  [/^(?:.*\.jsonc|\.?devcontainer\.json|(?:ts|js)config[^/]*\.json|deno\.json)$/, loadJson(true)],
  [/\.json$/, loadJson(false)],
  [/\.(?:ya?ml|cff)$/, async () => (await import("./format/yaml.ts")).loadYaml()],
  [/\.(?:cfg|ini)$/, async () => (await import("./format/ini.ts")).parseIni],
];

const findLoader = (path: string): Loader | undefined => {
  const name = posix.basename(path);
  return loaders.find(([pattern]) => pattern.test(name))?.[1];
};

const loaderOf = (path: string): Loader => {
  const loader = findLoader(path);
  if (loader === undefined) throw new SourceError(path, top, "expected TOML, JSON, YAML or INI by its name");
  return loader;
};

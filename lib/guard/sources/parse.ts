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
 * several YAML documents, is nested deeper than 64, larger than 4 MiB or of no known kind.
 */
export const parseSource = async (path: string, text: string): Promise<Tree> =>
  createTree(path, await parserOf(path)(path, readableText(path, text)));

// --- internal ---

type Parser = (path: string, text: string) => SourceNode | Promise<SourceNode>;

const parseJson =
  (comments: boolean): Parser =>
  async (path, text) =>
    (await import("./format/json.ts")).parseJson(path, text, { comments });

const parsers: readonly (readonly [RegExp, Parser])[] = [
  [/^(?:.*\.toml|Pipfile|rust-toolchain)$/, async (...file) => (await import("./format/toml.ts")).parseToml(...file)],
  [/^(?:.*\.jsonc|\.?devcontainer\.json|(?:ts|js)config[^/]*\.json|deno\.json)$/, parseJson(true)],
  [/\.json$/, parseJson(false)],
  [/\.(?:ya?ml|cff)$/, async (...file) => (await import("./format/yaml.ts")).parseYaml(...file)],
  [/\.(?:cfg|ini)$/, async (...file) => (await import("./format/ini.ts")).parseIni(...file)],
];

const parserOf = (path: string): Parser => {
  const name = posix.basename(path);
  const parser = parsers.find(([pattern]) => pattern.test(name))?.[1];
  if (parser === undefined) throw new SourceError(path, top, "expected TOML, JSON, YAML or INI by its name");
  return parser;
};

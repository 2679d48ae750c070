/**
 * The model that rules see, over one state of a repository. Nothing in it can be changed.
 *
 * @module
 */
import { isUtf8 } from "node:buffer";
import { compileGlobs } from "../../glob.ts";
import type { Line, Match, Repository, RepositoryFile, Tree } from "../../repository.ts";
import { createPlaces, maxBytes as maxTextBytes, readableText } from "../sources/fault.ts";
import { deepSealed, sealed } from "./sealed.ts";
import { type State, UnreadableError } from "./state.ts";

export interface ModelOptions {
  /** The rule's `files`. */
  globs: readonly string[];
  /** Parses a file by its name, at once. */
  parse: (path: string, text: string) => Tree;
}

/** `state` as a rule with these globs sees it. Throws `E_CONFIG` for a glob that can't be meant. */
export const createRepository = (state: State, { globs, parse }: ModelOptions): Repository => {
  const matches = compileGlobs(globs);
  const files = state.paths.filter(matches).map((path) => createFile(state, path, parse));
  const byPath = new Map(files.map((file) => [file.path, file]));
  return sealed({
    paths: sealed(state.paths),
    files: sealed(files),
    file: (path: string) => {
      if (!matches(path)) throw new Error(`the rule asks for "${path}", which its files do not match`);
      return byPath.get(path);
    },
    get git() {
      return deepSealed(structuredClone(state.git()));
    },
  });
};

// --- internal ---

const createFile = (state: State, path: string, parse: ModelOptions["parse"]): RepositoryFile => {
  const { kind, ignored } = state.facts(path);
  /** What can't be had is said with the file's name. */
  const told = <Value>(ask: () => Value): Value => {
    try {
      return ask();
    } catch (error) {
      throw error instanceof UnreadableError ? new UnreadableError(`"${path}": ${error.message}`) : error;
    }
  };
  const text = () => told(() => textOf(kind, path, state));
  return sealed({
    ...{ path, kind, ignored, text },
    size: () => told(() => state.read(path).length),
    bytes: () => told(() => new Uint8Array(state.read(path))),
    lines: () => linesOf(path, text()),
    find: (pattern: RegExp) => findIn(path, text(), pattern),
    tree: () => sealedTree(parse(path, text())),
    target: () => {
      if (kind !== "link") throw new UnreadableError(`"${path}" is no link`);
      return told(() => utf8(state.read(path)));
    },
  });
};

const textOf = (kind: RepositoryFile["kind"], path: string, state: State): string => {
  if (kind === "link") throw new UnreadableError("it is a link: its target says where it leads");
  const bytes = state.read(path);
  if (bytes.length > maxTextBytes)
    throw new UnreadableError(`expected at most ${maxTextBytes} bytes of text, found ${bytes.length}`);
  return readableText(path, utf8(bytes));
};

const utf8 = (bytes: Buffer): string => {
  if (!isUtf8(bytes)) throw new UnreadableError("it is not UTF-8");
  return bytes.toString("utf8");
};

const linesOf = (path: string, text: string): readonly Line[] => {
  const found = text.split(/\r\n|\n|\r/);
  if (found.at(-1) === "") found.pop();
  return sealed(found.map((line, index) => sealed({ path, line: index + 1, column: 1, text: line })));
};

const findIn = (path: string, text: string, pattern: RegExp): readonly Match[] => {
  const all = new RegExp(pattern.source, `${pattern.flags.replace(/[gy]/g, "")}g`);
  // Most files have no match: their lines need not be counted.
  let placeOf: ReturnType<typeof createPlaces> | undefined;
  const found = Array.from(text.matchAll(all), (match) => {
    if (match[0] === "") throw new Error(`${all} matches nothing at all in "${path}"`);
    const [matched, ...groups] = match;
    placeOf ??= createPlaces(text);
    return deepSealed({ path, ...placeOf(match.index), text: matched, groups, named: { ...match.groups } });
  });
  return sealed(found);
};

/** Values are made anew for each question, so that sealing them changes nothing of the parser's. */
const sealedTree = (tree: Tree): Tree =>
  sealed({
    path: tree.path,
    get: (keys) => deepSealed(tree.get(keys)),
    text: (keys) => deepSealed(tree.text(keys)),
    names: (keys) => deepSealed(tree.names(keys)),
    items: (keys) => deepSealed(tree.items(keys)),
  } satisfies Tree);

/**
 * Files of version managers that hold a version and nothing else.
 *
 * @module
 */
import { readLines } from "../../sources/index.ts";
import type { Located } from "../../sources/tree.ts";
import { readValue, type Statement, unclear } from "../declaration.ts";
import type { Runtime } from "../version.ts";
import { baseNameOf, isNamed, type Reader } from "./source.ts";

/** pyenv: several versions may stand there; the first is `python`, the others are at hand for test runs. */
export const pythonVersion: Reader = {
  reads: isNamed(".python-version"),
  read: async (path, text) =>
    versionsIn(path, text, ".python-version", "python").flatMap((found, index) => readPython(found, index > 0)),
};

/** nvm, fnm, nodenv, and everything that follows them. */
export const nodeVersion: Reader = {
  reads: isNamed(".nvmrc", ".node-version"),
  read: async (path, text) => oneOf(path, text, "node"),
};

/** goenv, and setup-go. */
export const goVersion: Reader = {
  reads: isNamed(".go-version"),
  read: async (path, text) => oneOf(path, text, "go"),
};

// --- internal ---

const versionsIn = (path: string, text: string, source: string, runtime: Runtime): (Located<string> | Statement)[] => {
  const found = readLines(path, text).flatMap(wordsOf);
  // A version manager would pass over an empty file without a word.
  return found.length > 0
    ? found
    : [unclear({ value: "", path, line: 1, column: 1 }, { runtime, source }, "it is empty")];
};

const wordsOf = (line: Located<string>): Located<string>[] =>
  [...line.value.matchAll(/\S+/g)].map((match) => ({ ...line, value: match[0], column: line.column + match.index }));

const readPython = (found: Located<string> | Statement, isFurther: boolean): Statement[] => {
  if ("kind" in found) return [found];
  // The interpreter outside of pyenv: no version is asked for.
  if (isFurther && found.value === "system") return [];
  const text = found.value.replace(/^(?:cpython[-@]|python-|pypy-?)/, "").replace(/(?<=^\d+\.\d+)-(?:dev|v?\d.*)$/, "");
  const kind = isFurther ? "tested" : "exact";
  return [readValue(found, { runtime: "python", kind, grammar: "prefix", source: ".python-version", text })];
};

const oneOf = (path: string, text: string, runtime: Runtime): Statement[] => {
  const source = baseNameOf(path);
  return versionsIn(path, text, source, runtime).map((found, index) => {
    if ("kind" in found) return found;
    if (index > 0) return unclear(found, { runtime, source }, "there is more than one version");
    return readValue(found, {
      runtime,
      kind: "exact",
      grammar: "prefix",
      source,
      text: found.value.replace(/^(?:go|v)(?=\d)/, ""),
    });
  });
};

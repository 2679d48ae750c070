/**
 * nox's sessions, each with the Pythons that it is run with.
 *
 * @module
 */
import { parsePython } from "../../sources/index.ts";
import type { PythonValue } from "../../sources/python/index.ts";
import type { Located } from "../../sources/tree.ts";
import { readValue, type Statement, unclear } from "../declaration.ts";
import { isNamed, present, type Reader } from "./source.ts";

/**
 * nox.thea.codes "Configuration & API": `python` (or `py`) of each session, and `nox.options.pythons`. Like tox's
 * list it says what the project tests. `nox.options.sessions` chooses among sessions and names no versions.
 */
export const noxfile: Reader = {
  reads: isNamed("noxfile.py"),
  read: async (path, text) => {
    const source = parsePython(path, text);
    const sessions = source.calls((name) => /^(?:\w+\.)?session$/.test(name)).filter(({ isDecorator }) => isDecorator);
    const values = sessions.flatMap(({ keywords, spread }): PythonValue[] => {
      const value = keywords.get("python") ?? keywords.get("py");
      if (value !== undefined) return [value];
      return spread === undefined ? [] : [{ written: spread, tree: undefined }];
    });
    return [...values, ...source.assigned("nox.options.pythons")].flatMap(readPythons);
  },
};

// --- internal ---

const source = "nox session";

const readPythons = ({ written, tree }: PythonValue): Statement[] => {
  if (tree === undefined) return [unclear(written, { runtime: "python", source }, "it is computed")];
  const several = tree.items([]);
  return (several.length > 0 ? several : present(tree.get([]))).flatMap(readPython);
};

/** False, None and no version at all: the Python that runs nox. */
const readPython = (found: Located<unknown>): Statement[] => {
  const isEmpty = Array.isArray(found.value) && found.value.length === 0;
  if (found.value === false || found.value === null || isEmpty) return [];
  const reading = { runtime: "python", kind: "tested", grammar: "prefix", source } as const;
  if (typeof found.value !== "string") return [readValue(found, reading)];
  const text = found.value.replace(/^(?:python|pypy)-?(?=\d)/, "").replace(/(?<=^\d+\.\d+)t$/, "");
  // Whatever has the name on PATH.
  return /^(?:python|pypy)?$/.test(text) ? [] : [readValue(found, { ...reading, text })];
};

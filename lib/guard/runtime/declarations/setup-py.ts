/**
 * setup.py: what a call of setup() says of Python.
 *
 * @module
 */
import { parseSetup } from "../../sources/index.ts";
import { readValue, type Statement, unclear } from "../declaration.ts";
import { isNamed, type Reader } from "./source.ts";

/** setuptools "Keywords", `python_requires`: a text that stands there, or a name that stands for one. */
export const setupPy: Reader = {
  reads: isNamed("setup.py"),
  read: async (path, text) => {
    const source = "python_requires";
    const calls = parseSetup(path, text);
    return calls.flatMap(({ keywords, spread }): Statement[] => {
      const value = keywords.get(source);
      if (value === undefined) {
        return spread === undefined
          ? []
          : [unclear(spread, { runtime: "python", source }, "setup() is given it, or not, while it runs")];
      }
      const found = value.tree?.get([]);
      if (found === undefined) return [unclear(value.written, { runtime: "python", source }, "it is computed")];
      // None is no demand.
      if (found.value === null) return [];
      return [readValue(found, { runtime: "python", kind: "range", grammar: "pep440", source })];
    });
  },
};

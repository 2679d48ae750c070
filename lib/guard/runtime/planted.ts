/**
 * Small facts that rules plant for themselves.
 *
 * @module
 */
import { type Reading, readValue, type Statement, type Unseen } from "./declaration.ts";
import { parseRange } from "./ranges.ts";
import type { RuntimeContext } from "./rule.ts";
import type { VersionSet } from "./version-set.ts";

/** A context with what is given, and nothing else. */
export const context = (given: Partial<RuntimeContext>): RuntimeContext => ({
  statements: [],
  unseen: [],
  policy: new Map(),
  hasCi: false,
  interpreters: [],
  ...given,
});

/** Python declarations, read as those of a repository are: kind, text, and where. */
export const say = (
  kind: Reading["kind"],
  text: string,
  more: Partial<Reading> & { path?: string } = {},
): Statement => {
  const { path = "planted", ...reading } = more;
  const grammar = kind === "range" ? "pep440" : "prefix";
  const where = kind === "tested" ? "ci" : "local";
  return readValue(
    { value: text, path, line: 1, column: 1 },
    { runtime: "python", kind, grammar, source: "planted", where, ...reading },
  );
};

/** A policy over Python. */
export const pythonPolicy = (text: string): ReadonlyMap<"python", VersionSet> => {
  const set = parseRange("policy", text);
  return new Map("why" in set ? [] : [["python", set]]);
};

/** A part of CI that is gone. */
export const plantedUnseen: Unseen = {
  located: { value: "./.github/actions/planted", path: ".github/workflows/planted.yml", line: 1, column: 1 },
  source: "uses",
  why: "git tracks no such file",
  isBroken: true,
};

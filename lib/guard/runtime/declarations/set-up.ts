/**
 * What a step that sets up a runtime says.
 *
 * @module
 */
import { type Beside, expressionValues, inputAt, isEmpty, type Scope } from "../../ci/index.ts";
import type { Located } from "../../sources/tree.ts";
import { type Reference, readValue, type Statement, textOf, unclear } from "../declaration.ts";
import type { Grammar } from "../ranges.ts";
import type { Tool } from "../version.ts";
import { actions, type SetUp } from "./actions.ts";

/** The statements of the step that uses `uses`; none for actions that set up nothing. */
export const readSetUp = (scope: Scope, uses: Located<string>, { paths }: Pick<Beside, "paths">): Statement[] => {
  const [, action = "", reference = ""] = /^([^/@\s]+\/[^/@\s]+)(?:\/[^@\s]*)?@(\S+)$/.exec(uses.value) ?? [];
  const setUp = actions[action.toLowerCase()];
  if (setUp === undefined) return [];
  const source = action.slice(action.indexOf("/") + 1);
  const asked = { ...setUp, source };
  const given = setUp.inputs.flatMap((name) => readInput(scope, name, asked));
  // An input stands before a file, as in every one of these actions.
  if (given.length > 0) return given;
  const files = setUp.files.flatMap((name) => readFileInput(scope, name, asked));
  if (files.length > 0) return files;
  const own = paths.find((path) => path === setUp.fallback);
  if (own !== undefined) return [referenceTo({ ...uses, value: own }, setUp.tool, source)];
  if (setUp.isNamedByRef !== true || /^(?:master|main|v\d.*|[0-9a-f]{40})$/.test(reference)) return [];
  return [readVersion({ ...uses, value: reference }, asked)];
};

/** setup-* take semver ranges, names, and versions of which the newest is meant. */
export const readVersion = (found: Located<unknown>, { tool, source }: Pick<Asked, "tool" | "source">): Statement => {
  const text = textOf(found.value)
    .replace(/^(?:pypy-?|graalpy-?(?=3)|go|v)(?=\d)/, "")
    // 3.13t is without the global lock; 3.14-dev is the newest of that line; pypy3.10-v7.3 is PyPy 7.3.
    .replace(/^(\d+\.\d+)(?:t|-dev|t-dev|-v[\d.]+|-nightly)$/, "$1");
  const grammar: Grammar = /^\d[\d.]*(?:\.?[a-z]+\d*)?$/i.test(text) ? "prefix" : "semver";
  return readValue(found, { runtime: tool, kind: "tested", grammar, source, where: "ci", text });
};

// --- internal ---

type Asked = SetUp & { source: string };

const readInput = (scope: Scope, name: string, asked: Asked): Statement[] => {
  const found = inputAt(scope, name);
  if (found === undefined) return [];
  const values = expressionValues(scope, found);
  if ("why" in values) return [unknown(found, asked, values.why)];
  return values
    .flatMap((one) => (typeof one.value === "string" ? linesOf({ ...one, value: one.value }) : [one]))
    .filter((one) => !isEmpty(one))
    .map((one) => readVersion(one, asked));
};

const readFileInput = (scope: Scope, name: string, asked: Asked): Statement[] => {
  const found = inputAt(scope, name);
  if (found === undefined) return [];
  const values = expressionValues(scope, found);
  if ("why" in values) return [unknown(found, asked, values.why)];
  return values.map((one) => referenceTo({ ...one, value: textOf(one.value) }, asked.tool, asked.source));
};

const unknown = (found: Located<unknown>, { tool, source }: Asked, why: string): Statement =>
  unclear({ ...found, value: textOf(found.value) }, { runtime: tool, source, where: "ci" }, why);

const linesOf = (found: Located<string>): Located<string>[] =>
  found.value.split("\n").map((line) => ({ ...found, value: line.trim() }));

const referenceTo = (found: Located<string>, tool: Tool, source: string): Reference => ({
  kind: "reference",
  runtime: tool,
  located: found,
  source,
  where: "ci",
  to: found.value.replace(/^\.\//, ""),
});

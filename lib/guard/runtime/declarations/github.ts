/**
 * What GitHub Actions tests: set-up steps and containers of every job.
 *
 * Not seen: composite actions and workflows of other repositories. Where CI's versions stay unknown, the rule about
 * untested versions doubts.
 *
 * @module
 */
import { parseSource } from "../../sources/index.ts";
import type { Keys, Located, Tree } from "../../sources/tree.ts";
import { type Reference, readValue, type Statement, unclear } from "../declaration.ts";
import type { Grammar } from "../ranges.ts";
import type { Tool } from "../version.ts";
import { actions, type SetUp } from "./actions.ts";
import { expressionValues } from "./expression.ts";
import { readImage } from "./image.ts";
import { present, type Reader } from "./source.ts";

/** docs.github.com "Workflow syntax for GitHub Actions". */
export const githubWorkflow: Reader = {
  isCi: true,
  reads: (path) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path),
  read: async (path, text) => {
    const tree = await parseSource(path, text);
    return tree.names(["jobs"]).flatMap(({ value: name }) => readJob(tree, ["jobs", name]));
  },
};

// --- internal ---

const readJob = (tree: Tree, job: Keys): Statement[] => {
  const image = tree.text([...job, "container", "image"]) ?? tree.text([...job, "container"]);
  return [
    ...present(image).flatMap((found) => readContainer(tree, job, found)),
    ...tree.items([...job, "steps"]).flatMap((_, index) => readStep(tree, [...job, "steps", index])),
  ];
};

const readContainer = (tree: Tree, job: Keys, found: Located<string>): Statement[] => {
  const how = { kind: "tested", source: "container", where: "ci" } as const;
  const [, before = "", expression, after = ""] = /^(.*?)(\$\{\{.*?\}\})(.*)$/s.exec(found.value) ?? [];
  if (expression === undefined) return readImage(found, how);
  const values = expressionValues(tree, [...job, "steps", 0], { ...found, value: expression });
  if ("why" in values) return readImage({ ...found, value: `${before}$${after}` }, how);
  return values.flatMap((one) => readImage({ ...one, value: `${before}${one.value}${after}` }, how));
};

const readStep = (tree: Tree, step: Keys): Statement[] => {
  const uses = tree.text([...step, "uses"]);
  const [, action = "", reference = ""] = /^([^/@\s]+\/[^/@\s]+)(?:\/[^@\s]*)?@(\S+)$/.exec(uses?.value ?? "") ?? [];
  const setUp = actions[action.toLowerCase()];
  if (uses === undefined || setUp === undefined) return [];
  const given = setUp.inputs.flatMap((name) => tree.get([...step, "with", name]) ?? []);
  const files = setUp.files.flatMap((name) => tree.text([...step, "with", name]) ?? []);
  const source = action.slice(action.indexOf("/") + 1);
  // An input stands before a file, as in every one of these actions.
  if (given.length > 0) return given.flatMap((found) => readInput(tree, step, found, { ...setUp, source }));
  if (files.length > 0) return files.map((found) => referenceTo(found, setUp.tool, source));
  if (setUp.isNamedByRef !== true || /^(?:master|main|v\d.*|[0-9a-f]{40})$/.test(reference)) return [];
  return [readOne({ ...uses, value: reference }, setUp, source)];
};

const readInput = (tree: Tree, step: Keys, found: Located<unknown>, setUp: SetUp & { source: string }): Statement[] => {
  const values = expressionValues(tree, step, found);
  if ("why" in values) {
    const said = { ...found, value: `${found.value}` };
    return [unclear(said, { runtime: setUp.tool, source: setUp.source, where: "ci" }, values.why)];
  }
  // setup-python takes one version in each line.
  return values.flatMap((one) =>
    (typeof one.value === "string" ? one.value.split("\n").map((line) => line.trim()) : [one.value]).flatMap((value) =>
      value === "" ? [] : [readOne({ ...one, value }, setUp, setUp.source)],
    ),
  );
};

const readOne = (found: Located<unknown>, { tool }: SetUp, source: string): Statement => {
  const text = `${found.value}`
    .replace(/^(?:pypy-?|graalpy-?(?=3)|go|v)(?=\d)/, "")
    // 3.13t is without the global lock; 3.14-dev is the newest of that line; pypy3.10-v7.3 is PyPy 7.3.
    .replace(/^(\d+\.\d+)(?:t|-dev|t-dev|-v[\d.]+|-nightly)$/, "$1");
  const grammar: Grammar = /^\d[\d.]*(?:\.?[a-z]+\d*)?$/i.test(text) ? "prefix" : "semver";
  const isText = typeof found.value === "string";
  return readValue(found, { runtime: tool, kind: "tested", grammar, source, where: "ci", ...(isText && { text }) });
};

const referenceTo = (found: Located<string>, tool: Tool, source: string): Reference => ({
  kind: "reference",
  runtime: tool,
  located: found,
  source,
  where: "ci",
  to: found.value.replace(/^\.\//, ""),
});

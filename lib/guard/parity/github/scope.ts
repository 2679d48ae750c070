/**
 * What names mean at one place of a workflow, as far as the repository says it.
 *
 * @module
 */
import { expressionValues, type JobPlace, type Scope, type Values } from "../../ci/index.ts";
import type { Located } from "../../sources/tree.ts";
import type { Situation } from "./expression.ts";
import { textOf } from "./text.ts";
import { madeUp, type Plain, type Value } from "./value.ts";

/** A place in a job outside of its steps. */
export const jobScope = (job: JobPlace): Scope => {
  const { tree, keys, input = () => undefined } = job;
  return { tree, step: keys, job, callers: [], input };
};

/** `situation` with the values that inputs, matrix and variables have in `scope`. */
export const withValues = (situation: Situation, scope: Scope): Situation => ({
  ...situation,
  valueOf: (path, written): Value => {
    const [, context = ""] = /^(matrix|inputs|env)\./.exec(written) ?? [];
    if (context === "") return situation.valueOf(path, written);
    const unknown = { unknown: written, isTheirs: false };
    const values = valuesIn(scope, { path: "", line: 1, column: 1, value: `\${{ ${written} }}` });
    if ("why" in values) return unknown;
    const [only = "", ...others] = new Set(values.map(({ value }) => value));
    if (others.length > 0 || !isPlain(only) || madeUp.some((one) => textOf(only).includes(one))) return unknown;
    if (context === "inputs" && !isAction(scope)) return inputIn(scope, written, only) ?? unknown;
    // Whatever YAML takes them for: "false" is a text, and true.
    return context === "matrix" ? only : textOf(only);
  },
});

/** All values of `found` in `scope`, where no step before that `maySet` a variable can have set one that it names. */
export const valuesIn = (scope: Scope, found: Located<unknown>, maySet = mayRunAny): Values =>
  variablesIn(scope, textOf(found.value)) && stepsBefore(scope).some(maySet)
    ? { why: "a step before may set its variable" }
    : expressionValues(scope, found);

/** It writes to GITHUB_ENV, as everybody can see. */
export const isSetting = (step: unknown): boolean => /GITHUB_ENV/.test(JSON.stringify(step));

// --- internal ---

/** Whether the text names variables; not those that the step says itself, which count more than what steps before have set. */
const variablesIn = ({ tree, step }: Scope, text: string): boolean =>
  [...text.matchAll(/(?<![.\w-])env\b(?:\.([\w-]+))?/g)].some(([, name = ""]) => {
    const own = tree.get([...step, "env", name]);
    return own === undefined || textOf(own.value).includes("${{");
  });

/** Of a job, which is in no list, none. */
const stepsBefore = ({ tree, step, callers }: Scope): unknown[] =>
  [{ tree, step }, ...callers]
    .flatMap((place) => place.tree.items(place.step.slice(0, -1)).slice(0, Number(place.step.at(-1))))
    .map(({ value }) => value);

/** It may set any, in an action or a program that nobody reads here. */
const mayRunAny = (step: unknown): boolean => {
  const { uses, run } = (step ?? {}) as Readonly<Record<string, unknown>>;
  if (uses !== undefined) return !silentActions.test(textOf(uses));
  const script = textOf(run);
  // What is in brackets is a program, too; an & behind or before > is none between two.
  const hidden = /\$\(|`|[<>]\(/.test(script);
  return isSetting(step) || hidden || !script.split(/[\n|;]|(?<!>)&(?!>)/).every(isSilent);
};

/** docs.github.com "Using actions": GitHub's own, which set nothing but places of their tools. */
const silentActions = /^actions\/(?:checkout|setup-[\w-]+|cache|upload-artifact|download-artifact)(?:[/@]|$)/i;

const isSilent = (line: string): boolean => {
  const words = line.trim().replace(/\s+/g, " ");
  const command = `${words.replace(/kprovengine@[\w.-]+/, "kprovengine")} `;
  const starts = ["", "sudo ", "time "].flatMap((by) => silentCommands.map((one) => `${by}${one} `));
  return command === " " || words.startsWith("#") || starts.some((start) => command.startsWith(start));
};

/** Programs that bring something or say something. */
const silentCommands: readonly string[] = [
  ...[":", "[", "apt", "apt-get", "brew", "bundle install", "cargo fetch", "cd", "corepack", "echo", "exit", "git"],
  ...["go mod download", "kprovengine", "npx kprovengine", "npx --yes kprovengine", "npx -y kprovengine", "mkdir"],
  ...["npm", "pnpm"].flatMap((name) => ["ci", "i", "install"].map((verb) => `${name} ${verb}`)),
  ...["", "python -m ", "python3 -m "].flatMap((by) => [`${by}pip install`, `${by}pip3 install`]),
  ...["poetry install", "printf", "test", "true", "uv sync", "yarn install"],
];

/**
 * An input of a workflow, as the kind that is declared; undefined for another one.
 *
 * docs.github.com "Workflow syntax", `on.workflow_call.inputs.<input_id>.type`: without a value false, 0 or the empty text.
 */
const inputIn = ({ tree }: Scope, written: string, value: Plain): Value | undefined => {
  const declared = ["on", "workflow_call", "inputs"];
  const name = written.slice("inputs.".length).toLowerCase();
  const input = tree.names(declared).find((one) => one.value.toLowerCase() === name);
  const type = input && tree.text([...declared, input.value, "type"])?.value;
  if (type === "string") return typeof value === "boolean" ? undefined : textOf(value);
  if (type !== "boolean" && type !== "number") return value;
  if (value === "") return type === "number" ? 0 : false;
  return typeof value === type ? value : undefined;
};

const isAction = ({ tree }: Scope): boolean => tree.get(["runs"]) !== undefined;

const isPlain = (value: unknown): value is string | number | boolean =>
  ["string", "number", "boolean"].includes(typeof value);

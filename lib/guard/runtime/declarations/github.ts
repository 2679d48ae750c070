/**
 * What GitHub Actions tests: set-up steps and containers of every job, also those in the actions and workflows of
 * this repository that a workflow uses.
 *
 * Not seen: actions and workflows of other repositories. A workflow that lies elsewhere is said to be unseen; where
 * CI's versions stay unknown, the rule about untested versions doubts.
 *
 * @module
 */
import { parseSource } from "../../sources/index.ts";
import type { Keys, Located, Tree } from "../../sources/tree.ts";
import type { Statement } from "../declaration.ts";
import { expressionValues, type Scope, type Values } from "./expression.ts";
import { follow, type Part, type Walk } from "./follow.ts";
import { readImage, unseenImage } from "./image.ts";
import { readSetUp } from "./set-up.ts";
import { type Beside, present, type Reader } from "./source.ts";

/** docs.github.com "Workflow syntax for GitHub Actions". */
export const githubWorkflow: Reader = {
  isCi: true,
  reads: /^\.github\/workflows\/[^/]+\.ya?ml$/,
  read: async (path, text, beside: Beside) => {
    const tree = await parseSource(path, text);
    const triggers = triggersOf(tree);
    // Whoever calls it says with which inputs.
    if (triggers.length === 1 && triggers[0] === "workflow_call") return [];
    // Nobody gives inputs to a push.
    const isAsked = triggers.length === 0 || triggers.includes("workflow_dispatch");
    const input = (): Values | undefined => (isAsked ? undefined : []);
    return readWorkflow({ tree, input, chain: [path], walk: { beside, source: "uses", left: mostParts } });
  },
};

// --- internal ---

/** Actions and workflows that one workflow may bring in, each use counted. */
const mostParts = 1000;

interface Workflow extends Part {
  input: Scope["input"];
  walk: Walk;
}

const triggersOf = (tree: Tree): string[] => {
  const names = [...tree.names(["on"]), ...tree.items(["on"]), ...present(tree.text(["on"]))];
  return names.map(({ value }) => `${value}`);
};

const readWorkflow = async (workflow: Workflow): Promise<Statement[]> => {
  const { tree, input } = workflow;
  const statements: Statement[] = [];
  for (const { value: name } of tree.names(["jobs"])) {
    const keys = ["jobs", name];
    const scope: Scope = { tree, step: keys, job: { tree, keys }, callers: [], input };
    const image = tree.text([...keys, "container", "image"]) ?? tree.text([...keys, "container"]);
    statements.push(
      ...present(image).flatMap((found) => readContainer(workflow, scope, found)),
      ...(await readCall(workflow, scope)),
      ...(await readSteps(workflow, scope, keys)),
    );
  }
  return statements;
};

const readContainer = ({ walk }: Workflow, scope: Scope, found: Located<string>): Statement[] => {
  const how = { kind: "tested", source: "container", where: "ci" } as const;
  const [, before = "", expression, after = ""] = /^(.*?)(\$\{\{.*?\}\})(.*)$/s.exec(found.value) ?? [];
  if (expression === undefined) return readImage(found, how);
  const values = expressionValues(scope, { ...found, value: expression });
  if ("why" in values) {
    const written = { ...found, value: `${before}$${after}` };
    const hidden = unseenImage(written, "container");
    if (hidden !== undefined) walk.beside.unseen({ ...hidden, located: found });
    return readImage(written, how);
  }
  return values.flatMap((one) => readImage({ ...one, value: `${before}${one.value}${after}` }, how));
};

/** docs.github.com "Reuse workflows": a job that is another workflow. */
const readCall = async (workflow: Workflow, scope: Scope): Promise<Statement[]> => {
  const uses = scope.tree.text([...scope.step, "uses"]);
  if (uses === undefined) return [];
  if (!uses.value.startsWith("./")) {
    workflow.walk.beside.unseen({
      ...{ located: uses, source: "uses", why: "it lies in another repository", isBroken: false },
    });
    return [];
  }
  const path = uses.value.slice(2);
  const part = await follow(workflow.walk, workflow, uses, [path]);
  if (part === undefined) return [];
  const defaultOf = (name: string): Keys => ["on", "workflow_call", "inputs", name, "default"];
  return readWorkflow({ ...part, walk: workflow.walk, input: inputsOf(scope, part.tree, defaultOf) });
};

const readSteps = async (workflow: Part & Pick<Workflow, "walk">, scope: Scope, above: Keys): Promise<Statement[]> => {
  const statements: Statement[] = [];
  for (const index of scope.tree.items([...above, "steps"]).keys()) {
    const here = { ...scope, step: [...above, "steps", index] };
    const uses = scope.tree.text([...here.step, "uses"]);
    if (uses === undefined) continue;
    if (uses.value.startsWith("./")) statements.push(...(await readAction(workflow, here, uses)));
    else statements.push(...readSetUp(here, uses, workflow.walk.beside));
  }
  return statements;
};

/** docs.github.com "Metadata syntax": an action of this repository. Only composite ones have steps. */
const readAction = async (
  workflow: Part & Pick<Workflow, "walk">,
  scope: Scope,
  uses: Located<string>,
): Promise<Statement[]> => {
  const dir = uses.value.replace(/^(?:\.\/)+/, "").replace(/\/+$/, "");
  const inside = dir === "" ? "" : `${dir}/`;
  const isElsewhere = isCheckedOut(scope.job, dir);
  const part = await follow(
    workflow.walk,
    workflow,
    uses,
    [`${inside}action.yml`, `${inside}action.yaml`],
    isElsewhere,
  );
  if (part === undefined) return [];
  const using = part.tree.text(["runs", "using"])?.value;
  if (using === undefined) {
    const why = `"${part.tree.path}" does not say what it runs`;
    workflow.walk.beside.unseen({ located: uses, source: "uses", why, isBroken: true });
  }
  if (using !== "composite") return [];
  const { job, callers, tree, step } = scope;
  const input = inputsOf(scope, part.tree, (name) => ["inputs", name, "default"]);
  const inner: Scope = { tree: part.tree, step: [], job, callers: [{ tree, step }, ...callers], input };
  return readSteps({ ...part, walk: workflow.walk }, inner, ["runs"]);
};

/** What the caller gives, else the default, else nothing. */
const inputsOf =
  (caller: Scope, tree: Tree, defaultOf: (name: string) => Keys): Scope["input"] =>
  (name) => {
    const given = caller.tree.get([...caller.step, "with", name]);
    if (given !== undefined) return expressionValues(caller, given);
    const usual = tree.get(defaultOf(name));
    const nowhere = { tree, step: [], job: { tree, keys: [] }, callers: [], input: () => undefined };
    return usual === undefined ? [] : expressionValues(nowhere, usual);
  };

/** Whether a step of the job brings another repository to where `dir` lies. */
const isCheckedOut = ({ tree, keys }: Scope["job"], dir: string): boolean =>
  tree.items([...keys, "steps"]).some((_, index) => {
    const step = [...keys, "steps", index];
    const path = tree.text([...step, "with", "path"])?.value;
    if (path === undefined || !/^actions\/checkout@/i.test(tree.text([...step, "uses"])?.value ?? "")) return false;
    return `${dir}/`.startsWith(`${path.replace(/^(?:\.\/)+/, "").replace(/\/+$/, "")}/`);
  });

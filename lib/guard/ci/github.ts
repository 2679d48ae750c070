/**
 * Walking GitHub Actions: every job and step of a workflow, also those of the workflows and composite actions of this
 * repository that it uses, each with what its expressions mean there.
 *
 * Not followed: actions and workflows of other repositories. A workflow that lies elsewhere is said to be unseen.
 *
 * @module
 */
import { parseSource } from "../sources/index.ts";
import type { Keys, Located, Tree } from "../sources/tree.ts";
import type { Beside } from "./beside.ts";
import { expressionValues, type JobPlace, type Scope, type Values } from "./expression.ts";
import { follow, type Part, type Walk } from "./follow.ts";

/** The files that GitHub takes for workflows. */
export const githubWorkflows = /^\.github\/workflows\/[^/]+\.ya?ml$/;

/** A job, and the jobs that call the workflow it stands in. */
export interface JobFrame extends JobPlace {
  /** The job that calls this one's workflow. */
  caller?: JobFrame;
}

/** What is done at each job and step, in the order of the file; called workflows and actions between. */
export interface GithubVisitor {
  job?: (scope: Scope, frame: JobFrame) => void;
  /** Every step, those that use an action of this repository before what they bring in. */
  step: (scope: Scope, frame: JobFrame) => void;
}

/**
 * Visit all of the workflow at `path`. One that others only call is visited where they call it. Throws `E_SOURCE` for a
 * file that is malformed, or that brings in a malformed one.
 */
export const visitGithub = async (
  path: string,
  text: string,
  beside: Beside,
  visitor: GithubVisitor,
): Promise<Tree> => {
  const tree = await parseSource(path, text);
  const triggers = triggersOf(tree).map(({ value }) => value);
  // Whoever calls it says with which inputs.
  if (triggers.length === 1 && triggers[0] === "workflow_call") return tree;
  // Nobody gives inputs to a push.
  const isAsked = triggers.length === 0 || triggers.includes("workflow_dispatch");
  const input = (): Values | undefined => (isAsked ? undefined : []);
  await visitWorkflow({ tree, input, chain: [path], walk: { beside, source: "uses", left: mostParts }, visitor });
  return tree;
};

/** The events that start a workflow, each with its place. */
export const triggersOf = (tree: Tree): Located<string>[] => {
  const one = tree.text(["on"]);
  // What is no text is no event: by no name that anybody asks for.
  const several = tree
    .items(["on"])
    .map((item) => ({ ...item, value: typeof item.value === "string" ? item.value : JSON.stringify(item.value) }));
  return [...tree.names(["on"]), ...several, ...(one === undefined ? [] : [one])];
};

/** What a step gives for an input, whose name GitHub takes in any case. */
export const inputAt = ({ tree, step }: Pick<Scope, "tree" | "step">, name: string): Located<unknown> | undefined =>
  tree.get(namedIn(tree, [...step, "with"], name));

/**
 * Whether `uses` names an action or a workflow of this repository: `./` in the workspace, `$/` at the commit that runs
 * (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsuses).
 */
export const isOfRepository = (uses: string): boolean => /^[.$]\//.test(uses);

// --- internal ---

/** Actions and workflows that one workflow may bring in, each use counted. */
const mostParts = 1000;

interface Workflow extends Part {
  input: Scope["input"];
  walk: Walk;
  visitor: GithubVisitor;
  caller?: JobFrame;
}

const visitWorkflow = async (workflow: Workflow): Promise<void> => {
  const { tree, input, visitor, caller } = workflow;
  for (const { value: name } of tree.names(["jobs"])) {
    const keys = ["jobs", name];
    const job: JobPlace = { tree, keys, input };
    const scope: Scope = { tree, step: keys, job, callers: [], input };
    const frame: JobFrame = { ...job, ...(caller && { caller }) };
    visitor.job?.(scope, frame);
    await visitCall(workflow, scope, frame);
    await visitSteps(workflow, scope, frame, keys);
  }
};

/** docs.github.com "Reuse workflows": a job that is another workflow. */
const visitCall = async (workflow: Workflow, scope: Scope, frame: JobFrame): Promise<void> => {
  const uses = scope.tree.text([...scope.step, "uses"]);
  if (uses === undefined) return;
  if (!isOfRepository(uses.value)) {
    workflow.walk.beside.unseen({
      ...{ located: uses, source: "uses", why: "it lies in another repository", isBroken: false },
    });
    return;
  }
  const part = await follow(workflow.walk, workflow, uses, [uses.value.slice(2)]);
  if (part === undefined) return;
  const input = inputsOf(scope, part.tree, ["on", "workflow_call", "inputs"]);
  await visitWorkflow({ ...part, walk: workflow.walk, visitor: workflow.visitor, input, caller: frame });
};

type Steps = Part & Pick<Workflow, "walk" | "visitor">;

const visitSteps = async (workflow: Steps, scope: Scope, frame: JobFrame, above: Keys): Promise<void> => {
  for (const index of scope.tree.items([...above, "steps"]).keys()) {
    const here = { ...scope, step: [...above, "steps", index] };
    workflow.visitor.step(here, frame);
    const uses = scope.tree.text([...here.step, "uses"]);
    if (uses !== undefined && isOfRepository(uses.value)) await visitAction(workflow, here, frame, uses);
  }
};

/** docs.github.com "Metadata syntax": an action of this repository. Only composite ones have steps. */
const visitAction = async (workflow: Steps, scope: Scope, frame: JobFrame, uses: Located<string>): Promise<void> => {
  const dir = uses.value
    .replace(/^\$\//, "")
    .replace(/^(?:\.\/)+/, "")
    .replace(/\/+$/, "");
  const inside = dir === "" ? "" : `${dir}/`;
  const isElsewhere = uses.value.startsWith("./") && isCheckedOut(scope.job, dir);
  const { walk, visitor } = workflow;
  const part = await follow(walk, workflow, uses, [`${inside}action.yml`, `${inside}action.yaml`], isElsewhere);
  if (part === undefined) return;
  const using = part.tree.text(["runs", "using"])?.value;
  if (using === undefined) {
    const why = `"${part.tree.path}" does not say what it runs`;
    walk.beside.unseen({ located: uses, source: "uses", why, isBroken: true });
  }
  if (using !== "composite") return;
  const { job, callers, tree, step, input: outer } = scope;
  const input = inputsOf(scope, part.tree, ["inputs"]);
  const inner: Scope = { tree: part.tree, step: [], job, callers: [{ tree, step, input: outer }, ...callers], input };
  await visitSteps({ ...part, walk, visitor }, inner, frame, ["runs"]);
};

const namedIn = (tree: Tree, place: Keys, name: string): Keys => {
  const found = tree.names(place).find(({ value }) => value.toLowerCase() === name.toLowerCase());
  return [...place, found?.value ?? name];
};

/** What the caller gives, else the default, else nothing. */
const inputsOf =
  (caller: Scope, tree: Tree, inputs: Keys): Scope["input"] =>
  (name) => {
    const given = inputAt(caller, name);
    // Whether a workflow takes nothing for the default is not documented.
    if (given?.value === null && inputs[0] === "on") return undefined;
    if (given !== undefined) return expressionValues(caller, given);
    const usual = tree.get([...namedIn(tree, inputs, name), "default"]);
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

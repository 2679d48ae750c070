/**
 * What GitHub Actions tests: set-up steps and containers of every job, also those in the actions and workflows of
 * this repository that a workflow uses.
 *
 * Not seen: actions and workflows of other repositories. A workflow that lies elsewhere is said to be unseen; where
 * CI's versions stay unknown, the rule about untested versions doubts. What is switched off by `if: false` tests nothing.
 *
 * @module
 */
import {
  type Beside,
  expressionValues,
  githubWorkflows,
  type JobFrame,
  type Scope,
  textOf,
  visitGithub,
} from "../../ci/index.ts";
import type { Located } from "../../sources/tree.ts";
import { isNested, type Statement } from "../declaration.ts";
import { readImage, unseenImage } from "./image.ts";
import { readSetUp } from "./set-up.ts";
import type { Reader } from "./source.ts";

/** docs.github.com "Workflow syntax for GitHub Actions". */
export const githubWorkflow: Reader = {
  isCi: true,
  reads: githubWorkflows,
  read: async (path, text, beside) => {
    const statements: Statement[] = [];
    await visitGithub(path, text, beside, {
      job: (scope, frame) => {
        if (!isOff(frame)) statements.push(...statementsOfJob(scope, beside));
      },
      step: (scope, frame) => {
        if (!isOff(frame) && ![scope, ...scope.callers].some(isSkipped))
          statements.push(...statementsOfStep(scope, beside));
      },
    });
    return statements;
  },
};

/** What the container of a job says. */
export const statementsOfJob = (scope: Scope, beside: Beside): Statement[] => {
  const { tree, step: keys } = scope;
  const image = tree.text([...keys, "container", "image"]) ?? tree.text([...keys, "container"]);
  return image === undefined ? [] : readContainer(beside, scope, image);
};

/** What a step says that uses an action of another repository. */
export const statementsOfStep = (scope: Scope, beside: Pick<Beside, "paths">): Statement[] => {
  const uses = scope.tree.text([...scope.step, "uses"]);
  return uses === undefined ? [] : readSetUp(scope, uses, beside);
};

// --- internal ---

/** The job, or one that calls it. */
const isOff = (frame: JobFrame): boolean =>
  isSkipped({ tree: frame.tree, step: frame.keys }) || (frame.caller !== undefined && isOff(frame.caller));

/** Of a condition that a run decides nobody knows: it may be true. */
const isSkipped = ({ tree, step }: Pick<Scope, "tree" | "step">): boolean =>
  /^\s*(?:false|\$\{\{\s*false\s*\}\})\s*$/.test(textOf(tree.get([...step, "if"])?.value));

const readContainer = (beside: Beside, scope: Scope, found: Located<string>): Statement[] => {
  const how = { kind: "tested", source: "container", where: "ci" } as const;
  const [before = "", first, ...further] = found.value.split("${{");
  if (first === undefined) return readImage(found, how);
  const [inner = "", ...rest] = first.split("}}");
  const after = rest.join("}}");
  const values = expressionValues(scope, { ...found, value: `\${{${inner}}}` });
  // What is not closed is no expression, and of two nobody can tell which of their values meet.
  const isOne = rest.length > 0 && further.length === 0;
  if ("why" in values || !isOne || values.some(({ value }) => isNested(value))) {
    const written = { ...found, value: `${before}$${after}` };
    const hidden = unseenImage(written, "container");
    if (hidden !== undefined) beside.unseen({ ...hidden, located: found });
    return readImage(written, how);
  }
  return values.flatMap((one) => readImage({ ...one, value: `${before}${one.value}${after}` }, how));
};

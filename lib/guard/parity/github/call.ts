/**
 * Whether GitHub lets a job call the workflow that it names: otherwise it runs nothing of the calling one.
 *
 * docs.github.com "Reuse workflows", "Workflow syntax": `on.workflow_call`, `jobs.<job_id>.with`, `jobs.<job_id>.secrets`.
 *
 * @module
 */
import { githubWorkflows, type JobFrame, triggersOf } from "../../ci/index.ts";
import type { Keys, Located, Tree } from "../../sources/tree.ts";
import { type Fault, shortened, spotOf } from "../fault.ts";

/** Of all calls that lead to a job. */
export const callFaults = ({ tree: called, caller }: JobFrame): Fault[] => {
  if (caller === undefined) return [];
  const { tree, keys } = caller;
  const refused: string[] = [];
  if (!githubWorkflows.test(called.path)) refused.push("it takes workflows of .github/workflows alone");
  if (!triggersOf(called).some(({ value }) => value === "workflow_call")) refused.push("that one has no workflow_call");
  const uses = tree.names(keys).filter(({ value }) => value === "uses");
  const own = uses.flatMap((at) => [
    ...refused.map((why) => fault(at, why)),
    ...argumentFaults("with", { caller, called, at }, ["on", "workflow_call", "inputs"]),
    ...argumentFaults("secrets", { caller, called, at }, ["on", "workflow_call", "secrets"]),
  ]);
  return [...own, ...callFaults(caller)];
};

// --- internal ---

interface Call {
  caller: JobFrame;
  called: Tree;
  at: Located<string>;
}

/** What is given has to be declared, and what is required to be given; names in any case. */
const argumentFaults = (key: "with" | "secrets", { caller, called, at }: Call, declared: Keys): Fault[] => {
  const { tree, keys } = caller;
  if (key === "secrets" && tree.text([...keys, key])?.value === "inherit") return [];
  const given = tree.names([...keys, key]);
  const known = called.names(declared);
  return [
    ...given
      .filter((name) => !known.some((one) => isSame(one, name)))
      .map((name) => fault(name, `that one declares no such name for ${key}`)),
    ...known
      .filter((name) => called.get([...declared, name.value, "required"])?.value === true)
      .filter((name) => !given.some((one) => isSame(one, name)))
      .map((name) => fault(at, `that one requires "${name.value}" under ${key}`)),
  ];
};

const isSame = (one: Located<string>, other: Located<string>): boolean =>
  one.value.toLowerCase() === other.value.toLowerCase();

const fault = (found: Located<string>, why: string): Fault => ({
  ...{ kind: "unread", level: "undecided", at: spotOf(found), written: shortened(found.value) },
  why: `GitHub refuses the call of the other workflow, and runs nothing of this one: ${why}`,
});

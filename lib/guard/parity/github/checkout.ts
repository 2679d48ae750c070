/**
 * Trees that a job checks out beside or in place of the one that CI is about, where the gate would judge them.
 *
 * @module
 */
import type { Scope } from "../../ci/index.ts";
import type { Located } from "../../sources/tree.ts";
import type { Fault } from "../fault.ts";
import { joined } from "../shell/state.ts";
import { revisionFault } from "./revision.ts";
import { isSetting, valuesIn } from "./scope.ts";
import { textOf } from "./text.ts";

/** Another tree in a job. */
export interface OtherTree {
  fault: Fault;
  /** Its directory from the top of the workspace; undefined when only a run can tell. */
  dir: string | undefined;
}

/** The inputs of a step, by their names in lower case: GitHub takes them in any. */
export const inputsOf = ({ tree, step }: Scope): ReadonlyMap<string, Located<unknown>> => {
  const place = [...step, "with"];
  return new Map(
    tree.names(place).map((name) => [name.value.toLowerCase(), { ...name, ...tree.get([...place, name.value]) }]),
  );
};

/** A directory as it is written, from the top of the workspace; undefined when only a run can tell. */
export const directoryOf = (scope: Scope, found: Located<unknown> | undefined): string | undefined => {
  if (found === undefined) return "";
  const value = textOf(found.value).replace(/^\$\{\{\s*github\.workspace\s*\}\}(?:\/|$)/, "");
  const values = valuesIn(scope, { ...found, value }, isSetting);
  if ("why" in values) return undefined;
  const [dir = "", ...others] = new Set(values.map((one) => textOf(one.value)));
  return others.length === 0 ? joined("", dir) : undefined;
};

/** The tree of another repository or commit, or a part of one, that the step brings. */
export const otherTreeOf = (scope: Scope): OtherTree | undefined => {
  if (!/^actions\/checkout@/i.test(scope.tree.text([...scope.step, "uses"])?.value ?? "")) return undefined;
  const inputs = inputsOf(scope);
  const fault = revisionFault(inputs);
  return fault && { fault, dir: directoryOf(scope, inputs.get("path")) };
};

/** What another tree means for all of its job: it lies where what is judged lies, or the gate itself. */
export const jobTreeFaults = ({ fault, dir }: OtherTree, tracked: readonly string[]): Fault[] => {
  if (dir === undefined) return [{ ...fault, level: "undecided", why: `${fault.why}, where only a run knows` }];
  return programs.test(dir) || dir === "" || tracked.some((path) => isWithin(path, dir)) ? [fault] : [];
};

/** What another tree means for a step that runs in `cwd`, with the text `script`. */
export const stepTreeFaults = ({ fault, dir = "" }: OtherTree, cwd: string | undefined, script: string): Fault[] => {
  if (isWithin(cwd ?? "", dir)) return [fault];
  const why = `${fault.why} into "${dir}", which the step names`;
  const paths = script.split(/[^\w./@+-]/).map((word) => joined("", word) ?? "");
  return paths.some((path) => isWithin(path, dir)) ? [{ ...fault, level: "undecided", why }] : [];
};

// --- internal ---

/** Where the gate may be installed. */
const programs = /^(?:.*\/)?(?:node_modules|\.?venv|\.kprov)(?:\/|$)/;

const isWithin = (path: string, dir: string): boolean => `${path}/`.startsWith(`${dir}/`);

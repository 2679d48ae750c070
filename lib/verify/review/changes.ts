/**
 * What differs between two runs of one step, over their provenance alone. Pure.
 *
 * @module
 */
import { isDeepStrictEqual } from "node:util";
import type { Provenance, ResourceDescriptor } from "../../evidence/index.ts";
import { compareBytes } from "../../report.ts";
import { dependenciesOf, realSubjects } from "../agreement/index.ts";

/** Names, each list sorted. */
export interface ListChange {
  added: string[];
  removed: string[];
  changed: string[];
  /** How many are the same. */
  same: number;
}

export interface ValueChange {
  /** What the value is called: `command`, `commit`, or an external parameter. */
  name: string;
  before: string;
  after: string;
}

export interface RunChanges {
  values: ValueChange[];
  inputs: ListChange;
  outputs: ListChange;
  tools: ListChange;
  lockFiles: ListChange;
}

/** From `before` to `after`. Things are the same when name, digest and kind are. */
export const compareRuns = (before: Provenance, after: Provenance): RunChanges => {
  const dependencies = (...roles: string[]): ListChange =>
    compareLists(
      roles.flatMap((role) => dependenciesOf(before, role)),
      roles.flatMap((role) => dependenciesOf(after, role)),
    );
  return {
    values: compareValues(before, after),
    inputs: dependencies("input", "declared"),
    outputs: compareLists(realSubjects(before, undefined), realSubjects(after, undefined)),
    tools: dependencies("tool"),
    lockFiles: dependencies("lock-file"),
  };
};

/** How many things differ. */
export const countChanges = ({ values, inputs, outputs, tools, lockFiles }: RunChanges): number =>
  [inputs, outputs, tools, lockFiles].reduce(
    (sum, { added, removed, changed }) => sum + added.length + removed.length + changed.length,
    values.length,
  );

// --- internal ---

const compareValues = (before: Provenance, after: Provenance): ValueChange[] => {
  const [left, right] = [valuesOf(before), valuesOf(after)];
  return [...new Set([...left.keys(), ...right.keys()])].flatMap((name) => {
    const [old, now] = [left.get(name), right.get(name)];
    return isDeepStrictEqual(old, now) ? [] : [{ name, before: wordsOf(old), after: wordsOf(now) }];
  });
};

/** Inputs and outputs as declared are left out: what they came to is compared. */
const valuesOf = ({ predicate }: Provenance): Map<string, unknown> => {
  const { externalParameters, internalParameters } = predicate.buildDefinition;
  const { step: _step, argv, pipeline, inputs: _in, outputs: _out, inputRefs: _refs, ...others } = externalParameters;
  const state = internalParameters.git?.before;
  return new Map<string, unknown>([
    ["command", argv ?? `built-in pipeline ${pipeline}`],
    ["commit", state?.commit ?? undefined],
    ["uncommitted changes", state?.dirty],
    ["outcome", predicate.runDetails.kprov_outcome.status],
    ["builder", predicate.runDetails.builder.id],
    ...Object.entries(others),
  ]);
};

const wordsOf = (value: unknown): string => {
  if (value === undefined || value === null) return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word}'`)).join(" ");
  return typeof value === "string" ? value : JSON.stringify(value);
};

const compareLists = (before: readonly ResourceDescriptor[], after: readonly ResourceDescriptor[]): ListChange => {
  const [left, right] = [contentsOf(before), contentsOf(after)];
  const change: ListChange = { added: [], removed: [], changed: [], same: 0 };
  for (const name of [...new Set([...left.keys(), ...right.keys()])].sort(compareBytes)) {
    const [old, now] = [left.get(name), right.get(name)];
    if (old === undefined) change.added.push(name);
    else if (now === undefined) change.removed.push(name);
    else if (old === now) change.same += 1;
    else change.changed.push(name);
  }
  return change;
};

/** By name; several tools may share one. */
const contentsOf = (descriptors: readonly ResourceDescriptor[]): Map<string, string> => {
  const contents = new Map<string, string[]>();
  for (const { name, uri, digest, mediaType } of descriptors) {
    const key = uri ?? name ?? "";
    contents.set(key, [...(contents.get(key) ?? []), `${mediaType ?? ""} ${JSON.stringify(digest ?? null)}`]);
  }
  return new Map([...contents].map(([key, list]) => [key, list.sort().join("\n")]));
};

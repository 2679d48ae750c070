/**
 * What differs between two runs of one step, over their provenance alone: names, for a reviewer. Pure.
 *
 * @module
 */
import { isDeepStrictEqual } from "node:util";
import { dependenciesOf, type Provenance, type ResourceDescriptor, realSubjects } from "../evidence/index.ts";
import { compareDescriptors, descriptorName } from "./descriptors.ts";

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
    namesOf(
      roles.flatMap((role) => dependenciesOf(before, role)),
      roles.flatMap((role) => dependenciesOf(after, role)),
    );
  return {
    values: compareValues(before, after),
    inputs: dependencies("input", "declared"),
    outputs: namesOf(realSubjects(before, undefined), realSubjects(after, undefined)),
    tools: dependencies("tool"),
    lockFiles: dependencies("lock-file"),
  };
};

/** How many things differ. */
export const countRunChanges = ({ values, inputs, outputs, tools, lockFiles }: RunChanges): number =>
  [inputs, outputs, tools, lockFiles].reduce(
    (sum, { added, removed, changed }) => sum + added.length + removed.length + changed.length,
    values.length,
  );

/** A value of a provenance for people: words as a shell would take them, `yes` and `no`, `none`. */
export const wordsOf = (value: unknown): string => {
  if (value === undefined || value === null) return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word}'`)).join(" ");
  return typeof value === "string" ? value : JSON.stringify(value);
};

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

/** By name: of several with one name, one that is new or gone is a change of that name. */
const namesOf = (before: readonly ResourceDescriptor[], after: readonly ResourceDescriptor[]): ListChange => {
  const [old, now] = [new Set(before.map(descriptorName)), new Set(after.map(descriptorName))];
  const differing = [...new Set(compareDescriptors(before, after).changes.map(({ name }) => name))];
  const both = differing.filter((name) => old.has(name) && now.has(name));
  return {
    added: differing.filter((name) => !old.has(name)),
    removed: differing.filter((name) => !now.has(name)),
    changed: both,
    same: [...old].filter((name) => now.has(name)).length - both.length,
  };
};

/**
 * What a comparison says: the document of `diff`, `kprov.diff/v1`.
 *
 * @module
 */
import type { ContentChange } from "./content/types.ts";

/** One thing that is not on both sides as it was. */
export interface Change {
  what: "added" | "removed" | "changed" | "renamed";
  /** What it is called; of something renamed, the new name. */
  name: string;
  /** Null when there was nothing. */
  before: string | null;
  /** Null when there is nothing any more. */
  after: string | null;
  /** More about it, such as `the same version, other bytes`. */
  note?: string;
  /** Of a file: how its content differs. */
  content?: ContentChange;
}

/** Changes of one kind. */
export interface Section {
  /** Such as `inputs`. */
  name: string;
  /** How many things of this kind are the same; null where nobody would count them. */
  same: number | null;
  changes: Change[];
}

/** One of the two sides, as it names itself. */
export interface Side {
  /** As the person named it. */
  name: string;
  /** Null where there is none. */
  step: string | null;
  runId: string | null;
  /** SHA-256 of the bundle's manifest. */
  bundleDigest: string | null;
}

/** What was done before the two sides were believed to be what they say. */
export interface Checked {
  /** `whole`: every member was hashed; `read`: what was read; `form`: there is nothing to hash it against. */
  how: "whole" | "read" | "form";
  /** For people. */
  detail: string;
}

export type Basis = "named" | "approved" | "green";

/** The document of `diff`. Sorted, and without times of its own: the same two sides give the same bytes. */
export interface Difference {
  schema: "kprov.diff/v1";
  kind: "bundle" | "trace" | "receipt";
  before: Side;
  after: Side;
  /** Who chose the first side: the person, or `--last`, which takes the last approved or else the last green run. */
  basis: Basis;
  equal: boolean;
  /** How many things differ. */
  changes: number;
  sections: Section[];
  /** Times, host, run ids, logs: facts that differ between equal runs. They don't count. Null when not asked. */
  volatile: Section[] | null;
  checked: Checked;
}

/** Settle it: sections in which nothing changed stay, so that it can be seen what was compared. */
export const settleDifference = (
  difference: Pick<Difference, "kind" | "before" | "after" | "sections" | "volatile" | "checked">,
): Difference => {
  const { kind, before, after, sections, volatile, checked } = difference;
  const changes = countChanges(sections);
  return {
    schema: "kprov.diff/v1",
    ...{ kind, before, after, basis: "named", equal: changes === 0, changes, sections, volatile, checked },
  };
};

export const countChanges = (sections: readonly Section[]): number =>
  sections.reduce((sum, { changes }) => sum + changes.length, 0);

/** A change of a plain value; nothing when both are the same. `null`: there is none. */
export const valueChange = (name: string, before: string | null, after: string | null): Change[] => {
  if (before === after) return [];
  const what = before === null ? "added" : after === null ? "removed" : "changed";
  return [{ what, name, before, after }];
};

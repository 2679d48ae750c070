/**
 * `governance show` and `governance diff`: the record, and what differs from it.
 *
 * @module
 */
import { KprovError } from "../../errors.ts";
import type { JsonValue } from "../../json.ts";
import { openPublished, type Published } from "../sources/index.ts";
import { type Change, type Step, stepOf } from "./change.ts";
import { committedAt, readObject } from "./committed.ts";
import { compareSurfaces } from "./compare.ts";
import { type GovernanceRecord, parseRecord, recordPath } from "./record.ts";
import { assertReadable, readState, type StateOptions } from "./state.ts";
import { defaultValues } from "./values.ts";

export interface ViewOptions extends Omit<StateOptions, "published"> {
  cwd: string;
  /** Compare with the record of this commit instead of the one that lies here. */
  base?: { commit: string; name: string };
}

/** One value of the configuration that differs, by its place. */
export interface ValueDifference {
  /** Such as `artifacts.deny.0`. */
  place: string;
  type: "added" | "changed" | "removed";
  was?: JsonValue;
  is?: JsonValue;
}

/** The document of `governance diff --json`. */
export interface GovernanceDiff {
  schema: "kprov.governance-diff/v1";
  /** What is compared with: `record`, or the base's name. */
  from: string;
  /** Its governance version. */
  version: string;
  /** The step that the difference needs; null for none. */
  step: Step | null;
  changes: Change[];
  values: ValueDifference[];
}

/** The record as it lies here. Throws `E_GOVERNANCE` when there is none or it can't be used. */
export const readGovernance = async (options: ViewOptions): Promise<{ path: string; record: GovernanceRecord }> => {
  const published = await openPublished(options.cwd);
  const { place } = await readState({ ...options, published });
  const path = place(recordPath);
  return { path, record: await recordHere(published, path) };
};

/** What differs between the record, or the base's, and what lies here. Throws `E_GOVERNANCE`, and as `git` does. */
export const diffGovernance = async (options: ViewOptions): Promise<GovernanceDiff> => {
  const { base, cwd } = options;
  const published = await openPublished(cwd);
  const state = await readState({ ...options, published });
  assertReadable(state, "compare");
  const path = state.place(recordPath);
  const record = await (base === undefined ? recordHere(published, path) : recordOf(base, path, cwd));
  const changes = await compareSurfaces(record.surfaces, state.surfaces, defaultValues());
  const { diff } = await import("ohash/utils");
  const values = diff(record.surfaces.configuration.values, state.surfaces.configuration.values).map(
    ({ key, type, oldValue, newValue }): ValueDifference => ({
      ...{ place: key, type },
      ...(oldValue !== undefined && { was: oldValue.value as JsonValue }),
      ...(newValue !== undefined && { is: newValue.value as JsonValue }),
    }),
  );
  const from = base === undefined ? "record" : base.name;
  return { schema: "kprov.governance-diff/v1", from, version: record.version, step: stepOf(changes), changes, values };
};

// --- internal ---

const missing = (path: string, where: string): KprovError =>
  new KprovError("E_GOVERNANCE", `There is no record of governance at "${path}"${where}`, {
    hint: `kprovengine governance update --reason "…" && git add ${path}`,
  });

const recordHere = async (published: Published, path: string): Promise<GovernanceRecord> => {
  const text = (await published.versions(path)).at(-1)?.text;
  if (text === undefined) throw missing(path, " that git tracks");
  return parseRecord(Buffer.from(text), path);
};

const recordOf = async (
  { commit, name }: { commit: string; name: string },
  path: string,
  cwd: string,
): Promise<GovernanceRecord> => {
  const found = await committedAt(commit, path, cwd);
  if (!found?.isFile) throw missing(path, ` in "${name}"`);
  return parseRecord(await readObject(found.object, cwd), `${path} of ${name}`);
};

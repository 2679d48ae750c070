/**
 * Two bundles: everything that a person may have changed, then what came of it.
 *
 * @module
 */

import { KprovError } from "../../errors.ts";
import { dependenciesOf, layout, type Provenance, type RunSummary, type Toolchain } from "../../evidence/index.ts";
import { type JsonValue, parseJson } from "../../json.ts";
import { compareDescriptors } from "../descriptors.ts";
import { type Difference, type Section, settleDifference, valueChange } from "../difference.ts";
import { compareOutputs } from "./outputs.ts";
import { reduceProvenances } from "./reduce.ts";
import { compareRequests } from "./request.ts";
import { isProvenance, isSummary, isToolchain } from "./shape.ts";
import { compareToolchains } from "./toolchain.ts";
import { type BundleOptions, type BundleSide, sideOf } from "./types.ts";
import { compareVolatile } from "./volatile.ts";

export type { BundleOptions, BundleSide } from "./types.ts";

/**
 * Compare two bundles whose integrity the caller answers for.
 *
 * Throws `E_COMPARE` when a document has not the fields that it must have, `E_JSON` when it is no safe JSON, and whatever a side
 * throws.
 */
export const compareBundles = (before: BundleSide, after: BundleSide, options: BundleOptions): Difference => {
  const reduced = reduceProvenances(before.read(layout.provenance), after.read(layout.provenance));
  const old = { side: before, provenance: provenanceOf(reduced.before), summary: summaryOf(before) };
  const now = { side: after, provenance: provenanceOf(reduced.after), summary: summaryOf(after) };
  const sameOf = (...roles: string[]): number => roles.reduce((sum, role) => sum + (reduced.same.get(role) ?? 0), 0);
  const [outcome, command, git, configuration, trust] = compareRequests(old.provenance, now.provenance);
  const sections = [
    outcome,
    command,
    git,
    configuration,
    compareFiles("inputs", ["input"], old.provenance, now.provenance, sameOf("input")),
    compareFiles("input references", ["declared"], old.provenance, now.provenance, sameOf("declared")),
    ...toolchainSections(before, after),
    trust,
    gatesSection(old.provenance, now.provenance, before, after),
    compareOutputs(outputsOf(old), outputsOf(now), hasOutputs(old) && hasOutputs(now) ? sameOf("subject") : 0),
  ].filter((section) => section !== undefined);
  return settleDifference({
    kind: "bundle",
    before: sideOf(before, aboutOf(old)),
    after: sideOf(after, aboutOf(now)),
    sections,
    volatile: options.volatile ? compareVolatile(old, now) : null,
    checked: options.checked,
  });
};

// --- internal ---

interface Opened {
  side: BundleSide;
  provenance: Provenance;
  summary: RunSummary;
}

const malformed = (path: string): KprovError =>
  new KprovError("E_COMPARE", `Cannot compare "${path}": it has not the fields that it must have`, {
    hint: "kprovengine verify --integrity BUNDLE shows what is wrong with it",
  });

const provenanceOf = (value: JsonValue): Provenance => {
  if (!isProvenance(value)) throw malformed(layout.provenance);
  return value;
};

const summaryOf = (side: BundleSide): RunSummary => {
  const value: unknown = parseJson(side.read(layout.summary), { name: layout.summary });
  if (!isSummary(value)) throw malformed(layout.summary);
  return value;
};

const toolchainOf = (side: BundleSide): Toolchain => {
  const value: unknown = parseJson(side.read(layout.toolchain), { name: layout.toolchain });
  if (!isToolchain(value)) throw malformed(layout.toolchain);
  return value;
};

const aboutOf = ({ provenance, summary }: Opened) => ({
  step: provenance.predicate.buildDefinition.externalParameters.step,
  runId: summary.runId,
});

const compareFiles = (
  name: string,
  roles: readonly string[],
  before: Provenance,
  after: Provenance,
  same: number,
): Section => {
  const all = (provenance: Provenance) => roles.flatMap((role) => dependenciesOf(provenance, role));
  const compared = compareDescriptors(all(before), all(after), { renames: true });
  return { name, same: same + compared.same, changes: compared.changes };
};

/** A document that is the same on both sides is read once: how much is the same is told all the same. */
const toolchainSections = (before: BundleSide, after: BundleSide): Section[] => {
  const old = toolchainOf(before);
  const isSame = before.member(layout.toolchain)?.sha256 === after.member(layout.toolchain)?.sha256;
  return compareToolchains(old, isSame ? old : toolchainOf(after));
};

/** What let the step start, and what is asked for before its outputs count. */
const gatesSection = (old: Provenance, now: Provenance, before: BundleSide, after: BundleSide): Section => {
  const preflight = compareDescriptors(dependenciesOf(old, "preflight"), dependenciesOf(now, "preflight"));
  return {
    name: "gates",
    same: null,
    changes: [...preflight.changes, ...valueChange("approvals required", approvalsOf(before), approvalsOf(after))],
  };
};

const approvalsOf = (side: BundleSide): string => {
  const value = parseJson(side.read(layout.review), { name: layout.review });
  const asked =
    typeof value === "object" && value !== null && !Array.isArray(value) ? value["approvalsRequired"] : null;
  if (typeof asked !== "number") throw malformed(layout.review);
  return String(asked);
};

/** Without outputs the one subject stands for the empty list; the summary says which it is. */
const hasOutputs = ({ summary }: Opened): boolean => summary.outputs.files > 0;

const outputsOf = (opened: Opened) => ({
  side: opened.side,
  provenance: opened.provenance,
  subjects: hasOutputs(opened) ? opened.provenance.subject : [],
});

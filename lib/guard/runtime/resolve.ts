/**
 * What CI tests when it takes the version from a file of the repository.
 *
 * @module
 */
import type { Declaration, Reference, Statement } from "./declaration.ts";
import { parseRange } from "./ranges.ts";
import type { VersionSet } from "./version-set.ts";

/**
 * `statements` with each reference replaced by what its file says: a pin as it is, of a range its newest version,
 * and of go.mod's lines the version that is written there, which is what setup-go takes, the toolchain first.
 */
export const resolveReferences = (statements: readonly Statement[]): Statement[] =>
  statements.flatMap((statement) => (statement.kind === "reference" ? resolveOne(statement, statements) : [statement]));

// --- internal ---

const resolveOne = (reference: Reference, all: readonly Statement[]): Statement[] => {
  const said = all.filter(({ runtime, located }) => runtime === reference.runtime && located.path === reference.to);
  const known = said.filter((one): one is Declaration => "set" in one && one.kind !== "tested");
  const { to, ...base } = reference;
  if (known.length === 0) {
    return [{ ...base, kind: "unclear", why: `"${to}" is not a tracked file that declares a version` }];
  }
  return preferred(known).map((one) => ({ ...base, kind: "tested", set: pickedFrom(one) }));
};

/** volta and devEngines before engines, as setup-node reads them; toolchain before go. */
const preferred = (known: readonly Declaration[]): readonly Declaration[] => {
  const order = ["toolchain directive", "volta.node", "devEngines.runtime"];
  const first = order.map((source) => known.find((one) => one.source === source)).find((one) => one !== undefined);
  return first === undefined ? known.slice(0, 1) : [first];
};

const pickedFrom = ({ located, set, source }: Declaration): VersionSet => {
  if (!source.endsWith("directive")) return set;
  // As a minimum it was understood already; a toolchain's suffix is no part of the version.
  return parseRange("prefix", located.value.replace(/^go(?=\d)|-.*/g, "")) as VersionSet;
};

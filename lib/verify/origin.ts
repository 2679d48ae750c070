/**
 * Who made the bundle: what envelopes in `attestations/` prove under a trust file.
 *
 * No envelope can be judged yet, so the answer to the question is always that origin is unproved.
 *
 * @module
 */
import { layout } from "../evidence/index.ts";
import { compareBytes, type Finding } from "../report.ts";
import { undecided } from "./finding.ts";
import type { Tree } from "./tree.ts";
import type { VerifyOptions } from "./verdict.ts";

/** Nothing when origin is not asked; else everything that keeps it from being proved. */
export const judgeOrigin = (tree: Tree, options: VerifyOptions): Finding[] => {
  if (options.integrityOnly) return [];
  const envelopes = [...tree.files.keys()].filter((path) => path.startsWith(layout.attestations)).sort(compareBytes);
  const why =
    envelopes.length === 0 ? "the bundle has no signature, and no trust file was given" : "no trust file was given";
  return [
    ...envelopes.map((path) =>
      undecided("ATTESTATION_UNJUDGED", path, "The envelope was not judged: no trust file was given"),
    ),
    undecided(
      "ORIGIN_UNPROVED",
      undefined,
      `Who made the bundle is not proved: ${why}. --integrity asks for integrity alone`,
    ),
  ];
};

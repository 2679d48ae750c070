/**
 * Everything that is settled before a run is repeated: where, with what, and what is not as it was.
 *
 * @module
 */
import { mkdirSync, realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import { KprovError } from "../../errors.ts";
import type { Provenance } from "../../evidence/index.ts";
import { below, type CopyPlace, checkOut, copyEnvironment, say } from "../copy/index.ts";
import { readGitPlace } from "../git-state.ts";
import type { RunOptions } from "../options.ts";
import { childEnvironment } from "../step.ts";
import { captureToolchain } from "../toolchain/index.ts";
import { isSettledByStep } from "../toolchain/settled.ts";
import { configurationDrift, toolchainDrift } from "./drift.ts";
import { type Setting, settingsOf, withSettings } from "./environment.ts";
import { layRecorded } from "./inputs.ts";
import type { Drift, Recorded } from "./types.ts";
import { missingDrift, workTreeDrift } from "./work-tree.ts";

export interface Plan {
  recorded: Recorded;
  options: RunOptions;
  /** Top of the copy, absolute. */
  copy: string;
  /** The recorded commit; null for a run outside of a repository. */
  commit: string | null;
  settings: Setting[];
  drift: Drift[];
  /** The toolchain can only be compared afterwards. */
  isUnsettled: boolean;
  /** Where recorded outputs may still lie. */
  root: string;
}

/** What a rerun takes from here and not from the bundle. */
export interface Around {
  /** A directory in the repository that has the commit, absolute. */
  repository: string;
  /** Where inputs lie that the commit does not have; null: as they lie in the repository's work tree. */
  root: string | null;
  base: RunOptions;
}

/** Make the copy, lay the inputs into it, and compare. Throws what the copy and the inputs throw. */
export const planRerun = async (recorded: Recorded, around: Around, place: CopyPlace): Promise<Plan> => {
  const { provenance } = recorded;
  const { externalParameters: asked, internalParameters } = provenance.predicate.buildDefinition;
  const commit = internalParameters.git?.before.commit ?? null;
  const copy = join(place.dir, "copy");
  const cwd = join(copy, asked.workingDirectory);
  if (below(copy, cwd) === null)
    throw new KprovError(
      "E_NOT_REPEATABLE",
      `Cannot run it in "${asked.workingDirectory}": that is outside of the repository`,
    );
  const top = await makeCopy(recorded, { ...around, commit, copy });
  mkdirSync(cwd, { recursive: true });
  place.interruption.check();
  const root = around.root ?? (top === null ? around.base.cwd : resolve(top, asked.workingDirectory));
  const inputs = await layRecorded(provenance, { copy, cwd, root, searchesRoot: around.root !== null });
  const settings = settingsOf(recorded, around.base.env);
  const env = copyEnvironment(withSettings(around.base.env, settings), cwd);
  const options = optionsOf(recorded, { ...around.base, cwd, env });
  const isUnsettled = isSettledByStep(recorded.toolchain.tools);
  const found = await captureToolchain({
    argv: options.argv ?? [],
    cwd,
    env: childEnvironment(options),
    repositoryRoot: commit === null ? null : copy,
    cacheDir: options.cacheDir,
  });
  const drift = [
    ...inputs,
    ...toolchainDrift(recorded.toolchain, found.document, { isUnsettled }),
    ...configurationDrift(asked.configuration, options.config),
    ...workTreeDrift(recorded),
    ...missingDrift(recorded, { copy, top }),
  ];
  return { recorded, options, copy, commit, settings, drift, isUnsettled, root };
};

// --- internal ---

/** The repository's own top; null without one. */
const makeCopy = async (
  { summary }: Recorded,
  { repository, commit, copy, base }: Around & { commit: string | null; copy: string },
): Promise<string | null> => {
  if (commit === null) {
    mkdirSync(copy);
    return null;
  }
  const { top, state, reason } = await readGitPlace(realpathSync(repository));
  if (top === null)
    throw new KprovError(
      state === "no-repository" ? "E_NO_REPOSITORY" : "E_GIT",
      `The run was recorded at the commit ${commit}, and "${repository}" is in no repository${reason === null ? "" : ` (${reason})`}`,
      { hint: "name a clone of it with --repo" },
    );
  const checkout = await checkOut({ repository: top, commit, branch: summary.git.branch, dir: copy, reversed: false });
  say(checkout, base.talk);
  return top;
};

/** The recorded parameters, and what belongs to this place. */
const optionsOf = ({ provenance, summary, review }: Recorded, base: RunOptions): RunOptions => {
  const { externalParameters: asked, internalParameters } = provenance.predicate.buildDefinition;
  const completeness = completenessOf(provenance);
  return {
    ...base,
    runId: null,
    argv: asked.argv === null ? null : (asked.argv as [string, ...string[]]),
    step: asked.step,
    tags: summary.tags,
    inputs: asked.inputs,
    inputRefs: asked.inputRefs,
    outputs: asked.outputs,
    collect: asked.collect,
    cleanEnvironment: asked.cleanEnvironment,
    terminal: asked.terminal,
    timeout: asked.timeoutMs,
    // Whoever ran it first has insisted, or there was nothing to insist on.
    insist: true,
    emptyInput: true,
    recordEnv: internalParameters.recordedEnvironment,
    approvalsRequired: review.approvalsRequired,
    ...(completeness === "traced" && { traceFiles: true }),
    ...(completeness === "scanned" && { scanFiles: true }),
  };
};

const completenessOf = (provenance: Provenance): string | undefined => {
  const { internalParameters } = provenance.predicate.buildDefinition;
  return (internalParameters as { kprov_completeness?: string }).kprov_completeness;
};

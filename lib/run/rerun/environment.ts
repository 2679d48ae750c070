/**
 * The recorded variables that a rerun gives its step again.
 *
 * @module
 */
import type { Provenance, RunSummary } from "../../evidence/index.ts";

/** One variable that the step gets otherwise than this process has it; null where it is taken away. */
export interface Setting {
  name: string;
  value: string | null;
}

/**
 * What of the recorded environment is set again: the values that belong to the step, such as a seed or a locale. Left as they are
 * here: what names places (`PATH`, any absolute path), who or what runs (`CI` and the variables of each CI, `KPROV_…`), and what
 * was redacted.
 */
export const settingsOf = (
  { provenance, summary }: { provenance: Provenance; summary: RunSummary },
  env: NodeJS.ProcessEnv,
): Setting[] =>
  provenance.predicate.buildDefinition.internalParameters.recordedEnvironment
    .filter((name) => !isOfPlace(name))
    .map((name) => ({ name, value: summary.environment[name] ?? null }))
    .filter(({ name, value }) => isUsable(value) && (env[name] ?? null) !== value);

/** `env` with the settings. */
export const withSettings = (env: NodeJS.ProcessEnv, settings: readonly Setting[]): NodeJS.ProcessEnv => {
  const changed = { ...env };
  for (const { name, value } of settings) {
    if (value === null) delete changed[name];
    else changed[name] = value;
  }
  return changed;
};

// --- internal ---

/** A trust mode must not be taken over from a bundle. */
const isOfPlace = (name: string): boolean =>
  /^(?:PATH|HOME|USER|LOGNAME|SHELL|PWD|OLDPWD|TMPDIR|TEMP|TMP|HOSTNAME|DISPLAY|CI|CI_.*|GITHUB_.*|GITLAB_.*|RUNNER_.*|KPROV_.*|LD_.*|DYLD_.*|SSH_.*|XDG_.*)$/.test(
    name,
  );

const isUsable = (value: string | null): boolean =>
  value === null || (!value.includes("[redacted:") && !/(?:^|[:=])\//.test(value) && !value.includes("\0"));

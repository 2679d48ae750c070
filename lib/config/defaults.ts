/**
 * The one table of defaults, and how they are filled in. No schema library: the hot path uses these.
 *
 * @module
 */
import { KprovError } from "../errors.ts";
import type { KprovConfig, ResolvedConfig } from "./types.ts";
import { parseSize } from "./values.ts";

/** Values of keys that are left out; the schema's documentation takes them from here. */
export const defaults = {
  display: { allow: [] },
  forbidden: [],
  docker: { files: [], labels: {} },
  projects: [],
  artifacts: { deny: [], allow: [], maxFileSize: "5 MB" },
  preflight: { commands: {} },
  run: {
    out: "runs",
    recordEnv: ["PATH", "LANG", "LC_ALL", "TZ", "PYTHONHASHSEED", "SOURCE_DATE_EPOCH", "CUDA_VISIBLE_DEVICES"],
    collect: false,
    secrets: [],
    secretFiles: [],
    sign: false,
    approvalsRequired: 1,
    requirePreflight: false,
  },
} as const satisfies { [key: string]: unknown };

/** Fill in every default of a valid configuration and turn sizes into bytes. */
export const resolveConfig = (written: KprovConfig): ResolvedConfig => {
  const {
    project = null,
    projects = defaults.projects,
    identity = {},
    artifacts = {},
    runtime = {},
    preflight = {},
    run = {},
  } = written;
  return {
    project,
    identity: {
      name: identity.name ?? project,
      display: { name: identity.display?.name ?? null, allow: identity.display?.allow ?? defaults.display.allow },
      repository: identity.repository ?? null,
      forbidden: identity.forbidden ?? defaults.forbidden,
      docker: { ...defaults.docker, ...identity.docker },
    },
    projects,
    artifacts: {
      deny: artifacts.deny ?? defaults.artifacts.deny,
      allow: artifacts.allow ?? defaults.artifacts.allow,
      maxFileSize: bytesOf(artifacts.maxFileSize ?? defaults.artifacts.maxFileSize),
    },
    runtime: {
      python: runtime.python ?? null,
      node: runtime.node ?? null,
      go: runtime.go ?? null,
      rust: runtime.rust ?? null,
    },
    preflight: { commands: preflight.commands ?? defaults.preflight.commands },
    run: { ...defaults.run, ...run },
  };
};

// --- internal ---

const bytesOf = (size: string | number): number => {
  const bytes = parseSize(size);
  if (bytes === undefined) throw new KprovError("E_CONFIG", `Cannot read the size "${size}"`);
  return bytes;
};

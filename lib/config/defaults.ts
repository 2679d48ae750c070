/**
 * The one table of defaults, and how they are filled in. No schema library: the hot path uses these.
 *
 * @module
 */
import { KprovError } from "../errors.ts";
import { type RuleCode, resolveRules } from "./rules.ts";
import type { KprovConfig, ResolvedConfig } from "./types.ts";
import { parseSize } from "./values.ts";

/** Values of keys that are left out; the schema's documentation takes them from here. */
export const defaults = {
  commands: [],
  display: { allow: [] },
  forbidden: [],
  docker: { files: [], labels: {} },
  projects: [],
  artifacts: { deny: [], allow: [], maxFileSize: "5 MB" },
  preflight: { commands: {}, stagedLinks: [] },
  rules: [],
  waivers: { maxDays: 180 },
  parity: { ciOnly: [] },
  governance: {
    documents: [".kprov/governance/**"],
    workflows: [
      ...[".github/workflows/*.{yml,yaml}", ".github/actions/**/action.{yml,yaml}"],
      ...[".gitlab-ci.yml", ".gitlab/**/*.{yml,yaml}", ".kprov/gitlab-ci.yml"],
      ...["azure-pipelines.yml", "bitbucket-pipelines.yml", ".circleci/config.yml", "Jenkinsfile"],
    ],
    files: [
      ...["kprov.mk", "kprov.just", ".kprov/kprov.mjs", ".kprov/github-ruleset.json", ".kprov/hooks/**"],
      ...[".pre-commit-config.yaml", "lefthook.yml", ".husky/pre-commit", ".husky/pre-push"],
      ...[".kprov/keys/**", ".kprov/trust.json"],
    ],
  },
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
  catalog: { file: ".kprov/catalog.sqlite", searchable: [] },
} as const satisfies { [key: string]: unknown };

/** What a configuration that is code has beside its data. */
export interface Carried {
  code: RuleCode;
  /** See `ResolvedConfig.ruleSources`. */
  sources: ResolvedConfig["ruleSources"];
  /** See `ResolvedConfig.ruleOrigins`. */
  origins?: NonNullable<ResolvedConfig["ruleOrigins"]>;
}

/** Fill in every default of a valid configuration and turn sizes into bytes. Throws `E_CONFIG` for a rule without its function. */
export const resolveConfig = (
  written: KprovConfig,
  { code, sources, origins }: Carried = { code: new Map(), sources: {} },
): ResolvedConfig => {
  const {
    project = null,
    projects = defaults.projects,
    identity = {},
    artifacts = {},
    runtime = {},
    preflight = {},
    waivers = {},
    parity,
    governance,
    run = {},
    catalog = {},
  } = written;
  return {
    project,
    identity: {
      name: identity.name ?? project,
      commands: identity.commands ?? defaults.commands,
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
    preflight: { ...defaults.preflight, ...preflight },
    parity: parity === undefined ? null : { ...defaults.parity, ...parity },
    governance: governance === undefined ? null : { ...defaults.governance, ...governance },
    waivers: { ...defaults.waivers, ...waivers },
    rules: resolveRules(written.rules, code),
    ruleSources: sources,
    ...(origins !== undefined && { ruleOrigins: origins }),
    run: { ...defaults.run, ...run },
    catalog: { ...defaults.catalog, ...catalog },
  };
};

// --- internal ---

const bytesOf = (size: string | number): number => {
  const bytes = parseSize(size);
  if (bytes === undefined) throw new KprovError("E_CONFIG", `Cannot read the size "${size}"`);
  return bytes;
};

/**
 * What a person writes in `kprov.config.*`, and what it becomes.
 *
 * Written out, because published types must not need the schema's library; a test holds {@link KprovConfig}
 * equal to the schema.
 *
 * @module
 */
import type { ConfigDigest } from "../report.ts";
import type { Repository, RepositoryFile } from "../repository.ts";
import type { Fixture, RuleDefinition } from "../rule-definition.ts";

/** Forbidden tokens: as a list, or in files, of which one may hold keyed digests instead of words. */
export type ForbiddenTokens = readonly string[] | ForbiddenFiles;

/** At least one of `file` and `private`. */
export interface ForbiddenFiles {
  /** One token per line. */
  readonly file?: string;
  /** Letters of either case are the same in the tokens of `file`. Those of `private` never have a case. */
  readonly ignoreCase?: boolean;
  /** What `kprovengine deny` writes: tokens as keyed digests. */
  readonly private?: string;
  /** The salt of the private list, outside of the repository, where `KPROV_DENY_SALT` is not set. */
  readonly saltFile?: string;
}

/** One project of a monorepo. */
export interface ProjectConfig {
  /** Its directory, relative to the configuration. */
  readonly root: string;
  /** Its technical name; left out: its manifests must agree. */
  readonly name?: string;
}

/** A configuration as written: every key may be left out. */
export interface KprovConfig {
  /** JSON Schema of this file, for editors. */
  readonly $schema?: string;
  /** The project's name in reports and bundles. */
  readonly project?: string;
  /** Who this project is, for `check-identity`. */
  readonly identity?: {
    /** Technical name, equal in every manifest. Default: `project`. */
    readonly name?: string;
    /** Commands that a package installs and that need not carry the technical name. */
    readonly commands?: readonly string[];
    /** The name for people, and where it may appear. */
    readonly display?: { readonly name?: string; readonly allow?: readonly string[] };
    /** Canonical URL of the repository. */
    readonly repository?: string;
    /** Tokens that must appear nowhere: a list, a file with one per line, a private list of keyed digests. */
    readonly forbidden?: ForbiddenTokens;
    /** Dockerfiles, and the values that their labels must have. */
    readonly docker?: { readonly files?: readonly string[]; readonly labels?: Readonly<Record<string, string>> };
  };
  /** Projects of a monorepo, beside the one at the top, for `check-identity`. */
  readonly projects?: readonly ProjectConfig[];
  /** What must not be tracked, for `check-artifacts`. */
  readonly artifacts?: {
    /** Globs that no tracked file may match, beside the built-in ones. */
    readonly deny?: readonly string[];
    /** Exceptions, each with its reason. */
    readonly allow?: readonly { readonly glob: string; readonly reason: string }[];
    /** Largest tracked file: a size such as `"5 MB"`, or bytes. Default: `"5 MB"`. */
    readonly maxFileSize?: string | number;
  };
  /** Version ranges by each ecosystem's own rules, for `check-runtime`. */
  readonly runtime?: { readonly python?: string; readonly node?: string; readonly go?: string; readonly rust?: string };
  /** The project's own commands that `preflight` runs. */
  readonly preflight?: {
    readonly commands?: Readonly<Record<string, readonly string[]>>;
    /** Ignored directories that commands may see in a checkout of what is staged. */
    readonly stagedLinks?: readonly string[];
  };
  /** Whether CI runs the same gate, for `check-parity`: its presence alone, as `{}`, turns the check on. */
  readonly parity?: {
    /** What CI runs and preflight does not: a command, `uses: owner/action` or `workflow: path`. */
    readonly ciOnly?: readonly { readonly run: string; readonly reason: string }[];
  };
  /** What is governed, for `check-governance`: its presence alone, as `{}`, turns the check on. */
  readonly governance?: {
    /** Globs of documents: a change of their words needs a patch step of the governance version. */
    readonly documents?: readonly string[];
    /** Globs of CI workflows: what they mean is compared, not how they are written. */
    readonly workflows?: readonly string[];
    /** Globs of further files that decide: any change of their bytes may loosen. */
    readonly files?: readonly string[];
  };
  /** Waivers of single findings, in `.kprov/waivers.json`. */
  readonly waivers?: {
    /** How far ahead a waiver may end, in days. Default: 180. */
    readonly maxDays?: number;
  };
  /** The project's own rules, for `check-rules`: each made with `defineRule`. Only in a configuration that is code. */
  readonly rules?: readonly RuleDefinition[];
  /** How `run` records. */
  readonly run?: {
    /** Directory of the bundles. Default: `"runs"`. */
    readonly out?: string;
    /** Environment variables whose values are recorded. */
    readonly recordEnv?: readonly string[];
    /** Copy declared outputs into the bundle. Default: false. */
    readonly collect?: boolean;
    /** Further environment variables whose values are secret. */
    readonly secrets?: readonly string[];
    /** Sign every bundle, as --sign does. Default: false. */
    readonly sign?: boolean;
    /** Files whose contents are secret: paths or globs, relative to the configuration. */
    readonly secretFiles?: readonly string[];
    /** Approvals that a bundle's review contract asks for. Default: 1. */
    readonly approvalsRequired?: number;
    /** Start nothing without a proved preflight of this very state, at most so old. Default: false. */
    readonly requirePreflight?: boolean | { readonly maxAge?: string };
  };
  readonly catalog?: {
    /** The catalog that index writes and catalog reads. Default: `.kprov/catalog.sqlite`. */
    readonly file?: string;
    /** Globs of members of bundles of which the catalog may keep an excerpt. Default: none. */
    readonly searchable?: readonly string[];
  };
}

/** A rule of the project's own, every default filled in. */
export interface OwnRule {
  readonly name: string;
  readonly title: string;
  readonly why: string | null;
  readonly fix: string | null;
  readonly files: readonly string[];
  readonly allowEmpty: string | null;
  /** What `judge` is called with: a `RepositoryFile` or a `Repository`. */
  readonly scope: "file" | "repository";
  readonly passing: readonly Fixture[];
  readonly failing: readonly Fixture[];
  /** Foreign code: it may return anything, throw, or never end. */
  readonly judge: (subject: RepositoryFile & Repository) => unknown;
}

/** A configuration with every default filled in; plain JSON but for the functions of `rules`: see `plainConfig`. */
export interface ResolvedConfig {
  readonly project: string | null;
  readonly identity: {
    /** `identity.name`, else `project`. */
    readonly name: string | null;
    readonly commands: readonly string[];
    readonly display: { readonly name: string | null; readonly allow: readonly string[] };
    readonly repository: string | null;
    readonly forbidden: ForbiddenTokens;
    readonly docker: { readonly files: readonly string[]; readonly labels: Readonly<Record<string, string>> };
  };
  readonly projects: readonly ProjectConfig[];
  readonly artifacts: {
    readonly deny: readonly string[];
    readonly allow: readonly { readonly glob: string; readonly reason: string }[];
    /** Bytes. */
    readonly maxFileSize: number;
  };
  readonly runtime: {
    readonly python: string | null;
    readonly node: string | null;
    readonly go: string | null;
    readonly rust: string | null;
  };
  readonly preflight: {
    readonly commands: Readonly<Record<string, readonly string[]>>;
    readonly stagedLinks: readonly string[];
  };
  /** Null when nothing asks for the check. */
  readonly parity: { readonly ciOnly: readonly { readonly run: string; readonly reason: string }[] } | null;
  /** Null when nothing asks for the check. */
  readonly governance: {
    readonly documents: readonly string[];
    readonly workflows: readonly string[];
    readonly files: readonly string[];
  } | null;
  readonly waivers: { readonly maxDays: number };
  readonly rules: readonly OwnRule[];
  /** With rules: path, relative to the configuration → SHA-256 of every file that its code comes from. Packages are not in it. */
  readonly ruleSources: Readonly<Record<string, string>>;
  /** With rules: for each of them which of these files its code comes from, and by which name. */
  readonly ruleOrigins?: readonly (readonly string[])[];
  readonly run: {
    readonly out: string;
    readonly recordEnv: readonly string[];
    readonly collect: boolean;
    readonly secrets: readonly string[];
    readonly secretFiles: readonly string[];
    readonly sign: boolean;
    readonly approvalsRequired: number;
    readonly requirePreflight: boolean | { readonly maxAge?: string };
  };
  readonly catalog: { readonly file: string; readonly searchable: readonly string[] };
}

export interface LoadOptions {
  cwd: string;
  /** `--config`: this file, relative to `cwd`, instead of searching. */
  file?: string;
  /** False for `--no-code-config`: only JSON. */
  allowCode: boolean;
  /** Directory for marks of validated configurations. Default `cacheRoot()`; null for none. */
  cacheDir?: string | null;
  /** Milliseconds that a configuration may take to evaluate. Default 10,000. */
  timeout?: number;
}

export interface LoadedConfig {
  config: ResolvedConfig;
  /** Null without a configuration file. */
  digest: ConfigDigest | null;
  /** Absolute path of the file; null without one. */
  path: string | null;
  /** What the configuration's paths and globs are relative to. */
  root: string;
}

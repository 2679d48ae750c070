/**
 * What init finds out about a repository.
 *
 * @module
 */

import type { Stage } from "./stage.ts";

export type Ecosystem = "python" | "node" | "go" | "rust";

/** The commands that preflight runs, each an argument list for the repository's top. */
export interface Commands {
  lint?: readonly string[];
  test?: readonly string[];
  build?: readonly string[];
}

/** What brings a project's tools onto a CI machine that has only the interpreter. */
export interface Setup {
  /** Known setup actions beyond the interpreter: keys of the table of pinned actions. */
  actions: readonly ("uv" | "pnpm" | "bun" | "pixi")[];
  /** Shell lines, run in order at the repository's top. */
  lines: readonly string[];
}

/** One manifest's worth of project. */
export interface Project {
  ecosystem: Ecosystem;
  /** Directory, POSIX, from the repository's top; `""` for the top itself. */
  root: string;
  /** The file that says so. */
  manifest: string;
  /** As the manifest has it; undefined when it doesn't say. */
  name: string | undefined;
  /** Who installs and runs: `uv`, `poetry`, `npm`, `go`, … */
  manager: string;
  /** By the ecosystem's own rules, such as `>=3.11`; undefined when nothing declares one. */
  runtime: string | undefined;
  /** True when this manifest speaks for members below it too. */
  isWorkspace: boolean;
  /** Its manifest names the tool itself. */
  hasTool?: boolean;
  commands: Commands;
  setup: Setup;
}

/** Something a person should know: left out, unclear, in the way. */
export interface Note {
  path?: string;
  message: string;
}

/** Make's or just's file as it is before we touch it. */
export interface TaskFile {
  /** The one that the program reads; undefined when there is none. */
  path: string | undefined;
  /** Names that a rule, recipe or alias has already. */
  taken: ReadonlySet<string>;
}

/** A pipeline of GitLab that is there already. */
export interface GitlabFacts {
  hasInclude: boolean;
  /** It says itself which pipelines there are. */
  hasWorkflow: boolean;
  /** An init before has said so, when nobody else's jobs were there yet. */
  isSwitched: boolean;
  stage: Stage | undefined;
}

/** Everything that the plan is made of. */
export interface Survey {
  /** Technical name proposed, and the file that says so. */
  name: string;
  /** The name for people, where it differs, and the files that hold it today. */
  display: { name: string; files: readonly string[] } | undefined;
  /** Commands of packages none of whose commands carries their name. */
  commandsApart: readonly string[];
  /** Canonical https URL from the remotes; undefined without a usable one. */
  repository: string | undefined;
  projects: readonly Project[];
  make: TaskFile;
  just: TaskFile;
  /** Dockerfiles whose image has an OCI title. */
  dockerfiles: readonly string[];
  /** The title that all of them have, where it is the technical name in another spelling. */
  dockerTitle: string | undefined;
  /** Signs of a CI system. */
  ci: "github" | "gitlab" | "none";
  /** Definitions of CI that are there already: of any system. */
  workflows: readonly string[];
  /** `.gitlab-ci.yml` as it stands; undefined when there is none, or nothing in it. */
  gitlab: GitlabFacts | undefined;
  /** An existing `kprov.config.*` that is not ours. */
  config: string | undefined;
  hooks: readonly ("pre-commit" | "lefthook" | "husky")[];
  /** Tokens that nothing in the repository holds today. */
  forbidden: readonly string[];
  notes: readonly Note[];
}

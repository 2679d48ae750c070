/**
 * What the rules of check-parity know.
 *
 * @module
 */
import type { ResolvedConfig } from "../../config/index.ts";
import type { Beside } from "../ci/index.ts";
import type { Statement } from "../runtime/declaration.ts";

/** Everything that one version of the repository is judged by. */
export interface ParityContext extends Known {
  /** The files of that version. */
  beside: Pick<Beside, "paths" | "text">;
  /** What the repository's other files declare of runtimes. */
  declared: () => Promise<readonly Statement[]>;
}

/** What decides beside the repository's files. Plain data. */
export interface Known {
  /** The default branch. */
  branch: string;
  /** `owner/name` on the host; undefined when nothing says it. */
  repository: string | undefined;
  parity: NonNullable<ResolvedConfig["parity"]>;
  commands: ResolvedConfig["preflight"]["commands"];
  runtime: ResolvedConfig["runtime"];
  /** The configuration's file from the repository's top; null without one, undefined outside of the repository. */
  configPath: string | null | undefined;
  /** SHA-256 of the configuration's bytes that judge; null where they are not those of the work tree. */
  configDigest: string | null;
  /** Names of the checks that preflight runs. */
  checks: readonly string[];
  /** Of this program. */
  version: string;
}

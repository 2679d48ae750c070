/**
 * What a gate is: one check as its own command and preflight run it.
 *
 * @module
 */
import type { ResolvedConfig } from "../config/index.ts";
import type { JsonValue } from "../json.ts";
import type { BaseNote, ConfigDigest, Report } from "../report.ts";
import type { Policy } from "./base/index.ts";
import type { JudgedPackage, Package } from "./package/index.ts";
import type { DenyOptions } from "./private/args.ts";
import type { Snapshot } from "./surface/index.ts";
import type { SelfTest } from "./trials.ts";

export interface GateContext {
  /** Absolute, in the work tree. */
  cwd: string;
  config: ResolvedConfig;
  digest: ConfigDigest | null;
  /** Of this program. */
  version: string;
  /** The configuration's file, absolute; null without one. */
  path: string | null;
  /** The configuration's directory: what it says is about the files below it. */
  root: string;
  /** Where the lists are read that the configuration names: `root`, but under `--base`. */
  policyRoot: string;
  /** Where clean verdicts may be kept; null for nowhere. */
  cacheDir: string | null;
  env: NodeJS.ProcessEnv;
  /** The base that judges, and what the candidate itself has. */
  base?: { commit: string; name: string; candidate: Policy; note?: Pick<BaseNote, "judge"> };
  /** Which history is searched for forbidden tokens, and where the salt of the private ones is. */
  deny?: DenyOptions;
  /** Where the salt and the private list lie, when what is judged lies elsewhere. */
  listsFrom?: Pick<GateContext, "cwd" | "root">;
  /** What is judged, asked of git once. */
  snapshot?: Snapshot;
  /** Called now and then with the bytes that were searched. */
  onProgress?: (bytes: number) => void;
}

/** One check. */
export interface Gate {
  name: string;
  /** Null when the configuration asks for it, else which key would. */
  missing: (config: ResolvedConfig) => string | null;
  /** Asks for it, too, where git tracks it, in a preflight. Relative to the configuration. */
  record?: string;
  /** Whether a record that was taken away had said that the check was to go. Default: none says so. */
  isGivenUp?: (record: Buffer) => Promise<boolean>;
  /** Everything built in that decides, beside the configuration: part of the ruleset's digest. */
  ruleset: () => JsonValue | Promise<JsonValue>;
  run: (context: GateContext) => Promise<Report>;
  /** Judge what is released instead, for `--package`. */
  judgePackage?: (found: Package, context: GateContext) => Promise<JudgedPackage>;
  /** It runs code of the checkout in this process: nothing else may be under way meanwhile. */
  isForeign?: true;
  /** Every planted violation, in the system's temporary directory; `config` is asked for only when it matters. */
  selfTest: (context: SelfTestContext) => Promise<SelfTest>;
}

export interface SelfTestContext extends Pick<GateContext, "version" | "env"> {
  config: () => Promise<ResolvedConfig>;
}

/**
 * What a built-in rule over one tracked file is: the interface of the project's own rules, with a permanent code.
 *
 * @module
 */
import type { Finding } from "../report.ts";
import type { Fault, Judge } from "../rule-definition.ts";

/** One version of a tracked file's bytes. */
export interface Content {
  /** `index`: what a commit would publish. `work tree`: what lies on the disk and differs from it. */
  from: "index" | "work tree";
  /** Bytes; for a git-lfs pointer, the size that it declares. */
  size: number;
  /** The first bytes, at most {@link headSize}. Valid only while the rule runs: the buffer is used again. */
  head: Uint8Array;
  /** The bytes in git are a pointer, and the content is kept elsewhere. */
  storedBy?: "git-lfs";
}

/** How much of a file a rule sees, in bytes: enough for magic bytes and for the token line of an `.npmrc`. */
export const headSize = 8192;

/** One path that git tracks. */
export interface TrackedFile {
  /** From the top level, POSIX. Bytes that are not UTF-8 are written as `\xff`. */
  path: string;
  /** The path's own bytes, when they are not UTF-8. */
  bytes?: Buffer;
  kind: "file" | "link" | "submodule";
  /** The repository's own `.gitignore` files ignore it. */
  ignored: boolean;
  /** Those of the base that judges do; the repository's own no longer. */
  ignoredBy?: "base";
  /** Every version that differs; empty for links and submodules, and for what could not be read. */
  contents: readonly Content[];
}

/** What rules may know besides the file. */
export interface RuleContext {
  /** The entry of the deny list that `path` matches, if any. */
  denied: (path: string) => DenyEntry | undefined;
  /** In bytes. */
  maxFileSize: number;
}

/** One line of the deny list. */
export interface DenyEntry {
  glob: string;
  /** What such a file is, for people; none for the entries of the configuration. */
  what?: string;
}

/** A file that shows whether a rule sees: in memory in every run, in a real repository under `--self-test`. */
export interface Planted {
  path: string;
  content?: string | Uint8Array;
  /** Bytes, when the file is larger than `content`. */
  size?: number;
  /** A line of `.gitignore` beside it. */
  ignore?: string;
}

/** What a built-in rule says: a fault, and what it is about, so that a waiver finds it again. */
export type Found = Fault & Pick<Finding, "fingerprint">;

/**
 * One rule.
 *
 * `judge` is synchronous, and may be called once per tracked file. What it says is settled as the own rules' is: a rule that
 * throws, or says anything but a list of faults, could not decide about that file; it does not stop the others.
 */
export interface Rule {
  /** Permanent; `kprovengine explain` has its words. */
  code: Finding["code"];
  judge: Judge<TrackedFile, [context: RuleContext], Found>;
  /** It must find nothing in this one. */
  passing: (context: RuleContext) => Planted;
  /** It must find a violation in this one. */
  failing: (context: RuleContext) => Planted;
}

/** A path that no rule may find fault with by itself. */
export const harmless = "docs/planted.md";

/** The name without its directories. */
export const baseNameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

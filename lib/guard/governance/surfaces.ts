/**
 * What is governed, as data: what the record keeps and what two states are compared by.
 *
 * @module
 */
import { sha256 } from "../../digest.ts";
import { canonicalJson, type JsonValue } from "../../json.ts";

/** A workflow, by what it means. */
export interface WorkflowSurface {
  /** Of its text. */
  sha256: string;
  /** Of what it says, whatever its layout and comments, without the commits that actions are pinned to; null when it can't be parsed. */
  meaning: string | null;
  /** `owner/action@commit`, in the order of the document. */
  pins: string[];
}

/** Everything that decides, sorted. Paths are relative to the configuration, POSIX. */
export interface Surfaces {
  configuration: {
    /** Null without a file. */
    path: string | null;
    /** Key of the documentation's table → its completed value; forbidden tokens as digests. */
    values: { [key: string]: JsonValue };
  };
  /** Path → SHA-256. */
  documents: { [path: string]: string };
  /** Path → SHA-256. */
  files: { [path: string]: string };
  /** Check in use → its rules. */
  rules: { [check: string]: string[] };
  workflows: { [path: string]: WorkflowSurface };
}

export const digestOfSurfaces = (surfaces: Surfaces): string => sha256(canonicalJson(surfaces));

/** One token, so that the record never holds what must appear nowhere. */
export const tokenDigest = (token: string): string => `sha256:${sha256(token).slice(0, 32)}`;

/**
 * What is kept of the things that a program said under one name.
 *
 * @module
 */
import { sha256 } from "../digest.ts";
import type { TraceEvent } from "../evidence/index.ts";
import { canonicalJson } from "../json.ts";

export interface Said {
  times: number;
  /** Over the attributes of all, in their order; empty while none had any. */
  digest: string;
  /** The attributes, while there was one. */
  only: TraceEvent["attributes"] | null;
}

/** The digest with one more. */
export const digestAll = (before: string | undefined, attributes: TraceEvent["attributes"]): string => {
  const isEmpty = Object.keys(attributes).length === 0;
  return isEmpty ? (before ?? "") : sha256(`${before ?? ""} ${canonicalJson(attributes)}`);
};

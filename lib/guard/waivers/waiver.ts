/**
 * What a waiver is: one finding that does not count for a while, and who answers for that.
 *
 * @module
 */
import type { Finding } from "../../report.ts";

/** One entry of `.kprov/waivers.json`. */
export interface Waiver {
  /** Of the finding, as reports have it. */
  fingerprint: string;
  /** The check that finds it. */
  check: string;
  /** Its code: a reviewer reads what is waived, so it must be true. */
  code: string;
  /** Where it stood when it was waived, for people; it may have moved since. */
  path?: string;
  reason: string;
  /** Who answers for it. */
  owner: string;
  /** The last day on which it counts as waived, `YYYY-MM-DD` in UTC. */
  until: string;
}

/** Something wrong with the list itself. */
export interface WaiverFault {
  /** The check that the entry names; undefined when it is about the whole list, or names none. */
  check?: string;
  finding: Finding;
}

/** A list of waivers, judged by itself. Plain data. */
export interface Waivers {
  /** Of the list, from the repository's top. */
  path: string;
  /** Those in force. */
  entries: readonly Waiver[];
  /** Why the others are not. */
  faults: readonly WaiverFault[];
}

/** The place of the list, beside the configuration. */
export const waiversPath = ".kprov/waivers.json";

/** No list is there. */
export const noWaivers: Waivers = { path: waiversPath, entries: [], faults: [] };

/** How much of a fingerprint people are shown; enough to tell one finding from millions of others. */
export const shortFingerprint = (fingerprint: string): string => fingerprint.slice(0, 12);

/**
 * Finds secrets in bytes, and leaves our own replacement texts alone.
 *
 * @module
 */
import { compareBytes } from "../../report.ts";
import { createSearch } from "../../search.ts";
import { formsOf } from "./forms.ts";
import type { Secret } from "./secrets.ts";

/** Something found at `[start, end)`: a form of the secret called `name`, or a marker that is there already. */
export interface Match {
  start: number;
  end: number;
  name: string;
  /** What stands in its place; undefined for a marker, which stays. */
  marker: Buffer | undefined;
}

export interface Walked {
  /** Everything before it is settled; what follows has to be shown again, with more bytes. */
  held: number;
  /** Where to go on, at or after `held`. */
  next: number;
}

export interface Matcher {
  readonly isEmpty: boolean;
  /** No more bytes than this minus one are ever held. */
  readonly reach: number;
  /** Names of the secrets that are searched for, sorted by bytes. */
  readonly names: readonly string[];
  /** Everything that is searched for, markers too. */
  readonly patterns: readonly Uint8Array[];
  /** False when none of the patterns stands in `bytes`. Set by whoever has a quick way to say so; without it, walking tells. */
  mayHold?: (bytes: Uint8Array) => boolean;
  /**
   * Call `visit` for each match in `bytes` that starts at or after `from`, from left to right. Of matches with one
   * start the longest counts; overlapping ones are all visited. Unless `isLast`, a match that further bytes could
   * lengthen or undo is not visited but held.
   */
  walk(bytes: Uint8Array, from: number, isLast: boolean, visit: (match: Match) => void): Walked;
}

/**
 * Secrets with equal forms go by the name that comes first in byte order. A secret whose value overlaps or contains a
 * marker where it stands is not found there: a stated limit.
 */
export const createMatcher = (secrets: readonly Secret[]): Matcher => {
  const targets = targetsOf(secrets);
  const { find, findOpen, longest, isEmpty } = createSearch(targets.map(({ bytes }) => bytes));
  const marking = targets.filter(({ marker }) => marker === undefined);
  const markers = createSearch(marking.map(({ bytes }) => bytes));

  const findNext = (bytes: Uint8Array, from: number): (Match & { hasBracket: boolean }) | undefined => {
    const found = find(bytes, from);
    const target = found && targets[found.index];
    if (found === undefined || target === undefined) return undefined;
    const match = { ...target, start: found.start, end: found.end };
    if (!target.hasBracket || target.marker === undefined) return match;
    // A marker goes before a secret that overlaps it, else a second pass could redact what the first one wrote.
    const marker = markers.find(bytes.subarray(0, found.end + markers.longest), found.start);
    const standing = marker && marking[marker.index];
    if (marker === undefined || standing === undefined || marker.start >= found.end) return match;
    // The marker itself, and not what is found there: a secret that begins with it is longer.
    return (
      findNext(bytes.subarray(0, marker.start), found.start) ?? { ...standing, start: marker.start, end: marker.end }
    );
  };

  const matcher: Matcher = {
    isEmpty,
    patterns: targets.map(({ bytes }) => bytes),
    reach: longest + markers.longest,
    names: [...new Set(targets.filter(({ marker }) => marker !== undefined).map(({ name }) => name))].sort(
      compareBytes,
    ),
    walk: (bytes, from, isLast, visit) => {
      const open = isLast ? bytes.length : findOpen(bytes, from);
      if (matcher.mayHold?.(bytes) === false) return { held: open, next: Math.max(open, from) };
      let next = from;
      for (
        let match = findNext(bytes, next);
        match !== undefined && match.start < open;
        match = findNext(bytes, next)
      ) {
        // A marker may be in the making behind the bracket.
        const isInDoubt = !isLast && match.hasBracket && markers.findOpen(bytes, match.start) < match.end;
        if (isInDoubt) return { held: match.start, next: match.start };
        visit(match);
        next = match.marker === undefined ? match.end : match.start + 1;
      }
      return { held: open, next: Math.max(open, next) };
    },
  };
  return matcher;
};

// --- internal ---

interface Target {
  bytes: Buffer;
  name: string;
  marker: Buffer | undefined;
  hasBracket: boolean;
}

const targetsOf = (secrets: readonly Secret[]): Target[] => {
  const targets = new Map<string, Target>();
  const add = (bytes: Buffer, name: string, marker: Buffer | undefined): void => {
    const key = bytes.toString("latin1");
    if (!targets.has(key)) targets.set(key, { bytes, name, marker, hasBracket: bytes.includes("[") });
  };
  const sorted = secrets
    .map(({ name, value }) => ({ name, marker: markerOf(name), forms: formsOf(value) }))
    .filter(({ forms }) => forms.length > 0)
    .sort((a, b) => compareBytes(a.name, b.name));
  for (const { name, marker } of sorted) {
    add(Buffer.from(marker, "utf8"), name, undefined);
    add(Buffer.from(marker, "utf16le"), name, undefined);
  }
  for (const { name, marker, forms } of sorted) {
    for (const { bytes, isWide } of forms) add(bytes, name, Buffer.from(marker, isWide ? "utf16le" : "utf8"));
  }
  return [...targets.values()];
};

/** A name of odd characters must neither break a JSON string or a line, nor look like another marker. */
const markerOf = (name: string): string => `[redacted:${name.replace(/[^\w.:@/+-]/g, "_")}]`;

/**
 * What the command `waive` does: write a waiver of something that is really there, or take one away.
 *
 * @module
 */
import { KprovError } from "../../errors.ts";
import type { JsonValue } from "../../json.ts";
import type { Finding, Report } from "../../report.ts";
import { visible } from "../../text.ts";
import { dayOf, isDay, lastDay } from "./day.ts";
import { longestOwner, longestReason, readEntry, textIn, wordsProblem } from "./entry.ts";
import { changeList } from "./list.ts";
import type { Waiver } from "./waiver.ts";

/** What a person says about a waiver. */
export interface Terms {
  reason: string;
  owner: string;
  /** `YYYY-MM-DD`. */
  until: string;
}

export interface AddOptions {
  /** The configuration's directory. */
  root: string;
  /** The fingerprint, or at least its first 8 digits. */
  fingerprint: string;
  terms: Terms;
  /** What the checks find, without any waiver. */
  reports: readonly Report[];
}

export interface Added {
  /** `renewed`: there was one of this fingerprint, whatever it said. */
  action: "added" | "renewed";
  waiver: Waiver;
  finding: Finding;
}

/**
 * Throws `E_USAGE` for terms that no waiver can have at `now`: an empty reason or owner, a day that is none, is over, or lies
 * more than `maxDays` days ahead.
 */
export const assertTerms = (
  { reason, owner, until }: Terms,
  { now, maxDays }: { now: number; maxDays: number },
): void => {
  const [why, who] = [wordsProblem(reason, longestReason), wordsProblem(owner, longestOwner)];
  if (why !== undefined) throw new KprovError("E_USAGE", `Cannot use the value of "--reason": ${why}`);
  if (who !== undefined) throw new KprovError("E_USAGE", `Cannot use the value of "--owner": ${who}`);
  const last = lastDay(now, maxDays);
  const range = { hint: `any day from ${dayOf(now)} to ${last} (waivers.maxDays)` };
  if (!isDay(until))
    throw new KprovError("E_USAGE", `Cannot use "--until ${visible(until)}": expected a day as YYYY-MM-DD`, range);
  if (until < dayOf(now)) throw new KprovError("E_USAGE", `Cannot waive until ${until}: that day is over`, range);
  if (until > last) throw new KprovError("E_USAGE", `Cannot waive until ${until}: that is too far ahead`, range);
};

/**
 * Write a waiver of the violation that has the fingerprint. Throws `E_USAGE` when there is none, several begin with these
 * digits, or it is a doubt; and as {@link changeList}.
 */
export const addWaiver = async ({ root, fingerprint, terms, reports }: AddOptions): Promise<Added> => {
  const { check, finding, whole } = findingOf(fingerprint, reports);
  const path = sayablePath(finding, reports);
  const place = path === undefined ? {} : { path: visible(path) };
  const waiver: Waiver = { fingerprint: whole, check, code: finding.code, ...place, ...terms };
  const problem = readEntry({ ...waiver });
  if ("problem" in problem) throw new KprovError("E_USAGE", `Cannot write a waiver that ${problem.problem}`);
  let action: Added["action"] = "added";
  await changeList(root, (entries) => {
    const others = entries.filter((entry) => textIn(entry, "fingerprint") !== whole);
    if (others.length < entries.length) action = "renewed";
    return [...others, { ...waiver }];
  });
  return { action, waiver, finding };
};

/**
 * Take the waiver of a fingerprint away, in force or not, and return its entry. Throws `E_USAGE` when there is none, or several
 * begin with these digits; and as {@link changeList}.
 */
export const removeWaiver = async (root: string, fingerprint: string): Promise<JsonValue[]> => {
  const prefix = prefixOf(fingerprint);
  let removed: JsonValue[] = [];
  await changeList(root, (entries) => {
    const isMeant = (entry: JsonValue) => textIn(entry, "fingerprint")?.startsWith(prefix) === true;
    removed = entries.filter(isMeant);
    const names = new Set(removed.map((entry) => textIn(entry, "fingerprint") ?? ""));
    if (names.size === 0)
      throw new KprovError("E_USAGE", `No waiver has the fingerprint "${prefix}"`, {
        hint: "kprovengine waive --list shows them",
      });
    if (names.size > 1) throw ambiguous(prefix, names);
    return entries.filter((entry) => !isMeant(entry));
  });
  return removed;
};

// --- internal ---

/** Fewer digits are met by chance. */
const shortest = 8;

const prefixOf = (fingerprint: string): string => {
  const prefix = fingerprint.toLowerCase();
  if (/^[0-9a-f]+$/.test(prefix) && prefix.length >= shortest && prefix.length <= 32) return prefix;
  throw new KprovError(
    "E_USAGE",
    `Cannot use "${visible(fingerprint)}" as a fingerprint: expected ${shortest} to 32 hexadecimal digits`,
    {
      hint: "kprovengine preflight --verbose shows it below each finding",
    },
  );
};

const findingOf = (
  fingerprint: string,
  reports: readonly Report[],
): { check: string; finding: Finding; whole: string } => {
  const prefix = prefixOf(fingerprint);
  const found = reports.flatMap(({ check, findings }) =>
    findings.flatMap((finding) => {
      const { fingerprint: whole } = finding;
      return whole?.startsWith(prefix) === true ? [{ check, finding, whole }] : [];
    }),
  );
  // A doubt may have the fingerprint of a violation.
  const [first = found[0]] = found.filter(({ finding }) => finding.level === "violation");
  if (first === undefined) {
    const doubts = reports.filter(({ findings }) => findings.some(({ level }) => level === "undecided"));
    const aside =
      doubts.length === 0 ? "" : `; ${doubts.map(({ check }) => check).join(", ")} could not decide everything`;
    throw new KprovError("E_USAGE", `No violation here has the fingerprint "${prefix}"${aside}`, {
      hint: "kprovengine preflight --verbose shows the fingerprints of what can be waived",
    });
  }
  const names = new Set(found.map(({ whole }) => whole));
  if (names.size > 1) throw ambiguous(prefix, names);
  if (first.finding.level === "undecided")
    throw new KprovError("E_USAGE", `Cannot waive ${first.finding.code}: it is a doubt, and a doubt is never waived`, {
      hint: `kprovengine explain ${first.finding.code}`,
    });
  return first;
};

/** A path with a forbidden token in it would be a violation of the list's own. */
const sayablePath = ({ path }: Finding, reports: readonly Report[]): string | undefined => {
  const isForbidden = reports.some(({ findings }) =>
    findings.some((other) => other.path === path && other.code === "FORBIDDEN_IN_NAME"),
  );
  return isForbidden ? undefined : path;
};

const ambiguous = (prefix: string, names: ReadonlySet<string>): KprovError =>
  new KprovError("E_USAGE", `Several begin with "${prefix}": ${[...names].join(", ")}`, {
    hint: "give more digits of it",
  });

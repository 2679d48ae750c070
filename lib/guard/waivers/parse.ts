/**
 * The bytes of a list of waivers, judged: which entries are in force, and what is wrong with the others.
 *
 * @module
 */
import { messageOf } from "../../errors.ts";
import { type JsonValue, parseJson } from "../../json.ts";
import type { Finding } from "../../report.ts";
import { visible } from "../../text.ts";
import { dayOf, lastDay } from "./day.ts";
import { isFingerprint, readEntry, textIn } from "./entry.ts";
import { shortFingerprint, type Waiver, type WaiverFault, type Waivers } from "./waiver.ts";

export interface ParseWaiversOptions {
  /** Of the list, from the repository's top: where findings about it point. */
  path: string;
  /** The moment that decides what is expired: milliseconds since the epoch. */
  now: number;
  /** How far ahead a waiver may end, in days: `waivers.maxDays`. */
  maxDays: number;
}

/** Largest list, in bytes. */
export const maxWaiverBytes = 2 ** 20;

/** Schema of the list. */
export const waiversSchema = "kprov.waivers/v1";

/**
 * Judge a list. Never throws for what is in it: a list that can't be used waives nothing and is a violation, and so is each
 * entry that is malformed, expired, ends too far ahead, or names a fingerprint a second time.
 */
export const parseWaivers = (bytes: Uint8Array, options: ParseWaiversOptions): Waivers => {
  const { path } = options;
  const read = readList(bytes, path);
  if ("problem" in read) return { path, entries: [], faults: [unusable(path, read.problem)] };
  const text = Buffer.from(bytes).toString("utf8");
  const repeated = repeatedIn(read.entries);
  const entries: Waiver[] = [];
  const faults: WaiverFault[] = [];
  for (const [index, value] of read.entries.entries()) {
    const entry = readEntry(value);
    const fault =
      "problem" in entry
        ? malformed(value, `Waiver ${index + 1} ${entry.problem}`)
        : repeated.has(entry.fingerprint)
          ? malformed(value, `Waiver ${index + 1} has a fingerprint that another one has, too`)
          : faultOf(entry, options);
    if (fault === undefined) entries.push(entry as Waiver);
    else faults.push({ ...fault, finding: { ...fault.finding, path, ...placeOf(text, value) } });
  }
  return { path, entries, faults };
};

/** The entries of a list, whatever each of them holds, or why there are none. */
export const readList = (bytes: Uint8Array, path: string): { entries: JsonValue[] } | { problem: string } => {
  let value: JsonValue;
  try {
    value = parseJson(bytes, { name: path, maxBytes: maxWaiverBytes, maxDepth: 4 });
  } catch (error) {
    return { problem: messageOf(error) };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return { problem: "it is no JSON object" };
  const unknown = Object.keys(value).find((key) => key !== "schema" && key !== "waivers");
  if (unknown !== undefined) return { problem: `it has the unknown key "${visible(unknown)}"` };
  if (value["schema"] !== waiversSchema) return { problem: `its "schema" is not "${waiversSchema}"` };
  const { waivers } = value;
  return Array.isArray(waivers) ? { entries: waivers } : { problem: 'its "waivers" is no list' };
};

/** A list of which nothing is believed. `level`: `undecided` when nobody could look at it. */
export const unusable = (path: string, problem: string, level: Finding["level"] = "violation"): WaiverFault => ({
  finding: {
    code: "WAIVERS_UNUSABLE",
    level,
    path,
    message: `No waiver counts: ${problem}`,
    fix: `correct "${path}", or remove it`,
  },
});

// --- internal ---

const faultOf = (waiver: Waiver, { now, maxDays }: ParseWaiversOptions): WaiverFault | undefined => {
  const { check, code, owner, fingerprint, until } = waiver;
  const what = `The waiver of ${code} that "${owner}" answers for`;
  const short = shortFingerprint(fingerprint);
  if (until < dayOf(now)) {
    const fix = `mend what it waives and run kprovengine waive --remove ${short}; or decide anew with kprovengine waive ${short}`;
    const finding = { code: "WAIVER_EXPIRED", level: "violation", message: `${what} ended on ${until}`, fix } as const;
    return { check, finding };
  }
  if (until <= lastDay(now, maxDays)) return undefined;
  return {
    check,
    finding: {
      code: "WAIVER_TOO_LONG",
      level: "violation",
      message: `${what} ends too far ahead`,
      expected: `at most ${maxDays} days from now (waivers.maxDays)`,
      actual: until,
      fix: `shorten it with kprovengine waive ${short}`,
    },
  };
};

const malformed = (value: JsonValue, message: string): WaiverFault => {
  const check = textIn(value, "check");
  const fix = "correct or remove the entry; until then it counts as expired";
  return {
    ...(check !== undefined && { check }),
    finding: { code: "WAIVER_MALFORMED", level: "violation", message, fix },
  };
};

const repeatedIn = (entries: readonly JsonValue[]): ReadonlySet<string | undefined> => {
  const [seen, repeated] = [new Set<string | undefined>(), new Set<string | undefined>()];
  for (const entry of entries) {
    const fingerprint = textIn(entry, "fingerprint");
    if (seen.has(fingerprint)) repeated.add(fingerprint);
    seen.add(fingerprint);
  }
  return repeated;
};

/** Where the fingerprint of an entry stands in the list; nothing for one without. */
const placeOf = (text: string, value: JsonValue): Pick<Finding, "line" | "column"> => {
  const fingerprint = textIn(value, "fingerprint") ?? "";
  const at = isFingerprint(fingerprint) ? text.indexOf(fingerprint) : -1;
  if (at === -1) return {};
  const before = text.slice(0, at);
  return { line: before.split("\n").length, column: at - before.lastIndexOf("\n") };
};

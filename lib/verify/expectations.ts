/**
 * What a bundle is held to: what the trust file requires, and what was asked for beside it. Asking adds, it never takes away.
 *
 * @module
 */
import { KprovError } from "../errors.ts";
import type { Outcome } from "../evidence/index.ts";
import type { AnyOf } from "./claims/run.ts";
import type { TrustFile } from "./trust/types.ts";

/** Asked for on the command line, beside the trust file. */
export interface Expectations {
  steps?: readonly string[];
  builders?: readonly string[];
  /** Whole commit ids. */
  commits?: readonly string[];
  outcome?: Outcome["status"];
  /** Such as `30d`. */
  maxAge?: string;
  /** Predicate types, each of which must be there. */
  statements?: readonly string[];
  /** At least one approval, or as many as the trust file requires. */
  review?: boolean;
  /** Payload digest of a review that must be there: shows that none after it was removed. */
  head?: string;
}

/** Both together; empty lists ask nothing. */
export interface Required {
  runners: number;
  steps: AnyOf;
  builders: AnyOf;
  commits: AnyOf;
  outcomes: AnyOf<Outcome["status"]>;
  /** False when `outcomes` is only what holds unless somebody says otherwise. */
  isOutcomeAsked: boolean;
  /** Milliseconds; null when it isn't asked. */
  maxAge: number | null;
  statements: readonly string[];
  /** Null when it isn't asked. */
  reviews: number | null;
  reviewerMayBeRunner: boolean;
  head: string | null;
}

/** Throws `E_USAGE` for an age, a commit or a digest that can't be meant. */
export const requiredOf = (file: TrustFile, asked: Expectations): Required => {
  const { require: own = {} } = file;
  for (const commit of asked.commits ?? []) assertHex("commit", commit, /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
  if (asked.head !== undefined) assertHex("head", asked.head, /^[0-9a-f]{64}$/);
  const ages = [own.maxAge, asked.maxAge].flatMap((age) => (age === undefined ? [] : [parseAge(age)]));
  const outcomes = [own.outcome, asked.outcome].flatMap((outcome) => (outcome === undefined ? [] : [[outcome]]));
  const reviews = Math.max(own.reviews ?? 0, asked.review === true || asked.head !== undefined ? 1 : 0);
  return {
    runners: own.runners ?? 1,
    steps: bothOf(own.steps, asked.steps),
    builders: bothOf(own.builders, asked.builders),
    commits: bothOf(own.commits, asked.commits),
    outcomes: outcomes.length > 0 ? outcomes : [["succeeded"]],
    isOutcomeAsked: outcomes.length > 0,
    maxAge: ages.length > 0 ? Math.min(...ages) : null,
    statements: [...new Set([...(own.statements ?? []), ...(asked.statements ?? [])])],
    reviews: reviews > 0 ? reviews : null,
    reviewerMayBeRunner: own.reviewerMayBeRunner === true,
    head: asked.head ?? null,
  };
};

/** Whether anything was asked that only a trust file can answer. */
export const isAnythingAsked = (asked: Expectations): boolean =>
  Object.values(asked).some(
    (value) => value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0),
  );

/** `90m`, `12h`, `30d` → milliseconds. */
export const parseAge = (text: string): number => {
  const match = /^([1-9]\d{0,5})([smhd])$/.exec(text);
  const unit = units[match?.[2] ?? ""];
  if (match === null || unit === undefined)
    throw new KprovError("E_USAGE", `Cannot use the age "${text}": expected one such as 30d, 12h or 90m`);
  return Number(match[1]) * unit;
};

// --- internal ---

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const bothOf = (own: readonly string[] | undefined, asked: readonly string[] | undefined): AnyOf =>
  [own, asked].flatMap((list) => (list === undefined || list.length === 0 ? [] : [list]));

const assertHex = (what: string, text: string, pattern: RegExp): void => {
  if (pattern.test(text)) return;
  throw new KprovError(
    "E_USAGE",
    `Cannot expect the ${what} "${text}": expected all of its lower-case hexadecimal digits`,
  );
};

/**
 * The fields of a question: how each is written, and the condition that it means.
 *
 * @module
 */
import { KprovError } from "../../errors.ts";
import { closest } from "../../suggest.ts";
import { parseDuration } from "../../values.ts";
import type { Condition, Matcher, Pattern } from "./filter.ts";
import { type MomentOptions, parseSpan } from "./moment.ts";
import { parseRange, splitRange } from "./range.ts";

/** A field's value; what was quoted has no `*` and `?` in it that stand for others. */
export interface FieldValue {
  text: string;
  isQuoted: boolean;
}

/** What a person may call it → what it is called. */
const synonyms = {
  after: "since",
  dist: "distribution",
  package: "distribution",
  sha256: "digest",
  id: "run",
  media: "type",
} as const satisfies Record<string, string>;

/** Every name that a field goes by. */
export const isField = (name: string): boolean => Object.hasOwn(readers, name) || Object.hasOwn(synonyms, name);

/** Every field, by the name that it is documented under. */
export const fieldNames = (): string[] => Object.keys(readers);

/** The field that was most likely meant, or undefined. */
export const nearField = (name: string): string | undefined =>
  closest(name, [...Object.keys(readers), ...Object.keys(synonyms), "refused"]);

/** Throws `E_USAGE` for a value that the field can't have. `name` is one of {@link isField}. */
export const conditionOf = (
  name: string,
  value: FieldValue,
  options: MomentOptions & { isNegated?: boolean },
): Condition => {
  const field = Object.hasOwn(synonyms, name) ? synonyms[name as keyof typeof synonyms] : name;
  const read = Object.hasOwn(readers, field) ? readers[field] : undefined;
  if (read === undefined) throw usage(`Unknown field "${name}"`);
  if (value.text === "") throw usage(`"${name}:" needs a value`);
  return { ...read(value, { ...options, name }), isNegated: options.isNegated === true };
};

// --- internal ---

type Reader = (value: FieldValue, options: MomentOptions & { name: string }) => Matcher;

const usage = (message: string): KprovError => new KprovError("E_USAGE", message);

const patternOf = ({ text, isQuoted }: FieldValue): Pattern => ({ text, isGlob: !isQuoted && /[*?]/.test(text) });

const oneOf = (words: readonly string[]) => (value: FieldValue, name: string) => {
  if (words.includes(value.text)) return patternOf(value);
  const near = closest(value.text, words);
  const advice = near === undefined ? "" : `, did you mean "${near}"?`;
  throw usage(`"${name}:" takes one of ${words.join(", ")}, found "${value.text}"${advice}`);
};

const verdicts = ["proved", "violated", "undecided", "none"];
const outcomes = ["succeeded", "failed", "timed-out", "signalled", "interrupted"];
const reviews = oneOf(["pending", "approved", "rejected"]);
const origins = oneOf(["proved", "violated", "undecided", "unproved"]);
const states = oneOf(["incomplete", "dirty", "rerun"]);

const versioned =
  (field: "tool" | "distribution"): Reader =>
  (value, { name }) => {
    const split = splitRange(value.text);
    if (split.name === "") throw usage(`"${name}:" needs a name before the versions, found "${value.text}"`);
    return {
      field,
      name: patternOf({ ...value, text: split.name }),
      range: split.range === "" ? null : parseRange(split.range),
    };
  };

/** `key`, or `key=value`. */
const pairOf = (value: FieldValue): { key: Pattern; value: Pattern | null } => {
  const at = value.text.indexOf("=");
  const part = (text: string) => patternOf({ ...value, text });
  return at === -1
    ? { key: patternOf(value), value: null }
    : { key: part(value.text.slice(0, at)), value: part(value.text.slice(at + 1)) };
};

const hexOf = (text: string, name: string): string => {
  const hex = text.replace(/^sha256:/i, "").toLowerCase();
  if (/^[0-9a-f]{4,64}$/.test(hex)) return hex;
  throw usage(`"${name}:" takes 4 to 64 hexadecimal digits, found "${text}"`);
};

const durationOf: Reader = ({ text }) => {
  const [, operator, length = ""] = /^(>=|<=|>|<)\s*(\S+)$/.exec(text) ?? [];
  if (operator === undefined) throw usage(`"duration:" takes a comparison such as >10m, found "${text}"`);
  const at = parseDuration(length);
  const bound = operator === ">" || operator === "<=" ? at + 1 : at;
  return operator.startsWith(">")
    ? { field: "duration", from: bound, below: null }
    : { field: "duration", from: null, below: bound };
};

const readers: Readonly<Record<string, Reader>> = {
  project: (value) => ({ field: "project", pattern: patternOf(value) }),
  step: (value) => ({ field: "step", pattern: patternOf(value) }),
  branch: (value) => ({ field: "branch", pattern: patternOf(value) }),
  trust: (value) => ({ field: "trust", pattern: patternOf(value) }),
  outcome: (value, { name }) => {
    const pattern = patternOf(value);
    // A slip of the finger must not find nothing; what a recorder of tomorrow may call it, a pattern finds.
    return { field: "outcome", pattern: pattern.isGlob ? pattern : oneOf(outcomes)(value, name) };
  },
  review: (value, { name }) => ({ field: "review", pattern: reviews(value, name) }),
  origin: (value, { name }) => ({ field: "origin", pattern: origins(value, name) }),
  reviewer: (value) => ({ field: "reviewer", pattern: patternOf(value) }),
  tag: (value) => ({ field: "tag", ...pairOf(value) }),
  type: (value) => ({ field: "type", pattern: patternOf(value) }),
  input: (value) => ({ field: "input", pattern: patternOf(value) }),
  output: (value) => ({ field: "output", pattern: patternOf(value) }),
  file: (value) => ({ field: "file", pattern: patternOf(value) }),
  finding: (value) => ({ field: "finding", pattern: patternOf(value) }),
  tool: versioned("tool"),
  distribution: versioned("distribution"),
  check: (value, { name }) => {
    if (verdicts.includes(value.text)) return { field: "check", name: null, verdict: value.text };
    const pair = pairOf(value);
    const verdict = pair.value === null ? null : oneOf(verdicts.slice(0, 3))(pair.value as never, name).text;
    return { field: "check", name: pair.key, verdict };
  },
  commit: ({ text }, { name }) => ({ field: "commit", prefix: hexOf(text, name) }),
  digest: ({ text }, { name }) => ({ field: "digest", prefix: hexOf(text, name) }),
  run: ({ text }) => ({ field: "run", prefix: text }),
  since: ({ text }, options) => ({ field: "time", from: parseSpan(text, options).from, below: null }),
  before: ({ text }, options) => ({ field: "time", from: null, below: parseSpan(text, options).from }),
  until: ({ text }, options) => ({ field: "time", from: null, below: parseSpan(text, options).below }),
  on: ({ text }, options) => ({ field: "time", ...parseSpan(text, options) }),
  duration: durationOf,
  exit: ({ text }) => {
    if (!/^-?\d{1,9}$/.test(text)) throw usage(`"exit:" takes a number, found "${text}"`);
    return { field: "exit", code: Number(text) };
  },
  is: (value, { name }) => ({ field: "is", state: states(value, name).text as "incomplete" | "dirty" | "rerun" }),
};

/**
 * Values in conditions of GitHub Actions: what counts as true, how they are compared, what functions make of them.
 *
 * docs.github.com "Evaluate expressions in workflows and actions": literals, operators, functions.
 *
 * @module
 */

/** What a condition comes to. */
export type Truth = boolean | undefined;

/** A value of which only a run knows what it is. */
export interface Unknown {
  unknown: string;
  /** Whoever proposes a change says it: its title, its labels, its commit's message. */
  isTheirs: boolean;
  /** Whether it counts as true, where that is known all the same: `vars.A || 'on'`. */
  truth?: boolean;
}

/** Characters that stand for the number of a change, and for somebody: nothing that a workflow says is taken for them. */
export const madeUp = ["\u{E000}", "\u{E001}"] as const;

export type Plain = string | number | boolean | null;

export type Value = Plain | Unknown;

export const isUnknown = (value: Value): value is Unknown => typeof value === "object" && value !== null;

export const truthOf = (value: Value): Truth => (isUnknown(value) ? value.truth : Boolean(value));

/** What is made of it: whether it counts as true says nothing about that. */
export const madeOf = ({ unknown, isTheirs }: Unknown): Unknown => ({ unknown, isTheirs });

/** Texts are compared without regard to case; of values of different kinds GitHub makes numbers. */
export const compare = (comparison: Comparison, left: Plain, right: Plain): boolean =>
  typeof left === "string" && typeof right === "string"
    ? comparison(left.toLowerCase(), right.toLowerCase())
    : comparison(Number(left), Number(right));

export type Comparison = (a: string | number, b: string | number) => boolean;

/** By what is written between the values. */
export const comparisons: ReadonlyMap<string, Comparison> = new Map<string, Comparison>([
  ["==", (a, b) => a === b],
  ["!=", (a, b) => a !== b],
  ["<", (a, b) => a < b],
  ["<=", (a, b) => a <= b],
  [">", (a, b) => a > b],
  [">=", (a, b) => a >= b],
]);

export type Search = (text: string, part: string) => boolean;

/** The functions that look for a text in another, by their names in lower case. */
export const searches: ReadonlyMap<string, Search> = new Map<string, Search>([
  ["contains", (text, part) => text.includes(part)],
  ["startswith", (text, part) => text.startsWith(part)],
  ["endswith", (text, part) => text.endsWith(part)],
]);

/** What these functions take an argument for. */
export const searchable = (value: Plain): string => String(value ?? "").toLowerCase();

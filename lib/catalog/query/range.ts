/**
 * Ranges of versions as people write them for Python packages (PEP 440) and for npm ones.
 *
 * @module
 */
import { KprovError } from "../../errors.ts";
import { behindLocals, behindRevisions, type Release, releaseOf, versionFloor, versionKey } from "../version-key.ts";

/** Keys in `[from, below)` are inside the bound, or outside where it excludes; null is open. */
export interface Bound {
  from: string | null;
  below: string | null;
  isExcluded: boolean;
}

export interface VersionRange {
  /** As it was written. */
  text: string;
  /** Each must hold. */
  bounds: readonly Bound[];
}

/** A name and what follows it: `python>=3.12,<4` → `python` and `>=3.12,<4`. */
export const splitRange = (text: string): { name: string; range: string } => {
  const at = text.search(/[<>=!~^]/);
  return at === -1
    ? { name: text.trim(), range: "" }
    : { name: text.slice(0, at).trim(), range: text.slice(at).trim() };
};

/**
 * `>=3.12,<4`, `==3.12.*`, `~=3.12.1`, `!=2.0`, `^20.1`, `~20.1`: comparisons joined by commas, each of which must hold. `=` and
 * `==` are the same. As PEP 440 says, `<4` leaves out the pre-releases of 4, and `>3.12` its revisions.
 *
 * Throws `E_USAGE`.
 */
export const parseRange = (text: string): VersionRange => ({
  text,
  bounds: text.split(",").map((clause) => parseClause(clause.trim(), text)),
});

// --- internal ---

type Operator = "<" | "<=" | ">" | ">=" | "=" | "==" | "!=" | "~=" | "~" | "^";

const clauseForm = /^(<=|>=|==|!=|~=|<|>|=|~|\^)\s*(\S+?)(\.\*)?$/;

const parseClause = (clause: string, whole: string): Bound => {
  const [, operator, version = "", star] = clauseForm.exec(clause) ?? [];
  const release = releaseOf(version);
  const key = versionKey(version);
  if (operator === undefined || release === null || key === null)
    throw usage(whole, `expected comparisons such as >=3.12 or ==3.12.*, found "${clause}"`);
  if (star !== undefined) {
    if (!["=", "==", "!="].includes(operator)) throw usage(whole, `".*" goes with == and != only`);
    if (!release.isFinal || release.hasLocal) throw usage(whole, `".*" follows numbers only`);
    return { ...family(release, release.numbers.length - 1), isExcluded: operator === "!=" };
  }
  if (operator === "~=" && release.numbers.length < 2)
    throw usage(whole, `"~=" needs two numbers at least, such as ~=3.12`);
  return boundOf(operator as Operator, { release, key });
};

const boundOf = (operator: Operator, { release, key }: { release: Released; key: string }): Bound => {
  const { numbers, isFinal, hasLocal } = release;
  const included = { isExcluded: false };
  const behind = hasLocal ? `${key}\u0001` : behindLocals(key);
  switch (operator) {
    case "<":
      return { from: null, below: isFinal && !hasLocal ? versionFloor(release) : key, ...included };
    case "<=":
      return { from: null, below: behind, ...included };
    case ">":
      return { from: isFinal && !hasLocal ? behindRevisions(release) : behind, below: null, ...included };
    case ">=":
      return { from: key, below: null, ...included };
    case "=":
    case "==":
      return { from: key, below: behind, ...included };
    case "!=":
      return { from: key, below: behind, isExcluded: true };
    case "~=":
      return { from: key, below: family(release, numbers.length - 2).below, ...included };
    case "~":
      return { from: key, below: family(release, Math.min(1, numbers.length - 1)).below, ...included };
    case "^":
      return { from: key, below: family(release, firstNonZero(numbers)).below, ...included };
  }
};

type Released = NonNullable<ReturnType<typeof releaseOf>>;

/** Everything that has the same numbers up to this one. */
const family = ({ epoch, numbers }: Release, last: number): { from: string; below: string } => {
  const shared = numbers.slice(0, last + 1);
  const next = [...shared.slice(0, -1), String(BigInt(shared.at(-1) ?? "0") + 1n)];
  return { from: versionFloor({ epoch, numbers: shared }), below: versionFloor({ epoch, numbers: next }) };
};

/** What npm's `^` holds on to; the last number where all are zero. */
const firstNonZero = (numbers: readonly string[]): number => {
  const index = numbers.findIndex((digits) => /[1-9]/.test(digits));
  return index === -1 ? numbers.length - 1 : index;
};

const usage = (text: string, why: string): KprovError =>
  new KprovError("E_USAGE", `Cannot use the version range "${text}": ${why}`);

/**
 * Which elements of one sequence became which of another: lines, words, rows.
 *
 * @module
 */

/** `removed` elements from `before` on gave way to `added` elements from `after` on. */
export interface Hunk {
  before: number;
  after: number;
  removed: number;
  added: number;
}

/**
 * The places where two sequences differ, in order; elements are the same when they are equal as strings.
 *
 * Small differences are found exactly (E. W. Myers, "An O(ND) Difference Algorithm", 1986). Larger ones are split at elements
 * that both have once, in the longest order that both share. What remains is taken for replaced. So the answer always
 * leads from one to the other, it need not be the shortest, and neither time nor memory can be driven up.
 */
export const diffSequences = (before: readonly string[], after: readonly string[]): Hunk[] => {
  const hunks: Hunk[] = [];
  const work: Work = { left: before, right: after, hunks, budget: maxSteps };
  diffRange({ leftFrom: 0, leftTo: before.length, rightFrom: 0, rightTo: after.length }, 0, work);
  return mergeHunks(hunks);
};

// --- internal ---

/** Edits that are looked for exactly. */
const maxEdits = 2048;
const maxDepth = 8;
/** Elements compared in all searches together; a long one counts for several. */
const maxSteps = 40_000_000;

interface Work {
  left: readonly string[];
  right: readonly string[];
  hunks: Hunk[];
  budget: number;
}

interface Range {
  leftFrom: number;
  leftTo: number;
  rightFrom: number;
  rightTo: number;
}

const diffRange = (given: Range, depth: number, work: Work): void => {
  const range = trimRange(given, work);
  const { leftFrom, leftTo, rightFrom, rightTo } = range;
  if (leftFrom === leftTo && rightFrom === rightTo) return;
  if (leftFrom === leftTo || rightFrom === rightTo || work.budget <= 0 || depth > maxDepth) return replace(range, work);
  const pairs = searchEdits(range, work) ?? anchorsOf(range, work);
  if (pairs.length === 0) return replace(range, work);
  let [left, right] = [leftFrom, rightFrom];
  for (const [pairLeft, pairRight] of [...pairs, [leftTo, rightTo] as const]) {
    diffRange({ leftFrom: left, leftTo: pairLeft, rightFrom: right, rightTo: pairRight }, depth + 1, work);
    [left, right] = [pairLeft + 1, pairRight + 1];
  }
};

const replace = ({ leftFrom, leftTo, rightFrom, rightTo }: Range, { hunks }: Work): void => {
  hunks.push({ before: leftFrom, after: rightFrom, removed: leftTo - leftFrom, added: rightTo - rightFrom });
};

const trimRange = (range: Range, { left, right }: Work): Range => {
  let { leftFrom, leftTo, rightFrom, rightTo } = range;
  while (leftFrom < leftTo && rightFrom < rightTo && left[leftFrom] === right[rightFrom]) {
    leftFrom += 1;
    rightFrom += 1;
  }
  while (leftFrom < leftTo && rightFrom < rightTo && left[leftTo - 1] === right[rightTo - 1]) {
    leftTo -= 1;
    rightTo -= 1;
  }
  return { leftFrom, leftTo, rightFrom, rightTo };
};

type Pair = readonly [left: number, right: number];

/** All equal pairs on a shortest way; undefined when it is too far. */
const searchEdits = (range: Range, work: Work): Pair[] | undefined => {
  const { leftFrom, leftTo, rightFrom, rightTo } = range;
  const [rows, columns] = [leftTo - leftFrom, rightTo - rightFrom];
  const most = Math.min(maxEdits, rows + columns);
  const reach = new Int32Array(2 * most + 3);
  const trail: Int32Array[] = [];
  for (let edits = 0; edits <= most; edits += 1) {
    // What a step of so many edits can look at, and no more: the middle is where diagonal 0 stands.
    trail.push(reach.slice(most - edits, most + edits + 3));
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let row = stepInto(reach, diagonal + most + 1, { diagonal, edits });
      const start = row;
      while (
        row < rows &&
        row - diagonal < columns &&
        row - diagonal >= 0 &&
        work.left[leftFrom + row] === work.right[rightFrom + row - diagonal]
      )
        row += 1;
      work.budget -= row - start + 1 + ((work.left[leftFrom + row]?.length ?? 0) >> 8);
      reach[diagonal + most + 1] = row;
      if (row >= rows && row - diagonal >= columns) return walkBack(trail, { rows, columns }, range);
    }
    if (work.budget <= 0) return undefined;
  }
  return undefined;
};

/** True when the furthest way to `diagonal`, whose reach stands at `at`, comes from the one above. */
const isFromAbove = (reach: Int32Array, at: number, { diagonal, edits }: Step): boolean =>
  diagonal === -edits || (diagonal !== edits && (reach[at - 1] ?? 0) < (reach[at + 1] ?? 0));

/** The furthest row on `diagonal` after one more edit. */
const stepInto = (reach: Int32Array, at: number, step: Step): number => {
  if (step.edits === 0) return 0;
  return isFromAbove(reach, at, step) ? (reach[at + 1] ?? 0) : (reach[at - 1] ?? 0) + 1;
};

interface Step {
  diagonal: number;
  edits: number;
}

const walkBack = (
  trail: readonly Int32Array[],
  { rows, columns }: { rows: number; columns: number },
  { leftFrom, rightFrom }: Range,
): Pair[] => {
  const pairs: Pair[] = [];
  let [row, column] = [rows, columns];
  for (let edits = trail.length - 1; edits >= 0; edits -= 1) {
    const reach = trail[edits] ?? new Int32Array(0);
    const step = { diagonal: row - column, edits };
    const at = step.diagonal + edits + 1;
    const start = stepInto(reach, at, step);
    while (row > start) {
      row -= 1;
      column -= 1;
      pairs.push([leftFrom + row, rightFrom + column]);
    }
    if (isFromAbove(reach, at, step)) column -= 1;
    else row -= 1;
  }
  return pairs.reverse();
};

/** Elements that both ranges have exactly once, as many as stand in the same order in both. */
const anchorsOf = ({ leftFrom, leftTo, rightFrom, rightTo }: Range, work: Work): Pair[] => {
  work.budget -= leftTo - leftFrom + rightTo - rightFrom;
  const places = uniquePlaces(work.left, leftFrom, leftTo);
  const common: Pair[] = [];
  for (const [element, right] of uniquePlaces(work.right, rightFrom, rightTo)) {
    const left = places.get(element);
    if (left !== undefined && left >= 0 && right >= 0) common.push([left, right]);
  }
  return longestRising(common.sort(([a], [b]) => a - b));
};

/** Element → its place; -1 when there are several. */
const uniquePlaces = (list: readonly string[], from: number, to: number): Map<string, number> => {
  const places = new Map<string, number>();
  for (let at = from; at < to; at += 1) {
    const element = list[at] ?? "";
    places.set(element, places.has(element) ? -1 : at);
  }
  return places;
};

/** Longest subsequence with rising right places, of pairs sorted by their left ones. */
const longestRising = (pairs: readonly Pair[]): Pair[] => {
  const ends: number[] = [];
  const before: number[] = [];
  const rightOf = (index: number): number => pairs[index]?.[1] ?? 0;
  pairs.forEach((_, index) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (rightOf(ends[middle] ?? 0) < rightOf(index)) low = middle + 1;
      else high = middle;
    }
    before[index] = low === 0 ? -1 : (ends[low - 1] ?? -1);
    ends[low] = index;
  });
  const rising: Pair[] = [];
  for (let index = ends.at(-1) ?? -1; index >= 0; index = before[index] ?? -1) {
    const pair = pairs[index];
    if (pair !== undefined) rising.push(pair);
  }
  return rising.reverse();
};

/** Neighbours without an equal element in between are one. */
const mergeHunks = (hunks: readonly Hunk[]): Hunk[] => {
  const merged: Hunk[] = [];
  for (const hunk of hunks) {
    const last = merged.at(-1);
    const touches =
      last !== undefined && last.before + last.removed === hunk.before && last.after + last.added === hunk.after;
    if (!touches) merged.push({ ...hunk });
    else {
      last.removed += hunk.removed;
      last.added += hunk.added;
    }
  }
  return merged;
};

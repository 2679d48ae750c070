/**
 * "Did you mean": the nearest known word to a mistyped one.
 *
 * @module
 */

/**
 * The candidate that `word` was most likely meant to be, or undefined when none is near.
 *
 * Near is at most one edit for each three letters (and at least one), where swapping two neighbours is one
 * edit; case does not count. Of equally near candidates the first wins.
 */
export const closest = (word: string, candidates: readonly string[]): string | undefined => {
  const typed = word.slice(0, longest).toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(typed.length / 3)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - typed.length) >= bestDistance) continue;
    const distance = editDistance(...different(typed, candidate.toLowerCase()));
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
};

// --- internal ---

/** Nobody's typing error is longer, and the distance costs the product of both lengths. */
const longest = 100;

/** Without what both begin and end with, which costs no edit. */
const different = (a: string, b: string): [string, string] => {
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < shorter - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  return [a.slice(start, a.length - end), b.slice(start, b.length - end)];
};

/** Optimal string alignment distance: insert, delete, replace, swap neighbours. */
const editDistance = (a: string, b: string): number => {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const isSwap = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (isSwap) cost = Math.min(cost, (before[column - 2] ?? 0) + 1);
      current.push(cost);
    }
    [before, previous] = [previous, current];
  }
  return previous[b.length] ?? 0;
};

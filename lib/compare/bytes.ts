/**
 * How far two stretches of bytes are the same.
 *
 * @module
 */

export interface Stretch {
  bytes: Buffer;
  from: number;
  to: number;
}

/** Bytes from the start of both that are the same: as many as the shorter one has when it is the start of the other. */
export const commonLength = (left: Stretch, right: Stretch): number => {
  const length = Math.min(left.to - left.from, right.to - right.from);
  let at = 0;
  // Growing steps while all is the same, halved ones around the first difference.
  for (let step = 64; at < length; ) {
    const end = Math.min(at + step, length);
    const [from, to] = [left.from + at, left.from + end];
    if (left.bytes.compare(right.bytes, right.from + at, right.from + end, from, to) === 0) {
      at = end;
      step = Math.min(step * 2, largestStep);
    } else if (end - at === 1) return at;
    else return at + commonLengthWithin(left, right, at, end);
  }
  return length;
};

// --- internal ---

const largestStep = 2 ** 18;

/** The first difference lies between `from` and `to`, counted from the start of both. */
const commonLengthWithin = (left: Stretch, right: Stretch, from: number, to: number): number => {
  let [low, high] = [from, to];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    const isSame =
      left.bytes.compare(right.bytes, right.from + low, right.from + middle, left.from + low, left.from + middle) === 0;
    if (isSame) low = middle;
    else high = middle;
  }
  return low - from;
};

/**
 * Where two byte sequences part, in constant memory.
 *
 * @module
 */
import { elapsed } from "../../clock.ts";
import type { ByteSource } from "./source.ts";

/** Offset of the first byte that differs; the shorter one's size when it is the beginning of the other; null when equal. */
export const firstDifference = async (a: ByteSource, b: ByteSource): Promise<number | null> => {
  const common = Math.min(a.size, b.size);
  let breathed = elapsed();
  for (let at = 0; at < common; at += chunkSize) {
    const length = Math.min(chunkSize, common - at);
    const [left, right] = [a.read(at, length), b.read(at, length)];
    if (!left.equals(right)) return at + partingOf(left, right);
    if (elapsed() - breathed < 50) continue;
    await new Promise(setImmediate); // So that signals are heard.
    breathed = elapsed();
  }
  return a.size === b.size ? null : common;
};

// --- internal ---

const chunkSize = 2 ** 20;

/** A file that was cut while it was read ends its chunk early: that is where it parts. */
const partingOf = (left: Buffer, right: Buffer): number => {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at += 1) if (left[at] !== right[at]) return at;
  return length;
};

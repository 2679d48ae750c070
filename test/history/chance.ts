/**
 * Chance that is the same every time: drawn from the names of what it is about.
 *
 * @module
 */
import { createHash } from "node:crypto";

/** A number from 0 to below 1 that follows from `names` alone. */
export const chance = (...names: readonly (string | number)[]): number =>
  createHash("sha256").update(JSON.stringify(names)).digest().readUInt32BE(0) / 2 ** 32;

/** A whole number from 0 to below `count`. */
export const draw = (count: number, ...names: readonly (string | number)[]): number =>
  Math.floor(chance(...names) * count);

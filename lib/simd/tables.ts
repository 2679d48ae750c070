/**
 * A set of patterns as kernel.wat reads it.
 *
 * @module
 */
import { add, addRecords, type Case, type Memory } from "./records.ts";
import { planWindows } from "./windows.ts";

/** Add a set of `patterns`, none of them empty. Returns its address. */
export const addSet = (memory: Memory, patterns: readonly Uint8Array[], how: Case): number => {
  const buckets = planWindows(patterns);
  const records = buckets.flatMap(({ members }, bucket) => members.map((member) => ({ ...member, bucket })));
  const chains = addRecords(memory, records, how);
  const bytes = Buffer.alloc(heads + buckets.length * 4);
  for (const [number, { halves }] of buckets.entries()) {
    // A bucket without members has no halves either.
    for (const [place, some] of halves.entries()) {
      for (let half = 0; half < 16; half += 1) {
        if ((some >> half) & 1) bytes[16 * place + half] = (bytes[16 * place + half] ?? 0) | (1 << number);
      }
    }
    bytes.writeUInt32LE(chains.get(number) ?? 0, heads + 4 * number);
  }
  return add(memory, bytes);
};

// --- internal ---

/** Where the addresses of records begin. */
const heads = 80;

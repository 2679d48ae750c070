/**
 * Patterns and records in the kernel's memory; the head of kernel.wat says what they are.
 *
 * @module
 */

/** How letters are compared. `ignore` is for A to Z alone, and for them in UTF-16. */
export type Case = "keep" | "ignore";

/** Bytes of a window. */
export const width = 4;

/** Bits that make no difference in a letter of either case. */
export const caseBits = 0x20;

export interface Memory {
  /** Everything so far; its length is where the next piece will lie. */
  bytes: Buffer;
  /** Addresses of patterns. */
  patterns: Map<Uint8Array, number>;
}

export const createMemory = (): Memory => ({
  // Address 0 means "none".
  bytes: Buffer.alloc(16),
  patterns: new Map(),
});

/** Add bytes behind everything, at a multiple of sixteen. Returns their address. */
export const add = (memory: Memory, piece: Uint8Array): number => {
  const start = Math.ceil(memory.bytes.length / 16) * 16;
  memory.bytes = Buffer.concat([memory.bytes, Buffer.alloc(start - memory.bytes.length), piece]);
  return start;
};

export interface Recorded {
  pattern: Uint8Array;
  /** Bytes of the pattern before its window. */
  offset: number;
  /** Records of one bucket form a chain. */
  bucket: number;
}

/** Add records. Returns the address of each bucket's first one. */
export const addRecords = (memory: Memory, records: readonly Recorded[], how: Case): Map<number, number> => {
  addPatterns(memory, new Set(records.map(({ pattern }) => pattern)), how);
  const bytes = Buffer.alloc(records.length * recordSize);
  const start = Math.ceil(memory.bytes.length / 16) * 16;
  const chains = new Map<number, number>();
  for (const [number, { pattern, offset, bucket }] of records.entries()) {
    const at = number * recordSize;
    for (let place = 0; place < width && offset + place < pattern.length; place += 1) {
      const byte = pattern[offset + place] ?? 0;
      const ignored = ignoredOf(byte, how);
      bytes[at + place] = 0xff;
      bytes[at + 4 + place] = ignored;
      bytes[at + 8 + place] = byte | ignored;
    }
    bytes.writeUInt32LE(offset, at + 12);
    bytes.writeUInt32LE(pattern.length, at + 16);
    bytes.writeUInt32LE(chains.get(bucket) ?? 0, at + 20);
    bytes.writeUInt32LE(memory.patterns.get(pattern) ?? 0, at + 24);
    chains.set(bucket, start + at);
  }
  add(memory, bytes);
  return chains;
};

// --- internal ---

const recordSize = 28;

const addPatterns = (memory: Memory, patterns: ReadonlySet<Uint8Array>, how: Case): void => {
  const pieces: Uint8Array[] = [];
  let at = Math.ceil(memory.bytes.length / 16) * 16;
  for (const pattern of patterns) {
    const ignored = pattern.map((byte) => ignoredOf(byte, how));
    pieces.push(
      pattern.map((byte, offset) => byte | (ignored[offset] ?? 0)),
      ignored,
    );
    memory.patterns.set(pattern, at);
    at += 2 * pattern.length;
  }
  add(memory, Buffer.concat(pieces));
};

const ignoredOf = (byte: number, how: Case): number => (how === "ignore" && isLetter(byte) ? caseBits : 0);

const isLetter = (byte: number): boolean => (byte | caseBits) >= 0x61 && (byte | caseBits) <= 0x7a;

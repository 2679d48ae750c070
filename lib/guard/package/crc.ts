/**
 * CRC-32 as zip has it: ISO 3309, with the polynomial of IEEE 802.3. Node has one since 22.2 only.
 *
 * @module
 */

/** A function from bytes to their sum. */
export const createCrc = (): ((bytes: Uint8Array) => number) => {
  const table = Uint32Array.from({ length: 256 }, (_, index) => {
    let value = index;
    for (let bit = 0; bit < 8; bit += 1) value = (value & 1) === 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
    return value;
  });
  return (bytes) => {
    let sum = 0xffffffff;
    for (let at = 0; at < bytes.length; at += 1) sum = (table[(sum ^ (bytes[at] ?? 0)) & 0xff] ?? 0) ^ (sum >>> 8);
    return (sum ^ 0xffffffff) >>> 0;
  };
};

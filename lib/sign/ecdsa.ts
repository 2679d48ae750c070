/**
 * The two writings of an ECDSA signature on P-256, and the one that is handed out.
 *
 * @module
 */

/**
 * `SEQUENCE { r INTEGER, s INTEGER }` in DER (RFC 3279 section 2.2.3) of two unsigned numbers, most significant byte first.
 *
 * Undefined when one is zero, longer than 32 bytes without leading zeros, or written as a negative number is.
 */
export const derSignature = (r: Buffer, s: Buffer): Buffer | undefined => {
  const [first, second] = [derInteger(r), derInteger(s)];
  if (first === undefined || second === undefined) return undefined;
  return Buffer.concat([Buffer.from([0x30, first.length + second.length]), first, second]);
};

/** Raw r and s of 32 bytes each (IEEE P1363) as DER; anything else as it is. */
export const asDer = (sig: Buffer): Buffer =>
  sig.length === 64 ? (derSignature(sig.subarray(0, 32), sig.subarray(32)) ?? sig) : sig;

/** The number inside an SSH `mpint` (RFC 4251 section 5), which is signed; undefined when it is negative. */
export const unsignedMpint = (bytes: Buffer): Buffer | undefined => {
  const [first = 0] = bytes;
  return first >= 0x80 ? undefined : bytes;
};

// --- internal ---

const derInteger = (number: Buffer): Buffer | undefined => {
  let start = 0;
  while (start < number.length && number[start] === 0) start += 1;
  const digits = number.subarray(start);
  if (digits.length === 0 || digits.length > 32) return undefined;
  // A leading one bit would make it negative.
  const content = (digits[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), digits]) : digits;
  return Buffer.concat([Buffer.from([0x02, content.length]), content]);
};

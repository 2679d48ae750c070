/**
 * Extra fields of a file in a zip: PKWARE, APPNOTE.TXT 6.3.10, section 4.5.
 *
 * @module
 */

/**
 * Whether some reader could go by another name: 4.6.9, Info-ZIP Unicode Path, which Python and unzip take instead of the name
 * itself, or a field that reaches beyond the others.
 */
export const hasSecondName = (extra: Buffer): boolean => {
  let at = 0;
  while (at + 4 <= extra.length) {
    if (extra.readUInt16LE(at) === unicodePath) return true;
    at += 4 + extra.readUInt16LE(at + 2);
  }
  return at > extra.length;
};

// --- internal ---

const unicodePath = 0x7075;

/**
 * Extra fields of a file in a zip: PKWARE, APPNOTE.TXT 6.3.10, section 4.5.
 *
 * @module
 */

/**
 * Whether some reader could go by another name or size: 4.6.9, Info-ZIP Unicode Path, which Python and unzip take instead of the
 * name itself; 4.5.3, zip64, which some take where the sizes are plain, too; or a field that reaches beyond the others.
 */
export const isAmbiguous = (extra: Buffer): boolean => {
  let at = 0;
  while (at + 4 <= extra.length) {
    if (refused.includes(extra.readUInt16LE(at))) return true;
    at += 4 + extra.readUInt16LE(at + 2);
  }
  return at > extra.length;
};

// --- internal ---

const refused: readonly number[] = [0x7075, 0x0001];

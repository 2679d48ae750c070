/**
 * Extra fields of a file in a zip: PKWARE, APPNOTE.TXT 6.3.10, section 4.5.
 *
 * @module
 */

/** Of the file, then of what is packed. */
export type Sizes = readonly [size: number, packedSize: number];

/**
 * Whether some reader could go by another name or size: 4.6.9, Info-ZIP Unicode Path, which Python and unzip take instead of the
 * name itself; 4.5.3, zip64, which some take where the sizes are plain, too; or a field that reaches beyond the others.
 *
 * `sizes`: those that a zip64 field may repeat. Writers that don't know them beforehand keep its place free.
 */
export const isAmbiguous = (extra: Buffer, sizes?: Sizes): boolean => {
  const fields = fieldsOf(extra);
  return fields === undefined || fields.some((field) => field.id === unicodePath || isOther(field, sizes));
};

/** Whether a zip64 field says just these. */
export const saysSizes = (extra: Buffer, sizes: Sizes): boolean =>
  (fieldsOf(extra) ?? []).some((field) => field.id === zip64 && !isOther(field, sizes));

// --- internal ---

const zip64 = 0x0001;
const unicodePath = 0x7075;

interface Field {
  id: number;
  content: Buffer;
}

/** Undefined where one reaches beyond the others. */
const fieldsOf = (extra: Buffer): Field[] | undefined => {
  const fields: Field[] = [];
  let at = 0;
  while (at + 4 <= extra.length) {
    const next = at + 4 + extra.readUInt16LE(at + 2);
    fields.push({ id: extra.readUInt16LE(at), content: extra.subarray(at + 4, next) });
    at = next;
  }
  return at > extra.length ? undefined : fields;
};

/** In front of the content both sizes have to be in a zip64 field, in this order. */
const isOther = ({ id, content }: Field, sizes: Sizes | undefined): boolean =>
  id === zip64 &&
  !(content.length === 16 && sizes?.every((size, index) => content.readBigUInt64LE(index * 8) === BigInt(size)));

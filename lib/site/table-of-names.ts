/**
 * Strings that are used again and again, each written once.
 *
 * @module
 */

export interface NameTable {
  /** Index of the string, -1 for null. */
  of: (text: string | null) => number;
  readonly all: readonly string[];
}

export const createNames = (): NameTable => {
  const all: string[] = [];
  const known = new Map<string, number>();
  return {
    all,
    of: (text) => {
      if (text === null) return -1;
      const index = known.get(text);
      if (index !== undefined) return index;
      known.set(text, all.length);
      return all.push(text) - 1;
    },
  };
};

/**
 * Jobs that wait for themselves.
 *
 * @module
 */

/** The names in a circle, in their order. `needs`: for whom each waits itself. */
export const circlesIn = (needs: ReadonlyMap<string, readonly string[]>): string[] =>
  [...needs.keys()].filter((name) => isBehind(needs, name));

// --- internal ---

/** Whether it waits for itself, however far away. */
const isBehind = (needs: ReadonlyMap<string, readonly string[]>, name: string): boolean => {
  const found = new Set(needs.get(name));
  for (const one of found) for (const other of needs.get(one) ?? []) found.add(other);
  return found.has(name);
};

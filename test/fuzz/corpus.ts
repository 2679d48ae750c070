/**
 * Seeds on disk: what is right, and what once went wrong.
 *
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Contents of `corpus/NAME/`, in the order of their names. Throws when there are none. */
export const readCorpus = (name: string): Buffer[] => {
  const known = cache.get(name);
  if (known !== undefined) return known;
  const dir = join(import.meta.dirname, "corpus", name);
  const seeds = readdirSync(dir)
    .sort()
    .map((file) => readFileSync(join(dir, file)));
  cache.set(name, seeds);
  return seeds;
};

// --- internal ---

const cache = new Map<string, Buffer[]>();

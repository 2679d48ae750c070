/**
 * What the machine adds to a repository: other users, and time.
 *
 * @module
 */
import { chownSync, readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, vi } from "vitest";
import type { TestRepo } from "../support/repo.ts";

/** Late enough for git to believe its comparison by stat: what is as young as the index is compared by content. */
export const settle = (fixture: TestRepo): void => {
  const later = Date.now() / 1000 + 60;
  utimesSync(join(fixture.dir, ".git/index"), later, later);
  expect(fixture.git("diff-files")).toBe("");
};

/**
 * Root reads everything and is trusted everywhere, so the question is asked as somebody else, who owns `dir` unless told
 * otherwise. Without root, as who we are: then nothing can be given away, and `owned: false` has no meaning.
 */
export const asSomebodyElse = async <T>(dir: string, ask: () => Promise<T>, { owned = true } = {}): Promise<T> => {
  if (process.geteuid?.() !== 0) return ask();
  if (owned) giveAway(dir);
  vi.stubEnv("HOME", dir);
  process.seteuid?.(nobody);
  try {
    return await ask();
  } finally {
    process.seteuid?.(0);
    vi.unstubAllEnvs();
  }
};

export const isRoot = process.geteuid?.() === 0;

// --- internal ---

const nobody = 65534;

const giveAway = (dir: string): void => {
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true }))
    chownSync(join(entry.parentPath, entry.name), nobody, nobody);
  chownSync(dir, nobody, nobody);
};

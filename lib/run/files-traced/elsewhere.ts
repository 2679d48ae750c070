/**
 * Files of the system, of tools and of bundles, counted by where they lie.
 *
 * @module
 */
import type { FileTraceInput } from "../../evidence/index.ts";
import { compareBytes } from "../../report.ts";
import type { Accesses } from "./accesses.ts";
import { shownBytes } from "./byte-path.ts";
import type { Scope } from "./scope.ts";

/** Sorted by root. What provenance knows by name is not counted. */
export const countElsewhere = (
  accesses: Accesses,
  { scope, isKnown }: { scope: Scope; isKnown: (path: string) => boolean },
): FileTraceInput["elsewhere"] => {
  const roots = new Map<string, { read: number; written: number; failed: number }>();
  const count = (path: string, kind: "read" | "written" | "failed"): void => {
    const root = isKnown(path) ? null : scope.rootOf(path);
    if (root === null) return;
    const counts = roots.get(root) ?? { read: 0, written: 0, failed: 0 };
    counts[kind] += 1;
    roots.set(root, counts);
  };
  for (const [path, { read, executed, written }] of accesses.files()) {
    if (read || executed) count(path, "read");
    if (written) count(path, "written");
  }
  for (const path of accesses.failed().keys()) count(path, "failed");
  return [...roots]
    .map(([root, counts]) => ({ root: shownBytes(root), ...counts }))
    .sort((a, b) => compareBytes(a.root, b.root));
};

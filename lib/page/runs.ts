/**
 * Which runs a page is about, and what it calls them.
 *
 * @module
 */
import type { BundleVerdict } from "../verify/index.ts";

/** True only where that is more than the bundle's own word. */
export const hasSucceeded = ({ integrity, outcome }: BundleVerdict): boolean =>
  integrity === "proved" && outcome?.status === "succeeded";

/** `1 of 4 runs succeeded`. */
export const succeededWords = (verdicts: readonly BundleVerdict[]): string =>
  `${verdicts.filter(hasSucceeded).length} of ${verdicts.length} run${verdicts.length === 1 ? "" : "s"} succeeded`;

/**
 * Each bundle once, by its digest, however often and in whatever form it was named; the first one stays. A copy of which
 * anything else was found, such as a changed member or another signature, is told by itself.
 */
export const onceEach = <T>(list: readonly T[], verdictOf: (entry: T) => BundleVerdict): T[] => {
  const seen = new Set<string>();
  return list.filter((entry) => {
    const { bundle: _path, ...found } = verdictOf(entry);
    if (found.bundleDigest === null) return true;
    const key = JSON.stringify(found);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
};

/**
 * A label for each: its step, and only where several have the step, what tells them apart: the end of the run id, else all of
 * it, else the bundle's name as well.
 */
export const labelsOf = (runs: readonly { name: string; verdict: BundleVerdict }[]): string[] => {
  const forms = runs.map(({ name, verdict: { step, runId } }) => {
    if (step === null) return [name];
    const id = runId ?? name;
    return [step, `${step} ${shortId(id)}`, `${step} ${id}`, `${step} ${id} ${name}`];
  });
  const counts = new Map<string, number>();
  for (const own of forms) for (const form of new Set(own)) counts.set(form, (counts.get(form) ?? 0) + 1);
  return forms.map((own) => own.find((form) => counts.get(form) === 1) ?? own.at(-1) ?? "");
};

// --- internal ---

/** What is random in an id that `run` made; an id that a person chose says more as a whole. */
const shortId = (runId: string): string =>
  /^\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}Z-([0-9a-f]{8})$/.exec(runId)?.[1] ?? runId;

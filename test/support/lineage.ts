/**
 * Runs by what they read and made, and their lineage.
 *
 * @module
 */
import {
  type Lineage,
  type LineageOptions,
  lineageSource,
  type RefusedFacts,
  type RunFacts,
  runNumber,
  traceLineage,
} from "../../lib/catalog/index.ts";
import { sha256 } from "../../lib/digest.ts";
import { catalogOf, exampleRun } from "./catalog.ts";

/** A run of the step `step`, the `n`th of all. `reads` and `makes` are contents; a file is called by its content. */
export const runOf = (
  step: string,
  n: number,
  { reads = [], makes = [] }: { reads?: readonly string[]; makes?: readonly string[] },
  changes: Partial<RunFacts> = {},
): RunFacts =>
  exampleRun(n, {
    ...{ step, project: null, outcome: "succeeded", bundleDigest: bundleOf(step), runId: `${step}-id` },
    files: [...reads.map((content) => fileOf("input", content)), ...makes.map((content) => fileOf("output", content))],
    ...changes,
  });

export const bundleOf = (step: string): string => sha256(`bundle of ${step}`);

export const fileOf = (role: "input" | "output", content: string): RunFacts["files"][number] => ({
  ...{ role, path: `${content}.csv`, size: content.length },
  ...{ digest: sha256(content), mediaType: "text/csv" },
});

/** Of the run of the step `start`, or of a content `{ content }`. */
export const lineageOf = async (
  facts: readonly (RunFacts | RefusedFacts)[],
  start: string | { content: string },
  options: Partial<LineageOptions> = {},
): Promise<Lineage> => {
  const reader = await catalogOf(...facts);
  return reader.snapshot(() => {
    const from =
      typeof start === "string"
        ? { run: runNumber(reader, bundleOf(start)) ?? -1 }
        : { digest: sha256(start.content), name: start.content };
    return traceLineage(lineageSource(reader), from, { direction: "both", ...options });
  });
};

/** `a>b` for each link, by step; `a~b` where the maker began later. */
export const linksOf = ({ runs, links }: Lineage): string[] => {
  const steps = new Map(runs.map(({ bundleDigest, step }) => [bundleDigest, step]));
  return links.map(({ from, to, isLater }) => `${steps.get(from)}${isLater ? "~" : ">"}${steps.get(to)}`).sort();
};

/** Steps with their distance. */
export const depthsOf = ({ runs }: Lineage): Record<string, number> =>
  Object.fromEntries(runs.map(({ step, depth }) => [step, depth]));

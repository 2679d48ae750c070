/**
 * What a lineage does not know, in sentences: cycles, gaps, and what was left out.
 *
 * @module
 */
import { visible } from "../../text.ts";
import type { Cut, Lineage, LineageRun } from "./model.ts";

/** Nothing for a lineage that is whole. */
export const notesOf = (lineage: Lineage): string[] => {
  const runs = new Map(lineage.runs.map((run) => [run.bundleDigest, run]));
  return [...cyclesOf(lineage, runs), ...gapsOf(lineage, runs), ...unfollowedOf(lineage), ...cutsOf(lineage)];
};

// --- internal ---

type Runs = ReadonlyMap<string, LineageRun>;

const mostNamed = 5;

const cyclesOf = ({ cycles, links }: Lineage, runs: Runs): string[] => {
  const said = cycles
    .slice(0, mostNamed)
    .map((cycle) => `cycle: ${cycle.length} runs depend on each other: ${namesOf(cycle, runs)}`);
  const rest = cycles.length > mostNamed ? [`… and ${cycles.length - mostNamed} more cycles`] : [];
  const later = links.filter(({ isLater }) => isLater).length;
  const clocks =
    later > 0
      ? [`"began later" (${later}): no run made the content before it was read; a clock is wrong, or it was made again`]
      : [];
  return [...said, ...rest, ...clocks];
};

const gapsOf = ({ gaps }: Lineage, runs: Runs): string[] => {
  const { unmadeInputs, incompleteRuns, refusedBundles } = gaps;
  const lines: string[] = [];
  if (unmadeInputs > 0) lines.push(`gap: ${countOf(unmadeInputs, "input")} that no run in the catalog made`);
  if (incompleteRuns.length > 0)
    lines.push(
      `gap: ${incompleteRuns.length === 1 ? "1 run says" : `${incompleteRuns.length} runs say`} that the record is not complete: ${namesOf(incompleteRuns, runs)}`,
    );
  if (refusedBundles > 0)
    lines.push(
      `gap: ${countOf(refusedBundles, "bundle")} of the catalog can't be believed, so that what they made and read is not known: kprovengine catalog list --refused`,
    );
  return lines;
};

const unfollowedOf = ({ unfollowed, limits }: Lineage): string[] => {
  const { count, first } = unfollowed;
  if (count === 0) return [];
  const named = first.slice(0, mostNamed).map(({ path, reason }) => `${visible(path)} (${reason})`);
  const rest = count > named.length ? ` and ${count - named.length} more` : "";
  const why = first.some(({ reason }) => reason === "common") ? `, and what more than ${limits.makers} runs made` : "";
  return [`not followed: ${countOf(count, "content")}: ${named.join(", ")}${rest}; empty files are all equal${why}`];
};

const cutsOf = ({ limits }: Lineage): string[] => limits.cut.map((cut) => cutText[cut](limits));

const cutText: Readonly<Record<Cut, (limits: Lineage["limits"]) => string>> = {
  depth: ({ depth }) => `cut: there are runs more than ${depth} steps away: --depth goes further`,
  runs: ({ runs }) => `cut: there are more than ${runs} runs: --limit goes further`,
  files: () => "cut: there are more files than can be looked at: begin nearer to what you look for",
};

const namesOf = (digests: readonly string[], runs: Runs): string => {
  const named = digests.slice(0, mostNamed).map((digest) => {
    const run = runs.get(digest);
    return run === undefined ? digest.slice(0, 12) : `${visible(run.step)} ${visible(run.runId)}`;
  });
  return `${named.join(", ")}${digests.length > named.length ? ` and ${digests.length - named.length} more` : ""}`;
};

const countOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

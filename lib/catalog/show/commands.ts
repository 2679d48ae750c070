/**
 * What can be done next with a run, as commands to be pasted.
 *
 * @module
 */
import { relative, sep } from "node:path";
import { shellQuote } from "../../text.ts";
import type { ShownRun } from "../registry.ts";

/** For a bundle that is there: judge it, read it, compare it with the one before, review it; and where its files come from. */
export const commandsFor = ({ run, locations, previous }: ShownRun, cwd: string): string[] => {
  const place = locations[0] === undefined ? null : pathFrom(cwd, locations[0]);
  const before = previous?.location == null ? null : pathFrom(cwd, previous.location);
  return [
    ...(place === null ? [] : [`kprovengine verify ${place}`, `kprovengine report ${place} -o report.html`]),
    ...(place === null || before === null ? [] : [`kprovengine diff ${before} ${place}`]),
    ...(place !== null && run.review === "pending" ? [`kprovengine review ${place} --status`] : []),
    `kprovengine catalog lineage ${shellQuote(run.runId)}`,
  ];
};

// --- internal ---

/** The shorter of both ways to name it; never one that could be taken for a flag. */
const pathFrom = (cwd: string, path: string): string => {
  const near = relative(cwd, path);
  const isBelow = near !== "" && near !== ".." && !near.startsWith(`..${sep}`);
  return shellQuote(isBelow ? (near.startsWith("-") ? `./${near}` : near) : path);
};

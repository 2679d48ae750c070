/**
 * Drift in a person's words.
 *
 * @module
 */
import { visible } from "../../text.ts";
import type { Drift } from "./types.ts";

/**
 * One line each: interpreter and tools first, for they explain the rest, and of the distributions of Python the first ten and how
 * many more.
 */
export const driftLines = (drift: readonly Drift[]): string[] => {
  const sorted = drift.toSorted((a, b) => rankOf(a) - rankOf(b));
  const distributions = sorted.filter(isDistribution);
  const shown = sorted.filter((item) => !isDistribution(item) || distributions.indexOf(item) < most);
  const more = distributions.length - most;
  return [
    ...shown.map(describeDrift),
    ...(more > 0 ? [`toolchain and ${more} more Python distributions: --json names all`] : []),
  ];
};

// --- internal ---

const most = 10;

const isDistribution = ({ kind, subject }: Drift): boolean =>
  kind === "toolchain" && subject.startsWith("Python distribution ");

const rankOf = (item: Drift): number => {
  if (isDistribution(item)) return 2;
  const isTool =
    item.kind === "toolchain" && !/^(?:operating system|architecture|distribution|CUDA|lock file)\b/.test(item.subject);
  return isTool ? 0 : 1;
};

const describeDrift = ({ kind, subject, recorded, found }: Drift): string =>
  `${kind} ${visible(subject)}: recorded ${visible(recorded)}, found ${visible(found)}`;

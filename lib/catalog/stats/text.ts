/**
 * Numbers about runs for a terminal: one screen.
 *
 * @module
 */
import { fitted } from "../../columns.ts";
import type { View } from "../../command.ts";
import { visible } from "../../text.ts";
import { countOf, formatBytes, formatMicroseconds, formatNumber } from "../../words.ts";
import type { Day, Stats, StepStats } from "./count.ts";

export const formatStats = (stats: Stats, view: View): string => {
  if (stats.runs === 0) return [`no run${refusedOf(stats)}`].join("\n");
  const { days, steps } = stats;
  const shownDays = view.verbose ? days : days.slice(-mostDays);
  const shownSteps = view.verbose ? steps : steps.slice(0, mostSteps);
  return [
    ...summaryOf(stats),
    "",
    heading(`Runs per day (${stats.zone === "UTC" ? "UTC" : "local time"})`, days.length - shownDays.length, "earlier"),
    ...shownDays.map((day) =>
      dayLine(day, { most: Math.max(...shownDays.map(({ runs }) => runs)), width: view.width }),
    ),
    "",
    heading("Steps", steps.length - shownSteps.length, "more"),
    ...stepTable(shownSteps),
  ].join("\n");
};

// --- internal ---

const mostDays = 14;
const mostSteps = 15;

const heading = (title: string, rest: number, which: string): string =>
  rest > 0 ? `${title}; ${formatNumber(rest)} ${which}: --verbose or --json shows all` : title;

const summaryOf = (stats: Stats): string[] => {
  const { runs, outcomes, failureRate, durations, storage, reviews, days } = stats;
  const counted = Object.entries(outcomes).map(([outcome, count]) => `${formatNumber(count)} ${visible(outcome)}`);
  const perDay = days.length === 0 ? 0 : storage.memberBytes / days.length;
  const pending =
    reviews.oldestPending === null
      ? "none open"
      : `${formatNumber(reviews.pending)} open, the oldest since ${reviews.oldestPending.slice(0, 10)} UTC`;
  return [
    `${countOf(runs, "run")} from ${days[0]?.day} to ${days.at(-1)?.day}`,
    `outcome   ${counted.join(", ")}: ${percent(failureRate ?? 0)} did not succeed`,
    `duration  median ${ms(durations?.median)}, 90 % within ${ms(durations?.p90)}, 95 % ${ms(durations?.p95)}, 99 % ${ms(durations?.p99)}, longest ${ms(durations?.longest)}`,
    `storage   ${formatBytes(storage.memberBytes)} in bundles, ${formatBytes(Math.round(perDay))} on a day with runs`,
    `reviews   ${formatNumber(reviews.approved)} approved, ${formatNumber(reviews.rejected)} rejected, ${pending}${refusedOf(stats)}`,
  ];
};

const refusedOf = ({ refused }: Stats): string =>
  refused === 0
    ? ""
    : `\nrefused   ${countOf(refused, "bundle")} can't be believed: kprovengine catalog list --refused`;

const percent = (share: number): string => `${(share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;
const ms = (value = 0): string => formatMicroseconds(value * 1000);

const dayLine = (
  { day, runs, failed, memberBytes, totalBytes }: Day,
  { most, width }: { most: number; width: number },
): string => {
  const words = `${formatNumber(runs).padStart(8)}  ${failed === 0 ? "" : `${formatNumber(failed)} failed`.padEnd(12)}`;
  const size = `${formatBytes(memberBytes)}, ${formatBytes(totalBytes)} in all`;
  const room = Math.max(4, Math.min(30, width - 60));
  const bar = "█".repeat(Math.max(1, Math.round((runs / Math.max(1, most)) * room)));
  return `${day}  ${bar.padEnd(room)}${words.padEnd(22)}  ${size}`.trimEnd();
};

const stepTable = (steps: readonly StepStats[]): string[] => {
  const names = steps.map(({ project, step }) => `${visible(step)}${project === null ? "" : ` [${visible(project)}]`}`);
  const wide = Math.min(40, Math.max(4, ...names.map((name) => name.length)));
  const row = (name: string, cells: readonly string[]): string =>
    `${fitted(name, wide)}${cells.map((cell) => cell.padStart(14)).join("")}`;
  return [
    row("", ["runs", "not succeeded", "median", "95 %"]),
    ...steps.map(({ runs, failed, durations }, index) =>
      row(names[index] ?? "", [
        formatNumber(runs),
        failed === 0 ? "" : `${formatNumber(failed)} (${percent(failed / runs)})`,
        ms(durations.median),
        ms(durations.p95),
      ]),
    ),
  ];
};

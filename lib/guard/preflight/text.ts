/**
 * A preflight as a person wants it: what is wrong, how to mend it, one line about the rest.
 *
 * @module
 */
import { baseLines } from "../../base-text.ts";
import type { View } from "../../command.ts";
import { formatReport } from "../../report-text.ts";
import { shellQuote, visible } from "../../text.ts";
import type { CommandReport, PreflightReport } from "./report.ts";

/** Nothing about what passed but its number; skipped and unconfigured parts are always named. */
export const formatPreflight = async (report: PreflightReport, view: View): Promise<string> => {
  const { checks, commands, skipped, notConfigured } = report;
  const loud = checks.filter(({ verdict, waived }) => view.verbose || verdict !== "proved" || waived !== undefined);
  const texts = await Promise.all(loud.map((check) => formatReport(check, view)));
  const broken = commands.filter(({ verdict }) => view.verbose || verdict !== "proved").map(formatCommand);
  // By the keys that would turn them on.
  const missing = Object.values(notConfigured);
  const silent = missing.length === 0 ? [] : [`not configured: ${missing.join(", ")}`];
  const left = skipped.length === 0 ? [] : [`skipped: ${skipped.map(visible).join(", ")}`];
  const parts = [
    ...texts,
    broken.join("\n"),
    [...silent, ...left].join("\n"),
    baseLines(report.base).join("\n"),
    summary(report, view),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
};

// --- internal ---

/** A doubt has its reason beside it: the exit status, if there is one, does not say it. */
const formatCommand = ({ name, argv, verdict, exitCode, findings }: CommandReport): string => {
  const why = findings.map(({ message }) => message).join("; ");
  const end = verdict === "undecided" ? `could not decide (${visible(why)})` : `${verdict} (exit ${exitCode})`;
  return `${visible(name)}: ${end}\n    ${visible(argv.map(shellQuote).join(" "))}`;
};

const colours = { proved: 32, partial: 33, undecided: 33, violated: 31 };
const words = { proved: "proved", partial: "partial", undecided: "could not decide", violated: "violated" };

const summary = ({ verdict, checks, commands }: PreflightReport, { colour }: View): string => {
  const word = colour ? `\u001b[${colours[verdict]}m${words[verdict]}\u001b[0m` : words[verdict];
  const proved = [...checks, ...commands].filter((part) => part.verdict === "proved").length;
  return `preflight: ${word} (${proved} of ${checks.length + commands.length} gates proved)`;
};

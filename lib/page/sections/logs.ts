/**
 * What the step printed: the beginning and the end, as data.
 *
 * @module
 */
import { type Html, html, preformatted } from "../html.ts";
import type { LogExcerpt } from "../log-excerpt.ts";
import { fold, formatSection, type Place } from "../pieces.ts";
import type { RunDetails } from "../run-view.ts";
import { countOf, formatBytes, formatNumber } from "../words.ts";

export const formatLogs = ({ logs, summary, provenance }: RunDetails, place: Place): Html => {
  const { recorded, complete } = summary.logs;
  const isBad = provenance.predicate.runDetails.kprov_outcome.status !== "succeeded";
  const shown = logs.map(({ name, path, excerpt }) =>
    formatLog(name, path, { excerpt, isOpen: isBad && name === "stderr" }),
  );
  const none = recorded ? "The logs were withheld." : "No logs were recorded: the terminal was left to the step.";
  const partial = complete
    ? null
    : html`<p class="note">A process that the step left behind still held a stream when the step had ended: the logs may lack what it wrote.</p>`;
  const body = html`${logs.length === 0 ? html`<p>${none}</p>` : shown}${partial}`;
  return formatSection({ id: "logs", title: "Logs", body }, place);
};

// --- internal ---

const formatLog = (name: string, path: string, { excerpt, isOpen }: { excerpt: LogExcerpt; isOpen: boolean }): Html => {
  const { head, tail, omitted, lines, bytes } = excerpt;
  if (bytes === 0) return html`<p><code>${name}</code> is empty.</p>`;
  const gap = html`<p class="gap">${formatNumber(omitted)} lines are left out here; all stand in <code>${path}</code></p>`;
  const summary = html`<code>${name}</code> <small>${countOf(lines, "line")}, ${formatBytes(bytes)}</small>`;
  const rest = tail.length === 0 ? null : html`${gap}<pre>${preformatted(tail)}</pre>`;
  return fold(summary, html`<pre>${preformatted(head)}</pre>${rest}${notes(excerpt)}`, {
    open: isOpen,
  });
};

const notes = ({ escapes, overwritten }: LogExcerpt): Html | null => {
  const words = [
    ...(escapes === 0 ? [] : [countOf(escapes, "terminal escape")]),
    ...(overwritten === 0 ? [] : [`${countOf(overwritten, "piece")} of lines that were written over`]),
  ];
  return words.length === 0 ? null : html`<p class="note">Left out of what is shown: ${words.join(" and ")}.</p>`;
};

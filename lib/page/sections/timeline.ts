/**
 * The timeline as a table of bars: labels are text, so that it reads on every width and without seeing it.
 *
 * @module
 */
import { type Html, html } from "../html.ts";
import { formatSection, type Place } from "../pieces.ts";
import type { Bar, Moment, Timeline } from "../timeline.ts";
import { countOf, formatMicroseconds, formatNumber } from "../words.ts";

export const formatTimeline = (timeline: Timeline, place: Place): Html => {
  const { totalUs, bars, moments, events } = timeline;
  const total = Math.max(1, totalUs);
  const rows = [...bars.map((bar) => barRow(bar, total)), ...groupsOf(moments).map((group) => momentRow(group, total))];
  const body = html`<table class="timeline"><caption>What took how long</caption><thead><tr><th scope="col">Phase</th><th scope="col"><span class="axis"><span>0 s</span><span>${formatMicroseconds(totalUs)}</span></span></th><th scope="col" class="number">Took</th></tr></thead><tbody>${rows}</tbody></table>${notes(timeline)}`;
  const aside = `${formatMicroseconds(totalUs)}, ${countOf(events, "event")}`;
  return formatSection({ id: "timeline", title: "Timeline", aside, body }, place);
};

// --- internal ---

/** Units of the drawing's width, whatever that is on the page. */
const width = 1000;

const barRow = ({ label, kind, startUs, endUs, depth, isOpen }: Bar, total: number): Html => {
  const took = endUs - startUs;
  const long = Math.max(3, scaled(took, total));
  const x = Math.min(scaled(startUs, total), width - long);
  return html`<tr class="${kind}${depth === 0 ? "" : ` in-${depth}`}"><th scope="row">${label}</th><td><svg class="bar" viewBox="0 0 ${width} 10" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="${width}" height="10"/><rect x="${x}" width="${long}" height="10"/></svg></td><td class="number">${formatMicroseconds(took)}${isOpen ? html` <small>never ended</small>` : null}</td></tr>
`;
};

/** What has one name is one row. */
const groupsOf = (moments: readonly Moment[]): Moment[][] => {
  const groups = new Map<string, Moment[]>();
  for (const moment of moments) {
    const group = groups.get(moment.label);
    if (group === undefined) groups.set(moment.label, [moment]);
    else group.push(moment);
  }
  return [...groups.values()];
};

const momentRow = (group: readonly Moment[], total: number): Html => {
  const [first] = group;
  const ticks = group.map(
    ({ atUs }) => html`<rect x="${Math.min(scaled(atUs, total), width - 3)}" width="3" height="10"/>`,
  );
  const when = group.length === 1 ? `at ${formatMicroseconds(first?.atUs ?? 0)}` : countOf(group.length, "time");
  return html`<tr class="moment"><th scope="row">${first?.label ?? ""}</th><td><svg class="bar" viewBox="0 0 ${width} 10" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="${width}" height="10"/>${ticks}</svg></td><td class="number">${when}</td></tr>
`;
};

const scaled = (us: number, total: number): number => Math.round((us / total) * width);

const notes = ({ omitted, refused }: Timeline): Html =>
  html`${
    omitted === 0
      ? null
      : html`<p class="rest">${formatNumber(omitted)} more spans and events stand in <code>trace.jsonl</code>.</p>`
  }${
    refused === null
      ? null
      : html`<p class="rest">${countOf(refused.total, "line")} of the program ${refused.total === 1 ? "was no event and was" : "were no events and were"} left out: ${refused.first}</p>`
  }`;

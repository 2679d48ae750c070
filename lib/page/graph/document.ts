/**
 * A graph as a file of its own: SVG with its colours in it, light and dark, for any viewer.
 *
 * @module
 */
import { type Html, html, styleSheet } from "../html.ts";
import { colours } from "../style/colours.ts";
import { drawGraph } from "./draw.ts";
import { layOut } from "./layout.ts";
import type { GraphRun } from "./model.ts";

/** `runs` in the order of time; `label` says in a sentence what is to be seen. */
export const graphDocument = (runs: readonly GraphRun[], label: string): Html => {
  const layout = layOut(runs, { alone: 6 });
  const { width, height } = layout;
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"><style>${styleSheet(style)}</style><rect class="ground" width="${width}" height="${height}"/>${drawGraph(layout, label)}</svg>\n`;
};

// --- internal ---

const style = `${colours}
svg { font-family: system-ui, sans-serif; }
.ground { fill: var(--ground); }
.graph rect { fill: var(--raised); stroke: var(--line); }
.graph .files rect { fill: var(--ground); }
.graph .folded rect { stroke-dasharray: 4 3; }
.graph .good .mark { fill: var(--good); stroke: none; }
.graph .bad .mark { fill: var(--bad); stroke: none; }
.graph .open .mark { fill: var(--open); stroke: none; }
.graph text { fill: var(--ink); font-size: 13px; }
.graph .name { font-weight: 640; font-size: 14px; }
.graph .note { fill: var(--quiet); font-size: 11px; }
.graph .edge { fill: none; stroke: var(--recorder); stroke-width: 1.25; }
.graph .tip { fill: var(--recorder); }
`;

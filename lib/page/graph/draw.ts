/**
 * A graph as SVG, with classes for colours only: no style, no script, no identifier that another graph on the page could have.
 *
 * @module
 */
import { type Html, html } from "../html.ts";
import { countOf, shortened } from "../words.ts";
import type { Edge, Layout, Placed } from "./layout.ts";
import type { FileNode } from "./model.ts";

/** `label` says in a sentence what is to be seen; lists of the files stand elsewhere on the page. */
export const drawGraph = ({ width, height, nodes, edges }: Layout, label: string): Html =>
  // A picture has no links in it, for those who do not see it.
  html`<svg class="graph" role="${nodes.some(({ node }) => node.kind === "run" && node.run.href !== undefined) ? "group" : "img"}" aria-label="${label}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">${edges.map(drawEdge)}${nodes.map(drawNode)}</svg>`;

// --- internal ---

/** Characters of the two sizes that fit into a node. */
const fits = { name: 23, note: 27 };

const drawEdge = ({ points }: Edge): Html => {
  const [x, y] = points.at(-1) ?? [0, 0];
  const ends = points.map(([px, py], index): readonly [number, number] =>
    index === points.length - 1 ? [px - 5, py] : [px, py],
  );
  return html`<path class="edge" d="${pathOf(ends)}"/><path class="tip" d="M${x - 5} ${y - 3.5}l5 3.5l-5 3.5z"/>`;
};

/** Between columns a curve that leaves and arrives level; along a column a line. */
const pathOf = (points: readonly (readonly [number, number])[]): string =>
  points
    .map(([x, y], index) => {
      const before = points[index - 1];
      if (before === undefined) return `M${x} ${y}`;
      if (before[1] === y) return `H${x}`;
      const middle = (before[0] + x) / 2;
      return `C${middle} ${before[1]} ${middle} ${y} ${x} ${y}`;
    })
    .join("");

const drawNode = (placed: Placed): Html =>
  placed.node.kind === "run" ? drawRun(placed) : drawFiles(placed, placed.node);

const drawRun = ({ node, x, y, width, height }: Placed): Html => {
  if (node.kind !== "run") return html``;
  const { label, note, tone, href } = node.run;
  const drawn = html`<g class="node ${tone}"><title>${label}: ${note}</title><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/><rect class="mark" x="${x}" y="${y}" width="5" height="${height}" rx="2"/><text class="name" x="${x + 18}" y="${y + 25}">${shortened(label, fits.name)}</text><text class="note" x="${x + 18}" y="${y + 43}">${shortened(note, fits.note)}</text></g>`;
  return href === undefined ? drawn : html`<a href="${href}" aria-label="${label}: ${note}">${drawn}</a>`;
};

const drawFiles = ({ x, y, width, height }: Placed, { files, count }: FileNode): Html => {
  const [first] = files;
  const isOne = count === 1 && first !== undefined;
  const name = isOne ? first.name : `${countOf(count, "more file")}`;
  const note = isOne ? `sha256:${first.sha256.slice(0, 12)}` : "folded, listed below";
  return html`<g class="node files${isOne ? "" : " folded"}"><title>${isOne ? `${name}, sha256:${first.sha256}` : name}</title><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="4"/><text class="file" x="${x + 12}" y="${y + 17}">${shortened(name, fits.name)}</text><text class="note" x="${x + 12}" y="${y + 32}">${note}</text></g>`;
};

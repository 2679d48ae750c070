/**
 * What a run came from and what came from it, over as many runs as a picture holds.
 *
 * @module
 */
import { countOf, drawGraph, type GraphFile, type GraphRun, type Html, html, layOut } from "../../page/index.ts";
import type { SiteLink, SiteLinks } from "../site-data.ts";
import { directions, lineageAddress, runAddress } from "./route.ts";
import type { Row, Store } from "./store.ts";
import { dayOf, endedWords, shortId, timeText, toneOf } from "./words.ts";

export interface Lineage {
  /** Places of the runs, the oldest first. */
  runs: readonly number[];
  links: readonly { maker: number; reader: number; path: string; digest: string }[];
  /** Runs that were reached and left out. */
  omitted: number;
}

/** Upstream and downstream of the row at `start`, the nearest first, at most `limit` runs. */
export const traceLineage = (
  links: SiteLinks,
  start: number,
  { direction, depth, limit }: { direction: string; depth: number; limit: number },
): Lineage => {
  const readers = readersOf(links);
  const reached = new Map([[start, 0]]);
  const walk = (nextOf: (at: number) => readonly number[]): void => {
    const queue: [at: number, steps: number][] = [[start, 0]];
    for (const [at, steps] of queue) {
      if (steps === depth) continue;
      for (const next of nextOf(at)) {
        if (reached.has(next)) continue;
        reached.set(next, steps + 1);
        queue.push([next, steps + 1]);
      }
    }
  };
  if (direction !== "downstream") walk((at) => (links[at] ?? []).map(([maker]) => maker));
  // What a run upstream was also used for is no part of where this one comes from.
  if (direction !== "upstream") walk((at) => readers.get(at) ?? []);
  const near = [...reached].sort((a, b) => a[1] - b[1] || a[0] - b[0]).map(([at]) => at);
  const kept = new Set(near.slice(0, limit));
  return {
    runs: [...kept].sort((a, b) => b - a),
    links: [...kept].flatMap((reader) =>
      (links[reader] ?? []).flatMap(([maker, path, digest]) =>
        kept.has(maker) ? [{ maker, reader, path, digest }] : [],
      ),
    ),
    omitted: near.length - kept.size,
  };
};

export interface DrawOptions {
  /** Of the run in the middle: all its files. */
  files: { inputs: readonly GraphFile[]; outputs: readonly GraphFile[] };
  /** Files that stand alone, of those that the same runs made and read. */
  alone: number;
}

export const drawLineage = (rows: readonly Row[], lineage: Lineage, start: number, options: DrawOptions): Html => {
  const { links, runs, omitted } = lineage;
  const graph = runs.flatMap((at): GraphRun[] => {
    const row = rows[at];
    if (row === undefined) return [];
    const isStart = at === start;
    const read = links.filter(({ reader }) => reader === at).map(fileOf);
    const made = links.filter(({ maker }) => maker === at).map(fileOf);
    return [
      {
        label: isStart ? row.step : `${row.step} ${shortId(row.runId)}`,
        note: isStart ? `this run, ${endedWords(row)}` : `${endedWords(row)}, ${dayOf(row.startedAt)}`,
        tone: toneOf(row),
        inputs: isStart ? joined(read, options.files.inputs) : read,
        outputs: isStart ? joined(made, options.files.outputs) : made,
        ...(isStart ? {} : { href: runAddress(row.digest) }),
      },
    ];
  });
  const label = `${countOf(graph.length, "run")} connected by files`;
  const rest =
    omitted === 0
      ? null
      : html`<p class="rest">The nearest ${graph.length} runs are drawn; ${countOf(omitted, "more run")} were reached.</p>`;
  return html`<div class="scroll" role="region" aria-label="Provenance graph" tabindex="0">${drawGraph(layOut(graph, { alone: options.alone }), label)}</div>${rest}`;
};

/** A view of its own, with choices. */
export const formatLineage = async (
  store: Store,
  row: Row,
  { direction, depth }: { direction: string; depth: number },
): Promise<Html> => {
  const lineage = traceLineage(await store.links(), row.at, { direction, depth, limit: 60 });
  const drawn = drawLineage(store.rows, lineage, row.at, { files: { inputs: [], outputs: [] }, alone: 2 });
  const list = lineage.runs.flatMap((at) => {
    const each = store.rows[at];
    return each === undefined
      ? []
      : [
          html`<li><a href="${runAddress(each.digest)}">${each.step} ${shortId(each.runId)}</a> <small>${endedWords(each)}, ${timeText(each.startedAt)}${each.project === "" ? "" : `, ${each.project}`}</small></li>`,
        ];
  });
  const links = directions.map((name) =>
    name === direction
      ? html`<span aria-current="true">${name}</span> `
      : html`<a href="${lineageAddress(row.digest, name, depth)}">${name}</a> `,
  );
  const deeper = depth < 9 ? html`<a href="${lineageAddress(row.digest, direction, depth + 1)}">deeper</a> ` : null;
  const nearer = depth > 1 ? html`<a href="${lineageAddress(row.digest, direction, depth - 1)}">nearer</a>` : null;
  const alone =
    lineage.links.length === 0
      ? html`<p>No run in this catalog made what it read, or read what it made, within these bounds.</p>`
      : null;
  return html`<p class="crumb"><a href="${runAddress(row.digest)}">${row.step} ${shortId(row.runId)}</a></p>
<h1 id="title" tabindex="-1">Lineage of ${row.step} <small>${timeText(row.startedAt)}</small></h1>
<nav class="switch" aria-label="Direction and depth">${links}<span class="sep"></span>${countOf(depth, "step")} away ${deeper}${nearer}</nav>
${alone}${drawn}<h2>Runs in it, the oldest first</h2><ul class="paths">${list}</ul>
`;
};

// --- internal ---

const fileOf = ({ path, digest }: { path: string; digest: string }): GraphFile => ({ name: path, sha256: digest });

/** What leads to other runs comes first: it is not folded away. */
const joined = (links: readonly GraphFile[], files: readonly GraphFile[]): GraphFile[] => {
  const known = new Set(links.map(({ sha256 }) => sha256));
  return [...links, ...files.filter(({ sha256 }) => !known.has(sha256))];
};

const readersOf = (links: SiteLinks): Map<number, number[]> => {
  const readers = new Map<number, number[]>();
  for (const [reader, made] of links.entries())
    for (const [maker] of made as readonly SiteLink[]) {
      const known = readers.get(maker);
      if (known === undefined) readers.set(maker, [reader]);
      else if (known.at(-1) !== reader) known.push(reader);
    }
  return readers;
};

/**
 * The provenance graph of one run or of several that belong together.
 *
 * @module
 */
import { dependenciesOf, type ResourceDescriptor, realSubjects } from "../../evidence/index.ts";
import { drawGraph } from "../graph/draw.ts";
import { layOut } from "../graph/layout.ts";
import type { GraphFile, GraphRun } from "../graph/model.ts";
import { type Html, html } from "../html.ts";
import { formatSection, type Place } from "../pieces.ts";
import type { RunView } from "../run-view.ts";
import { countOf, formatMicroseconds } from "../words.ts";
import { toneOf } from "./outcome.ts";

/** Nothing when there is no run whose documents can be used. `runs` are in the order of time. */
export const formatGraph = (runs: readonly RunView[], place: Place): Html | null => {
  const known = runs.filter(({ details }) => details !== null);
  const shown = known.slice(-maxRuns);
  const graph = shown.map(graphRunOf);
  if (graph.length === 0) return null;
  const layout = layOut(graph, { alone: graph.length === 1 ? 8 : 3 });
  const files = layout.nodes.reduce((sum, { node }) => sum + (node.kind === "files" ? node.count : 0), 0);
  const label =
    graph.length === 1 ? labelOfOne(graph[0]) : `${countOf(graph.length, "run")}, ${countOf(files, "file")}`;
  const rest =
    known.length > shown.length
      ? html`<p class="rest">The last ${shown.length} of ${countOf(known.length, "run")} are drawn.</p>`
      : null;
  const body = html`<div class="scroll" role="region" aria-label="Provenance graph" tabindex="0">${drawGraph(layout, label)}</div>${rest}`;
  return formatSection({ id: "graph", title: "Provenance", aside: label, body }, place);
};

// --- internal ---

/** More would be no picture any more. */
const maxRuns = 30;

const labelOfOne = (run: GraphRun | undefined): string =>
  `${countOf(run?.inputs.length ?? 0, "input")} → ${run?.label ?? ""} → ${countOf(run?.outputs.length ?? 0, "output")}`;

const graphRunOf = (run: RunView): GraphRun => {
  const { details, verdict } = run;
  if (details === null) throw new TypeError("Only runs with documents are drawn");
  const { provenance, summary } = details;
  return {
    label: run.label,
    note: `${verdict.outcome?.status ?? "unknown"}, ${formatMicroseconds(summary.durationMs * 1000)}`,
    tone: toneOf(run),
    inputs: [...dependenciesOf(provenance, "input"), ...dependenciesOf(provenance, "declared")].map(fileOf),
    outputs: realSubjects(provenance, summary).map(fileOf),
  };
};

const fileOf = ({ name, uri, digest }: Pick<ResourceDescriptor, "name" | "uri" | "digest">): GraphFile => ({
  name: name ?? uri ?? "unnamed",
  sha256: digest?.["sha256"] ?? "",
});

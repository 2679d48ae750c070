/**
 * A trace as one small tree, whatever its size: read twice, as only its end says how long it is.
 *
 * @module
 */
import type { TraceEvent } from "../evidence/index.ts";
import { type JudgedChain, judgeChain } from "./judge.ts";
import type { TraceSource } from "./source.ts";
import { createTree, type Node } from "./tree.ts";

/** The document of `trace show`, `kprov.trace/v1`. */
export interface ShownTrace extends JudgedChain {
  timeline: ShownNode | null;
  /** What the step said of itself and was refused: reason → how many, `total`, and `first`. */
  refused: TraceEvent["attributes"] | null;
}

/** As {@link Node}, without what only the picture needs. */
export type ShownNode = Omit<Node, "busy" | "children"> & { children: ShownNode[] };

export interface DrawnTrace {
  document: ShownTrace;
  root: Node | null;
}

/** Judge the trace and gather what can be shown of it; a trace with findings is shown as far as it can be read. */
export const showTrace = (source: TraceSource): DrawnTrace => {
  const judged = judgeChain(source);
  const tree = createTree(judged.durationUs);
  let refused: TraceEvent["attributes"] | null = null;
  // What was added to the file meanwhile is another trace's.
  let left = judged.events;
  const again = judgeChain(source, (event) => {
    left -= 1;
    if (left < 0) return;
    if (event.kind === "step.events.refused") refused = event.attributes;
    else tree.add(event);
  });
  const root = tree.end();
  const findings = again.findings.length > judged.findings.length ? again.findings : judged.findings;
  const verdict = judged.verdict === "proved" ? again.verdict : judged.verdict;
  return { document: { ...judged, verdict, findings, timeline: root && shownNode(root), refused }, root };
};

// --- internal ---

const shownNode = ({ busy: _busy, children, ...node }: Node): ShownNode => ({
  ...node,
  children: children.map(shownNode),
});

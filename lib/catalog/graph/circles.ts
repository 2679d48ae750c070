/**
 * Runs that depend on each other.
 *
 * @module
 */

/**
 * The strongly connected parts of more than one node, by Tarjan's algorithm, without recursion: a chain may be 10,000 runs long.
 */
export const findCircles = <Node>(edges: Iterable<{ from: Node; to: Node }>): Node[][] => {
  const after = new Map<Node, Node[]>();
  for (const { from, to } of edges) {
    const known = after.get(from);
    if (known === undefined) after.set(from, [to]);
    else known.push(to);
  }
  const state: State<Node> = { after, seen: new Map(), open: [], isOpen: new Set(), circles: [] };
  for (const node of after.keys()) if (!state.seen.has(node)) visit(state, node);
  return state.circles;
};

// --- internal ---

interface State<Node> {
  after: ReadonlyMap<Node, readonly Node[]>;
  /** Number in the order of the first visit, and the lowest number that can be reached. */
  seen: Map<Node, { number: number; low: number }>;
  open: Node[];
  isOpen: Set<Node>;
  circles: Node[][];
}

const visit = <Node>(state: State<Node>, start: Node): void => {
  const path = [{ node: start, next: 0 }];
  for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
    const { node } = frame;
    const own = state.seen.get(node) ?? enter(state, node);
    const target = state.after.get(node)?.[frame.next];
    if (target === undefined) {
      leave(state, node, own);
      path.pop();
      const above = state.seen.get(path.at(-1)?.node as Node);
      if (above !== undefined) above.low = Math.min(above.low, own.low);
      continue;
    }
    frame.next += 1;
    const known = state.seen.get(target);
    if (known === undefined) path.push({ node: target, next: 0 });
    else if (state.isOpen.has(target)) own.low = Math.min(own.low, known.number);
  }
};

const enter = <Node>(state: State<Node>, node: Node): { number: number; low: number } => {
  const own = { number: state.seen.size, low: state.seen.size };
  state.seen.set(node, own);
  state.open.push(node);
  state.isOpen.add(node);
  return own;
};

const leave = <Node>(state: State<Node>, node: Node, { number, low }: { number: number; low: number }): void => {
  if (number !== low) return;
  const members = state.open.splice(state.open.lastIndexOf(node));
  for (const member of members) state.isOpen.delete(member);
  if (members.length > 1) state.circles.push(members);
};

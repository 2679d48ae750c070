/**
 * Commands whose name only a run knows: `$run`, `"$@"`.
 *
 * @module
 */
import { isExact } from "./arguments.ts";
import { isBuiltin } from "./builtins.ts";
import { conditional, doubtful, type Flow, faultAt, type Tracer } from "./flow.ts";
import { nameOf } from "./nodes.ts";
import { addLasting, forked, merge } from "./state.ts";
import type { Simple } from "./syntax.ts";
import { traceNode } from "./trace.ts";

/** A command that only a run knows: perhaps one of the shell itself, or what stands behind it, where it is nothing. */
export const traceUnnamed = (tracer: Tracer, node: Simple, flow: Flow): void => {
  const { state, held } = tracer;
  const count = node.words.findIndex((word) => isExact(word) || /^["']/.test(word.raw));
  const leading = node.words.slice(0, count === -1 ? undefined : Math.max(count, 1));
  const isShellOwn = leading.some(({ raw, isPattern }) => !held.isProgram(raw) || (isPattern && !raw.includes("/")));
  const why = "what it runs may be a command of the shell itself";
  if (isShellOwn) {
    Object.assign(state, { errexit: undefined, pipefail: undefined, cwd: undefined });
    addLasting(state, faultAt(tracer, node, doubtful(why)));
  }
  const rest = { ...node, words: node.words.slice(leading.length) };
  const name = nameOf(rest) ?? "";
  if (/^["']/.test(node.words[0]?.raw ?? "") || !(isBuiltin(name) || state.functions.has(name))) return;
  const branch = forked(state);
  const doubt = faultAt(tracer, node, conditional("it is run only where what stands before it is nothing"));
  const silent = { ...tracer, state: branch, onCommand: () => {} };
  traceNode(silent, rest, { ...flow, reach: [...flow.reach, doubt] });
  merge(state, [forked(state), branch]);
};

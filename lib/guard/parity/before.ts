/**
 * What a job runs and reads until the gate begins.
 *
 * @module
 */
import { linkedBy } from "./altered/links.ts";
import type { Step } from "./model.ts";
import type { Past, Run } from "./runs.ts";
import { type Before, wholeOf } from "./written.ts";

/** What the steps run and read until `run`, which the last of them leads to. */
export const beforeRun = (steps: readonly Step[], run: Run): Before => {
  const { runs = [], scripts = [], unfollowed = [] } = steps.at(-1)?.followed ?? {};
  const index = runs.indexOf(run);
  const chain = [...run.via, run];
  const done = steps.slice(0, -1).map(({ followed }) => followed ?? { runs: [], scripts: [] });
  // In a pipe they begin together.
  const beside = runs.findLastIndex((one) => isBeside(one, run));
  // And what they lead to.
  const begun = scripts.filter(({ before }) => before <= Math.max(index, beside + 1));
  // Of those that it stands in itself, only the beginning.
  const pasts = new Map(chain.map((one) => [one.past.places, pastOf(one, chain)]));
  const earlier = [...done.flatMap((one) => one.runs), ...runs.filter((one, at) => at < index || isBeside(one, run))];
  return {
    runs: earlier,
    linked: linkedBy(earlier),
    scripts: [...done.flatMap((one) => one.scripts), ...begun.map((script) => pasts.get(script.places) ?? script)],
    chain,
    unread: [
      ...steps.slice(0, -1).flatMap(({ followed }) => followed?.unfollowed ?? []),
      ...unfollowed.filter(({ before }) => before <= Math.max(index, beside + 1)),
    ].filter(({ isInstalled }) => isInstalled),
  };
};

// --- internal ---

/** Whether both are run by the same pipe: where their ways part, one stands behind the other in it. */
const isBeside = (one: Run, run: Run): boolean => {
  const stepOf = (last: Run, at: number): Run | undefined =>
    last.via[at] ?? (at === last.via.length ? last : undefined);
  let at = 0;
  while (stepOf(one, at) !== undefined && stepOf(one, at) === stepOf(run, at)) at += 1;
  const [own, gate] = [stepOf(one, at), stepOf(run, at)];
  if (own === undefined || gate === undefined || own.whole !== gate.whole) return false;
  const { whole } = gate;
  const end = whole.lastIndexOf(own.text);
  const between = whole.slice(whole.indexOf(gate.text) + gate.text.length, end === -1 ? undefined : end);
  // Behind a pipe, as behind \, the command goes on in the next line.
  return /(?<!\|)\|(?!\|)/.test(between) && !/&&|\|\||;|(?<![\\|&][ \t]*)\n/.test(between);
};

/** Without what stands behind the gate in its own command. */
const pastOf = (run: Run, chain: readonly Run[]): Past => {
  const { text, places } = run.past;
  const behind = run.whole.length - wholeOf(run, chain).length;
  return { text: text.endsWith(run.whole) ? text.slice(0, text.length - behind) : text, places };
};

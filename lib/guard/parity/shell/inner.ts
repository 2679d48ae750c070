/**
 * Scripts that stand in a script: `eval '…'`, `bash -c '…'`.
 *
 * @module
 */
import { type Fault, shortened } from "../fault.ts";
import type { Places } from "../places.ts";
import { shellFlagFaults } from "./flags.ts";
import { conditional, type Flow, faultAt, type Tracer } from "./flow.ts";
import { parseShell } from "./parse.ts";
import { addLasting, forked, isSh, readOptions, type ShellOptions, type ShellState } from "./state.ts";
import { type List, ShellFault, type Simple, type Word } from "./syntax.ts";

/** What a command is instead of one that is run as it stands. */
export type Inner = InnerScript | InnerCommand | Effect;

/** A script inside, with its text and places; `state` where it has a shell of its own. */
export interface InnerScript {
  list: List;
  text: string;
  places: Places;
  state?: ShellState;
}

/** Another command, as which the shell goes on. */
export interface InnerCommand extends Effect {
  words: readonly Word[];
}

/** What is true of every command behind it. */
export interface Effect {
  after?: Fault;
}

/** Changes the state of the shell where the command does; undefined for what is run as it stands, too. */
export type Builtin = (tracer: Tracer, node: Simple, flow: Flow) => Inner | undefined;

export const nothing: Inner = {};

/** `eval` puts its words together by blanks; undefined where only a run knows them. */
export const evaluated = (tracer: Tracer, node: Simple): Inner | undefined => {
  const [first, ...words] = node.words.slice(1);
  if (first === undefined) return undefined;
  const script = words.reduce<Word>(
    (all, { value, end }) => ({
      ...{ at: all.at, end, raw: tracer.text.slice(all.at, end) },
      value: all.value === undefined || value === undefined ? undefined : `${all.value} ${value}`,
    }),
    first,
  );
  return script.value === undefined ? undefined : parsed(tracer, node, script);
};

/** `bash -c '…' name arguments`; undefined for a script in a file. */
export const innerShell = (tracer: Tracer, node: Simple): Inner | undefined => {
  const { words } = node;
  const at = scriptAt(words);
  const script = words[at];
  if (script === undefined) return undefined;
  const options: ShellOptions = { errexit: false, pipefail: false, isExporting: false };
  const flags = words.slice(1, at);
  readOptions(
    flags.filter(({ value }) => value?.startsWith("--") !== true),
    options,
  );
  const state: ShellState = {
    ...forked(tracer.state),
    ...options,
    isSh: isSh(words[0]?.value ?? ""),
    // Of the shell around it.
    ...{ isExpanding: false, isLastpipe: false, alias: undefined },
    functions: new Map(
      tracer.state.isExporting === true || tracer.state.handed !== undefined
        ? [...tracer.state.functions].map(([name, known]) => [name, [...new Set([...known, undefined])]])
        : [],
    ),
    traps: [],
    // Of what is exported it gets the rest.
    ...{ known: new Map(), stack: [], called: undefined },
    args: words.slice(at + 2),
  };
  const faults = shellFlagFaults(flags.map(({ value }) => value));
  for (const fault of faults) addLasting(state, faultAt(tracer, node, fault));
  return { ...parsed(tracer, node, script, state), state };
};

// --- internal ---

/** Behind the flags, one of which is -c; -1 where none is. */
const scriptAt = (words: readonly Word[]): number => {
  let isCommand = false;
  for (let at = 1; ; at += 1) {
    const flag = words[at]?.value;
    // The end, or a word that may be a file.
    if (flag === undefined) return -1;
    if (!/^[-+]./.test(flag)) return isCommand ? at : -1;
    if (/^--(?:rcfile|init-file)$/.test(flag)) at += 1;
    if (flag.startsWith("--")) continue;
    if (/^-\w*c/.test(flag)) isCommand = true;
    if (/o/i.test(flag)) at += 1;
  }
};

/** Places of what stands in quotes: those behind the quote, as long as nothing is escaped. */
const parsed = (
  tracer: Tracer,
  node: Simple,
  { value = "", raw, at }: Word,
  state: Pick<ShellState, "isSh"> = tracer.state,
): InnerScript | Effect => {
  const shift = raw.indexOf(value);
  const places: Places = (offset) => tracer.places(shift === -1 ? at : at + shift + offset);
  try {
    return { list: parseShell(value, state), text: value, places };
  } catch (error) {
    if (!(error instanceof ShellFault)) throw error;
    const why = `the script "${shortened(value)}" can't be understood: ${error.message}`;
    const after = faultAt(tracer, node, conditional(why));
    tracer.onUnread?.(after.at, why);
    return { after };
  }
};

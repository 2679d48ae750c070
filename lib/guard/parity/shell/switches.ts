/**
 * `set` and `shopt`.
 *
 * @module
 */
import { faultAt } from "./flow.ts";
import { type Builtin, nothing } from "./inner.ts";
import { readOptions, type ShellOptions, type ShellState } from "./state.ts";
import type { Simple, Word } from "./syntax.ts";

/** `set -euo pipefail`, `set -- a b`. */
export const runSet: Builtin = (tracer, node) => {
  const { state } = tracer;
  const words = node.words.slice(1);
  const { errexit, pipefail, isExporting = false } = state;
  const options: ShellOptions & { noexec?: boolean } = { errexit, pipefail, isExporting };
  readOptions(words, options);
  // With one that is not known none of them counts.
  const flags = words.slice(0, argumentsAt(words));
  const isKnown = !flags.some(({ value = "" }) => /^[-+](?=[A-Za-z]+$)\w*[^abefhkmnoptuvxBCEHPT]/.test(value));
  if (!isKnown) options.errexit = options.pipefail = undefined;
  // It may not be run, and bash leaves out what stands behind a name that it doesn't know.
  const isRun = node.opens !== true && !flags.some(({ value = "" }) => !/^[-+]/.test(value) && !isOption(value));
  if (!isRun)
    for (const name of ["errexit", "pipefail"] as const) if (options[name] !== state[name]) options[name] = undefined;
  Object.assign(state, { errexit: options.errexit, pipefail: options.pipefail, args: argumentsOf(state, words) });
  // Where it is not sure that it is switched off, it is on.
  state.isExporting = options.isExporting === true || (isExporting && !(isKnown && isRun));
  if (options.noexec !== true) return nothing;
  const why = "set -n and set -t make the shell read commands without running them";
  return { after: faultAt(tracer, node, { kind: "skipped", level: "violation", why }) };
};

/** `shopt -so errexit` is `set -o errexit`. */
export const runShopt: Builtin = (tracer, node, flow) => {
  const words = node.words.slice(1);
  if (words.some(({ value }) => value === "lastpipe")) tracer.state.isLastpipe = true;
  const flags = words.map(({ value }) => (value?.startsWith("-") === true ? value : "")).join("");
  if (words.some(({ value }) => value === undefined))
    Object.assign(tracer.state, { errexit: undefined, pipefail: undefined });
  if (!flags.includes("o") || !/[su]/.test(flags)) return nothing;
  const sign = { value: flags.includes("s") ? "-o" : "+o", raw: "", at: node.at, end: node.at };
  const switched = words.filter(({ value }) => value?.startsWith("-") !== true).flatMap((word) => [sign, word]);
  return runSet(tracer, { ...node, words: [sign, ...switched] }, flow);
};

/** Whether it is a name behind `-o` that bash knows. */
export const isOption = (name: string): boolean => names.has(name);

/** Where the flags of `set` end; undefined where nothing else stands behind them. */
export const argumentsAt = (words: readonly Word[]): number | undefined => {
  const at = words.findIndex(({ value }, index) => {
    const before = words[index - 1]?.value ?? "";
    return value === undefined || value === "--" || (!/^[-+]/.test(value) && !/^[-+]\w*o/.test(before));
  });
  return at === -1 ? undefined : at;
};

// --- internal ---

/** What stands behind `-o`. */
const names = new Set(
  "allexport braceexpand emacs errexit errtrace functrace hashall histexpand history ignoreeof interactive-comments keyword monitor noclobber noexec noglob nolog notify nounset onecmd physical pipefail posix privileged verbose vi xtrace".split(
    " ",
  ),
);

/** Behind `--`, or from the first word on that is no flag. */
const argumentsOf = ({ args }: ShellState, words: Simple["words"]): ShellState["args"] => {
  const at = argumentsAt(words) ?? words.length;
  const first = words[at];
  if (first === undefined) return args;
  return first.value === undefined ? undefined : words.slice(first.value === "--" ? at + 1 : at);
};

/**
 * `cd`, `pushd`, `popd`: in which directory of the checkout a shell is.
 *
 * @module
 */
import { shortened } from "../fault.ts";
import type { Flow, Tracer } from "./flow.ts";
import { type Builtin, nothing } from "./inner.ts";
import { knownText, top } from "./known.ts";
import type { Simple } from "./syntax.ts";
import { type Walked, walked } from "./walk.ts";

export const runCd: Builtin = (tracer, node, flow) => {
  enter(tracer, node, flow, wayOf(tracer, node));
  return nothing;
};

export const runPushd: Builtin = (tracer, node, flow) => {
  const { state } = tracer;
  const { cwd, stack } = state;
  const isKept = enter(tracer, node, flow, node.words.length === 2 ? wayOf(tracer, node) : nowhere);
  state.stack = isKept && stack !== undefined && stack.length < mostKept ? [...stack, cwd] : undefined;
  return nothing;
};

export const runPopd: Builtin = (tracer, node, flow) => {
  const { state, held } = tracer;
  const { stack } = state;
  const to = node.words.length === 1 && held.isStacked() ? stack?.at(-1) : undefined;
  const isLeft = enter(tracer, node, flow, { path: to, isSure: tracer.isDirectory(to) });
  state.stack = isLeft ? stack?.slice(0, -1) : undefined;
  return nothing;
};

// --- internal ---

/** Far above what scripts go down. */
const mostKept = 50;

const nowhere: Walked = { path: undefined, isSure: false };

/** Go there; false where it may as well have failed, and the shell goes on where it was. */
const enter = (tracer: Tracer, node: Simple, flow: Flow, { path, isSure }: Walked): boolean => {
  const { state, text } = tracer;
  const isThere = isSure && node.opens !== true;
  const isOpen = !(isThere || endsWithout(tracer, flow));
  const to = isOpen && path !== state.cwd ? undefined : path;
  // Once it is lost, what comes behind that says nothing about why.
  const known = state.cwd === undefined && to === undefined ? state.went?.written : undefined;
  const written = known ?? shortened(text.slice(node.at, node.end));
  state.went = { written, isSure: isThere };
  state.cwd = to;
  return !isOpen && path !== undefined;
};

/** Whether nothing behind it is run when it fails. */
const endsWithout = ({ state }: Tracer, { status, ignoring, isAnded }: Flow): boolean =>
  isAnded || status.length === 0 || (state.errexit === true && ignoring.length === 0);

const wayOf = ({ state, held, isDirectory, calls }: Tracer, { words }: Simple): Walked => {
  const flags = words.slice(1).filter(({ value }) => /^-[PLe@-]/.test(value ?? ""));
  const [word, ...others] = words.slice(1).filter((one) => !flags.includes(one));
  if (word === undefined || others.length > 0 || !held.isHere()) return nowhere;
  // Braces and patterns may stand for other words.
  const text =
    word.isPattern === true ? undefined : (word.value ?? knownText({ state, held, isDirectory, calls }, word.raw));
  // `cd -`, `pushd +1`: by what the shell remembers. Without a name it stays, or goes home.
  if (text === undefined || /^[-+~]/.test(text)) return nowhere;
  const way = walked(state.cwd, text, isDirectory);
  const isPhysical = held.isPhysical() || flags.some(({ value }) => value?.includes("P"));
  const isReal = !text.includes("..") || (way.isSure && (text.startsWith(top) || isDirectory(state.cwd)));
  return isPhysical && !isReal ? nowhere : way;
};

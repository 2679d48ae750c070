/**
 * What a word stands for where more is known than its text: `$0` and arguments, variables that are set once, and commands
 * that print a directory, as in `"$(cd "$(dirname "$0")/.." && pwd)"`.
 *
 * POSIX.1-2024, "Shell Command Language", 2.6.2 and 2.6.3; `dirname`: "Utilities".
 *
 * @module
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expansions of shells stand in the comments
import { isExact } from "./arguments.ts";
import type { Tracer } from "./flow.ts";
import { printed } from "./outputs.ts";
import { scriptEnd } from "./parse.ts";
import { ShellFault, type Simple, type Word } from "./syntax.ts";

/** In such a text the top of the checkout, where its path would stand: no script holds it. */
export const top = "\0";

/** By whom a word is read. */
export type Knowing = Pick<Tracer, "state" | "held" | "isDirectory" | "calls">;

/** The text that a word stands for; undefined where only a run knows it, or where it may become several words. */
export const knownText = (knowing: Knowing, raw: string): string | undefined => {
  try {
    return textOf(raw, { ...knowing, cwd: knowing.state.cwd, depth: 0 });
  } catch (error) {
    if (error instanceof ShellFault) return undefined;
    throw error;
  }
};

/** What a command puts into variables: one that only assigns, or a builtin that declares them. */
export const keepTexts = (knowing: Knowing, { words: [name, ...words], assignments, opens }: Simple): void => {
  const isSure = opens !== true;
  if (name === undefined) return keepEach(knowing, assignments, isSure);
  if (!declaring.has(name.value ?? "")) return;
  const isPlain = words.every(({ raw, isPattern }) => /^-[rx]+$|^[A-Za-z_]\w*(?:=|$)/.test(raw) && isPattern !== true);
  keepEach(knowing, words, isSure && isPlain);
};

/** By whom a part of a word is read: commands in words may have gone elsewhere. */
export interface Asking extends Knowing {
  cwd: string | undefined;
  depth: number;
}

/** The same of a part of it. Throws `ShellFault`. */
export const textOf = (raw: string, asking: Asking): string | undefined => {
  if (raw.length > longest || asking.depth > deepest) return undefined;
  let [text, isQuoted] = ["", false];
  for (let at = 0; at < raw.length; ) {
    const character = raw.charAt(at);
    if (character === '"') {
      isQuoted = !isQuoted;
      at += 1;
      continue;
    }
    const piece = pieceAt(raw, at, asking, isQuoted);
    if (piece.text === undefined) return undefined;
    text += piece.text;
    at = piece.end;
  }
  return text;
};

// --- internal ---

const declaring = new Set("export readonly declare typeset local".split(" "));

const keepEach = (knowing: Knowing, assignments: readonly Word[], isSure: boolean): void => {
  const { state } = knowing;
  for (const { raw } of assignments) {
    const [, name, value = ""] = /^([A-Za-z_]\w*)=(.*)/s.exec(raw) ?? [];
    if (name === undefined) continue;
    const text = isSure ? knownText(knowing, value) : undefined;
    if (text === undefined && !state.known.has(name)) continue;
    const known = new Map(state.known);
    if (text === undefined) known.delete(name);
    else if (known.size < mostKnown) known.set(name, text);
    state.known = known;
  }
};

/** Each is copied with every one that is added. */
const mostKnown = 100;
/** Longer words name no directory. */
const longest = 400;
/** Commands in words of commands in words. */
const deepest = 6;

interface Piece {
  text: string | undefined;
  end: number;
}

const pieceAt = (raw: string, at: number, asking: Asking, isQuoted: boolean): Piece => {
  const character = raw.charAt(at);
  if (character === "$" || character === "`") {
    const piece = expansionAt(raw, at, asking);
    const isWhole = isQuoted || asking.held.split(piece.text ?? "")?.join() === piece.text;
    return isWhole && !(!isQuoted && /[*?[]/.test(piece.text ?? "")) ? piece : { ...piece, text: undefined };
  }
  if (character === "'" && !isQuoted) {
    const end = raw.indexOf("'", at + 1);
    return { text: end === -1 ? undefined : raw.slice(at + 1, end), end: end + 1 };
  }
  // A backslash, a pattern, a home, which only a run knows.
  const isPlain = character !== "\\" && (isQuoted || !/[~*?[{(<>]/.test(character));
  return { text: isPlain ? character : undefined, end: at + 1 };
};

const expansionAt = (raw: string, at: number, asking: Asking): Piece => {
  if (raw.startsWith("$((", at)) return { text: undefined, end: at };
  if (raw.startsWith("$(", at)) {
    const end = scriptEnd({ text: raw, isSh: asking.state.isSh === true }, at + 2);
    return { text: printed(raw.slice(at + 2, end - 1), asking), end };
  }
  if (raw.charAt(at) === "`") {
    const end = raw.indexOf("`", at + 1);
    const inner = raw.slice(at + 1, end);
    return { text: end === -1 || inner.includes("\\") ? undefined : printed(inner, asking), end: end + 1 };
  }
  const [whole = "", plain, braced = "", without, sign, instead = ""] = variable.exec(raw.slice(at, at + 200)) ?? [];
  const other = sign === undefined ? undefined : { sign, instead };
  const value = whole === "" ? undefined : variableText(plain ?? braced, asking, other);
  // Above the top is nothing that is known.
  const shorter = value?.endsWith(top) ? undefined : value?.replace(/\/[^/]*$/, "");
  const text = without === undefined ? value : shorter;
  return { text, end: at + whole.length };
};

/** `$a`, `${a}`, `${a[0]}`, `${a%/*}`, `${a:-b}`. */
const variable = /^\$(?:(\d|[A-Za-z_]\w*)|\{(\d|[A-Za-z_]\w*(?:\[0\])?)(?:(%\/\*)|(:?-)([\w./:@%+,-]*))?\})/;

interface Instead {
  sign: string;
  instead: string;
}

const variableText = (name: string, asking: Asking, other: Instead | undefined): string | undefined => {
  const { state, held, calls } = asking;
  // A file, or what only a run knows, may have set it.
  if (state.isRedefined === true) return undefined;
  const isOfScript = name === "0" || /^BASH_SOURCE(?:\[0\])?$/.test(name);
  if (isOfScript && (state.isSh === true ? name !== "0" || calls.size > 0 : false)) return undefined;
  if (isOfScript) return held.isCalledSo() ? state.called?.by : undefined;
  if (/^[1-9]/.test(name)) return argumentText(Number(name), asking, other);
  if (other !== undefined) return undefined;
  if (/^(?:GITHUB_WORKSPACE|CI_PROJECT_DIR)$/.test(name)) return held.isHere() ? top : undefined;
  return held.isOnce(name) ? state.known.get(name) : undefined;
};

const argumentText = (index: number, { state: { args } }: Asking, other: Instead | undefined): string | undefined => {
  if (args === undefined || !args.slice(0, index).every(isExact)) return undefined;
  const value = args[index - 1]?.value;
  const isLeft = value === undefined || (value === "" && other?.sign === ":-");
  return isLeft ? (other?.instead ?? "") : value;
};

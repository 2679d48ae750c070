/**
 * Variables and functions of make, as far as they need nothing to be run.
 *
 * GNU make's manual, "How to Use Variables", "Functions for Transforming Text".
 *
 * @module
 */
import { isReserved } from "../shell/reader.ts";
import { splitWords } from "./task.ts";

/** A text of which every unit knows where it comes from. */
export interface Traceable {
  text: string;
  /** Offset in the Makefile, by unit. */
  from: number[];
}

/** A variable's value as written. */
export interface MakeValue {
  text: string;
  /** Names of the environment by which it would be another one. */
  asks: readonly string[];
  /** What only a run knows of it. */
  open?: readonly string[];
}

export interface Expansion {
  /** Undefined when nothing in the repository defines it, or only a run knows it. */
  variable: (name: string) => MakeValue | undefined;
  /** Whether git tracks a path. */
  isTracked: (path: string) => boolean;
  /** Of all that is read of one Makefile. */
  left: Left;
  /** Names of the environment that decide what became of what was expanded. */
  asked: Set<string>;
  /** What was left as it stands. */
  open: Set<string>;
}

/** What is still followed: variables that double each other have no end. */
export interface Left {
  references: number;
  length: number;
}

/** Far above what Makefiles of projects take. */
export const createLeft = (): Left => ({ references: 200_000, length: 1_000_000 });

/** Whether more was asked than is followed. */
const isUsedUp = ({ references, length }: Left): boolean => references < 0 || length < 0;

/** `text` with its references expanded; what can't be is left as it stands, where a shell sees something unknown. */
export const expandMake = (text: string, start: number, expansion: Expansion): Traceable => {
  const result: Traceable = { text: "", from: [] };
  const add = (more: string, at: number, isWritten: boolean): void => {
    result.text += more;
    for (let index = 0; index < more.length; index += 1) result.from.push(isWritten ? at + index : at);
  };
  for (let at = 0; ; ) {
    const next = text.indexOf("$", at);
    const plain = text.slice(at, next === -1 ? undefined : next);
    add(plain, start + at, true);
    if (next === -1) return result;
    const [whole, inner] = referenceAt(text, next);
    add(referredText(whole, inner, expansion, 0), start + next, false);
    at = next + whole.length;
  }
};

/** The same without places. */
export const expandText = (text: string, expansion: Expansion, depth = 0): string => {
  let result = "";
  for (let at = 0; ; ) {
    const next = text.indexOf("$", at);
    result += text.slice(at, next === -1 ? undefined : next);
    if (next === -1) return result;
    const [whole, inner] = referenceAt(text, next);
    result += referredText(whole, inner, expansion, depth + 1);
    // Cut off it could lose what takes a failure away.
    if (result.length > longest) return unknownText("a text without end", expansion);
    at = next + whole.length;
  }
};

/** Whether something in an expanded text is known only when make runs. */
export const isOpen = (expanded: string): boolean => expanded.includes("$(");

/**
 * What only make knows, as a shell can read it wherever it stands: as something that only a run can tell. The text of make's own
 * language could be anything to a shell: a quote, a redirection, the beginning of an `if`.
 */
export const unknownReference = (inner: string): string => {
  const safe = inner.replace(/[^\w@?*+^%.:/=, ~-]+/g, "_");
  return `$(${isReserved(safe.replace(/ .*/, "")) ? "_" : ""}${safe})`;
};

/** Of one value. */
const longest = 100_000;

// --- internal ---

const deepest = 16;

const unknownText = (inner: string, { open }: Expansion): string => {
  open.add(inner);
  return unknownReference(inner);
};

/** The reference at a dollar: as written, and what stands in its brackets. */
export const referenceAt = (text: string, at: number): [whole: string, inner: string] => {
  const open = text.charAt(at + 1);
  if (open !== "(" && open !== "{") return [text.slice(at, at + 2), open];
  const close = open === "(" ? ")" : "}";
  let depth = 0;
  for (let place = at + 1; place < text.length; place += 1) {
    if (text.charAt(place) === open) depth += 1;
    if (text.charAt(place) === close) depth -= 1;
    if (depth === 0) return [text.slice(at, place + 1), text.slice(at + 2, place)];
  }
  return [text.slice(at), text.slice(at + 2)];
};

const referredText = (whole: string, inner: string, expansion: Expansion, depth: number): string => {
  if (whole === "$$") return "$";
  const { left } = expansion;
  left.references -= 1;
  if (depth > deepest || isUsedUp(left)) return unknownText(inner, expansion);
  const found = knownText(inner, expansion, depth) ?? unknownText(inner, expansion);
  left.length -= found.length;
  return found;
};

const knownText = (inner: string, expansion: Expansion, depth: number): string | undefined => {
  const [, name = "", args = ""] = /^([a-z]+)\s+(.*)/s.exec(inner) ?? [];
  const called = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (called !== undefined) return called(splitArguments(args, arity[name]), expansion, depth);
  const value = textOf(inner, expansion);
  return value === undefined ? substituted(inner, expansion, depth) : expandText(value, expansion, depth);
};

const textOf = (name: string, { variable, asked, open }: Expansion): string | undefined => {
  const found = variable(name);
  for (const one of found?.asks ?? [name]) asked.add(one);
  for (const one of found?.open ?? []) open.add(one);
  return found?.text;
};

/** `SRC:.c=.o`, `SRC:%.c=%.o`, where all words are known. */
const substituted = (inner: string, expansion: Expansion, depth: number): string | undefined => {
  const [, name = "", , from = "", to = ""] = /^([\w.-]+):(%?)([\w./-]*)=\2([\w./-]*)$/.exec(inner) ?? [];
  const written = textOf(name, expansion);
  const value = written === undefined ? "$(" : expandText(written, expansion, depth);
  if (isOpen(value)) return undefined;
  const renamed = (word: string): string => `${word.slice(0, word.length - from.length)}${to}`;
  return splitWords(value)
    .map((word) => (word.endsWith(from) ? renamed(word) : word))
    .join(" ");
};

/** At commas outside of brackets; the last of `most` takes all that is left. */
const splitArguments = (text: string, most = Number.POSITIVE_INFINITY): string[] => {
  const found = [""];
  let depth = 0;
  for (const character of text) {
    if (character === "(" || character === "{") depth += 1;
    if (character === ")" || character === "}") depth -= 1;
    if (character === "," && depth === 0 && found.length < most) found.push("");
    else found[found.length - 1] += character;
  }
  return found;
};

type MakeFunction = (args: readonly string[], expansion: Expansion, depth: number) => string | undefined;

const arity: Readonly<Record<string, number>> = { if: 3, findstring: 2, firstword: 1, strip: 1, wildcard: 1 };

/** Undefined where something that only a run knows decides. */
const functions: Readonly<Record<string, MakeFunction>> = {
  or: (args, expansion, depth) => {
    const values = args.map((one) => expandText(one.trim(), expansion, depth));
    const decisive = values.find((one) => one !== "") ?? "";
    return isOpen(decisive) ? undefined : decisive;
  },
  and: (args, expansion, depth) => {
    const values = args.map((one) => expandText(one.trim(), expansion, depth));
    if (values.includes("")) return "";
    return values.some(isOpen) ? undefined : values.at(-1);
  },
  if: ([condition = "", whenTrue = "", whenFalse = ""], expansion, depth) => {
    const asked = expandText(condition.trim(), expansion, depth);
    const [one, other] = [expandText(whenTrue, expansion, depth), expandText(whenFalse, expansion, depth)];
    if (isOpen(asked) && one !== other) return undefined;
    return asked === "" ? other : one;
  },
  findstring: (args, expansion, depth) => {
    const [wanted = "", text = ""] = args.map((one) => expandText(one, expansion, depth));
    if (isOpen(wanted) || isOpen(text)) return undefined;
    return text.includes(wanted) ? wanted : "";
  },
  firstword: ([text = ""], expansion, depth) => {
    // The letters among the flags, which stand in front. Those that change what is run are asked for where they are set.
    if (text === "-$(MAKEFLAGS)") return "-";
    const value = expandText(text, expansion, depth);
    return isOpen(value) ? undefined : (splitWords(value)[0] ?? "");
  },
  strip: ([text = ""], expansion, depth) => {
    const value = expandText(text, expansion, depth);
    return isOpen(value) ? undefined : splitWords(value).join(" ");
  },
  wildcard: ([text = ""], expansion, depth) => {
    const paths = splitWords(expandText(text, expansion, depth));
    // The tool is found by its name, installed or not; of anything else, a directory or what a step makes, nothing is known.
    const isKnown = (path: string): boolean => expansion.isTracked(path) || path === "node_modules/.bin/kprovengine";
    return paths.every(isKnown) ? paths.filter((path) => expansion.isTracked(path)).join(" ") : undefined;
  },
  // They say something, or make fails.
  info: () => "",
  warning: () => "",
  error: () => "",
};

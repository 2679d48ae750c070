/**
 * What a script itself puts into variables, where that may come out as another command: `tmp=';exit 0'`, `run='set +e'`.
 *
 * What comes from outside is taken as it is meant: whoever sets that can as well set what the script runs.
 *
 * @module
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expansions of shells stand in the texts
import { ShellFault } from "./syntax.ts";
import { readWord } from "./words.ts";

/** Whether what `raw` expands to is at most a name, a path or a number. */
export interface Held {
  /** Put into a script that is read once more. */
  isPlain: (raw: string) => boolean;
  /** As a command and its words: none of those of the shell itself. */
  isProgram: (raw: string) => boolean;
  /** The same of its variables alone: what commands in it print is their own matter. */
  isAny: (raw: string) => boolean;
  /** None of them is one that can't be set, or that stands for another. */
  isFree: () => boolean;
}

/** Of the variables in `text`. */
export const createHeld = (text: string): Held => {
  let values: Values | undefined;
  const asking = (how: Pick<Asking, "isFine" | "isGlued" | "isCalledWell">): (() => Asking) => {
    const known = new Map<string, boolean>();
    return () => {
      values ??= valuesIn(text);
      return { ...how, values, known, depth: 0 };
    };
  };
  const plain = asking({
    isFine: (literal) => !/[;&|<>()`\n#'"\\]/.test(literal),
    isGlued: () => false,
    isCalledWell: () => false,
  });
  let isCalledWell: boolean | undefined;
  const program = asking({
    isFine: isOther,
    isGlued,
    isCalledWell: () => (isCalledWell ??= !isCalledWith(text)),
  });
  let isFree: boolean | undefined;
  return {
    isFree: () => (isFree ??= !fixed.test(text)),
    isPlain: (raw) => expandsWell(raw, plain()),
    isProgram: (raw) => isOther(raw) && !isGlued(raw) && expandsWell(raw, program()),
    isAny: (raw) => namesWell(raw, program()),
  };
};

/** Whether a name stands for something by which the shell changes itself, and no program. */
export const isOfShell = (name: string): boolean => ofShell.has(name);

// --- internal ---

const ofShell = new Set(
  ". alias break builtin cd command continue enable eval exec exit hash local mapfile popd pushd readarray return set shift shopt source trap unalias unset".split(
    " ",
  ),
);

const fixed = /\breadonly\b|\b(?:declare|typeset|local)\s+-\w*[nr]/;

/** Whether a command is given the name of one of the shell: `run set +e`. */
const isCalledWith = (text: string): boolean =>
  text.split(/[\n;&|(){}]+/).some((one) => {
    const [first = "", ...words] = one
      .replace(/["'\\]/g, "")
      .trim()
      .split(/\s+/);
    return !/^(?:echo|printf|#.*)$/.test(first) && words.some(isOfShell);
  });

/** By the name; undefined among them: anything. */
type Values = ReadonlyMap<string, ReadonlySet<string | undefined>>;

interface Asking {
  values: Values;
  isFine: (literal: string) => boolean;
  isGlued: (raw: string) => boolean;
  isCalledWell: () => boolean;
  /** By the name; of those that are being looked at it is true. */
  known: Map<string, boolean>;
  depth: number;
}

/** Variables through variables. */
const deepest = 20;
/** Longer values are not read. */
const longest = 500;

/** Programs that print a path, a name or a number, whatever they are given. */
const printing =
  /\$\(\s*(?:(?:mktemp|pwd|dirname|basename|realpath|readlink|command -v|which|type -P|git rev-parse|npm (?:bin|root|prefix)|date|uname|hostname|whoami|id|nproc|jobs|docker|podman|brew --prefix)(?![\w-])([^()`;&|<>\\]*)|cd([^()`;&|<>\\]*)&&\s*pwd(?:\s+-P)?\s*)\)/g;

/** Nothing in it is a word of the shell. */
const isOther = (literal: string): boolean =>
  !literal
    .replace(/["'\\]/g, "")
    .split(/[^\w./+-]+/)
    .some((word) => isOfShell(word.replace(/^[-+]+/, "")));

/** Put together of pieces of which none says what it becomes: `$a$b`, `${a}t`. */
const isGlued = (raw: string): boolean =>
  flattened(raw, false)
    .replace(/["']/g, "")
    .split(/\s+/)
    .some((word) => word.includes("$") && !/^-|\/|^\$(?:\w+|[@*]|\{[^{}$]*\})$/.test(word));

/** Without the commands that print no more than a path, a name or a number; what they are given may stand for them. */
const flattened = (raw: string, isKept: boolean): string => {
  let rest = raw;
  for (let before = ""; before !== rest; ) {
    before = rest;
    rest = rest.replace(printing, (_, given = "", directory = "") => (isKept ? `${given}${directory}` : "${_}"));
  }
  return rest;
};

const expandsWell = (raw: string, asking: Asking): boolean => {
  const rest = flattened(raw.replace(/\\./gs, ""), true);
  return !/\$\(|`|\$'|[<>]\(/.test(rest) && namesWell(rest, asking);
};

const namesWell = (raw: string, asking: Asking): boolean =>
  [...raw.matchAll(/\$\{?[#!]?(\w+|[@*])/g)].every(([, name = ""]) => isFineName(name, asking));

const isFineName = (name: string, asking: Asking): boolean => {
  const { values, known, depth } = asking;
  const told = known.get(name);
  if (told !== undefined) return told;
  if (depth > deepest) return false;
  // Arguments are what a call gives.
  if (/^(?:[1-9]|[@*])/.test(name)) return asking.isCalledWell();
  known.set(name, true);
  const isFine = [...(values.get(name) ?? [])].every((value) => isFineValue(value, { ...asking, depth: depth + 1 }));
  // What was told of others, while this was not known, need not be true.
  if (!isFine) known.clear();
  known.set(name, isFine);
  return isFine;
};

const isFineValue = (value: string | undefined, asking: Asking): boolean => {
  if (value === undefined) return false;
  const word = wordAt(value);
  if (word?.end === value.length && word.value !== undefined) return asking.isFine(word.value);
  const literal = flattened(value, true).replaceAll('"', "");
  return !value.includes("\\") && !asking.isGlued(value) && asking.isFine(literal) && expandsWell(value, asking);
};

const wordAt = (text: string) => {
  try {
    return readWord({ text, isSh: false }, 0);
  } catch (error) {
    if (!(error instanceof ShellFault)) throw error;
    return undefined;
  }
};

/** Builtins that set variables by their names, and loops. */
const setters = /\b(read|mapfile|readarray|getopts|select|let|for|printf\s+-v|wait\s+-\w*p)\b([^\n;&|<>]*)/g;

/** `name=`, `name[0]=`, `name+=`, `${name:=`, `"name=`. */
const assigning = /(["'{]?)([A-Za-z_]\w*)["']?(?:\[[^\]\n]{0,99}\])?:?(\+?)=/g;

const valueAt = (written: string, before: string): string | undefined => {
  if (before === "{") return /^[^}\n]*(?=\})/.exec(written)?.[0];
  if (before !== "") return /^[^"'\n]*(?=["'])/.exec(written)?.[0];
  if (written.startsWith("(")) return /^\(([^()]*)\)/.exec(written)?.[1];
  const word = wordAt(written);
  return word === undefined || word.end === longest ? undefined : word.raw;
};

const valuesIn = (text: string): Values => {
  const found = new Map<string, Set<string | undefined>>();
  const add = (name: string, value: string | undefined): void => {
    const values = found.get(name) ?? new Set();
    found.set(name, values.add(value));
  };
  for (const { 1: before = "", 2: name = "", 3: sign = "", 0: whole, index } of text.matchAll(assigning)) {
    const start = index + whole.length;
    const written = text.slice(start, start + longest);
    const value = valueAt(written, before);
    // What is put behind it may complete a word.
    add(name, sign === "+" && !/^\(|^["']\s/.test(written) ? undefined : value);
  }
  for (const [, setter = "", rest = ""] of text.matchAll(setters)) {
    const [, variable = "", words] = /^\s+(\w+)(?:\s+in\s(.*))?$/.exec(rest) ?? [];
    if (setter === "for" && words !== undefined) add(variable, words);
    else for (const [name] of rest.matchAll(/[A-Za-z_]\w*/g)) add(name, undefined);
  }
  return found;
};

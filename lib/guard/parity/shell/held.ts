/**
 * What a script itself puts into variables, where that may come out as another command: `tmp=';exit 0'`, `run='set +e'`.
 *
 * What comes from outside is taken as it is meant: whoever sets that can as well set what the script runs.
 *
 * @module
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expansions of shells stand in the texts
import { type Values, valuesIn, wordAt } from "./values.ts";

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

/** Of the variables in a script. */
export const createHeld = (script: string): Held => {
  const text = script.replaceAll("\\\n", "");
  let values: Values | undefined;
  let isTurned: boolean | undefined;
  const asking = (how: Pick<Asking, "isFine" | "isGlued" | "isCut" | "isCalledWell">): (() => Asking) => {
    const known = new Map<string, boolean>();
    return () => {
      values ??= valuesIn(text);
      isTurned ??= turning.test(text);
      return { ...how, values, isTurned, known, depth: 0 };
    };
  };
  const plain = asking({
    isFine: (literal) => !/[;&|<>()`\n#'"\\]/.test(literal),
    isGlued: () => false,
    isCut: () => false,
    isCalledWell: () => false,
  });
  let isCalledWell: boolean | undefined;
  const program = asking({
    isFine: isOther,
    isGlued,
    isCut: (expansion) => !whole.test(expansion),
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

/** Variables that stand for others, or hold what is put into them in small letters. */
const turning = /\b(?:declare|typeset|local)\s+(?:[-+]\w+\s+)*-\w*[ln]/;

/** `$a`, `${a[0]}`, `${a:-b}`, `${#a}`, `${@:2}`: all of what was put into it, or none; and not `${a%x}`, `${a:1}`, `${a,,}`. */
const whole = /^\$(?:[^{]|\{(?:#|(?:[@*]|\w+\[[@*]\])[:}]|\w+(?:\[[^\]]{0,99}\])?(?:\}|:?[-+=?])))/;

/** Whether a command is given the name of one of the shell: `run set +e`. */
const isCalledWith = (text: string): boolean => {
  // Unless they are functions, these only print it.
  const isPrinting = !/\b(?:echo|printf)\s*\(|\bfunction\s+(?:echo|printf)\b/.test(text);
  return text.split(/[\n;&|(){}]/).some((one) => {
    const [first = "", ...words] = one
      .replace(/["'\\]/g, "")
      .trim()
      .split(/\s/);
    return !(first.startsWith("#") || (isPrinting && /^(?:echo|printf)$/.test(first))) && words.some(isOfShell);
  });
};

interface Asking {
  values: Values;
  isFine: (literal: string) => boolean;
  isGlued: (raw: string) => boolean;
  /** Whether an expansion may complete a word that the value alone is not. */
  isCut: (expansion: string) => boolean;
  /** Values are not what was put into them. */
  isTurned: boolean;
  isCalledWell: () => boolean;
  /** By the name; of those that are being looked at it is true. */
  known: Map<string, boolean>;
  depth: number;
}

/** Variables through variables. */
const deepest = 20;
/** Programs that print a path, a name or a number, whatever they are given. */
const printing =
  /\$\(\s*(?:(?:mktemp|pwd|dirname|basename|realpath|readlink|command -v|which|type -P|git rev-parse|npm (?:bin|root|prefix)|date|uname|hostname|whoami|id|nproc|jobs|docker|podman|brew --prefix)(?![\w-])([^()`;&|<>\\]*)|cd([^()`;&|<>\\]*)&&\s*pwd(?:\s+-P)?\s*)\)/g;

/** Nothing in it is a word of the shell: `${a-set}`. */
const isOther = (literal: string): boolean =>
  !literal
    .replace(/\$\{?\w+/g, " ")
    .replace(/["'\\]/g, "")
    .split(/[^\w./+-]/)
    .some((word) => isOfShell(word.replace(/^[-+]/, "")));

/** Put together of pieces of which none says what it becomes: `$a$b`, `${a}t`. */
const isGlued = (raw: string): boolean =>
  flattened(raw, false)
    .replace(/["']/g, "")
    .split(/\s/)
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
  // What `${!a}` stands for is known by no name.
  !raw.includes("${!") &&
  [...raw.matchAll(/\$\{?#?(\w+|[@*])/g)].every(({ 1: name = "", index }) => {
    const isOwn = asking.values.has(name) || isArgument(name);
    return isFineName(name, asking) && !(isOwn && (asking.isTurned || asking.isCut(raw.slice(index))));
  });

const isArgument = (name: string): boolean => /^[1-9@*]/.test(name);

const isFineName = (name: string, asking: Asking): boolean => {
  const { values, known, depth } = asking;
  const told = known.get(name);
  if (told !== undefined) return told;
  if (depth > deepest) return false;
  // Arguments are what a call gives.
  if (isArgument(name)) return asking.isCalledWell();
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
  if (word === undefined) return false;
  if (word.end === value.length && word.value !== undefined) return asking.isFine(word.value);
  const literal = flattened(value, true).replaceAll('"', "");
  return !value.includes("\\") && !asking.isGlued(value) && asking.isFine(literal) && expandsWell(value, asking);
};

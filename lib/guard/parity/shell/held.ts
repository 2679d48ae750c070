/**
 * What a script itself puts into variables, where that may come out as another command: `tmp=';exit 0'`, `run='set +e'`.
 *
 * What comes from outside is taken as it is meant: whoever sets that can as well set what the script runs.
 *
 * @module
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expansions of shells stand in the texts
import { type Facts, factsOf, once } from "./facts.ts";
import { functionsIn, type Given, givenIn } from "./given.ts";
import { flattened, printsParts } from "./printed.ts";
import { type Separators, separatorsIn, splitBy, splitsNames } from "./separators.ts";
import { isAnything, mentionsIn, namesOpenly, namesSet } from "./setters.ts";
import type { List } from "./syntax.ts";
import { trapsApart } from "./trapped.ts";
import { type Values, valuesIn, wordAt } from "./values.ts";

/** Whether what `raw` expands to is at most a name, a path or a number. */
export interface Held extends Facts {
  /** Put into a script that is read once more. */
  isPlain: (raw: string) => boolean;
  /** As a command and its words: none of those of the shell itself. */
  isProgram: (raw: string) => boolean;
  /** The same of its variables alone: what commands in it print is their own matter. */
  isAny: (raw: string) => boolean;
  /** Its traps are for its end, or for what comes from outside, and for nothing in between. */
  isTrappedApart: () => boolean;
  /** A variable gets its value in one place only. */
  isOnce: (name: string) => boolean;
  /** The words that a value becomes outside of quotes; undefined where IFS may be another than usual. */
  split: (value: string) => readonly string[] | undefined;
}

/** Of the variables in a script. */
export const createHeld = (script: string, list: List): Held => {
  const text = script.replaceAll("\\\n", "");
  const about = once((): About => {
    const values = valuesIn(text, namesSet(list));
    return { values, separators: separatorsIn(values), isTurned: turning.test(text) || values.has(isAnything) };
  });
  const asking = (how: How): (() => Asking) => {
    const known = new Map<string, boolean>();
    return () => ({ ...how, ...about(), known, depth: 0 });
  };
  const plain = asking({
    isFine: (literal) => !/[;&|<>()`\n#'"\\]/.test(literal),
    isGlued: () => false,
    isCut: () => false,
    isCalledWell: () => false,
  });
  const names = once((): Names => ({ functions: functionsIn(text), hasParts: printsParts(text) }));
  const naming = {
    isFine: (literal: string) => isOther(literal, names()) && !mayBeFile(literal),
    isGlued,
    isCut: (expansion: string) => !whole.test(expansion) || isSplit(expansion, about().separators),
  };
  // What a function hands on as it got it is as fine as what it got.
  const handedOn = asking({ ...naming, isCalledWell: () => true });
  const isCalledWell = once(() =>
    givenIn(list, names().functions).every((given) => isGivenWell(given, handedOn(), names())),
  );
  const program = asking({ ...naming, isCalledWell });
  const mentions = once(() => mentionsIn(text));
  const isOpenly = once(() => namesOpenly(list));
  return {
    isPlain: (raw) => expandsWell(raw, plain()),
    isProgram: (raw) => isWell(raw, program(), names()),
    isAny: (raw) => namesWell(raw, program()),
    isOnce: (name) => !about().isTurned && !isOpenly() && mentions().get(name) === 1,
    isTrappedApart: once(() => trapsApart(text, list)),
    split: (value) => splitBy(about().separators, value),
    ...factsOf(text),
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

/** Variables that stand for others, or hold what is put into them in small letters. */
const turning = /\b(?:declare|typeset|local)\s+(?:[-+]\w+\s+)*-\w*[ln]/;

/** `$a`, `${a[0]}`, `${a:-b}`, `${#a}`, `${@:2}`: all of what was put into it, or none; and not `${a%x}`, `${a:1}`, `${a,,}`. */
const whole = /^\$(?:[^{]|\{(?:#|(?:[@*]|\w+\[[@*]\])[:}]|\w+(?:\[[^\]]{0,99}\])?(?:\}|:?[-+=?])))/;

/** `$*`, `${a[*]}`: joined by the first of the characters that split. */
const joining = /^\$(?:\*|\{(?:\*|\w+\[\*\]))/;

interface Names {
  functions: ReadonlySet<string>;
  /** Something prints a part of a path. */
  hasParts: boolean;
}

interface About {
  values: Values;
  separators: Separators;
  /** Values are not what was put into them. */
  isTurned: boolean;
}

interface How {
  isFine: (literal: string) => boolean;
  isGlued: (raw: string) => boolean;
  /** Whether an expansion may complete a word that the value alone is not. */
  isCut: (expansion: string) => boolean;
  isCalledWell: () => boolean;
}

interface Asking extends About, How {
  /** By the name; of those that are being looked at it is true. */
  known: Map<string, boolean>;
  depth: number;
}

/** Variables through variables. */
const deepest = 20;

/** Nothing in it is a word of the shell, `${a-set}`, or one of the script's own functions. */
const isOther = (literal: string, { functions, hasParts }: Names): boolean =>
  !literal
    .replace(/\$\{?\w+/g, " ")
    .replace(/["'\\]/g, "")
    .split(/[^\w./+-]/)
    .flatMap((word) => (hasParts ? [word, ...partsOf(word)] : [word]))
    .map((word) => word.replace(/^[-+]/, ""))
    .some((word) => functions.has(word) || isOfShell(word));

/** What it begins and ends with, but for the directory itself. */
const partsOf = (path: string): string[] => {
  const [first = "", ...others] = path.split("/");
  return [first, ...others.filter((part) => part !== "").slice(-1)].filter((part) => part !== ".");
};

/** A pattern for which a file may stand that has the name of one of them. */
const mayBeFile = (literal: string): boolean =>
  literal.split(/\s/).some((word) => /^[^-./][^./]*$/.test(word) && /[*?[{]/.test(word));

/** Put together of pieces of which none says what it becomes: `$a$b`, `${a}t`. */
const isGlued = (raw: string): boolean =>
  flattened(raw, false)
    .replace(/["']/g, "")
    .split(/\s/)
    .some((word) => word.includes("$") && !/^-|\/|^\$(?:\w+|[@*]|\{[^{}$]*\})$/.test(word));

/** Whether it is other words than its value is by the usual ones. */
const isSplit = (expansion: string, separators: Separators): boolean =>
  splitsNames(separators) || (separators.isSet && joining.test(expansion));

const isWell = (raw: string, asking: Asking, names: Names): boolean =>
  isOther(raw, names) && !isGlued(raw) && expandsWell(raw, asking);

/** Neither it nor a word in it is one of the shell. */
const isGivenWell = ({ raw, isOwn }: Given, asking: Asking, names: Names): boolean => {
  // What begins a command in it is none of its words.
  const words = raw
    .replace(/["'\\]/g, "")
    .replace(/\$\(\s*[\w.-]+/g, " ")
    .split(/[\s;&|(){}<>,]/);
  if (words.some((word) => isOfShell(word) || (isOwn && names.functions.has(word)))) return false;
  return !isOwn || !/[$`*?[{]|[<>]\(/.test(raw) || (isWell(raw, asking, names) && !mayBeFile(raw));
};

const expandsWell = (raw: string, asking: Asking): boolean => {
  const rest = flattened(raw.replace(/\\./gs, ""), true);
  return !/\$\(|`|\$'|[<>]\(/.test(rest) && namesWell(rest, asking);
};

const namesWell = (raw: string, asking: Asking): boolean =>
  // What `${!a}` stands for is known by no name.
  !raw.includes("${!") &&
  [...raw.matchAll(/\$\{?#?(\w+|[@*])/g)].every(({ 1: name = "", index }) => {
    const isOwn = asking.values.has(name) || asking.values.has(isAnything) || isArgument(name);
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

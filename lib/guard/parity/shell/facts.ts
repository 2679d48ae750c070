/**
 * What can't be told of any command as soon as a script mentions it anywhere.
 *
 * @module
 */

export interface Facts {
  /** No variable is one that can't be set, or that stands for another. */
  isFree: () => boolean;
  /** What is printed comes to something that takes it. */
  isOpen: () => boolean;
  /** `cd` goes to nowhere but where it is told. */
  isHere: () => boolean;
  /** `popd` goes where `pushd` came from. */
  isStacked: () => boolean;
  /** `..` is what stands above in the tree of files, and not on the way that led there. */
  isPhysical: () => boolean;
  /** `$0` and `BASH_SOURCE` are what they were when it was called. */
  isCalledSo: () => boolean;
  /** Patterns of `case` are compared as they are. */
  isExactCase: () => boolean;
  /** In a word `set -e` may be in force as it is around it: bash's manual, "The Shopt Builtin". */
  isInheriting: () => boolean;
  /** A number outside of quotes is one word. */
  isWhole: () => boolean;
  /** It may send signals to itself. */
  isKilling: () => boolean;
}

export const factsOf = (text: string): Facts => ({
  isFree: once(() => !/\breadonly\b|\b(?:declare|typeset|local)\s+-\w*[nr]/.test(text)),
  isOpen: once(() => !/(?<![02-9}])>&[ \t]*-|\/dev\/full/.test(text)),
  isHere: once(() => ![text, unquoted(text)].some((one) => elsewhere.test(one))),
  isStacked: once(() => !/\bDIRSTACK\b|\bdirs\b/.test(unquoted(text))),
  isPhysical: once(() => /\bset\b[^\n;&|]{0,199}?-\w{0,9}P|\bphysical\b/.test(text)),
  isCalledSo: once(() => !/\bBASH_ARGV0\b|(?<!\$|\$\{)\bBASH_SOURCE\b/.test(unquoted(text))),
  isExactCase: once(() => !/nocasematch|\bshopt\b[^\n;&|]{0,199}?[$`]/.test(unquoted(text))),
  isInheriting: once(() =>
    /inherit_errexit|\bposix\b|POSIXLY_CORRECT|\bshopt\b[^\n;&|]{0,199}?[$`]/.test(unquoted(text)),
  ),
  isWhole: once(() => !/IFS/.test(unquoted(text.replace(usualSeparators, "")))),
  isKilling: once(() => killing.test(text) || killsItself(text)),
});

/** Looked at when somebody asks, and then no more. */
export const once = <T>(read: () => T): (() => T) => {
  let known: { value: T } | undefined;
  return () => {
    known ??= { value: read() };
    return known.value;
  };
};

// --- internal ---

/** None, or blanks and ends of lines. */
const usualSeparators = /\bIFS=(?:\$'(?:\\[nt]| )*'|(?=[ \t]))/g;

/** What makes `cd` go elsewhere, or changes what hosts call the top of the checkout: by its name, or by the end of one. Emptied, it leads nowhere. */
const elsewhere =
  /(?<!\bunset )\bCDPATH\b(?!=(?:""|'')?[ \t;\n])|\bcdable_vars\b|(?<!\$|\$\{)\b(?:GITHUB_WORKSPACE|CI_PROJECT_DIR)\b|\$\{(?:GITHUB_WORKSPACE|CI_PROJECT_DIR):?=|(?:[$}`)]\w*|(?<!\w))_(?:WORKSPACE|DIR):?=/;

/** Whatever stands in quotes, or is escaped. */
const unquoted = (text: string): string => text.replace(/["'\\]/g, "");

/** All that it may; a longer command is not gone through. */
const killing = /\b(?:pkill|killall)\b|\bkill\b(?:[^\n;&|]{0,199}[ \t](?:0\b|-1\b|-\$)|[^\n;&|]{200})/;

/** By a number that it may have put into a variable. */
const killsItself = (text: string): boolean => /\bkill\b/.test(text) && /\$\$|\bBASHPID\b|\bPPID\b/.test(text);

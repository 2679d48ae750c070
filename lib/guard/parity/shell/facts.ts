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
  /** It may send signals to itself. */
  isKilling: () => boolean;
}

export const factsOf = (text: string): Facts => ({
  isFree: once(() => !/\breadonly\b|\b(?:declare|typeset|local)\s+-\w*[nr]/.test(text)),
  isOpen: once(() => !/(?<![02-9}])>&[ \t]*-|\/dev\/full/.test(text)),
  isHere: once(
    () => !/\bCDPATH\b|(?<!\$|\$\{)\b(?:GITHUB_WORKSPACE|CI_PROJECT_DIR)\b|_(?:WORKSPACE|DIR):?=/.test(text),
  ),
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

/** All that it may; a longer command is not gone through. */
const killing = /\b(?:pkill|killall)\b|\bkill\b(?:[^\n;&|]{0,199}[ \t](?:0\b|-1\b|-\$)|[^\n;&|]{200})/;

/** By a number that it may have put into a variable. */
const killsItself = (text: string): boolean => /\bkill\b/.test(text) && /\$\$|\bBASHPID\b|\bPPID\b/.test(text);

/**
 * How make is called: from which directory, for which targets, with which variables.
 *
 * @module
 */
import type { Fault } from "../fault.ts";
import { joined } from "../shell/state.ts";
import { areHarmless, readFlags } from "./make-flags.ts";
import { readCounts } from "./make-jobs.ts";
import { type Given, isReserved } from "./make-variables.ts";
import type { MakeCall } from "./makefile.ts";
import type { Asked } from "./task.ts";

export interface Call extends MakeCall {
  goals: string[];
  /** Names of the environment that decide what it is told. */
  asks: readonly string[];
  /** The Makefile finds something in MAKEFLAGS. */
  isFlagged: boolean;
  faults: Fault[];
}

/** A make in the repository may be anything. */
export const isMake = (program: string | undefined): boolean =>
  /^(?:\/(?:usr\/(?:local\/)?)?bin\/)?g?make$/.test(program ?? "");

/** What `asked` says to make; why it can't be told. */
export const readCall = ({ cwd, at, words, past, given }: Asked): Call | { why: string } => {
  const { argv, asks } = readCounts({ words, past });
  const open = words.find((_, index) => argv[index] === undefined);
  if (open !== undefined) return { why: `what "${open.raw}" stands for is known only when it runs` };
  const flags = readFlags(argv.slice(1) as string[]);
  const { unknown, directories, files } = flags;
  if (unknown !== undefined) return { why: `what make does with "${unknown}" is not known` };
  const below = directories.reduce<string | undefined>(
    (path, directory) => (path === undefined ? undefined : joined(path, directory)),
    cwd,
  );
  if (below === undefined) return { why: "it leaves the repository" };
  if (files.length > 1) return { why: "it reads several Makefiles" };
  const set = flags.words.filter((word) => word.includes("="));
  const own = set.map((word): [string, string] => {
    const end = word.indexOf("=");
    return [word.slice(0, end).replace(/:+$/, ""), word.slice(end + 1)];
  });
  // A make that is called by the recipe of another gets what that was given, in MAKEFLAGS.
  const variables: Given = [...(given ?? []), ...own];
  const odd = variables.find(
    ([name, value]) => !/^[\w.-]+$/.test(name) || isReserved(name) || (name === "MAKEFLAGS" && !areHarmless(value)),
  );
  if (odd !== undefined) return { why: `what make does with "${odd.join("=")}" is not known` };
  return {
    cwd: below,
    file: files[0],
    goals: flags.words.filter((word) => !word.includes("=")),
    variables,
    asks,
    isFlagged: variables.length > 0 || argv.some((word) => flagged.test(word ?? "")),
    faults: flags.faults.map((fault) => ({ ...fault, level: "violation", at })),
  };
};

// --- internal ---

/** Not those by which make finds its Makefile. */
const flagged = /^-(?![Cf]|-(?:directory|file|makefile)(?:=|$))/;

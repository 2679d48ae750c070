/**
 * What a job's variables say of npm's `ignore-scripts`: they outrank what `.npmrc` says.
 *
 * docs.npmjs.com "config": npm reads each of its options from `npm_config_…`, in any case, and with `-` for `_` behind that.
 *
 * @module
 */
import { bare } from "./bare.ts";
import type { Step } from "./model.ts";
import type { Run } from "./runs.ts";

/** What CI sets for a script, and the scripts that may set something for it. */
export interface Surrounding {
  variables: Step["variables"];
  texts: () => readonly string[];
  /** Which variables are set is known only when it runs. */
  isOpen: boolean;
}

export const noSurrounding: Surrounding = { variables: [], texts: () => [], isOpen: false };

/** Of a step: its job's scripts, and those of the jobs that hand variables to it. */
export const surroundingOf = ({ job, variables, faults }: Step): Surrounding => ({
  variables,
  texts: () => [job, ...(job.handed ?? []).map(({ by }) => by)].flatMap(({ steps }) => steps.flatMap(textsOf)),
  // What an action of mise sets stands in files of its own.
  isOpen:
    faults.some(({ kind }) => kind === "unread") || job.steps.some(({ uses }) => /mise-action/.test(uses?.value ?? "")),
});

/**
 * True where the variables keep npm from running the scripts of packages, undefined where nothing speaks of that. False where
 * something else is said, or may be: which of several counts is not told apart.
 */
export const isIgnoring = (
  { assignments, fronts, via }: Pick<Run, "assignments" | "fronts" | "via">,
  { variables, texts, isOpen }: Surrounding,
): boolean | undefined => {
  const given = variables.filter(({ value }) => name.test(value));
  if (isOpen || given.some(({ text }) => text !== "true")) return false;
  if ([...texts(), ...assignments].some((text) => speaking.test(text) || speaking.test(bare(text)))) return false;
  // Whatever stands between may take it away: `sudo`, `env -i`, a Makefile.
  if (fronts.length > 0) return undefined;
  return assignments.some((one) => setting.test(one)) || (via.length === 0 && given.length > 0) ? true : undefined;
};

// --- internal ---

const textsOf = ({ script, followed }: Step): string[] => [
  script?.text ?? "",
  ...(followed?.scripts ?? []).map(({ text }) => text),
];

const name = /^npm_config_ignore[-_]scripts$/i;
const setting = /^npm_config_ignore_scripts=(["']?)true\1$/i;

/** In a script: anything but `true` for it, a name of npm's that has other parts, or a variable that has no name to be seen. */
const speaking =
  /(?:npm_config_ignore-|ignore_)scripts(?!=(["']?)true\1(?:[\s;&|)"'`]|$))|npm_config_[\w-]*[$`{]|\b(?:export|declare|typeset|readonly|env)\b[^\n;&|]{0,2000}?\s["']?\w*[$`]/i;

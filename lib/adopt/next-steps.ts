/**
 * What a person has to know and to do after init.
 *
 * @module
 */
import { shellQuote } from "../text.ts";
import { version } from "../version.ts";
import type { Answers } from "./answers.ts";
import type { Note, Survey } from "./facts.ts";
import type { Plan } from "./plan.ts";

/** `ignored`: paths that git would leave out. */
export const notesOf = (
  plan: Plan,
  answers: Answers,
  { ignored, isCiChosen }: { ignored: readonly string[]; isCiChosen: boolean },
): Note[] => [...plan.notes, ...(isCiChosen ? [] : ciNotes(answers)), ...ignored.map(ignoredNote)];

/** Commands in their order; `target` is what make calls the gate. */
export const nextSteps = (
  target: string,
  { projects, hooks }: Survey,
  { vendor }: Answers,
  ignored: readonly string[],
): string[] => [
  ...(!vendor && projects.some(({ ecosystem, root }) => ecosystem === "node" && root === "")
    ? [`npm install --save-dev --save-exact kprovengine@${version}, or as your package manager says it`]
    : []),
  ...hooks.map((hook) => `put what .kprov/hooks has for ${hook} into its own file`),
  // What counts is what git tracks.
  "git add --all",
  ...(ignored.length > 0 ? [`git add --force -- ${ignored.map(shellQuote).join(" ")}`] : []),
  `make ${target}`,
];

// --- internal ---

const ciNotes = ({ ci }: Answers): Note[] =>
  ci === "none" ? [{ message: "no CI workflow was written: --ci github or --ci gitlab asks for one" }] : [];

const ignoredNote = (path: string): Note => ({
  path,
  message: "git ignores it: until it is added by force, CI has no gate",
});

/**
 * What a person has to know and to do after init.
 *
 * @module
 */
import { shellQuote } from "../text.ts";
import { version } from "../version.ts";
import type { Answers } from "./answers.ts";
import type { Note, Project, Survey } from "./facts.ts";
import type { Plan } from "./plan.ts";

/** `ignored`: paths that git would leave out. */
export const notesOf = (
  plan: Plan,
  answers: Answers,
  { ignored, isCiChosen }: { ignored: readonly string[]; isCiChosen: boolean },
): Note[] => [...plan.notes, ...(isCiChosen ? [] : ciNotes(answers)), ...ignored.map(ignoredNote)];

/** Commands in their order, the last one the gate itself. */
export const nextSteps = (
  { call }: Pick<Plan, "call">,
  { projects, hooks }: Survey,
  { vendor }: Answers,
  ignored: readonly string[],
): string[] => [
  ...(vendor ? [] : projects.filter(({ ecosystem, root }) => ecosystem === "node" && root === "").flatMap(installStep)),
  ...hooks.map((hook) => `put what .kprov/hooks has for ${hook} into its own file`),
  // What counts is what git tracks.
  "git add --all",
  ...(ignored.length > 0 ? [`git add --force -- ${ignored.map(shellQuote).join(" ")}`] : []),
  call,
];

// --- internal ---

/** As the project's own package manager says it. */
const installStep = ({ manager, isWorkspace, hasTool = false }: Project): string[] => {
  if (hasTool) return [];
  const name = `kprovengine@${version}`;
  // Without the flag, pnpm refuses to add anything to the top of a workspace.
  if (manager === "pnpm") return [`pnpm add --save-dev --save-exact ${isWorkspace ? "--workspace-root " : ""}${name}`];
  if (manager === "yarn") return [`yarn add --dev --exact ${name}`];
  if (manager === "bun") return [`bun add --dev --exact ${name}`];
  return [`npm install --save-dev --save-exact ${name}`];
};

const ciNotes = ({ ci }: Answers): Note[] =>
  ci === "none" ? [{ message: "no CI workflow was written: --ci github or --ci gitlab asks for one" }] : [];

const ignoredNote = (path: string): Note => ({
  path,
  message: "git ignores it: until it is added by force, CI has no gate",
});

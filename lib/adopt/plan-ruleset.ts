/**
 * The ruleset that makes GitHub ask for the gate, to be imported under Settings, Rules, Rulesets.
 *
 * docs.github.com "Managing rulesets for a repository", "Importing a ruleset"; REST API, "Create a repository ruleset".
 *
 * @module
 */
import type { Answers } from "./answers.ts";
import type { Survey } from "./facts.ts";
import { matrixOf } from "./matrix.ts";
import { create, type PlannedFile } from "./planned.ts";
import { renderTemplate } from "./template.ts";

/** The ruleset for the generated workflow; none for another CI. */
export const planRuleset = (survey: Survey, { ci }: Answers, target: string): PlannedFile[] => {
  if (ci !== "github") return [];
  const checks = checkNames(survey, target).map((context) => ({ context, integration_id: githubActions }));
  const text = renderTemplate("github-ruleset.txt", { target, checks: indented(JSON.stringify(checks, null, 2)) });
  return [create(".kprov/github-ruleset.json", text, "to import on GitHub")];
};

// --- internal ---

/** The app whose checks count: another one could report a check of the same name. */
const githubActions = 15368;

/** What GitHub calls the checks of the job: with the values of its matrix in their order. */
const checkNames = ({ projects }: Survey, target: string): string[] => {
  const rows = matrixOf(projects);
  return rows.length > 1 ? rows.map((row) => `${target} (${Object.values(row).join(", ")})`) : [target];
};

const indented = (json: string): string => json.replaceAll("\n", "\n        ");

/**
 * The ruleset that makes GitHub ask for the gate, to be imported under Settings, Rules, Rulesets.
 *
 * docs.github.com "Managing rulesets for a repository", "Importing a ruleset"; REST API, "Create a repository ruleset".
 *
 * @module
 */
import { sha256 } from "../digest.ts";
import { gateChecksOf } from "../guard/index.ts";
import type { Answers } from "./answers.ts";
import type { Survey } from "./facts.ts";
import { matrixOf } from "./matrix.ts";
import { lookAt } from "./place.ts";
import { workflowPath } from "./plan-ci.ts";
import { create, type PlannedFile } from "./planned.ts";
import type { Receipt } from "./receipt.ts";
import { renderTemplate } from "./template.ts";

/**
 * The ruleset for the generated workflow, or for what somebody has made of it, whose `checks` are those of its gate; none for another
 * CI.
 */
export const planRuleset = (
  survey: Survey,
  { ci }: Answers,
  { target, checks: found }: { target: string; checks?: readonly string[] | undefined },
): PlannedFile[] => {
  if (ci !== "github") return [];
  const checks = (found ?? checkNames(survey, target)).map((context) => ({ context, integration_id: githubActions }));
  const text = renderTemplate("github-ruleset.txt", { target, checks: indented(JSON.stringify(checks, null, 2)) });
  return [create(".kprov/github-ruleset.json", text, "to import on GitHub")];
};

/** The names of the gate's checks in the workflow that init wrote, where somebody has changed that since. Throws as `git` does. */
export const changedChecks = async (
  root: string,
  receipt: Receipt | undefined,
  version: string,
): Promise<readonly string[] | undefined> => {
  const entry = receipt?.entries.find(({ path, how }) => path === workflowPath && how === "create");
  const { content } = entry === undefined ? { content: null } : lookAt(root, workflowPath);
  if (content === null || sha256(Buffer.from(content, "latin1")) === entry?.sha256) return undefined;
  return await gateChecksOf(root, workflowPath, version);
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

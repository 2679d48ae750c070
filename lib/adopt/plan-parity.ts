/**
 * What the configuration says about CI: what only CI runs, and what was there before the gate.
 *
 * @module
 */
import type { KprovConfig } from "../config/index.ts";
import type { Answers } from "./answers.ts";
import type { Note, Survey } from "./facts.ts";
import { setupLines } from "./plan-ci.ts";

/**
 * `parity` of a new configuration. Nothing where CI is not ours to write: no CI, or a `.gitlab-ci.yml` whose own jobs
 * share one pipeline with the gate, where only a person can say which of them are meant.
 */
export const planParity = (survey: Survey, answers: Answers): Pick<KprovConfig, "parity"> => {
  if (!isAsked(survey, answers)) return {};
  return {
    parity: {
      ciOnly: [
        ...survey.workflows.map((path) => ({ run: `workflow: ${path}`, reason: before })),
        ...setupOf(survey, answers),
      ],
    },
  };
};

/** What a person should know about it. */
export const parityNotes = (survey: Survey, answers: Answers): Note[] => {
  if (answers.ci === "none") return [];
  if (!isAsked(survey, answers)) {
    const listed = JSON.stringify({ ciOnly: setupOf(survey, answers) });
    const message = `its own jobs are not compared with the gate: add "parity": ${listed} to the configuration to have that checked`;
    return [{ path: ".gitlab-ci.yml", message }];
  }
  const { workflows } = survey;
  const [path] = workflows;
  if (path === undefined) return [];
  if (workflows.length === 1)
    return [{ path, message: "it was left out of parity: take out its entry when it runs only what preflight runs" }];
  const each = "take out the entry of each that runs only what preflight runs";
  return [{ message: `${workflows.length} workflows were left out of parity: ${each}` }];
};

// --- internal ---

/** What init itself lets CI run before the gate. */
const setupOf = (survey: Survey, answers: Answers): { run: string; reason: string }[] =>
  setupLines(survey, answers).map((run) => ({ run, reason: "brings the project's tools to CI" }));

const before = "was there before the gate: go through it, then take this out";

const isAsked = ({ gitlab, config }: Survey, { ci }: Answers): boolean =>
  config === undefined && (ci === "github" || (ci === "gitlab" && gitlab === undefined));

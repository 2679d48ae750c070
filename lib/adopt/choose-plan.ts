/**
 * Which of two plans: the gate by way of the project's own Makefile, or without it.
 *
 * @module
 */
import { countPlanned, type Planned } from "../guard/index.ts";
import type { Answers } from "./answers.ts";
import type { Survey } from "./facts.ts";
import { type Plan, type PlanOptions, planAdoption } from "./plan.ts";
import { commandsOf } from "./plan-config.ts";
import { oursOf, type Receipt } from "./receipt.ts";
import { createView, type View } from "./view.ts";

export interface Situation {
  survey: Survey;
  answers: Answers;
  receipt: Receipt | undefined;
}

/**
 * What init should write into the repository at `root`. CI runs what a laptop runs, by way of a Makefile that is there already, unless
 * check-parity would find less to say without that. Throws as `git` does.
 */
export const choosePlan = async (
  root: string,
  { survey, answers, receipt }: Situation,
  options: PlanOptions,
): Promise<Plan> => {
  const usual = planAdoption(survey, answers, options);
  if (survey.make.path === undefined || answers.ci === "none") return usual;
  const apart = planAdoption(survey, answers, { ...options, isApart: true });
  const view = await createView(root, oursOf(receipt));
  const asked = {
    config: survey.config ?? "kprov.config.ts",
    ...{ commands: commandsOf(survey.projects), version: options.version },
  };
  const count = async (plan: Plan): Promise<number> => await countPlanned({ ...asked, ...filesAfter(plan, view) });
  return (await count(apart)) < (await count(usual)) ? apart : usual;
};

// --- internal ---

/** The repository as it will be. */
const filesAfter = ({ files }: Plan, view: View): Pick<Planned, "paths" | "text"> => {
  const planned = new Map(files.map((file) => [file.path, file]));
  return {
    paths: [...new Set([...view.paths, ...planned.keys()])].sort(),
    text: async (path) => {
      const file = planned.get(path);
      if (file?.how === "create") return file.content;
      if (file !== undefined && !view.has(path)) return file.content;
      const before = view.text(path);
      // A link, or another encoding than UTF-8: what nobody can read is no more readable for what is added.
      if (before === undefined || before.includes("\ufffd")) return undefined;
      return file === undefined ? before : `${before}\n${file.content}`;
    },
  };
};

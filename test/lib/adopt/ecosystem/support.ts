/**
 * What init proposes for a repository of given files.
 *
 * @module
 */
import { commandsOf } from "../../../../lib/adopt/plan-config.ts";
import { oursOf } from "../../../../lib/adopt/receipt.ts";
import { surveyRepository } from "../../../../lib/adopt/survey.ts";
import { type RepoFiles, repo } from "../../../support/repo.ts";

export interface Proposed {
  commands: Record<string, readonly string[]>;
  /** Shell lines that CI runs first. */
  setup: readonly string[];
  notes: readonly string[];
}

/** Survey a repository that has `files`. */
export const proposedFor = async (files: RepoFiles): Promise<Proposed> => {
  using made = repo(files);
  const { projects, notes } = await surveyRepository(made.dir, oursOf(undefined));
  return {
    commands: commandsOf(projects),
    setup: projects.flatMap(({ setup }) => setup.lines),
    notes: notes.map(({ path = "", message }) => `${path}: ${message}`),
  };
};

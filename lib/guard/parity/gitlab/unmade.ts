/**
 * Pipelines that GitLab does not make, whatever the rules of their jobs say.
 *
 * docs.gitlab.com "CI/CD YAML syntax reference": `stage: .pre`, `stage: .post`, `needs:optional`.
 *
 * @module
 */
import { type GitlabConfig, textAt } from "../../ci/index.ts";
import { type Event, type Fault, type Spot, shortened, spotOf } from "../fault.ts";
import { firmNeeds } from "./needs.ts";
import type { Presence } from "./rules.ts";

export interface Unmade {
  config: GitlabConfig;
  /** The job that is judged, and those that it waits for. */
  jobs: readonly string[];
  /** Whether a job is in the pipeline. */
  presence: (job: string) => Pick<Presence, "isIn">;
  event: Event;
  at: Spot;
}

/** What keeps the pipeline of a situation from being made. */
export const unmadeFaults = (unmade: Unmade): Fault[] => [...stageFaults(unmade), ...needFaults(unmade)];

// --- internal ---

const fault = ({ event }: Unmade, isSure: boolean, at: Spot, why: string): Fault => ({
  ...{ kind: "skipped", level: isSure ? "violation" : "undecided", at: spotOf(at), why, events: [event] },
});

const around = new Set([".pre", ".post"]);

const isAround = (config: GitlabConfig, job: string): boolean =>
  around.has(textAt(config.find(job, ["stage"]))?.value ?? "");

const stageFaults = (unmade: Unmade): Fault[] => {
  const { config, jobs, presence, at } = unmade;
  if (!isAround(config, jobs[0] ?? "")) return [];
  const others = config.jobs.filter((name) => !isAround(config, name)).map((name) => presence(name).isIn);
  if (others.includes(true)) return [];
  const why = "GitLab makes no pipeline of jobs in .pre and .post alone";
  return [fault(unmade, !others.includes(undefined), at, why)];
};

const needFaults = (unmade: Unmade): Fault[] => {
  const { config, jobs, presence } = unmade;
  return config.jobs.flatMap((job) => {
    const isIn = job === jobs[0] ? true : presence(job).isIn;
    if (isIn === false) return [];
    return firmNeeds(config, job).flatMap(({ name, at }): Fault[] => {
      const needed = presence(name).isIn;
      // What another job that may be there needs, and may be there with it, is asked of most pipelines.
      if (needed === true || (isIn === undefined && needed === undefined)) return [];
      if (needed === undefined && !jobs.includes(job)) return [];
      const why = `GitLab makes no pipeline where "${job}" needs "${name}", which is not in it`;
      const written = shortened(`needs: ${name}`);
      return [{ ...fault(unmade, isIn === true && needed === false, at, why), written }];
    });
  });
};

/**
 * One workflow as GitHub would read it, with all that the gate's job and steps say.
 *
 * @module
 */
import type { Fault } from "../../../../../lib/guard/parity/fault.ts";
import { readGithub } from "../../../../../lib/guard/parity/github/read.ts";
import { githubSituations } from "../../../../../lib/guard/parity/github/situations.ts";
import type { Ci, Job } from "../../../../../lib/guard/parity/model.ts";

export interface Around {
  /** What else git tracks. */
  files?: Readonly<Record<string, string>>;
  branch?: string;
  /** `null`: nothing says which one it is. */
  repository?: string | null;
}

export const workflowPath = ".github/workflows/ci.yml";

/** Read `text` as the workflow of `acme/app`. */
export const readWorkflow = (text: string, { files = {}, branch = "main", repository }: Around = {}): Promise<Ci> => {
  const paths = [workflowPath, ...Object.keys(files)].sort();
  const beside = { paths, text: async (path: string) => files[path], unseen: () => undefined };
  const situations = githubSituations(branch, repository === undefined ? "acme/app" : (repository ?? undefined));
  return readGithub(workflowPath, text, { beside, branch, situations });
};

/** The job `gate`; of a workflow that is called, by its own name. */
export const jobIn = (ci: Ci, name = "gate"): Job => {
  const job = ci.jobs.find((one) => one.name === name);
  if (job === undefined) throw new Error(`no job "${name}"`);
  return job;
};

/** `kind? events: why`, of each fault around the last step of the job `gate`. */
export const faultsIn = async (text: string, around?: Around): Promise<string[]> => {
  const job = jobIn(await readWorkflow(text, around));
  return [...(job.steps.at(-1)?.faults ?? []), ...job.otherTree].map(shown);
};

/** The conditions of a step of the job `gate`, or of the job itself. */
export const faultsUnder = (condition: string, where: "step" | "job" = "step", around?: Around): Promise<string[]> => {
  const line = `if: ${JSON.stringify(condition)}`;
  const [job, step] = where === "job" ? [`    ${line}\n`, ""] : ["", `        ${line}\n`];
  return faultsIn(
    `on: [push, pull_request]\njobs:\n  gate:\n    runs-on: x\n${job}    steps:\n      - run: gate\n${step}`,
    around,
  );
};

export const shown = ({ kind, level, events, why }: Fault): string =>
  `${kind}${level === "violation" ? "" : "?"} ${events?.join(", ") ?? "always"}: ${why}`;

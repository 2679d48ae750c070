/**
 * Pipelines that GitLab refuses for what their jobs say of each other: it runs nothing of them.
 *
 * docs.gitlab.com "CI/CD YAML syntax reference": job keywords, `stages`, `needs`.
 *
 * @module
 */
import type { GitlabConfig } from "../../ci/index.ts";
import type { Located } from "../../sources/tree.ts";
import { circlesIn } from "../circles.ts";
import { type Fault, shortened, spotOf } from "../fault.ts";
import { isNamed } from "./needs.ts";
import { isMap, isText, textOf } from "./text.ts";

/** What may lie in a file that nobody sees here is not missed. */
export const refusedFaults = (config: GitlabConfig): Fault[] => [
  ...config.jobs.flatMap((job) => strangers(config, job)),
  ...(config.isWhole ? config.jobs.flatMap((job) => missing(config, job)) : []),
  ...circlesIn(needsIn(config)).flatMap((job) => circle(config, job)),
];

// --- internal ---

const fault = (found: Located<unknown> | undefined, written: string, why: string): Fault[] => [
  {
    ...{ kind: "unread", level: "undecided", at: spotOf(found ?? { path: "", line: 1, column: 1 }) },
    ...{ written: shortened(written), why: `${why}, and GitLab runs nothing of such a pipeline` },
  },
];

const known: ReadonlySet<string> = new Set(
  [
    "after_script allow_failure artifacts before_script cache coverage dast_configuration dependencies environment except extends",
    "hooks id_tokens identity image inherit inputs interruptible manual_confirmation needs only pages parallel publish release",
    "resource_group retry rules run script secrets services stage start_in tags timeout trigger variables when",
  ].flatMap((names) => names.split(" ")),
);

/** Names that no job has. */
const strangers = (config: GitlabConfig, job: string): Fault[] =>
  config
    .lineage(job)
    .flatMap((name) => config.names([name]).map((key) => ({ key, found: config.top([name, key]) })))
    .filter(({ key }) => !known.has(key))
    .flatMap(({ key, found }) => fault(found, key, "it is not known here that a job may say this"));

const missing = (config: GitlabConfig, job: string): Fault[] => {
  const stage = config.find(job, ["stage"]);
  const value = stage?.value ?? "test";
  const stages = config.top(["stages"])?.value ?? ["build", "test", "deploy"];
  const isKnown = !Array.isArray(stages) || !stages.every(isText) || !isText(value);
  const named = textOf(value);
  const isStaged = isKnown || [".pre", ".post", ...stages.map(textOf)].includes(named) || /\$/.test(named);
  const isRun = ["script", "trigger", "run"].some((key) => config.find(job, [key]) !== undefined);
  return [
    ...(isStaged ? [] : fault(stage ?? config.top([job]), `stage: ${named}`, "its stage is none of the stages")),
    ...(isRun ? [] : fault(config.top([job]), job, "the job runs nothing")),
    ...needsOf(config, job)
      .filter(({ value, isOptional }) => !isOptional && neededJobs(config, value).length === 0)
      .flatMap((found) => fault(found, `needs: ${found.value}`, "no job has that name")),
  ];
};

/** Of this pipeline. */
const needsOf = (config: GitlabConfig, job: string): (Located<string> & { isOptional: boolean })[] =>
  config.items(job, ["needs"]).flatMap((found) => {
    const { value } = found;
    if (!isMap(value)) return isText(value) ? [{ ...found, value: `${value}`, isOptional: false }] : [];
    if (value["project"] !== undefined || value["pipeline"] !== undefined || !isText(value["job"])) return [];
    return [{ ...found, value: `${value["job"]}`, isOptional: value["optional"] === true }];
  });

const neededJobs = ({ jobs }: GitlabConfig, needed: string): string[] =>
  /\$/.test(needed) ? [needed] : jobs.filter((name) => isNamed(needed, name));

const needsIn = (config: GitlabConfig): Map<string, string[]> =>
  new Map(config.jobs.map((job) => [job, needsOf(config, job).flatMap(({ value }) => neededJobs(config, value))]));

const circle = (config: GitlabConfig, job: string): Fault[] =>
  fault(config.find(job, ["needs"]), `needs: ${job}`, "the job waits for itself");

/**
 * What could keep a job of GitLab from running, or its failure from counting.
 *
 * @module
 */
import { type GitlabConfig, type Pipeline, textAt } from "../../ci/index.ts";
import { type Event, type Fault, type Spot, shortened, spotOf } from "../fault.ts";
import { neededBy, openNeeds } from "./needs.ts";
import {
  isHard,
  judgeRules,
  mayFailBy,
  type Presence,
  pipelinePresence,
  presenceOf,
  type RulesContext,
} from "./rules.ts";
import { inheritFaults } from "./settings.ts";
import { shapeFaults } from "./shape.ts";
import { entryFaults, imageFaults } from "./shell.ts";
import { type GitlabSituation, gitlabSituations } from "./situations.ts";
import { isMap, textOf } from "./text.ts";
import { unmadeFaults } from "./unmade.ts";
import { valuesOf } from "./values.ts";

export interface Reading {
  file: string;
  texts: ReadonlyMap<string, string>;
  pipeline: Pipeline;
  paths: readonly string[];
  branch: string;
}

/** Of a job and of all that start its pipeline, the outermost last. */
export const faultsOf = (reading: Reading, job: string): Fault[] => [
  ...jobFaults(reading, job, placeOfJob(reading, job)),
  ...reading.pipeline.triggers.flatMap((trigger, index) =>
    triggerFaults(reading, trigger, reading.pipeline.triggers.slice(index + 1)),
  ),
];

export const placeOfJob = ({ pipeline, file }: Reading, name: string): Spot => {
  for (const layer of pipeline.layers) {
    const found = layer.names([]).find(({ value }) => value === name);
    if (found !== undefined) return spotOf(found);
  }
  return { path: file, line: 1, column: 1 };
};

// --- internal ---

const contextOf = ({ pipeline, paths }: Reading): RulesContext => ({
  config: pipeline.config,
  paths,
  triggers: pipeline.triggers,
});

const jobFaults = (reading: Reading, job: string, at: Spot): Fault[] => {
  const { config, triggers } = reading.pipeline;
  const context = contextOf(reading);
  const isByRequest = hasRequests(reading, at);
  const jobs = [job, ...neededBy(config, job)];
  const counting = gitlabSituations(reading.branch, triggers.length > 0).filter(
    ({ kind }) => kind === "default" || (kind === "merge request") === isByRequest,
  );
  const faults = counting.flatMap((situation): Fault[] => {
    const event: Event = situation.kind === "default" ? "push" : "change";
    return [
      ...presenceFaults(pipelinePresence(situation, context, at), situation, event, "there is no pipeline"),
      ...presenceFaults(presenceOf(job, situation, context, at), situation, event, "it is not in the pipeline"),
      ...includeFaults(reading, job, situation, event),
      ...unmadeFaults({ config, jobs, event, at, presence: (name) => presenceOf(name, situation, context, at) }),
      ...neededBy(config, job).flatMap((name) => needFaults(name, presenceOf(name, situation, context, at), event)),
    ];
  });
  faults.push(...shapeFaults(config), ...entryFaults(config, job), ...imageFaults(config, job));
  faults.push(...jobs.flatMap((name) => [...inheritFaults(config, name), ...openNeeds(config, name)]));
  const hooks = config.find(job, ["hooks"]) ?? config.find("default", ["hooks"]);
  if (hooks !== undefined)
    faults.push({
      ...{ kind: "unread", level: "undecided", at: spotOf(hooks), written: "hooks" },
      why: "what its hooks do to the checkout is not followed",
    });
  const own = config.find(job, ["allow_failure"]);
  if (own !== undefined && mayFailBy(own.value)) {
    const isMade = typeof own.value === "string" && own.value.includes("$[[");
    faults.push({
      ...{ kind: "masked", level: isMade ? "undecided" : "violation", at: spotOf(own) },
      written: isMap(own.value) ? "allow_failure: exit_codes" : `allow_failure: ${textOf(own.value)}`,
      why: isMade
        ? "whether the pipeline is green when it fails is an input"
        : "the pipeline is green although it fails",
    });
  }
  return [...new Map(faults.map((fault) => [JSON.stringify(fault), fault])).values()];
};

/** Whether changes have pipelines of their own: the outermost pipeline decides. */
const hasRequests = (reading: Reading, at: Spot): boolean => {
  const config = reading.pipeline.triggers.at(-1)?.config ?? reading.pipeline.config;
  const context: RulesContext = { ...contextOf(reading), config, triggers: [] };
  const requests = gitlabSituations(reading.branch, false).filter(({ kind }) => kind === "merge request");
  return requests.some(
    (situation) =>
      pipelinePresence(situation, context, at).isIn !== false &&
      config.jobs.some((name) => presenceOf(name, situation, context, at).isIn !== false),
  );
};

/** Files that are there by rules: what they say of the job counts only where they are. */
const includeFaults = (reading: Reading, job: string, situation: GitlabSituation, event: Event): Fault[] => {
  const { config, triggers, optional } = reading.pipeline;
  const values = valuesOf(situation, { config, triggers });
  const isAbout = aboutJob(config, job);
  return optional
    .filter(({ tree }) => tree.names([]).some(({ value }) => isAbout(value)))
    .flatMap(({ tree, conditions }) =>
      conditions.flatMap((found): Fault[] => {
        const rules = Array.isArray(found.value) ? found.value.map((value: unknown) => ({ ...found, value })) : [found];
        const judging = { values, config, paths: reading.paths, usual: "always", at: found, index: 0 };
        const { isIn } = judgeRules(rules, judging);
        if (isIn === true) return [];
        const why = `"${tree.path}", which says something of it, is included by rules alone`;
        return [{ kind: "skipped", level: "undecided", at: spotOf(found), written: "rules", why, events: [event] }];
      }),
    );
};

/** Other jobs alone are not: everything else may be a part of the job. */
const aboutJob = (config: GitlabConfig, job: string): ((name: string) => boolean) => {
  const own = new Set([...config.lineage(job), ...neededBy(config, job)]);
  return (name) => own.has(name) || (!config.jobs.includes(name) && name !== "stages" && name !== "include");
};

/** GitLab skips a job when one that it needs is not run, and the pipeline is green. */
const needFaults = (name: string, { isIn, when, at, written }: Presence, event: Event): Fault[] => {
  if (isIn === false || !isHard(when)) return [];
  const why = `it needs "${name}", which is not started with the others`;
  return [{ kind: "skipped", level: "violation", at, written, events: [event], why }];
};

const presenceFaults = (
  { isIn, at, written, on, when, mayFail }: Presence,
  { name }: GitlabSituation,
  event: Event,
  what: string,
): Fault[] => {
  const base = { at, written, events: [event] };
  if (isIn === false) return [{ ...base, kind: "skipped", level: "violation", why: `${what} of ${name}` }];
  const faults: Fault[] = [];
  if (isIn === undefined) {
    const why =
      on?.isTheirs === true
        ? `whoever proposes a change decides about it, by ${on.unknown}`
        : `whether it runs depends on ${on?.unknown ?? "the run"}`;
    faults.push({ ...base, kind: "skipped", level: on?.isTheirs === true ? "violation" : "undecided", why });
  }
  if (when === "manual")
    faults.push({ ...base, kind: "skipped", level: "violation", why: `somebody has to start it by hand for ${name}` });
  if (when === "on_failure")
    faults.push({ ...base, kind: "skipped", level: "violation", why: "it runs only when another job has failed" });
  if (mayFail)
    faults.push({ ...base, kind: "masked", level: "violation", why: "the pipeline is green although it fails" });
  return faults;
};

/** A child pipeline counts only where the job that starts it waits. */
const triggerFaults = (
  reading: Reading,
  { config, optional, job }: Pipeline["triggers"][number],
  triggers: Pipeline["triggers"],
): Fault[] => {
  const outer: Reading = { ...reading, pipeline: { ...reading.pipeline, config, optional, triggers } };
  const place = config.find(job, ["trigger"]);
  const at = place === undefined ? placeOfJob(outer, job) : spotOf(place);
  const strategy = textAt(config.find(job, ["trigger", "strategy"]))?.value;
  const faults = jobFaults(outer, job, at);
  if (strategy !== "depend" && strategy !== "mirror") {
    faults.push({
      kind: "masked",
      level: "violation",
      at,
      written: shortened(`${job}: trigger`),
      why: "the job that starts the child pipeline does not wait for it: it needs strategy: depend",
    });
  }
  return faults;
};

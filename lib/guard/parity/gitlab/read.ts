/**
 * The pipelines of GitLab CI as jobs and steps, with what could keep each from running or from counting.
 *
 * @module
 */
import { type Beside, type GitlabConfig, type Pipeline, textAt, type Unseen, visitGitlab } from "../../ci/index.ts";
import type { Keys, Located } from "../../sources/tree.ts";
import { type Event, type Fault, type Spot, shortened, spotOf } from "../fault.ts";
import type { Ci, Job, Step } from "../model.ts";
import { type Places, placesOfValue } from "../places.ts";
import { variableFaults } from "../variables.ts";
import { type Presence, pipelinePresence, presenceOf, type RulesContext } from "./rules.ts";
import { type GitlabSituation, gitlabSituations } from "./situations.ts";

export interface GitlabContext {
  beside: Beside;
  branch: string;
}

/** What a job of GitLab sets up is read from these. */
export interface GitlabRuntimes {
  config: GitlabConfig;
  job: string;
}

/** Read the pipeline at `path` and its children. Throws `E_SOURCE`. */
export const readGitlab = async (path: string, text: string, { beside: outer, branch }: GitlabContext): Promise<Ci> => {
  const unseen: Unseen[] = [];
  const texts = new Map<string, string>([[path, text]]);
  const beside: Beside = {
    paths: outer.paths,
    text: async (name) => {
      const found = await outer.text(name);
      if (found !== undefined) texts.set(name, found);
      return found;
    },
    unseen: (part) => void unseen.push(part),
  };
  const jobs: Job[] = [];
  await visitGitlab(path, text, beside, (pipeline) => {
    const reading: Reading = { file: path, texts, pipeline, paths: outer.paths, branch };
    jobs.push(...readPipeline(reading));
  });
  return { system: "gitlab", file: path, isJudging: true, jobs, unseen, umbrellas: [] };
};

// --- internal ---

interface Reading {
  file: string;
  texts: ReadonlyMap<string, string>;
  pipeline: Pipeline;
  paths: readonly string[];
  branch: string;
}

const readPipeline = (reading: Reading): Job[] => {
  const { pipeline, file } = reading;
  const { config } = pipeline;
  return config.jobs.flatMap((name) => {
    const at = placeOfJob(reading, name);
    const runtimes: GitlabRuntimes = { config, job: name };
    const job: Job = { system: "gitlab", file, name, at, steps: [], checks: [name], otherTree: [], runtimes };
    const faults = [
      ...jobFaults(reading, name, at),
      ...pipeline.triggers.flatMap((trigger) => triggerFaults(reading, trigger)),
    ];
    job.otherTree = checkoutFaults(config, name);
    const script = scriptOf(reading, [...beforeScript(config, name), ...commandsAt(config, name, ["script"])]);
    if (script !== undefined) job.steps.push({ job, at, faults, script });
    const after = scriptOf(reading, commandsAt(config, name, ["after_script"]));
    if (after !== undefined) {
      const lost: Fault = { kind: "masked", level: "violation", at, why: "the status of after_script does not count" };
      job.steps.push({ job, at, faults: [...faults, lost], script: after });
    }
    const other = textAt(config.find(name, ["trigger", "project"]) ?? config.find(name, ["trigger"]));
    if (other !== undefined)
      job.steps.push({ job, at: spotOf(other), faults, uses: { ...other, value: `project:${other.value}` } });
    return job.steps.length > 0 ? [job] : [];
  });
};

const placeOfJob = ({ pipeline, file }: Reading, name: string): Spot => {
  for (const layer of pipeline.layers) {
    const found = layer.names([]).find(({ value }) => value === name);
    if (found !== undefined) return spotOf(found);
  }
  return { path: file, line: 1, column: 1 };
};

const beforeScript = (config: GitlabConfig, job: string): Located<string>[] => {
  if (config.find(job, ["before_script"]) !== undefined) return commandsAt(config, job, ["before_script"]);
  if (config.find("default", ["before_script"]) !== undefined) return commandsAt(config, "default", ["before_script"]);
  const top = config.top(["before_script"]);
  return top === undefined ? [] : textsIn(top);
};

/** One text or a list, with lists and references in it. */
const commandsAt = (config: GitlabConfig, job: string, keys: Keys): Located<string>[] => {
  const items = config.items(job, keys);
  if (items.length === 0) {
    const one = textAt(config.find(job, keys));
    return one === undefined ? [] : [one];
  }
  return items.flatMap((item): Located<string>[] => {
    if (!Array.isArray(item.value)) return [{ ...item, value: `${item.value ?? ""}` }];
    const [name, ...rest] = item.value as unknown[];
    const isReference =
      typeof name === "string" && rest.length > 0 && config.top([name, ...rest.map(String)]) !== undefined;
    return isReference ? commandsAt(config, name, rest.map(String)) : textsIn(item);
  });
};

const textsIn = (found: Located<unknown>): Located<string>[] =>
  (Array.isArray(found.value) ? found.value.flat(10) : [found.value]).map((value: unknown) => ({
    ...found,
    value: `${value ?? ""}`,
  }));

/** Runner: one script with set -eo pipefail, each command in its order. */
const scriptOf = ({ texts }: Reading, commands: readonly Located<string>[]): Step["script"] => {
  if (commands.length === 0) return undefined;
  const pieces: { start: number; places: Places }[] = [];
  let text = "";
  for (const command of commands) {
    pieces.push({ start: text.length, places: placesOfValue(texts.get(command.path) ?? "", command) });
    text += `${command.value}\n`;
  }
  const places: Places = (offset) => {
    const piece = pieces.findLast(({ start }) => start <= offset);
    return piece === undefined ? { path: "", line: 1, column: 1 } : piece.places(offset - piece.start);
  };
  return { text, how: { errexit: true, pipefail: true, text, places, cwd: "", faults: [] } };
};

const contextOf = ({ pipeline, paths }: Reading): RulesContext => ({
  config: pipeline.config,
  paths,
  isChild: pipeline.triggers.length > 0,
});

const situationsOf = ({ pipeline, branch }: Reading): GitlabSituation[] => {
  const { config, triggers } = pipeline;
  const variables = (name: string) =>
    textAt(config.top(["variables", name, "value"]) ?? config.top(["variables", name]))?.value;
  return gitlabSituations(branch, variables, triggers.length > 0);
};

const jobFaults = (reading: Reading, job: string, at: Spot): Fault[] => {
  const { config } = reading.pipeline;
  const context = contextOf(reading);
  const all = situationsOf(reading).map((situation) => {
    const pipeline = pipelinePresence(situation, context, at);
    const isAny =
      pipeline.isIn !== false && config.jobs.some((name) => presenceOf(name, situation, context, at).isIn !== false);
    return { situation, pipeline, isAny, presence: presenceOf(job, situation, context, at) };
  });
  const hasRequests = all.some(({ situation, isAny }) => situation.kind === "merge request" && isAny);
  const counting = all.filter(
    ({ situation }) => situation.kind === "default" || (situation.kind === "merge request") === hasRequests,
  );
  const faults = counting.flatMap(({ situation, pipeline, presence }) => {
    const event: Event = situation.kind === "default" ? "push" : "change";
    return [
      ...presenceFaults(pipeline, situation, event, "there is no pipeline"),
      ...presenceFaults(presence, situation, event, "it is not in the pipeline"),
    ];
  });
  const own = config.find(job, ["allow_failure"]);
  if (own !== undefined && own.value !== false) {
    const isCodes = typeof own.value === "object";
    faults.push({
      kind: "masked",
      level: "violation",
      at: spotOf(own),
      written: isCodes ? "allow_failure: exit_codes" : `allow_failure: ${own.value}`,
      why: "the pipeline is green although it fails",
    });
  }
  return [...new Map(faults.map((fault) => [JSON.stringify(fault), fault])).values()];
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
const triggerFaults = (reading: Reading, { config, job }: Pipeline["triggers"][number]): Fault[] => {
  const outer: Reading = { ...reading, pipeline: { ...reading.pipeline, config, triggers: [] } };
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

const checkoutFaults = (config: GitlabConfig, job: string): Fault[] => [
  ...strategyFaults(config, job),
  ...decidingFaults(config, job),
  ...["GNUMAKEFLAGS", "MAKEFLAGS", "MFLAGS", "BASH_ENV", "SHELLOPTS"].flatMap((name): Fault[] => {
    const found = config.find(job, ["variables", name]) ?? config.top(["variables", name]);
    if (found === undefined) return [];
    const why = "the variable can keep make or a shell from failing";
    return [{ kind: "masked", level: "undecided", at: spotOf(found), written: name, why }];
  }),
];

/** Of the job, of those that it extends, of the top, and of rules. */
const decidingFaults = (config: GitlabConfig, job: string): Fault[] => {
  const rules = [...config.items(job, ["rules"]), ...config.items("workflow", ["rules"])];
  const fromRules = rules.flatMap((rule): Located<unknown>[] =>
    isMap(rule.value) ? [{ ...rule, value: rule.value["variables"] }] : [],
  );
  const places = [config.find(job, ["variables"]), config.top(["variables"]), ...fromRules];
  const faults = places.flatMap((found) => {
    if (found === undefined || !isMap(found.value)) return [];
    return Object.entries(found.value).flatMap(([name, value]) =>
      variableFaults(name, typeof value === "string" ? value : undefined, found, name),
    );
  });
  return [...new Map(faults.map((fault) => [JSON.stringify(fault), fault])).values()];
};

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const strategyFaults = (config: GitlabConfig, job: string): Fault[] => {
  const found = config.find(job, ["variables", "GIT_STRATEGY"]) ?? config.top(["variables", "GIT_STRATEGY"]);
  if (found === undefined || !["none", "empty"].includes(`${found.value}`)) return [];
  return [
    {
      kind: "different",
      level: "violation",
      at: spotOf(found),
      written: `GIT_STRATEGY: ${found.value}`,
      why: "the job does not check out the commit that CI is about",
    },
  ];
};

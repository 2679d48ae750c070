/**
 * What GitLab CI tests: the images of its jobs, also those that come from other files of this repository.
 *
 * Not seen: files of other projects, and what is fetched or made when it runs. They are said to be unseen; where
 * CI's versions stay unknown, the rule about untested versions doubts.
 *
 * @module
 */
import {
  type Beside,
  type GitlabConfig,
  gitlabMain,
  type Pipeline,
  textAt,
  textOf,
  visitGitlab,
} from "../../ci/index.ts";
import { rulesOf, variablesOfRules } from "../../parity/gitlab/rule-list.ts";
import { isMap } from "../../parity/gitlab/text.ts";
import type { Located } from "../../sources/tree.ts";
import { isNested, type Statement } from "../declaration.ts";
import { readImage, unseenImage } from "./image.ts";
import type { Reader } from "./source.ts";

/** docs.gitlab.com "CI/CD YAML syntax reference": `image`, `parallel:matrix`, `variables`, `trigger:include`. */
export const gitlabCi: Reader = {
  isCi: true,
  reads: gitlabMain,
  read: async (path, text, beside) => {
    const statements: Statement[] = [];
    await visitGitlab(path, text, beside, ({ config, isWhole, triggers }) => {
      const jobs = config.jobs.filter((job) => !isOff(config, job));
      const { unseen } = beside;
      for (const job of jobs) statements.push(...statementsOfGitlabJob(config, job, { unseen, triggers }));
      // Jobs that nobody sees may take the default.
      if (config.jobs.length === 0 || !isWhole) {
        statements.push(...statementsOfGitlabJob(config, "default", { unseen, triggers }));
      }
    });
    return statements;
  },
};

/** What the image of a job says; `triggers` are the jobs that start its pipeline. */
export const statementsOfGitlabJob = (
  config: GitlabConfig,
  job: string,
  { unseen, triggers = [] }: Pick<Beside, "unseen"> & Partial<Pick<Pipeline, "triggers">>,
): Statement[] => {
  if (config.find(job, ["trigger"]) !== undefined) return [];
  const image =
    imageOf(config, job) ??
    imageOf(config, "default") ??
    textAt(config.top(["image", "name"]) ?? config.top(["image"]));
  if (image === undefined) return [];
  return substitute({ config, job, triggers }, image).flatMap((one) => {
    const hidden = unseenImage(one, "image");
    if (hidden !== undefined) unseen(hidden);
    // An input of the file is a variable like others.
    const value = one.value.replace(/\$\[\[[^\]]*\]\]/g, (input) => input.replace(/\s/g, ""));
    return readImage({ ...one, value }, { kind: "tested", source: "image", where: "ci" });
  });
};

// --- internal ---

/** A job that its rules keep out of every pipeline: the first that is always met, or all of them. */
const isOff = (config: GitlabConfig, job: string): boolean => {
  const rules = rulesOf(config, job).map(({ value }) => (isMap(value) ? value : {}));
  const isAlways = (rule: object): boolean => !["if", "changes", "exists"].some((key) => key in rule);
  const met = rules.findIndex(isAlways);
  const some = rules.slice(0, met === -1 ? undefined : met + 1);
  return some.length > 0 && some.every(({ when }) => when === "never");
};

const imageOf = (config: GitlabConfig, job: string): Located<string> | undefined =>
  textAt(config.find(job, ["image", "name"])) ?? textAt(config.find(job, ["image"]));

/** Images that a matrix may make of one. */
const mostImages = 1000;

/** Every image that the variables' values make; a variable without a value stays, and can't be understood. */
const substitute = (place: Place, image: Located<string>): Located<string>[] => {
  const names = new Set([...image.value.matchAll(variable)].map(([, braced, bare]) => braced ?? bare ?? ""));
  let images = [image];
  for (const name of names) {
    const { values } = settingOf(place, name);
    if (values.length === 0 || values.length * images.length > mostImages) continue;
    images = images.flatMap((one) =>
      values.map(({ value, ...at }) => (isKnown(value) ? { ...at, value: fill(one.value, name, textOf(value)) } : one)),
    );
  }
  return images;
};

/** A value that names another variable could go on for ever; a list or a map is none. */
const isKnown = (value: unknown): boolean => !isNested(value) && !textOf(value).includes("$");

const variable = /\$(?:\{(\w+)\}|(\w+))/g;

const fill = (text: string, name: string, value: string): string =>
  text.replace(variable, (whole, braced?: string, bare?: string) => ((braced ?? bare) === name ? value : whole));

interface Place extends Pick<Pipeline, "config" | "triggers"> {
  job: string;
}

interface Setting {
  values: Located<unknown>[];
  /** In every pipeline: what counts less is nowhere used. */
  isSure: boolean;
}

/**
 * All that a variable can be: what a pipeline is started with counts more than what it sets itself, and of that each entry of a
 * matrix and each rule may set its own. docs.gitlab.com "CI/CD variable precedence".
 */
const settingOf = ({ config, job, triggers }: Place, name: string): Setting => {
  const passed = passedOn(triggers, name);
  if (passed.isSure) return passed;
  const rules = [...rulesOf(config, job), ...rulesOf(config, "workflow")];
  const ofRules = variablesOfRules(config, rules).flatMap(([key, value]) => (key === name ? [value] : []));
  const matrix = ["parallel", "matrix"];
  const entries = config.items(job, matrix).map((_, index) => {
    const keys = [...matrix, index, name];
    const one = config.find(job, keys);
    return one === undefined || Array.isArray(one.value) ? config.items(job, keys) : [one];
  });
  const isEverywhere = entries.length > 0 && entries.every((values) => values.length > 0);
  const own = isEverywhere ? undefined : variableOf(config, job, name);
  const values = [...passed.values, ...entries.flat(), ...(own === undefined ? [] : [own]), ...ofRules];
  return { values, isSure: isEverywhere || own !== undefined };
};

/** By the job that starts the pipeline, with what was passed on to itself: `trigger:forward`. */
const passedOn = ([trigger, ...above]: Pipeline["triggers"], name: string): Setting => {
  const isPassed = trigger?.config.find(trigger.job, ["trigger", "forward", "yaml_variables"])?.value !== false;
  if (trigger === undefined || !isPassed) return { values: [], isSure: false };
  return settingOf({ ...trigger, triggers: above }, name);
};

/** Of the job, or from the top where `inherit:variables` lets it. */
const variableOf = (config: GitlabConfig, job: string, name: string): Located<unknown> | undefined => {
  const own = config.find(job, ["variables", name, "value"]) ?? config.find(job, ["variables", name]);
  const inherited = config.find(job, ["inherit", "variables"])?.value ?? true;
  const isTaken = Array.isArray(inherited) ? inherited.includes(name) : inherited !== false;
  if (own !== undefined || !isTaken) return own;
  return config.top(["variables", name, "value"]) ?? config.top(["variables", name]);
};

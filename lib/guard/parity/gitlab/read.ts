/**
 * The pipelines of GitLab CI as jobs and steps, with what could keep each from running or from counting.
 *
 * @module
 */
import { type Beside, type GitlabConfig, textAt, type Unseen, visitGitlab } from "../../ci/index.ts";
import type { Keys, Located } from "../../sources/tree.ts";
import { type Fault, spotOf } from "../fault.ts";
import type { Ci, Job, Step } from "../model.ts";
import { type Places, placesOfValue } from "../places.ts";
import { faultsOf, placeOfJob, type Reading } from "./faults.ts";
import { settingFaults, settingNames } from "./settings.ts";
import { isText, textOf } from "./text.ts";

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
      texts.set(name, found ?? "");
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

const readPipeline = (reading: Reading): Job[] => {
  const { pipeline, file } = reading;
  const { config } = pipeline;
  return config.jobs.flatMap((name) => {
    const at = placeOfJob(reading, name);
    const otherTree = settingFaults(pipeline, name);
    const runtimes: GitlabRuntimes = { config, job: name };
    const job: Job = {
      ...{ system: "gitlab", file, name, outer: name, at, steps: [], checks: [name], otherTree, runtimes },
    };
    const faults = faultsOf(reading, name);
    const variables = settingNames(pipeline, name);
    const script = scriptOf(reading, [...beforeScript(config, name), ...commandsAt(config, name, ["script"])]);
    if (script !== undefined) job.steps.push({ job, at, faults, script, variables });
    const after = scriptOf(reading, commandsAt(config, name, ["after_script"]));
    if (after !== undefined) {
      const lost: Fault = { kind: "masked", level: "violation", at, why: "the status of after_script does not count" };
      job.steps.push({ job, at, faults: [...faults, lost], script: after, variables });
    }
    const other = textAt(config.find(name, ["trigger", "project"]) ?? config.find(name, ["trigger"]));
    if (other !== undefined)
      job.steps.push({
        job,
        at: spotOf(other),
        faults,
        variables,
        uses: { ...other, value: `project:${other.value}` },
      });
    return job.steps.length > 0 ? [job] : [];
  });
};

const beforeScript = (config: GitlabConfig, job: string): Command[] => {
  if (config.find(job, ["before_script"]) !== undefined) return commandsAt(config, job, ["before_script"]);
  const inherited = config.find(job, ["inherit", "default"])?.value ?? true;
  if (inherited !== true && !(Array.isArray(inherited) && inherited.includes("before_script"))) return [];
  if (config.find("default", ["before_script"]) !== undefined) return commandsAt(config, "default", ["before_script"]);
  const top = config.top(["before_script"]);
  return top === undefined ? [] : textsIn(top);
};

/** One text or a list, with lists and references in it. */
const commandsAt = (config: GitlabConfig, job: string, keys: Keys, above: readonly string[] = []): Command[] => {
  const here = JSON.stringify([job, ...keys]);
  const items = config.items(job, keys);
  if (items.length === 0) {
    const one = textAt(config.find(job, keys));
    return one === undefined ? [] : [one];
  }
  return items.flatMap((item): Command[] => {
    if (!Array.isArray(item.value)) return [commandOf(item, item.value)];
    const [name, ...rest] = item.value as unknown[];
    const isReference =
      typeof name === "string" &&
      rest.length > 0 &&
      rest.every(isText) &&
      ![...above, here].includes(JSON.stringify(item.value)) &&
      config.top([name, ...rest.map(String)]) !== undefined;
    return isReference ? commandsAt(config, name, rest.map(String), [...above, here]) : textsIn(item);
  });
};

const textsIn = (found: Located<unknown>): Command[] =>
  (Array.isArray(found.value) ? found.value.flat(10) : [found.value]).map((value: unknown) => commandOf(found, value));

interface Command extends Located<string> {
  /** It is no text: GitLab refuses it. */
  isOdd?: boolean;
}

const commandOf = (found: Located<unknown>, value: unknown): Command => ({
  ...{ ...found, value: textOf(value ?? "") },
  ...(!isText(value) && { isOdd: true }),
});

/** Runner: one script with set -eo pipefail, each command in its order. */
const scriptOf = ({ texts }: Reading, commands: readonly Command[]): Step["script"] => {
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
  if (commands.some(({ isOdd }) => isOdd)) return { text, how: { why: "one of its commands is no text" } };
  return { text, how: { errexit: true, pipefail: true, text, places, cwd: "", faults: [] } };
};

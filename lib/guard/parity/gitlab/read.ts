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
import type { ShellOptions } from "../shell/state.ts";
import { broughtFaults } from "./brought.ts";
import { foreignFaults, handedTo } from "./dotenv.ts";
import { faultsOf, placeOfJob, type Reading } from "./faults.ts";
import { settingFaults, settingNames, takesDefault } from "./settings.ts";
import { shellOf } from "./shell.ts";
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
  const jobs = config.jobs.map((name) => {
    const at = placeOfJob(reading, name);
    const otherTree = [
      ...settingFaults(pipeline, name),
      ...foreignFaults(config, name),
      ...broughtFaults(config, name, reading.paths),
    ];
    const runtimes: GitlabRuntimes = { config, job: name };
    const job: Job = {
      ...{ system: "gitlab", file, name, outer: name, at, steps: [], checks: [name], otherTree, runtimes },
    };
    const faults = faultsOf(reading, name);
    const variables = settingNames(pipeline, name);
    const shell = shellOf(config, name);
    const script = scriptOf(reading, shell, [...beforeScript(config, name), ...commandsAt(config, name, ["script"])]);
    if (script !== undefined) job.steps.push({ job, at, faults, script, variables });
    const after = scriptOf(reading, shell, commandsAt(config, name, ["after_script"]));
    if (after !== undefined) {
      const lost: Fault = { kind: "masked", level: "violation", at, why: "the status of after_script does not count" };
      job.steps.push({ job, at, faults: [...faults, lost], script: after, variables });
    }
    const own = config.find(name, ["run"]);
    if (own !== undefined)
      job.steps.push({
        job,
        at: spotOf(own),
        faults,
        script: { text: textOf(own.value), how: unreadSteps },
        variables,
      });
    const other = textAt(config.find(name, ["trigger", "project"]) ?? config.find(name, ["trigger"]));
    if (other !== undefined)
      job.steps.push({
        job,
        at: spotOf(other),
        faults,
        variables,
        uses: { ...other, value: `project:${other.value}` },
      });
    return job;
  });
  for (const job of jobs) {
    job.handed = handedTo(config, job.name).flatMap(([name, file]) =>
      jobs.filter((one) => one.name === name).map((by) => ({ by, file })),
    );
  }
  return jobs.filter(({ steps }) => steps.length > 0);
};

const unreadSteps = { why: "it is made of steps, which are not read here" };

const beforeScript = (config: GitlabConfig, job: string): Command[] => {
  if (config.find(job, ["before_script"]) !== undefined) return commandsAt(config, job, ["before_script"]);
  if (!takesDefault(config, job, "before_script")) return [];
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
  // `!reference` as the whole value: nobody calls a command like a hidden job.
  const [hidden = "", ...path] = items.map(({ value }) => textOf(value));
  if (hidden.startsWith(".") && path.length > 0 && config.top([hidden, ...path]) !== undefined)
    return above.includes(here) ? [] : commandsAt(config, hidden, path, [...above, here]);
  return items.flatMap((item): Command[] => {
    if (!Array.isArray(item.value)) return [commandOf(item, item.value)];
    const [name = "", ...rest] = item.value.map(textOf);
    const isReference =
      rest.length > 0 &&
      ![...above, here].includes(JSON.stringify([name, ...rest])) &&
      config.top([name, ...rest]) !== undefined;
    return isReference ? commandsAt(config, name, rest, [...above, here]) : textsIn(item);
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

/** Runner: one script, each command in its order. */
const scriptOf = ({ texts }: Reading, shell: ShellOptions, commands: readonly Command[]): Step["script"] => {
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
  return { text, how: { ...shell, text, places, cwd: "", faults: [] } };
};

/**
 * A workflow of GitHub Actions as jobs and steps, with what could keep each from running or from counting.
 *
 * @module
 */
import {
  type Beside,
  inputAt,
  isOfRepository,
  type JobFrame,
  type Scope,
  type Unseen,
  visitGithub,
} from "../../ci/index.ts";
import { parseSource } from "../../sources/index.ts";
import type { Located, Tree } from "../../sources/tree.ts";
import { type Fault, spotOf } from "../fault.ts";
import type { Ci, Job, Step } from "../model.ts";
import { placesOfValue } from "../places.ts";
import { joined } from "../shell/state.ts";
import { jobFaults, stepFaults } from "./around.ts";
import { callFaults } from "./call.ts";
import { directoryOf, inputsOf, jobTreeFaults, type OtherTree, otherTreeOf, stepTreeFaults } from "./checkout.ts";
import { imageFaults } from "./container.ts";
import { environmentFaults, environmentNames } from "./environment.ts";
import { handedOn, injectedIn } from "./injected.ts";
import { checkNames } from "./matrix.ts";
import type { GithubRuntimes } from "./set-up.ts";
import { shapeFaults } from "./shape.ts";
import { settingOf, shellOf } from "./shell.ts";
import { type GithubSituation, situationsOf } from "./situations.ts";
import { textOf } from "./text.ts";
import { judgesChanges, triggerFaults } from "./triggers.ts";
import { umbrellasOf } from "./umbrella.ts";

export interface GithubContext {
  beside: Beside;
  situations: readonly GithubSituation[];
  /** The default branch. */
  branch: string;
}

/** Read the workflow at `path`. Throws `E_SOURCE`. */
export const readGithub = async (path: string, text: string, context: GithubContext): Promise<Ci> => {
  const unseen: Unseen[] = [];
  const texts = new Map<string, string | undefined>([[path, text]]);
  const jobs = new Map<JobFrame, Job>();
  const situations = situationsOf(context.situations, await parseSource(path, text));
  const reading: Reading = {
    path,
    texts,
    context: { ...context, situations },
    jobs,
    trees: new Map(),
    shapes: new Map(),
    local: [],
  };
  const beside: Beside = {
    paths: context.beside.paths,
    text: async (name) => {
      const found = await context.beside.text(name);
      texts.set(name, found);
      return found;
    },
    unseen: (part) => void unseen.push(part),
  };
  const tree = await visitGithub(path, text, beside, {
    job: (scope, frame) => void jobOf(reading, scope, frame),
    step: (scope, frame) => addStep(reading, scope, frame),
  });
  const isJudging = judgesChanges(tree);
  const faults = isJudging ? triggerFaults(tree, context.branch) : [notJudging(tree)];
  for (const step of reading.local) if (await isProgram(step.uses, texts)) step.job.steps.push(step);
  const all = [...jobs.values()];
  for (const step of all.flatMap(({ steps }) => steps)) step.faults = [...faults, ...step.faults];
  const umbrellas = umbrellasOf(tree, jobs, situations);
  return { system: "github", file: path, isJudging, jobs: all, unseen, umbrellas };
};

// --- internal ---

interface Reading {
  path: string;
  /** Of the files that were read. */
  texts: Map<string, string | undefined>;
  context: GithubContext;
  jobs: Map<JobFrame, Job>;
  /** Other trees that a job has brought so far, beside the one that is judged. */
  trees: Map<Job, OtherTree[]>;
  /** What is malformed in each of the files. */
  shapes: Map<Tree, Fault[]>;
  /** Uses of actions of this repository. */
  local: (Step & { uses: Located<string> })[];
}

/** An action that has no steps to be followed: nobody sees what it does. */
const isProgram = async ({ value }: Located<string>, texts: Reading["texts"]): Promise<boolean> => {
  const dir = joined("", value.replace(/^\$\//, ""));
  for (const name of ["action.yml", "action.yaml"]) {
    const path = dir === "" ? name : `${dir}/${name}`;
    const text = texts.get(path);
    if (text !== undefined) return (await parseSource(path, text)).text(["runs", "using"])?.value !== "composite";
  }
  return false;
};

const notJudging = ({ path }: Tree): Fault => ({
  ...{ kind: "skipped", level: "violation", at: { path, line: 1, column: 1 } },
  why: "the workflow runs neither for pushes nor for pull requests",
});

const jobOf = ({ path, jobs }: Reading, scope: Scope, frame: JobFrame): Job => {
  const known = jobs.get(frame);
  if (known !== undefined) return known;
  const { tree, keys } = frame;
  const at = tree.names(["jobs"]).find(({ value }) => value === keys[1]) ?? { path, line: 1, column: 1 };
  const runtimes: GithubRuntimes = { job: scope, steps: [] };
  const job: Job = {
    ...{ system: "github", file: path, name: `${keys[1]}`, at: spotOf(at), steps: [], otherTree: [], runtimes },
    ...{ outer: `${outermost(frame).keys[1]}`, checks: checkNames(frame) },
  };
  jobs.set(frame, job);
  return job;
};

const outermost = (frame: JobFrame): JobFrame => (frame.caller === undefined ? frame : outermost(frame.caller));

const addStep = (reading: Reading, scope: Scope, frame: JobFrame): void => {
  const job = jobOf(reading, scope, frame);
  const { job: top, steps: setUps } = job.runtimes as GithubRuntimes;
  addTree(reading, job, scope);
  const { tree, step: keys } = scope;
  const uses = tree.text([...keys, "uses"]);
  const run = tree.text([...keys, "run"]);
  const { situations } = reading.context;
  const place = { scope, frame, texts: textsOf(reading, filesOf(scope, frame)) };
  const ofStep = stepFaults(situations, scope);
  const setUp = setUps.push({ scope, isSure: ofStep.length === 0 }) - 1;
  const around = [
    ...[...filesOf(scope, frame)].flatMap((file) => malformedIn(reading, file)),
    ...callFaults(frame),
    ...jobFaults(situations, frame),
    ...imageFaults({ ...place, scope: top }),
    ...ofStep,
    ...environmentFaults(scope),
  ];
  const variables = environmentNames(scope);
  const faultsAt = (cwd: string | undefined, script: string): Fault[] => [
    ...around,
    ...(reading.trees.get(job) ?? []).flatMap((other) => stepTreeFaults(other, cwd, script)),
  ];
  if (run !== undefined) {
    const cwd = directoryOf(scope, settingOf(scope, "working-directory"));
    const script = scriptOf(reading, { scope, run, cwd });
    const injected = [...injectedIn(place, run), ...handedOn(run, variables)];
    job.steps.push({ job, setUp, at: spotOf(run), faults: faultsAt(cwd, run.value), script, variables, injected });
  } else if (uses !== undefined) {
    const inputs = inputsOf(scope);
    const cwd = directoryOf(scope, inputs.get("working-directory"));
    const steps = isOfRepository(uses.value) ? reading.local : job.steps;
    const code = /^actions\/github-script@/i.test(uses.value) ? inputAt(scope, "script") : undefined;
    const injected = code === undefined ? [] : injectedIn(place, { ...code, value: textOf(code.value) });
    steps.push({ job, setUp, at: spotOf(uses), faults: faultsAt(cwd, ""), uses, inputs, variables, injected });
  } else {
    const several = tree.get([...keys, "parallel"]);
    if (several === undefined) return;
    const script = { text: "parallel", how: { why: "steps beside each other are not read here" } };
    job.steps.push({ job, at: spotOf(several), faults: around, script, variables });
  }
};

/** The files that lead to a step, each once. */
const filesOf = ({ tree, callers }: Scope, frame: JobFrame): Set<Tree> => {
  const files = new Set([tree, ...callers.map((caller) => caller.tree)]);
  for (let one: JobFrame | undefined = frame; one !== undefined; one = one.caller) files.add(one.tree);
  return files;
};

const textsOf = ({ texts }: Reading, files: Set<Tree>): Map<string, string> =>
  new Map([...files].map(({ path }) => [path, texts.get(path) ?? ""]));

const malformedIn = ({ shapes }: Reading, file: Tree): Fault[] => {
  const faults = shapes.get(file) ?? shapeFaults(file);
  shapes.set(file, faults);
  return faults;
};

/** What the step checks out, where that is another tree. */
const addTree = ({ context, trees }: Reading, job: Job, scope: Scope): void => {
  const other = otherTreeOf(scope);
  if (other === undefined) return;
  const faults = jobTreeFaults(other, context.beside.paths);
  job.otherTree = [...job.otherTree, ...faults];
  if (faults.length === 0) trees.set(job, [...(trees.get(job) ?? []), other]);
};

interface Running {
  scope: Scope;
  run: Located<string>;
  cwd: string | undefined;
}

const scriptOf = ({ texts }: Reading, { scope, run, cwd }: Running): NonNullable<Step["script"]> => {
  const shell = shellOf(scope);
  if ("why" in shell) return { text: run.value, how: shell };
  const places = placesOfValue(texts.get(run.path) ?? "", run);
  return { text: run.value, how: { faults: [], ...shell, text: run.value, places, cwd } };
};

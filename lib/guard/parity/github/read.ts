/**
 * A workflow of GitHub Actions as jobs and steps, with what could keep each from running or from counting.
 *
 * @module
 */
import { type Beside, expressionValues, type JobFrame, type Scope, type Unseen, visitGithub } from "../../ci/index.ts";
import type { Located, Tree } from "../../sources/tree.ts";
import { type Fault, spotOf } from "../fault.ts";
import type { Ci, Job, Step } from "../model.ts";
import { placesOfValue } from "../places.ts";
import { joined } from "../shell/state.ts";
import { conditionFaults, continueFaults } from "./conditions.ts";
import { environmentFaults } from "./environment.ts";
import { asksForStatus } from "./expression.ts";
import { checkNames } from "./matrix.ts";
import { shellOf } from "./shell.ts";
import type { GithubSituation } from "./situations.ts";
import { judgesChanges, triggerFaults } from "./triggers.ts";
import { umbrellasOf } from "./umbrella.ts";

export interface GithubContext {
  beside: Beside;
  situations: readonly GithubSituation[];
  /** The default branch. */
  branch: string;
}

/** What a job of GitHub sets up is read from these. */
export interface GithubRuntimes {
  scopes: Scope[];
  job: Scope;
}

/** Read the workflow at `path`. Throws `E_SOURCE`. */
export const readGithub = async (path: string, text: string, context: GithubContext): Promise<Ci> => {
  const unseen: Unseen[] = [];
  const texts = new Map<string, string>([[path, text]]);
  const beside: Beside = {
    paths: context.beside.paths,
    text: async (name) => {
      const found = await context.beside.text(name);
      if (found !== undefined) texts.set(name, found);
      return found;
    },
    unseen: (part) => void unseen.push(part),
  };
  const jobs = new Map<JobFrame, Job>();
  const outer: { faults: Fault[] } = { faults: [] };
  const reading: Reading = { path, texts, context, jobs, outer };
  const tree = await visitGithub(path, text, beside, {
    job: (scope, frame) => void jobs.set(frame, jobOf(reading, scope, frame)),
    step: (scope, frame) => addStep(reading, scope, frame),
  });
  const isJudging = judgesChanges(tree);
  outer.faults.push(...(isJudging ? triggerFaults(tree, context.branch) : [notJudging(tree)]));
  for (const job of jobs.values()) for (const step of job.steps) step.faults = [...outer.faults, ...step.faults];
  return {
    system: "github",
    file: path,
    isJudging,
    jobs: [...jobs.values()],
    unseen,
    umbrellas: umbrellasOf(tree, jobs),
  };
};

// --- internal ---

interface Reading {
  path: string;
  texts: ReadonlyMap<string, string>;
  context: GithubContext;
  jobs: Map<JobFrame, Job>;
  outer: { faults: Fault[] };
}

const notJudging = ({ path }: Tree): Fault => ({
  ...{ kind: "skipped", level: "violation", at: { path, line: 1, column: 1 } },
  why: "the workflow runs neither for pushes nor for pull requests",
});

const jobOf = ({ path }: Reading, scope: Scope, frame: JobFrame): Job => {
  const { tree, keys } = frame;
  const at = tree.names(keys.slice(0, -1)).find(({ value }) => value === keys.at(-1)) ?? { path, line: 1, column: 1 };
  const runtimes: GithubRuntimes = { scopes: [], job: scope };
  return {
    ...{ system: "github", file: path, name: `${keys.at(-1)}`, at: spotOf(at), steps: [], otherTree: [], runtimes },
    checks: checkNames(frame),
  };
};

const addStep = (reading: Reading, scope: Scope, frame: JobFrame): void => {
  const job = reading.jobs.get(frame);
  if (job === undefined) return;
  (job.runtimes as GithubRuntimes).scopes.push(scope);
  const { tree, step: keys } = scope;
  const uses = tree.text([...keys, "uses"]);
  const run = tree.text([...keys, "run"]);
  const faults = [...jobFaults(reading, frame), ...stepFaults(reading, scope), ...environmentFaults(scope)];
  const other = uses === undefined ? undefined : otherTreeOf(scope, uses);
  if (other !== undefined) job.otherTree = [...job.otherTree, other];
  if (run !== undefined) job.steps.push({ job, at: spotOf(run), faults, script: scriptOf(reading, scope, run) });
  else if (uses !== undefined && !uses.value.startsWith("./")) {
    const inputs = new Map(
      tree.names([...keys, "with"]).flatMap(({ value }) => {
        const found = tree.get([...keys, "with", value]);
        return found === undefined ? [] : [[value, found] as const];
      }),
    );
    job.steps.push({ job, at: spotOf(uses), faults, uses, inputs });
  }
};

const scriptOf = ({ texts }: Reading, scope: Scope, run: Located<string>): NonNullable<Step["script"]> => {
  const shell = shellOf(scope);
  if ("why" in shell) return { text: run.value, how: shell };
  const places = placesOfValue(texts.get(run.path) ?? "", run);
  const cwd = directoryOf(scope);
  return { text: run.value, how: { faults: [], ...shell, text: run.value, places, cwd } };
};

const directoryOf = (scope: Scope): string | undefined => {
  const { tree, step, job, callers } = scope;
  const usual =
    callers.length > 0
      ? undefined
      : (job.tree.get([...job.keys, "defaults", "run", "working-directory"]) ??
        job.tree.get(["defaults", "run", "working-directory"]));
  const found = tree.get([...step, "working-directory"]) ?? usual;
  if (found === undefined) return "";
  const text = `${found.value}`.replace(/^\$\{\{\s*github\.workspace\s*\}\}\/?/, "");
  if (text === "") return "";
  const values = expressionValues(scope, { ...found, value: text });
  if ("why" in values || values.length !== 1) return undefined;
  return joined("", `${values[0]?.value}`);
};

/** Of the job and of the jobs that call it. */
const jobFaults = ({ context }: Reading, frame: JobFrame): Fault[] => {
  const faults: Fault[] = [];
  for (let one: JobFrame | undefined = frame; one !== undefined; one = one.caller) {
    const { tree, keys } = one;
    const scope: Scope = { tree, step: keys, job: { tree, keys }, callers: [], input: () => undefined };
    faults.push(...conditionFaults(tree.get([...keys, "if"]), scope, context.situations));
    faults.push(...continueFaults(tree.get([...keys, "continue-on-error"]), scope));
    faults.push(...needsFaults(tree, `${keys.at(-1)}`, context, new Set()));
  }
  return faults;
};

/** A job that needs one which is left out is left out itself, and GitHub takes that for a success. */
const needsFaults = (tree: Tree, job: string, context: GithubContext, seen: Set<string>): Fault[] => {
  const own = tree.get(["jobs", job, "if"]);
  if (
    seen.has(job) ||
    (own !== undefined && /\b(?:always|cancelled|failure)\s*\(/i.test(`${own.value}`) && asksForStatus(`${own.value}`))
  )
    return [];
  seen.add(job);
  return neededBy(tree, job).flatMap((needed): Fault[] => {
    const keys = ["jobs", needed.value];
    const scope: Scope = { tree, step: keys, job: { tree, keys }, callers: [], input: () => undefined };
    const direct = conditionFaults(tree.get([...keys, "if"]), scope, context.situations).map(
      (fault): Fault => ({
        ...fault,
        why: `it needs "${needed.value}", and of that ${fault.why}`,
      }),
    );
    return [...direct, ...needsFaults(tree, needed.value, context, seen)];
  });
};

/** The jobs that `job` needs. */
export const neededBy = (tree: Tree, job: string): Located<string>[] => {
  const keys = ["jobs", job, "needs"];
  const one = tree.text(keys);
  return one === undefined ? tree.items(keys).map((item) => ({ ...item, value: `${item.value}` })) : [one];
};

/** Of the step, and of those of composite actions' callers. */
const stepFaults = ({ context }: Reading, scope: Scope): Fault[] =>
  [{ tree: scope.tree, step: scope.step }, ...scope.callers].flatMap(({ tree, step }) => [
    ...conditionFaults(tree.get([...step, "if"]), scope, context.situations),
    ...continueFaults(tree.get([...step, "continue-on-error"]), scope),
  ]);

/** `actions/checkout` of another repository or commit into the place that is judged. */
const otherTreeOf = (scope: Scope, uses: Located<string>): Fault | undefined => {
  if (!/^actions\/checkout@/i.test(uses.value)) return undefined;
  const { tree, step } = scope;
  if (tree.get([...step, "with", "path"]) !== undefined) return undefined;
  const repository = tree.get([...step, "with", "repository"]);
  const ref = tree.get([...step, "with", "ref"]);
  const sparse = tree.get([...step, "with", "sparse-checkout"]);
  const base = { kind: "different" as const, level: "violation" as const };
  if (repository !== undefined && !/github\.repository\s*\}\}|head\.repo\.full_name/.test(`${repository.value}`)) {
    return {
      ...base,
      at: spotOf(repository),
      written: `repository: ${repository.value}`,
      why: "the job checks out another repository",
    };
  }
  if (
    ref !== undefined &&
    !/^\s*(?:\$\{\{\s*github\.(?:sha|ref|ref_name|head_ref|event\.pull_request\.head\.(?:sha|ref))(?:\s*\|\|\s*github\.(?:sha|ref|ref_name))?\s*\}\}\s*)?$/.test(
      `${ref.value}`,
    )
  ) {
    return {
      ...base,
      at: spotOf(ref),
      written: `ref: ${ref.value}`,
      why: "the job checks out another commit than the one that CI is about",
    };
  }
  if (sparse !== undefined) {
    return { ...base, at: spotOf(sparse), written: "sparse-checkout", why: "the job checks out a part of the tree" };
  }
  return undefined;
};

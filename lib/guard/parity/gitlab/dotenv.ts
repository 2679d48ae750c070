/**
 * Variables that jobs hand on to others in files: `artifacts:reports:dotenv`.
 *
 * docs.gitlab.com "CI/CD artifacts reports types"; "CI/CD YAML syntax reference": `dependencies`, `needs:artifacts`, `needs:project`,
 * `needs:pipeline:job`, `stages`.
 *
 * @module
 */
import { type GitlabConfig, textAt } from "../../ci/index.ts";
import type { Located } from "../../sources/tree.ts";
import { type Fault, shortened, spotOf } from "../fault.ts";
import { isNamed, needsOf } from "./needs.ts";
import { takesDefault } from "./settings.ts";
import { isMap, textOf } from "./text.ts";

/** The files that `job` gets variables from, by the jobs that write them. */
export const handedTo = (config: GitlabConfig, job: string): readonly Written[] => {
  const all =
    known.get(config) ?? config.jobs.flatMap((name) => filesOf(config, name).map((file) => [name, file] as const));
  known.set(config, all);
  const isGiver = giversOf(config, job);
  return all.filter(([name]) => isGiver(name));
};

/** Jobs of other pipelines may hand on any. */
export const foreignFaults = (config: GitlabConfig, job: string): Fault[] =>
  needsOf(config, job)
    .filter(({ value }) => isMap(value) && (value["project"] ?? value["pipeline"]) !== undefined && takes(value))
    .map(({ value, ...at }) => ({
      ...{ kind: "unread", level: "undecided", at: spotOf(at), written: shortened(textOf(value)) },
      why: "which variables it gets from the job of another pipeline is not known: artifacts: false takes none",
    }));

/** Whether a job's files are taken. */
export const giversOf = (config: GitlabConfig, job: string): ((name: string) => boolean) => {
  const { names, isStaged } = wantedBy(config, job);
  // What no job is called may be a part of a reference, and stand for any.
  const isOpen = isStaged || names.some((one) => !config.jobs.some((name) => isNamed(one, name)));
  const isAsked = (name: string): boolean =>
    names.some((one) => isNamed(one, name)) || (isOpen && isBefore(config, name, job));
  return (name) => name !== job && isAsked(name);
};

// --- internal ---

type Written = readonly [by: string, file: Located<string>];

const known = new WeakMap<GitlabConfig, readonly Written[]>();

/** The names of the jobs whose files it takes; `isStaged`: those of all earlier stages. */
const wantedBy = (config: GitlabConfig, job: string): { names: string[]; isStaged: boolean } => {
  const named = config.find(job, ["dependencies"])?.value ?? undefined;
  if (named !== undefined) return { names: [named].flat().map(textOf), isStaged: false };
  const names = needsOf(config, job).flatMap(({ value }) => {
    if (!isMap(value)) return [textOf(value)];
    return takes(value) ? [textOf(value["job"])] : [];
  });
  // Where it says none itself, stages count.
  return { names, isStaged: (config.find(job, ["needs"])?.value ?? null) === null };
};

const takes = (needed: Readonly<Record<string, unknown>>): boolean => needed["artifacts"] !== false;

/** In an earlier stage, or perhaps. */
const isBefore = (config: GitlabConfig, one: string, other: string): boolean => {
  const said = config.top(["stages"])?.value;
  const named = Array.isArray(said) ? said.map(textOf) : ["build", "test", "deploy"];
  const stages = [".pre", ...named.filter((name) => name !== ".post"), ".post"];
  const placeOf = (job: string): number => stages.indexOf(textOf(config.find(job, ["stage"])?.value ?? "test"));
  const last = placeOf(other);
  return last === -1 || placeOf(one) < last;
};

const filesOf = (config: GitlabConfig, job: string): Located<string>[] => {
  const keys = ["artifacts", "reports", "dotenv"];
  const isOwn = config.find(job, ["artifacts"]) !== undefined || !takesDefault(config, job, "artifacts");
  const owner = isOwn ? job : "default";
  const reports = config.find(owner, keys.slice(0, 2));
  // A reference stands for any.
  if (Array.isArray(reports?.value)) return [{ ...reports, value: textOf(reports.value) }];
  const one = textAt(config.find(owner, keys));
  const several = config.items(owner, keys).map((found) => ({ ...found, value: textOf(found.value) }));
  return one === undefined ? several : [one];
};

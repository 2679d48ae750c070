/**
 * A history that really takes place: each run is a call of the program, each review is signed.
 *
 * @module
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { draw } from "./chance.ts";
import { type Day, dayOf, type Ending, midnightOf, type PlannedRun, type Project } from "./model.ts";
import { makePeople, type People } from "./people.ts";
import { type Caller, callerOf, documentOf } from "./program.ts";
import { projects as allProjects } from "./projects.ts";
import { changeRepository, makeRepository, putFiles } from "./repository.ts";

export interface HistoryOptions {
  /** The dispatcher, a file that Node can start. */
  program: string;
  days: number;
  /** Default: all. */
  projects?: readonly Project[];
  /** Called after every run. */
  onRun?: (counts: Counts) => void;
}

export interface Counts {
  runs: number;
  failed: number;
  reviews: number;
  notes: number;
}

/** Perform `days` days in the new directory `top`: one directory per project, `people/` and `trust.json`. */
export const performHistory = async (top: string, options: HistoryOptions): Promise<Counts> => {
  const { program, days, projects = allProjects, onRun } = options;
  const call = callerOf(program);
  mkdirSync(top);
  writeFileSync(join(top, "kprov.config.json"), JSON.stringify({ project: "history", catalog: { searchable } }));
  const morning = midnightOf(dayOf(0));
  const people = await makePeople(call, top, morning);
  const counts: Counts = { runs: 0, failed: 0, reviews: 0, notes: 0 };
  const done = new Map<string, Promise<void>>();
  for (const project of projects) makeRepository(join(top, project.name), project, morning);
  // A project works on one day after the other; beside it the others work on theirs, as soon as what they read is there.
  for (let index = 0; index < days; index += 1) {
    for (const project of projects) {
      const before = [`${project.name} ${index - 1}`, ...project.after.map((name) => `${name} ${index}`)];
      const work = { top, project, day: dayOf(index), people, call, counts, onRun };
      const ready = Promise.all(before.map((name) => done.get(name)));
      done.set(
        `${project.name} ${index}`,
        ready.then(() => performDay(work)),
      );
    }
  }
  await Promise.all(done.values());
  return counts;
};

// --- internal ---

interface Work {
  top: string;
  project: Project;
  day: Day;
  people: People;
  call: Caller;
  counts: Counts;
  onRun: HistoryOptions["onRun"];
}

/** What the catalog of all of them may show the text of. */
const searchable = ["logs/stdout.log", "logs/stderr.log", "outputs/**/*.md", "outputs/**/*.txt"];

const minute = 60_000;

const performDay = async (work: Work): Promise<void> => {
  const { top, project, day } = work;
  const dir = join(top, project.name);
  const opening = midnightOf(day) + project.opens * minute;
  changeRepository(dir, project.changes(day), opening);
  for (const [index, run] of project.runs(day).entries()) {
    const now =
      opening + (index * 5 + draw(4, project.name, day.index, index)) * minute + draw(minute, run.step, index);
    await performRun(work, run, now);
  }
};

/** What the program ends with: the step's own status, 124 after a timeout, 128 and the signal. */
const statuses: Record<Ending, readonly number[]> = {
  succeeded: [0],
  failed: [1, 3],
  signalled: [143],
  "timed-out": [124],
};

const performRun = async ({ top, project, people, call, counts, onRun }: Work, run: PlannedRun, now: number) => {
  const cwd = join(top, project.name);
  putFiles(cwd, run.delivered);
  const asked = { cwd, argv: argvOf(run), now, home: people.homes.builder };
  const { bundle } = await documentOf(call(asked), statuses[run.ending]);
  counts.runs += 1;
  if (run.ending !== "succeeded") counts.failed += 1;
  for (const [index, { reviewer, decision, note }] of run.reviews.entries()) {
    const argv = [
      "review",
      String(bundle),
      `--${decision}`,
      "--note",
      note,
      "--yes",
      "--trust",
      people.trust,
      "--json",
    ];
    await documentOf(call({ cwd, argv, now: now + (90 + index * 30) * minute, home: people.homes[reviewer] }));
    counts.reviews += 1;
  }
  for (const note of run.notes) {
    const argv = "tag" in note ? ["tag", String(bundle), note.tag] : ["annotate", String(bundle), note.text];
    await documentOf(call({ cwd, argv: [...argv, "--json"], now: now + 60 * minute, home: people.homes.ann }));
    counts.notes += 1;
  }
  onRun?.(counts);
};

const argvOf = (run: PlannedRun): string[] => [
  ...["run", "--json", "--step", run.step],
  ...run.inputs.flatMap((path) => ["--input", path]),
  ...run.outputs.flatMap((path) => ["--output", path]),
  ...Object.entries(run.tags).flatMap(([key, value]) => ["--tag", `${key}=${value}`]),
  ...(run.collect ? ["--collect"] : []),
  ...(run.isSigned ? ["--key", "builder"] : []),
  ...(run.ending === "timed-out" ? ["--timeout", "0.3"] : []),
  ...["--", ...run.argv],
];

/**
 * What becomes of the job `gate` of a pipeline, in a few words.
 *
 * @module
 */
import { readGitlab } from "../../../../../lib/guard/parity/gitlab/read.ts";

type Files = Readonly<Record<string, string>>;

/** The innermost `gate`. */
export const jobOf = async (main: string, more: Files = {}, branch = "main") => {
  const files: Files = { ".gitlab-ci.yml": main, ...more };
  const beside = {
    paths: Object.keys(files).sort(),
    text: async (path: string) => files[path],
    unseen: () => undefined,
  };
  const { jobs } = await readGitlab(".gitlab-ci.yml", main, { beside, branch });
  const job = jobs.findLast(({ name }) => name === "gate");
  if (job === undefined) throw new Error("There is no gate");
  return job;
};

type Job = Awaited<ReturnType<typeof jobOf>>;
type Fault = Job["otherTree"][number];

const spelled = ({ kind, level, at, events, written }: Fault): string =>
  [
    ...(level === "violation" ? [] : ["perhaps"]),
    kind,
    ...(events ?? []).map((event) => `for a ${event}`),
    `${at.path === ".gitlab-ci.yml" ? "" : `${at.path}:`}${at.line}`,
    ...(written === undefined || written === "" ? [] : [`(${written})`]),
  ].join(" ");

/** What can keep the job from running, or its failure from counting; each once, though merge requests have two situations. */
export const faultsOfGate = async (...asked: Parameters<typeof jobOf>): Promise<string[]> => [
  ...new Set(((await jobOf(...asked)).steps[0]?.faults ?? []).map(spelled)),
];

/** What its variables do. */
export const settingsOfGate = async (...asked: Parameters<typeof jobOf>): Promise<string[]> =>
  (await jobOf(...asked)).otherTree.map(spelled);

/** The events for which the job is left out, perhaps, or may fail; each once, without places. */
export const fateOfGate = async (
  more: string,
  ...rest: [Readonly<Record<string, string>>?, string?]
): Promise<string[]> => {
  const found = await faultsOfGate(`gate:\n  script: gate\n${more}`, ...rest);
  return [...new Set(found.map((fault) => fault.replace(/ (?:[\w./-]+:)?\d+(?: \(.*\))?$/s, "")))];
};

/**
 * What a pipeline of GitLab has to look like for what is read of it: GitLab refuses one of another shape, and runs none of it.
 *
 * docs.gitlab.com "CI/CD YAML syntax reference". Not here: what decides nothing, and what is doubted where it is read.
 *
 * @module
 */
import type { GitlabConfig } from "../../ci/index.ts";
import type { Located } from "../../sources/tree.ts";
import { type Fault, shortened, spotOf } from "../fault.ts";
import { refusedFaults } from "./refused.ts";
import { isMap, isText, textOf } from "./text.ts";

/** Everything in the pipeline that has another shape; the same list whenever it is asked. */
export const shapeFaults = (config: GitlabConfig): readonly Fault[] => {
  const faults = known.get(config) ?? [
    ...ofTop.flatMap(([keys, kinds]) => faultAt(keys, kinds, config.top(keys))),
    ...config.jobs.flatMap((job) => ofJob.flatMap(([keys, kinds]) => faultAt(keys, kinds, config.find(job, keys)))),
    ...config.jobs.flatMap((job) =>
      config.items(job, ["parallel", "matrix"]).flatMap((entry) => faultAt(["matrix"], ["map"], entry)),
    ),
    ...config.jobs.flatMap((job) => clashes(config, job)),
    ...refusedFaults(config),
  ];
  known.set(config, faults);
  return faults;
};

// --- internal ---

const known = new WeakMap<GitlabConfig, readonly Fault[]>();

type Kind = "text" | "list" | "map";
type Expected = readonly [keys: readonly string[], kinds: readonly Kind[]];

/** References to lists and maps are lists. */
const ofTop: readonly Expected[] = [
  [["workflow"], ["map"]],
  [["workflow", "rules"], ["list"]],
  [["variables"], ["map", "list"]],
  [["default"], ["map"]],
  [["stages"], ["list"]],
  [["default", "secrets"], ["map"]],
  [["default", "id_tokens"], ["map"]],
];

const ofJob: readonly Expected[] = [
  ...["script", "before_script", "after_script"].map((key): Expected => [[key], ["text", "list"]]),
  [["variables"], ["map", "list"]],
  [["needs"], ["list", "map"]],
  [["parallel"], ["text", "map"]],
  [["parallel", "matrix"], ["list"]],
  [["inherit"], ["map"]],
  [["stage"], ["text"]],
  [["secrets"], ["map"]],
  [["id_tokens"], ["map"]],
];

const faultAt = (keys: readonly string[], kinds: readonly Kind[], found: Located<unknown> | undefined): Fault[] => {
  if (found === undefined || found.value === null) return [];
  const kind = isMap(found.value) ? "map" : isText(found.value) ? "text" : "list";
  if (kinds.includes(kind)) return [];
  const why = `a ${kind} stands where GitLab takes a ${kinds.join(" or ")}, and it runs nothing of such a pipeline`;
  return [fault({ ...found, value: `${keys.at(-1)}: ${textOf(found.value)}` }, why)];
};

/** Keys that GitLab does not take together. */
const pairs = [
  ["rules", "only"],
  ["rules", "except"],
  ["script", "trigger"],
] as const;

const clashes = (config: GitlabConfig, job: string): Fault[] =>
  pairs.flatMap(([one, other]) => {
    const found = config.find(job, [other]);
    if (found === undefined || found.value === null || (config.find(job, [one])?.value ?? null) === null) return [];
    return [
      fault(
        { ...found, value: other },
        `GitLab takes no "${other}" beside "${one}", and runs nothing of such a pipeline`,
      ),
    ];
  });

const fault = (found: Located<string>, why: string): Fault => ({
  ...{ kind: "unread", level: "undecided", at: spotOf(found), written: shortened(found.value), why },
});

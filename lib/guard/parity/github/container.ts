/**
 * What a job's container is started with: variables for all of its steps, and directories in the place of its own.
 *
 * docs.github.com "Workflow syntax": `jobs.<job_id>.container`; docs.docker.com, `docker create`.
 *
 * @module
 */
import type { JobFrame } from "../../ci/index.ts";
import type { Located } from "../../sources/tree.ts";
import { type Fault, shortened, spotOf } from "../fault.ts";
import { textOf } from "./text.ts";

/** What the container of a job may put in the gate's place. */
export const containerFaults = ({ tree, keys }: Pick<JobFrame, "tree" | "keys">): Fault[] => {
  const place = [...keys, "container"];
  const options = tree.get([...place, "options"]);
  const isPlain = options === undefined || harmless.test(textOf(options.value));
  return [
    ...(isPlain ? [] : [fault(options, "what the container's options do to the gate is not known")]),
    ...tree
      .items([...place, "volumes"])
      .filter(({ value }) => ofTheWorkspace.test(textOf(value)))
      .map((found) => fault(found, "a directory of the repository may stand in the place of the container's programs")),
  ];
};

// --- internal ---

/** What they say changes neither its programs nor its variables; a value that only a run knows may be another option. */
const harmless =
  /^(?:\s*(?:--(?:init|privileged|rm)|-[it]+|(?:--(?:cap-(?:add|drop)|cpus|cpu-shares|device|dns|gpus|group-add|health-[a-z-]+|hostname|ipc|log-[a-z]+|memory|memory-swap|name|network|network-alias|pid|platform|pull|security-opt|shm-size|ulimit|user)|-[mu])(?:=|\s+)[\w./:,=@][\w./:,=@-]*)(?=\s|$))*\s*$/;

/** By its path from here or as the host has it, or by what only a run knows. */
const ofTheWorkspace = /^\.|\.\.|\$|\/_?work\//;

const fault = (found: Located<unknown>, why: string): Fault => ({
  ...{ kind: "unread", level: "undecided", at: spotOf(found), written: shortened(textOf(found.value)), why },
});

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
  const isPlain =
    options === undefined || (harmless.test(textOf(options.value)) && !deciding.test(textOf(options.value)));
  return [
    ...(isPlain ? [] : [fault(options, "what the container's options do to the gate is not known")]),
    ...tree
      .items([...place, "volumes"])
      .filter(({ value }) => ofTheWorkspace.test(textOf(value)))
      .map((found) => fault(found, "a directory of the repository may stand in the place of the container's programs")),
  ];
};

// --- internal ---

const flags = "--(?:init|privileged|rm)|-[it]+";
const names = [
  ...[
    "blkio-weight",
    "cap-(?:add|drop)",
    "cgroupns",
    "cpus",
    "cpu-(?:period|quota|shares)",
    "cpuset-(?:cpus|mems)",
    "device",
  ],
  ...["dns", "expose", "gpus", "group-add", "health-[a-z-]+", "hostname", "ipc", "label", "log-[a-z]+", "memory"],
  ...[
    "memory-(?:reservation|swap)",
    "name",
    "network",
    "network-alias",
    "oom-score-adj",
    "pid",
    "pids-limit",
    "platform",
  ],
  ...["publish", "pull", "security-opt", "shm-size", "stop-timeout", "ulimit", "user"],
].join("|");

/** Where neither programs nor the checkout are, and no home. */
const aside = "\\/(?:cache|data|dev\\/shm|media|mnt|run|scratch|srv|tmp|var)(?:\\/(?!\\.\\.)[\\w.-]+)*\\/?";
const mounted = `(?!\\S*(?:\\.\\.|\\/_?work\\/))(?:\\/[\\w./-]+|[\\w-]+):${aside}(?::(?:ro|rw))?`;
const settings = [
  `(?:--(?:${names})|-[hlmpu])(?:=|\\s+)[\\w./:,=@][\\w./:,=@-]*`,
  "--add-host(?:=|\\s+)[\\w.-]+[:=][\\w.:-]+",
  `--tmpfs(?:=|\\s+)${aside}(?::[\\w=,]+)?`,
  `(?:--volume|-v)(?:=|\\s+)${mounted}`,
].join("|");

/** What they say changes neither its programs nor its variables; a value that only a run knows may be another option. */
const harmless = new RegExp(`^(?:\\s*(?:${flags}|${settings})(?=\\s|$))*\\s*$`);

/** From such a host a gate or its checkout may come. */
const deciding = /--add-host(?:=|\s+)[\w.-]*(?:npm|yarn|bun|jsr|registry|git)/i;

/** By its path from here or as the host has it, or by what only a run knows. */
const ofTheWorkspace = /^\.|\.\.|\$|\/_?work\//;

const fault = (found: Located<unknown>, why: string): Fault => ({
  ...{ kind: "unread", level: "undecided", at: spotOf(found), written: shortened(textOf(found.value)), why },
});

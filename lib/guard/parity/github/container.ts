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
import { isDecidingOutside } from "../outside.ts";
import { isTheirs, type Place } from "./injected.ts";
import { textOf } from "./text.ts";

/** What the container of a job may put in the gate's place. */
export const containerFaults = ({ tree, keys }: Pick<JobFrame, "tree" | "keys">): Fault[] => {
  const place = [...keys, "container"];
  const options = tree.get([...place, "options"]);
  const isPlain =
    options === undefined || (harmless.test(textOf(options.value)) && !deciding.test(textOf(options.value)));
  return [
    ...(isPlain ? [] : [fault(options, "what the container's options do to the gate is not known")]),
    ...tree.items([...place, "volumes"]).flatMap((found) => {
      const volume = textOf(found.value);
      if (ofTheWorkspace.test(volume))
        return [fault(found, "a directory of the repository may stand in the place of the container's programs")];
      const [, target] = /:([^:]*)/.exec(volume) ?? [];
      if (target === undefined || !isOverPrograms(target)) return [];
      return [fault(found, "it stands in the place of the container's programs, of their settings or of the checkout")];
    }),
  ];
};

/** An image whose name holds what whoever proposes the change writes; `place` is that of the job, and not of a step. */
export const imageFaults = (place: Place): Fault[] => {
  const { tree, keys } = place.frame;
  const at = [...keys, "container"];
  const found = tree.get([...at, "image"]) ?? tree.text(at);
  if (found === undefined) return [];
  const image = textOf(found.value);
  const axes = /(?<![\w.-])matrix\b/i.test(image) ? textOf(tree.get([...keys, "strategy", "matrix"])?.value ?? "") : "";
  if (!isTheirs(place, image) && !isTheirs(place, axes)) return [];
  return [fault(found, "whoever proposes the change may choose the image, and so the programs that run the gate")];
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

/** GitHub mounts the checkout, its tools and its own Node below these; what else lies in /opt an image has for itself. */
const isOverPrograms = (target: string): boolean =>
  /^\/(?:__[ewt]|github)(?:\/|$)/.test(target) ||
  (!/^\/opt(?:\/hostedtoolcache)?\/*$/.test(target) && isDecidingOutside(target));

/** By its path from here or as the host has it, or by what only a run knows. */
const ofTheWorkspace = /^\.|\.\.|\$|\/_?work\//;

const fault = (found: Located<unknown>, why: string): Fault => ({
  ...{ kind: "unread", level: "undecided", at: spotOf(found), written: shortened(textOf(found.value)), why },
});

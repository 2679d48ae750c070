/**
 * What executed the step: tools, Python distributions, lock files, platform.
 *
 * @module
 */
import type { PythonEnvironment, Tool, Toolchain } from "../../evidence/index.ts";
import { compareBytes } from "../../report.ts";
import { type Change, type Section, valueChange } from "../difference.ts";

/** A section each. Versions say more than digests, so digests are told only where versions are the same. */
export const compareToolchains = (before: Toolchain, after: Toolchain): Section[] => [
  compareTools(before.tools, after.tools),
  compareDistributions(before.python, after.python),
  compareLockFiles(before.lockFiles, after.lockFiles),
  { name: "platform", same: null, changes: comparePlatforms(before, after) },
];

// --- internal ---

const compareTools = (before: readonly Tool[], after: readonly Tool[]): Section =>
  compareGroups("tools", {
    before: before.map((tool) => ({ name: toolName(tool), value: tool.sha256, shown: versionOf(tool) })),
    after: after.map((tool) => ({ name: toolName(tool), value: tool.sha256, shown: versionOf(tool) })),
    sameShown: "the same version, other bytes",
  });

const toolName = ({ name, role }: Tool): string => `${name} (${role})`;
const versionOf = ({ version, sha256 }: Tool): string => version ?? `sha256:${sha256}`;

const compareDistributions = (before: readonly PythonEnvironment[], after: readonly PythonEnvironment[]): Section =>
  compareGroups("distributions", { before: distributionsOf(before), after: distributionsOf(after) });

/** Several interpreters are told apart by what they are for. */
const distributionsOf = (environments: readonly PythonEnvironment[]): Entry[] =>
  environments.flatMap(({ role, implementation, version, distributions }) => {
    const suffix = environments.length === 1 ? "" : ` (${role})`;
    return [
      { name: `${implementation}${suffix}`, value: version, shown: version },
      ...distributions.map(({ name, version: own }) => ({ name: `${name}${suffix}`, value: own, shown: own })),
    ];
  });

const compareLockFiles = (before: Toolchain["lockFiles"], after: Toolchain["lockFiles"]): Section => {
  const entries = (files: Toolchain["lockFiles"]): Entry[] =>
    files.map(({ path, size, sha256 }) => ({ name: path, value: sha256, shown: `${size} bytes, sha256:${sha256}` }));
  return compareGroups("lock files", { before: entries(before), after: entries(after) });
};

const comparePlatforms = (before: Toolchain, after: Toolchain): Change[] => {
  const [old, now] = [before.platform, after.platform];
  const distribution = ({ distribution: found }: typeof old) =>
    found === null ? null : `${found.id} ${found.version}`;
  const cuda = ({ cuda: found }: Toolchain) => ({
    driver: found?.driver ?? null,
    toolkit: found?.toolkit ?? null,
    devices: found === null || found.devices.length === 0 ? null : found.devices.join(", "),
  });
  const [oldCuda, nowCuda] = [cuda(before), cuda(after)];
  return [
    ...valueChange("operating system", old.os, now.os),
    ...valueChange("architecture", old.architecture, now.architecture),
    ...valueChange("distribution", distribution(old), distribution(now)),
    ...valueChange("CUDA driver", oldCuda.driver, nowCuda.driver),
    ...valueChange("CUDA toolkit", oldCuda.toolkit, nowCuda.toolkit),
    ...valueChange("CUDA devices", oldCuda.devices, nowCuda.devices),
  ];
};

interface Entry {
  name: string;
  /** Equal for things that are the same. */
  value: string;
  /** What a person is told. */
  shown: string;
}

/** By name; of several with one name those with one value belong together, the others in their order. */
const compareGroups = (
  name: string,
  { before, after, sameShown }: { before: readonly Entry[]; after: readonly Entry[]; sameShown?: string },
): Section => {
  const [left, right] = [groupsOf(before), groupsOf(after)];
  const changes: Change[] = [];
  let same = 0;
  for (const key of [...new Set([...left.keys(), ...right.keys()])].sort(compareBytes)) {
    const [old, now] = [left.get(key) ?? [], right.get(key) ?? []];
    const kept = old.filter(({ value }) => now.some((other) => other.value === value));
    same += kept.length;
    const isKept = ({ value }: Entry): boolean => kept.some((other) => other.value === value);
    const [gone, come] = [old.filter((item) => !isKept(item)), now.filter((item) => !isKept(item))];
    for (let index = 0; index < Math.max(gone.length, come.length); index += 1)
      changes.push(entryChange(key, { gone: gone[index], come: come[index], sameShown }));
  }
  return { name, same, changes };
};

const groupsOf = (entries: readonly Entry[]): Map<string, Entry[]> => {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const group = groups.get(entry.name);
    if (group === undefined) groups.set(entry.name, [entry]);
    else group.push(entry);
  }
  return groups;
};

const entryChange = (
  name: string,
  { gone, come, sameShown }: { gone: Entry | undefined; come: Entry | undefined; sameShown: string | undefined },
): Change => {
  const [before, after] = [gone?.shown ?? null, come?.shown ?? null];
  if (before === null) return { what: "added", name, before, after };
  if (after === null) return { what: "removed", name, before, after };
  const note = before === after && sameShown !== undefined ? { note: sameShown } : {};
  return { what: "changed", name, before, after, ...note };
};

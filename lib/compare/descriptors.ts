/**
 * Two lists of files or tools, told apart by name and digest.
 *
 * @module
 */
import type { ResourceDescriptor } from "../evidence/index.ts";
import { compareBytes } from "../report.ts";
import type { Change } from "./difference.ts";

export interface ComparedList {
  /** Sorted by name. */
  changes: Change[];
  /** How many are the same. */
  same: number;
}

/**
 * From one list to the other. Things are the same when name, digest and kind are; of several with one name the equal ones
 * belong together. With `renames`, what is gone and what is new with the same bytes is one file under another name.
 */
export const compareDescriptors = (
  before: readonly ResourceDescriptor[],
  after: readonly ResourceDescriptor[],
  { renames = false }: { renames?: boolean } = {},
): ComparedList => {
  const left = groupByName(before);
  const right = groupByName(after);
  const changes: Change[] = [];
  let same = 0;
  for (const [name, old] of left) {
    const now = right.get(name) ?? [];
    const { onlyOld, onlyNow } = settle(old, now);
    same += old.length - onlyOld.length;
    changes.push(...pairUp(name, onlyOld, onlyNow));
  }
  for (const [name, now] of right) if (!left.has(name)) changes.push(...pairUp(name, [], now));
  const settled = renames ? joinRenamed(changes) : changes;
  return { changes: settled.sort((a, b) => compareBytes(a.name, b.name)), same };
};

/** What a descriptor is called. */
export const descriptorName = ({ uri, name }: ResourceDescriptor): string => uri ?? name ?? "";

/** Kind and digest, for people and for comparing. */
export const stateOf = ({ digest, mediaType, annotations }: ResourceDescriptor): string => {
  const digests = Object.entries(digest ?? {}).map(([algorithm, value]) => `${algorithm}:${value}`);
  const link = annotations?.["kprov_link"];
  const kind = mediaType === "inode/symlink" ? "symbolic link, " : mediaType === undefined ? "" : `${mediaType}, `;
  const through = typeof link === "string" ? `, through a link to ${link}` : "";
  return `${kind}${digests.length === 0 ? "no digest" : digests.join(" ")}${through}`;
};

// --- internal ---

const groupByName = (descriptors: readonly ResourceDescriptor[]): Map<string, string[]> => {
  const groups = new Map<string, string[]>();
  for (const descriptor of descriptors) {
    const name = descriptorName(descriptor);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [stateOf(descriptor)]);
    else group.push(stateOf(descriptor));
  }
  return groups;
};

/** Take out what both have, each as often as both have it. */
const settle = (old: readonly string[], now: readonly string[]): { onlyOld: string[]; onlyNow: string[] } => {
  if (old.length === 1 && now.length === 1 && old[0] === now[0]) return { onlyOld: [], onlyNow: [] };
  const onlyNow = [...now];
  const onlyOld = old.filter((state) => {
    const at = onlyNow.indexOf(state);
    if (at !== -1) onlyNow.splice(at, 1);
    return at === -1;
  });
  return { onlyOld: onlyOld.sort(compareBytes), onlyNow: onlyNow.sort(compareBytes) };
};

const pairUp = (name: string, old: readonly string[], now: readonly string[]): Change[] =>
  Array.from({ length: Math.max(old.length, now.length) }, (_, index): Change => {
    const [before, after] = [old[index] ?? null, now[index] ?? null];
    return { what: before === null ? "added" : after === null ? "removed" : "changed", name, before, after };
  });

/** One file that is gone and one that is new, with one content that no other of them has. */
const joinRenamed = (changes: readonly Change[]): Change[] => {
  const gone = byState(changes, "removed");
  const come = byState(changes, "added");
  const renamed = new Map<Change, Change>();
  for (const [state, [from, ...moreGone]] of gone) {
    const [to, ...moreCome] = come.get(state) ?? [];
    if (from === undefined || to === undefined || moreGone.length + moreCome.length > 0) continue;
    renamed.set(to, { what: "renamed", name: to.name, before: from.name, after: to.name });
    renamed.set(from, to);
  }
  const isJoined = (change: Change): boolean => change.what === "removed" && renamed.has(change);
  return changes.filter((change) => !isJoined(change)).map((change) => renamed.get(change) ?? change);
};

const byState = (changes: readonly Change[], what: "added" | "removed"): Map<string, Change[]> => {
  const groups = new Map<string, Change[]>();
  for (const change of changes) {
    if (change.what !== what) continue;
    const state = (what === "added" ? change.after : change.before) ?? "";
    const group = groups.get(state);
    if (group === undefined) groups.set(state, [change]);
    else group.push(change);
  }
  return groups;
};

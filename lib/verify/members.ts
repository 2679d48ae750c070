/**
 * The list of members against what lies in the directory.
 *
 * @module
 */
import { join } from "node:path";
import { type FileDigest, hashFiles, isSameIdentity } from "../digest.ts";
import { layout, type Member, requiredMembers } from "../evidence/index.ts";
import type { Coverage, Finding } from "../report.ts";
import { compareBytes } from "../report.ts";
import { type ReadMember, unreadable } from "./documents.ts";
import { violation } from "./finding.ts";
import { pathFault } from "./manifest.ts";
import { ancestorsOf, strangersOf } from "./strangers.ts";
import type { Tree } from "./tree.ts";

export interface MembersInput {
  dir: string;
  tree: Tree;
  /** Undefined when the manifest can't be used: then nothing is extra, and only required members are missing. */
  members: readonly Member[] | undefined;
  /** Members that were read already. */
  read: ReadonlyMap<string, ReadMember>;
  onProgress?: ((bytes: number) => void) | undefined;
}

/** Missing, extra, changed, renamed and special members, all of them. */
export const judgeMembers = async (input: MembersInput): Promise<{ findings: Finding[]; coverage: Coverage }> => {
  const { tree, members } = input;
  const listed = (members ?? []).filter(({ path }) => pathFault(path) === undefined);
  const wanted = new Set([layout.manifest, layout.sums, ...requiredMembers, ...listed.map(({ path }) => path)]);
  const absent = classifyAbsent(
    [...wanted].filter((path) => !tree.files.has(path)),
    tree,
  );
  const extra = members === undefined ? [] : extrasOf(tree, wanted);
  const changed = await judgeContents(listed, input);
  const renamed = await pairRenamed(listed, absent.missing, extra, input);
  const moved = new Set(renamed.flatMap(({ from, to }) => [from, to]));
  const unlisted = extra.filter((path) => !moved.has(path));
  return {
    findings: [
      ...judgeAbsent({ ...absent, missing: absent.missing.filter((path) => !moved.has(path)) }, listed, tree),
      ...renamed.map(({ from, to }) =>
        violation("MEMBER_RENAMED", from, `It lies under another name, "${to}"`, { expected: from, actual: to }),
      ),
      ...unlisted.map((path) => violation("MEMBER_EXTRA", path, "The manifest does not list this file")),
      ...strangersOf(tree, wanted, members !== undefined),
      ...changed,
    ],
    coverage: receiptOf(wanted.size, absent, { changed, isListKnown: members !== undefined }),
  };
};

// --- internal ---

interface Absent {
  missing: string[];
  special: string[];
  unreadable: string[];
}

const receiptOf = (
  considered: number,
  absent: Absent,
  { changed, isListKnown }: { changed: readonly Finding[]; isListKnown: boolean },
): Coverage => {
  const unread = changed.filter(({ level, code }) => level === "undecided" || code === "MEMBER_SPECIAL").length;
  const skipped: Record<string, number> = {};
  const skip = (reason: string, count: number): number => {
    if (count > 0) skipped[reason] = count;
    return count;
  };
  const lost =
    skip("missing", absent.missing.length) +
    skip("not a plain file", absent.special.length) +
    skip("unreadable", absent.unreadable.length + unread);
  const rest = considered - lost;
  const examined = isListKnown ? rest : rest - skip("without a usable manifest", rest);
  return { unit: "members", considered, examined, skipped };
};

const judgeAbsent = (
  { missing, special, unreadable: hidden }: Absent,
  listed: readonly Member[],
  tree: Tree,
): Finding[] => {
  const known = new Map(missing.length === 0 ? [] : listed.map((member) => [member.path, member]));
  return [
    ...missing.map((path) => missingMember(path, known.get(path))),
    ...special.map((path) =>
      violation("MEMBER_SPECIAL", path, `It is ${tree.specials.get(path) ?? "a directory"}, expected a plain file`),
    ),
    ...hidden.map((path) => unreadable(path, "its directory can't be searched")),
  ];
};

const missingMember = (path: string, member: Member | undefined): Finding =>
  violation("MEMBER_MISSING", path, "The file is missing", member === undefined ? {} : { expected: contentOf(member) });

const classifyAbsent = (paths: readonly string[], tree: Tree): Absent => {
  const absent: Absent = { missing: [], special: [], unreadable: [] };
  for (const path of paths) {
    if (tree.specials.has(path) || tree.directories.has(path)) absent.special.push(path);
    else if (isHidden(path, tree)) absent.unreadable.push(path);
    else absent.missing.push(path);
  }
  return absent;
};

/** True when `path` or a directory above it could not be looked into. */
const isHidden = (path: string, tree: Tree): boolean => {
  if (tree.unreadable.size === 0) return false;
  if (tree.unreadable.has(".") || tree.unreadable.has(path)) return true;
  return ancestorsOf(path).some((directory) => tree.unreadable.has(directory));
};

const extrasOf = (tree: Tree, wanted: ReadonlySet<string>): string[] =>
  [...tree.files.keys()]
    .filter((path) => !wanted.has(path) && !path.startsWith(layout.attestations))
    .sort(compareBytes);

const judgeContents = async (listed: readonly Member[], input: MembersInput): Promise<Finding[]> => {
  const { tree, read } = input;
  const digests = await digestsOf(
    listed.map(({ path }) => path).filter((path) => tree.files.has(path) && !read.has(path)),
    input,
  );
  return listed.flatMap((member) => {
    const file = tree.files.get(member.path);
    const digest = read.get(member.path) ?? digests.get(member.path);
    if (file === undefined || digest === undefined) return [];
    if ("failed" in digest) return [unreadable(member.path, digest.failed)];
    if (!isSameIdentity(digest.identity, file.identity)) return [unreadable(member.path, "changed")];
    if (digest.sha256 === member.sha256 && digest.size === member.size) return [];
    return [
      violation("MEMBER_CHANGED", member.path, "The bytes are not the recorded ones", {
        expected: contentOf(member),
        actual: contentOf(digest),
      }),
    ];
  });
};

const digestsOf = async (
  paths: readonly string[],
  { dir, onProgress }: MembersInput,
): Promise<Map<string, FileDigest>> => {
  const unique = [...new Set(paths)];
  const digests = await hashFiles(
    unique.map((path) => join(dir, path)),
    onProgress === undefined ? {} : { onProgress },
  );
  return new Map(unique.map((path, index) => [path, digests[index] ?? { failed: "EIO" }]));
};

const contentOf = ({ sha256, size }: { sha256: string; size: number }): string => `sha256:${sha256}, ${size} bytes`;

/** A missing member and an unlisted file with its bytes are one thing: a rename. */
const pairRenamed = async (
  listed: readonly Member[],
  missing: readonly string[],
  extra: readonly string[],
  input: MembersInput,
) => {
  const gone = new Set(missing);
  const lost = listed.filter(({ path }) => gone.has(path));
  const sizes = new Set(lost.map(({ size }) => size));
  const candidates = lost.length === 0 ? [] : extra.filter((path) => sizes.has(input.tree.files.get(path)?.size ?? -1));
  const byContent = new Map<string, string[]>();
  for (const [path, digest] of await digestsOf(candidates.toReversed(), input)) {
    if (!("sha256" in digest)) continue;
    const paths = byContent.get(digest.sha256);
    if (paths === undefined) byContent.set(digest.sha256, [path]);
    else paths.push(path);
  }
  return lost.flatMap(({ path: from, sha256 }) => {
    const to = byContent.get(sha256)?.pop();
    return to === undefined ? [] : [{ from, to }];
  });
};

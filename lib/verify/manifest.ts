/**
 * What `manifest.json` says about itself: paths, order, stability. And `SHA256SUMS`, which must say the same.
 *
 * @module
 */
import { join } from "node:path";
import {
  foldPath,
  formatSums,
  layout,
  type Manifest,
  type Member,
  memberPathFault,
  requiredMembers,
  stabilityOf,
} from "../evidence/index.ts";
import { compareBytes, type Finding } from "../report.ts";
import { unreadable } from "./documents.ts";
import { violation } from "./finding.ts";
import { readDocument } from "./read.ts";
import type { Tree } from "./tree.ts";

/** Every fault of the list itself. Nothing is touched under the paths that it names. */
export const judgeManifest = ({ members }: Manifest): Finding[] => {
  const findings: Finding[] = [];
  for (const { path, stability } of members) {
    const fault = pathFault(path);
    if (fault === undefined && !isKnown(path))
      findings.push(violation("MEMBER_PATH", path, `"${path}" can't name a member: no bundle has one of that name`));
    if (fault !== undefined) findings.push(violation("MEMBER_PATH", path, `"${path}" can't name a member: ${fault}`));
    else if (stability !== stabilityOf(path)) {
      findings.push(
        violation("MEMBER_STABILITY", path, "The member is listed wrongly", {
          expected: stabilityOf(path),
          actual: stability,
        }),
      );
    }
  }
  return [...findings, ...collisionsOf(members), ...orderOf(members), ...unlistedOf(members)];
};

/** Why `path` can't be listed, or undefined when it can. */
export const pathFault = (path: string): string | undefined => {
  const fold = foldPath(path);
  if (path === layout.manifest || path === layout.sums) return "it is the list itself";
  if (`${fold}/` === layout.attestations || fold.startsWith(layout.attestations))
    return "attestations are appended, never listed";
  return memberPathFault(path);
};

/** `SHA256SUMS` against what the manifest gives, byte for byte. */
export const judgeSums = (
  dir: string,
  tree: Tree,
  manifest: { members: readonly Member[]; bytes: Uint8Array },
): Finding[] => {
  if (!tree.files.has(layout.sums)) return [];
  const expected = formatSums(manifest.members, manifest.bytes);
  // Ten times is enough to show the first difference; a file of terabytes is not worth reading.
  const found = readDocument(join(dir, layout.sums), expected.length * 10 + 4096);
  if ("failed" in found) {
    return [
      found.failed === "large"
        ? violation("SUMS_MISMATCH", layout.sums, "It is far larger than the manifest's")
        : unreadable(layout.sums, found.failed),
    ];
  }
  if (found.bytes.equals(expected)) return [];
  const [wanted, actual] = [expected.toString("utf8").split("\n"), found.bytes.toString("utf8").split("\n")];
  const line = wanted.findIndex((text, index) => text !== actual[index]);
  const at = line === -1 ? wanted.length : line;
  return [
    violation("SUMS_MISMATCH", layout.sums, `It differs from what the manifest gives, first in line ${at + 1}`, {
      expected: wanted[at]?.slice(0, 300) || "the end of the file",
      actual: actual[at]?.slice(0, 300) || "the end of the file",
    }),
  ];
};

// --- internal ---

/** Beside the documents and the two logs only outputs are members. */
const isKnown = (path: string): boolean => named.has(path) || path.startsWith(layout.outputs);

const named: ReadonlySet<string> = new Set([...requiredMembers, layout.fileTrace, layout.stdout, layout.stderr]);

const collisionsOf = (members: readonly Member[]): Finding[] => {
  const findings: Finding[] = [];
  const taken = new Map<string, string>([
    [foldPath(layout.manifest), layout.manifest],
    [foldPath(layout.sums), layout.sums],
  ]);
  for (const { path } of members) {
    const fold = foldPath(path);
    const other = taken.get(fold);
    if (other === path && path !== layout.manifest && path !== layout.sums) {
      findings.push(violation("MEMBER_COLLISION", path, "The member is listed twice"));
    } else if (other !== undefined && other !== path) {
      findings.push(
        violation(
          "MEMBER_COLLISION",
          path,
          `The member and "${other}" are one file where case or composition is ignored`,
        ),
      );
    }
    taken.set(fold, path);
  }
  return [...findings, ...nestingsOf(members, taken)];
};

/** A file can't have members below it, on a file system that ignores case either. */
const nestingsOf = (members: readonly Member[], taken: ReadonlyMap<string, string>): Finding[] => {
  const seen = new Set<string>();
  const findings: Finding[] = [];
  for (const { path } of members) {
    const fold = foldPath(path);
    for (let end = fold.lastIndexOf("/"); end > 0; end = fold.lastIndexOf("/", end - 1)) {
      const directory = fold.slice(0, end);
      if (seen.has(directory)) break;
      seen.add(directory);
      const file = taken.get(directory);
      if (file !== undefined)
        findings.push(violation("MEMBER_COLLISION", file, `The member would be the directory of "${path}"`));
    }
  }
  return findings;
};

const orderOf = (members: readonly Member[]): Finding[] => {
  const index = members.findIndex(({ path }, at) => at > 0 && compareBytes(members[at - 1]?.path ?? "", path) > 0);
  if (index === -1) return [];
  const message = `Its members are not sorted by the bytes of their paths, first at "${members[index]?.path}"`;
  return [violation("DOCUMENT_NOT_CANONICAL", layout.manifest, message)];
};

const unlistedOf = (members: readonly Member[]): Finding[] => {
  const listed = new Set(members.map(({ path }) => path));
  return requiredMembers
    .filter((path) => !listed.has(path))
    .map((path) => violation("MEMBER_MISSING", path, "The manifest does not list this member, which every bundle has"));
};

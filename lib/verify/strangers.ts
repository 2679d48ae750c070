/**
 * What lies in a bundle and is neither a listed file nor an unlisted one.
 *
 * @module
 */
import { layout } from "../evidence/index.ts";
import type { Finding } from "../report.ts";
import { undecided, violation } from "./finding.ts";
import type { Tree } from "./tree.ts";

/** Links, devices, empty directories, undecodable names. */
export const strangersOf = (tree: Tree, wanted: ReadonlySet<string>, isListKnown: boolean): Finding[] => {
  const needed = new Set([...wanted].flatMap(ancestorsOf));
  const findings: Finding[] = [];
  for (const [path, kind] of tree.specials) {
    if (!wanted.has(path)) findings.push(violation("MEMBER_SPECIAL", path, `It is ${kind}, which is never a member`));
  }
  for (const [path, entries] of tree.directories) {
    if (wanted.has(path)) continue;
    if (path.startsWith(layout.attestations))
      findings.push(violation("MEMBER_SPECIAL", path, "It is a directory, expected plain files only"));
    else if (isListKnown && entries === 0 && !needed.has(path) && `${path}/` !== layout.attestations) {
      findings.push(violation("MEMBER_EXTRA", path, "The directory is empty and belongs to no member"));
    }
  }
  for (const path of tree.undecodable) findings.push(violation("MEMBER_EXTRA", path, "Its name is not valid UTF-8"));
  for (const [path, why] of tree.unreadable) {
    if (!wanted.has(path)) findings.push(undecided("MEMBER_UNREADABLE", path, `It can't be looked into (${why})`));
  }
  return findings;
};

/** The directories above `path`, the outermost first. */
export const ancestorsOf = (path: string): string[] => {
  const parts = path.split("/");
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/"));
};

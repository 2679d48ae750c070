/**
 * ARTIFACT_TRACKED: the path is on the deny list.
 *
 * @module
 */
import { harmless, type Rule } from "../rule.ts";
import { untrackCommand } from "../untrack.ts";

export const artifactTracked: Rule = {
  code: "ARTIFACT_TRACKED",
  judge(file, { denied }) {
    // A link in a directory's place: "node_modules/" in .gitignore does not keep it out.
    const entry = denied(file.path) ?? (file.kind === "link" ? denied(`${file.path}/`) : undefined);
    if (entry === undefined) return [];
    const { glob, what } = entry;
    const message =
      what === undefined ? `Matches "${glob}" of artifacts.deny` : `Looks like ${what}: matches "${glob}"`;
    return [{ message, fix: untrackCommand(file) }];
  },
  passing: () => ({ path: harmless, content: "planted" }),
  failing: () => ({ path: "pkg/__pycache__/planted.cpython-312.pyc", content: "planted" }),
};

/**
 * ARTIFACT_TRACKED: the path is on the deny list.
 *
 * @module
 */
import type { Rule } from "../rule.ts";
import { untrackCommand } from "../untrack.ts";

export const artifactTracked: Rule = {
  code: "ARTIFACT_TRACKED",
  planted: () => ({ path: "pkg/__pycache__/planted.cpython-312.pyc", content: "planted" }),
  judge(file, { denied }) {
    // A link in a directory's place: "node_modules/" in .gitignore does not keep it out.
    const entry = denied(file.path) ?? (file.kind === "link" ? denied(`${file.path}/`) : undefined);
    if (entry === undefined) return undefined;
    const { glob, what } = entry;
    return {
      code: "ARTIFACT_TRACKED",
      level: "violation",
      path: file.path,
      message: what === undefined ? `Matches "${glob}" of artifacts.deny` : `Looks like ${what}: matches "${glob}"`,
      fix: untrackCommand(file),
    };
  },
};

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
    const entry = denied(file.path);
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

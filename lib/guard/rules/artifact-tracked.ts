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
    return {
      code: "ARTIFACT_TRACKED",
      level: "violation",
      path: file.path,
      message: `Tracked, but it is ${entry.what}: matches "${entry.glob}"`,
      fix: untrackCommand(file),
    };
  },
};

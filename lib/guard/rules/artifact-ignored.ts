/**
 * ARTIFACT_IGNORED: tracked and ignored at once.
 *
 * git goes on publishing such a file, while searches that obey `.gitignore` no longer see it.
 *
 * @module
 */
import type { Rule } from "../rule.ts";
import { untrackCommand } from "../untrack.ts";

export const artifactIgnored: Rule = {
  code: "ARTIFACT_IGNORED",
  planted: () => ({ path: "generated/planted.txt", content: "planted", ignore: "/generated/" }),
  judge(file) {
    if (!file.ignored) return undefined;
    return {
      code: "ARTIFACT_IGNORED",
      level: "violation",
      path: file.path,
      message: "Tracked although .gitignore ignores it",
      fix: untrackCommand(file),
    };
  },
};

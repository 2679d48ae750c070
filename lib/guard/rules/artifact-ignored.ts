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
  judge: (file) => {
    if (!file.ignored) return [];
    const which = file.ignoredBy === "base" ? "the base's .gitignore" : ".gitignore";
    return [{ message: `Tracked although ${which} ignores it`, fix: untrackCommand(file) }];
  },
  passing: () => ({ path: "generated/planted.txt", content: "planted" }),
  failing: () => ({ path: "generated/planted.txt", content: "planted", ignore: "/generated/" }),
};

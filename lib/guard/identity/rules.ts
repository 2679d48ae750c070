/**
 * The rules of check-identity, in one place, so that each run can show every one of them a violation.
 *
 * @module
 */
import { judgeDirectory } from "./directory.ts";
import { judgeDisplay } from "./display.ts";
import { judgeLabels } from "./docker.ts";
import { judgeEntryPointNames, judgeReference } from "./entry-points.ts";
import { judgeName, judgeTitle } from "./names.ts";
import { judgeReadme } from "./readme.ts";
import { judgeRemotes } from "./remotes.ts";
import { judgeUrl } from "./url-rules.ts";

export const identityRules = {
  judgeName,
  judgeTitle,
  judgeEntryPointNames,
  judgeReference,
  judgeUrl,
  judgeDirectory,
  judgeRemotes,
  judgeReadme,
  judgeDisplay,
  judgeLabels,
} as const;

/** Pure functions from what a file says to findings. */
export type IdentityRules = { readonly [Name in keyof typeof identityRules]: (typeof identityRules)[Name] };

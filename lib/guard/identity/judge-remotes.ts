/**
 * Judging where the clone says it came from.
 *
 * @module
 */
import type { IdentityContext } from "./context.ts";
import type { Remote } from "./remotes.ts";
import type { RepositoryUrl } from "./urls.ts";

/** Report what the rules say of `remotes` beside `repository`; what they pass over is counted with the reason. */
export const judgeRemotes = (
  remotes: readonly Remote[],
  { rules, receipts, report }: Pick<IdentityContext, "rules" | "receipts" | "report">,
  repository: RepositoryUrl,
): void => {
  const unit = "repository URLs";
  const verdicts = rules.judgeRemotes(remotes, repository);
  receipts.consider(unit, verdicts.length);
  for (const { finding, skipped } of verdicts) {
    if (skipped !== undefined) receipts.skip(unit, skipped);
    else receipts.examine(unit);
    if (finding !== undefined) report(finding);
  }
};

/**
 * Do the documents of one bundle tell one story?
 *
 * @module
 */
import type { Finding } from "../../report.ts";
import { judgeDeclarations } from "./declarations.ts";
import { judgeDependencies } from "./dependencies.ts";
import { judgeEvents } from "./events.ts";
import type { Evidence, Rule } from "./evidence.ts";
import { judgeFiles } from "./files.ts";
import { judgeGit } from "./git.ts";
import { judgeIdentity } from "./identity.ts";
import { judgeLogs } from "./logs.ts";
import { judgeOutcome } from "./outcome.ts";
import { judgeOutputs } from "./outputs.ts";
import { judgeTimes } from "./times.ts";
import { judgeWhole } from "./whole.ts";

export { dependenciesOf, type Evidence, roleOf } from "./evidence.ts";
export { areCollected, realSubjects } from "./outputs.ts";

/** Every contradiction, of all rules. */
export const judgeAgreement = (evidence: Evidence): Finding[] => rules.flatMap((rule) => rule(evidence));

// --- internal ---

const rules: readonly Rule[] = [
  judgeIdentity,
  judgeTimes,
  judgeEvents,
  judgeOutcome,
  judgeGit,
  judgeDeclarations,
  judgeDependencies,
  judgeOutputs,
  judgeFiles,
  judgeLogs,
  judgeWhole,
];

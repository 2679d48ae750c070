/**
 * Proof that check-rules can fail: rules that go wrong, and the failing fixtures of the user's own rules, in real repositories.
 *
 * @module
 */
import type { OwnRule } from "../../config/index.ts";
import type { Fixture } from "../../rule-definition.ts";
import { type Attempt, type PlantedFile, runTrials, type SelfTest } from "../trials.ts";
import { checkRules, timeLimit } from "./check-rules.ts";
import { type PlantedRule, plantedRules, plantedText, soundRule } from "./planted.ts";

export interface SelfTestRulesOptions {
  /** Whose failing fixtures are tried, too. */
  rules: readonly OwnRule[];
  version: string;
  /** Rules that go wrong. Default {@link plantedRules}. */
  planted?: readonly PlantedRule[];
}

/** Plant each, and judge it by its own rule alone; foreign code of `rules` runs. */
export const selfTestRules = ({ rules, version, planted = plantedRules }: SelfTestRulesOptions): Promise<SelfTest> =>
  runTrials<RuleAttempt>({
    ...{ check: "check-rules", version, clean: { "README.md": "# Clean\n" } },
    attempts: [...planted.map(attemptOf), ...rules.flatMap(attemptsOfUser)],
    judge: (cwd, attempt) => {
      const { rule = soundRule, timeout = timeLimit } = attempt ?? {};
      return checkRules({ cwd, rules: [rule], config: null, version, timeout });
    },
  });

// --- internal ---

interface RuleAttempt extends Attempt {
  rule: OwnRule;
  /** Milliseconds. */
  timeout: number;
}

/** Milliseconds for the planted rules: two of them take all of it. */
const patience = 300;

const attemptOf = ({ what, code, rule }: PlantedRule): RuleAttempt => ({
  ...{ code, path: what, rule, timeout: patience, files: { "planted.txt": plantedText } },
  isCaught: (finding) => finding.code === code,
});

/** What only the model in memory can show, such as a tag, is tried there in every run. */
const attemptsOfUser = (rule: OwnRule): RuleAttempt[] =>
  rule.failing.flatMap((fixture, index) => {
    const files = plantable(fixture);
    if (files === undefined) return [];
    const path = `${rule.name}: failing fixture ${index + 1}`;
    return [
      {
        ...{ code: "OWN_RULE_VIOLATED" as const, path, rule, timeout: timeLimit, files },
        isCaught: (finding) => finding.code === "OWN_RULE_VIOLATED",
      },
    ];
  });

const plantable = ({ files, git }: Fixture): Record<string, PlantedFile> | undefined => {
  const all = Object.entries(files);
  if (git !== undefined || all.some(([, file]) => typeof file === "object" && file.ignored === true)) return undefined;
  return Object.fromEntries(
    all.map(([path, file]): [string, PlantedFile] => {
      if (typeof file === "string") return [path, file];
      if (file.link !== undefined) return [path, { link: file.link }];
      return [path, file.base64 === undefined ? (file.text ?? "") : Buffer.from(file.base64, "base64")];
    }),
  );
};

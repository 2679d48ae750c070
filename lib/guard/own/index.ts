/**
 * A project's own rules: their model, their fixtures, their check.
 *
 * @module
 */
export { type CheckRulesOptions, checkRules } from "./check-rules.ts";
export { selfTestRules } from "./self-test.ts";
export {
  chooseRules,
  exitOfRulesTest,
  formatRulesList,
  formatRulesTest,
  listRules,
  type RulesList,
  type RulesTest,
  testRules,
} from "./test-rules.ts";

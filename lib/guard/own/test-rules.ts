/**
 * `rules test` and `rules list`: what own rules there are, and whether they judge their fixtures as they say.
 *
 * @module
 */
import type { OwnRule } from "../../config/index.ts";
import { exits, KprovError } from "../../errors.ts";
import type { Finding, Report } from "../../report.ts";
import { closest } from "../../suggest.ts";
import { visible } from "../../text.ts";
import { timeLimit } from "./check-rules.ts";
import { type FixtureResult, proveRule } from "./prove.ts";

/** One rule with what came of its fixtures. */
export interface RuleTest {
  name: string;
  passed: boolean;
  fixtures: FixtureResult[];
}

/** The document of `rules test --json`, `kprov.rules-test/v1`. */
export interface RulesTest {
  schema: "kprov.rules-test/v1";
  passed: boolean;
  /** In the configuration's order. */
  rules: RuleTest[];
  tool: Report["tool"];
}

/** The document of `rules list --json`, `kprov.rules/v1`. */
export interface RulesList {
  schema: "kprov.rules/v1";
  rules: (Omit<OwnRule, "judge" | "passing" | "failing"> & { passing: number; failing: number })[];
  tool: Report["tool"];
}

/** Try `rules` on their fixtures. Foreign code runs. Throws `E_NOTHING` without rules. */
export const testRules = async (rules: readonly OwnRule[], version: string): Promise<RulesTest> => {
  const tested: RuleTest[] = [];
  for (const rule of assertAny(rules)) {
    const fixtures = await proveRule(rule, timeLimit);
    tested.push({ name: rule.name, passed: fixtures.every(({ passed }) => passed), fixtures });
  }
  const passed = tested.every((one) => one.passed);
  return { schema: "kprov.rules-test/v1", passed, rules: tested, tool: { name: "kprovengine", version } };
};

/** 0 when all passed; 3 when a rule could not decide about one, and no other was judged wrongly; else 1. */
export const exitOfRulesTest = ({ passed, rules }: RulesTest): number => {
  if (passed) return exits.proved;
  const broken = rules.flatMap(({ fixtures }) => fixtures).filter((fixture) => !fixture.passed);
  return broken.every(({ findings }) => findings.some(isDoubt)) ? exits.undecided : exits.violated;
};

/** What a person sees: nothing about what passed but its number, unless asked. */
export const formatRulesTest = ({ rules, passed }: RulesTest, isVerbose: boolean): string => {
  const fixtures = rules.flatMap(({ name, fixtures: own }) => own.map((fixture) => ({ name, ...fixture })));
  const shown = fixtures.filter((fixture) => isVerbose || !fixture.passed);
  const good = fixtures.filter((fixture) => fixture.passed).length;
  return [
    ...shown.map(
      ({ name, kind, number, reason }) =>
        `${visible(name)}  ${kind} fixture ${number}: ${visible(reason ?? "as it says")}`,
    ),
    `rules test: ${passed ? "passed" : "failed"} (${count(rules.length, "rule")}, ${good} of ${count(fixtures.length, "fixture")} judged as they say)`,
  ].join("\n");
};

/** What there is. No foreign code runs but the configuration's. Throws `E_NOTHING` without rules. */
export const listRules = (rules: readonly OwnRule[], version: string): RulesList => ({
  schema: "kprov.rules/v1",
  rules: assertAny(rules).map(({ judge: _, passing, failing, ...rule }) => ({
    ...{ ...rule, passing: passing.length, failing: failing.length },
  })),
  tool: { name: "kprovengine", version },
});

/** One rule after the other, in the words of their authors. */
export const formatRulesList = ({ rules }: RulesList): string =>
  rules
    .map(({ name, title, why, fix, files, allowEmpty, scope, passing, failing }) =>
      [
        `${visible(name)}  ${visible(title)}`,
        `    judges ${scope === "file" ? "each file" : "the repository"}: ${visible(files.join(", "))}`,
        ...(why === null ? [] : [`    why: ${visible(why)}`]),
        ...(fix === null ? [] : [`    fix: ${visible(fix)}`]),
        ...(allowEmpty === null ? [] : [`    may match nothing: ${visible(allowEmpty)}`]),
        `    fixtures: ${passing} passing, ${failing} failing`,
      ].join("\n"),
    )
    .join("\n");

/** Those of `rules` that `names` name; all without names. Throws `E_USAGE` for a name that none has. */
export const chooseRules = (rules: readonly OwnRule[], names: readonly string[]): readonly OwnRule[] => {
  const known = rules.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return names.length === 0 ? rules : rules.filter(({ name }) => names.includes(name));
  const near = closest(unknown, known);
  throw new KprovError("E_USAGE", `No rule of the configuration is called "${unknown}"`, {
    hint: near === undefined ? "kprovengine rules list names them" : `did you mean "${near}"?`,
  });
};

// --- internal ---

const assertAny = (rules: readonly OwnRule[]): readonly OwnRule[] => {
  if (rules.length > 0) return rules;
  throw new KprovError("E_NOTHING", "The configuration has no rules", {
    hint: "write rules: [defineRule({ … })] into kprov.config.ts",
  });
};

const isDoubt = ({ level }: Finding): boolean => level === "undecided";

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

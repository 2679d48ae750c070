/**
 * The fixtures of a rule: what shows, in every run, that it finds what it must find and nothing else.
 *
 * @module
 */
import type { OwnRule } from "../../config/index.ts";
import type { Finding } from "../../report.ts";
import type { Fixture } from "../../rule-definition.ts";
import { loadParsers } from "../sources/index.ts";
import { stateOfFixture } from "./fixture.ts";
import { judgeRule } from "./judge-rule.ts";
import { createRepository } from "./model.ts";

/** How a rule judged one of its fixtures. */
export interface FixtureResult {
  kind: "passing" | "failing";
  /** Among those of its kind, from 1. */
  number: number;
  passed: boolean;
  /** Why it did not pass. */
  reason: string | null;
  /** What the rule said. */
  findings: Finding[];
}

/** Try `rule` on all of its fixtures, each for at most `timeout` milliseconds. Foreign code runs. */
export const proveRule = async (rule: OwnRule, timeout: number): Promise<FixtureResult[]> => {
  const results: FixtureResult[] = [];
  for (const kind of ["passing", "failing"] as const) {
    for (const [index, fixture] of rule[kind].entries()) {
      results.push({ kind, number: index + 1, ...(await tryFixture(rule, kind, fixture, timeout)) });
    }
  }
  return results;
};

/** The doubts about a rule that does not judge its fixtures as it says. */
export const doubtsAboutFixtures = (rule: OwnRule, results: readonly FixtureResult[]): Finding[] =>
  results
    .filter(({ passed }) => !passed)
    .map(({ kind, number, reason }) => ({
      code: "OWN_RULE_FIXTURE",
      level: "undecided",
      rule: rule.name,
      message: `${rule.name}: ${kind} fixture ${number}: ${reason}`,
    }));

// --- internal ---

const tryFixture = async (
  rule: OwnRule,
  kind: FixtureResult["kind"],
  fixture: Fixture,
  timeout: number,
): Promise<Pick<FixtureResult, "passed" | "reason" | "findings">> => {
  const state = stateOfFixture(fixture);
  const parse = await loadParsers(state.paths);
  const repository = createRepository(state, { globs: rule.files, parse });
  const { findings } = await judgeRule(rule, repository, repository.files, { state, timeout });
  const doubt = findings.find(({ level }) => level === "undecided");
  const isSeen = repository.files.length > 0;
  const reason =
    doubt !== undefined
      ? withoutName(rule, doubt.message)
      : kind === "failing" && findings.length === 0
        ? "the rule finds nothing in it"
        : kind === "passing" && findings[0] !== undefined
          ? `the rule finds fault with it: ${withoutName(rule, findings[0].message)}`
          : kind === "passing" && !isSeen
            ? "none of its files is one that the rule is about"
            : null;
  return { passed: reason === null, reason, findings };
};

const withoutName = ({ name }: OwnRule, message: string): string => message.slice(`${name}: `.length);

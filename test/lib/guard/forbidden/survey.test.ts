import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { createMatcher, type Matcher } from "../../../../lib/guard/forbidden/matcher.ts";
import { surveyIndex } from "../../../../lib/guard/forbidden/survey.ts";
import { repo } from "../../../support/repo.ts";

it("surveyIndex clears nothing when the second thread is blind, and says so", async () => {
  using fixture = repo({ a: "x" });
  const blob = fixture.git("rev-parse", ":a");
  // Enough for a second thread at once; their files are not there, which costs nothing.
  const input = Array.from({ length: 6000 }, (_, index) => `100644 ${blob}\tf${index}\n`).join("");
  execFileSync("git", ["update-index", "--index-info"], { cwd: fixture.dir, input });
  const sound = createMatcher(["acme-corp"]);
  // This thread asks the matcher, the other one gets the patterns.
  const blind: Matcher = { ...sound, groups: createMatcher(["globex"]).groups };
  const common = { cwd: fixture.dir, root: fixture.dir, declaring: [], known: () => new Set<string>() };
  const changes = Promise.resolve([]);
  const survey = await surveyIndex({ ...common, changes, matcher: blind });
  expect(survey.findings).toHaveLength(3);
  expect(survey.findings[0]).toMatchObject({ code: "RULE_CANARY_MISSED", level: "undecided" });
  expect(survey.clean.size).toBe(0);
  expect(survey.targets).toHaveLength(6001);
  const other = await surveyIndex({ ...common, changes, matcher: sound });
  expect(other.findings).toEqual([]);
  expect(other.clean).toEqual(new Set([blob]));
  expect(other.targets).toHaveLength(6000);
});

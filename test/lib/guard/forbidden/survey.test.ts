import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { createMatcher, type Matcher } from "../../../../lib/guard/forbidden/matcher.ts";
import { surveyIndex } from "../../../../lib/guard/forbidden/survey.ts";
import { type Snapshot, takeSnapshot } from "../../../../lib/guard/surface/snapshot.ts";
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
  const snapshot: Snapshot = { ...takeSnapshot(fixture.dir), changes: async () => [] };
  const common = { cwd: fixture.dir, root: fixture.dir, snapshot, declaring: [], known: () => new Set<string>() };
  const survey = await surveyIndex({ ...common, matcher: blind });
  expect(survey.findings).toHaveLength(3);
  expect(survey.findings[0]).toMatchObject({ code: "RULE_CANARY_MISSED", level: "undecided" });
  expect(survey.clean.size).toBe(0);
  expect(survey.targets).toHaveLength(6001);
  const other = await surveyIndex({ ...common, matcher: sound });
  expect(other.findings).toEqual([]);
  expect(other.clean).toEqual(new Set([blob]));
  expect(other.targets).toHaveLength(6000);
});

it("surveyIndex asks for every stage of a conflict, even when it is not among the changes and one stage is known to be clean", async () => {
  using fixture = repo({ a: "base" });
  fixture.git("checkout", "--quiet", "-b", "other");
  fixture.commit({ a: "theirs" });
  fixture.git("checkout", "--quiet", "main");
  fixture.commit({ a: "ours" });
  expect(() => fixture.git("merge", "other")).toThrow();
  const stages = [1, 2, 3].map((stage) => fixture.git("rev-parse", `:${stage}:a`));
  // The changes were asked for before the merge, the listing after it.
  const snapshot: Snapshot = { ...takeSnapshot(fixture.dir), changes: async () => [] };
  const survey = await surveyIndex({
    ...{ cwd: fixture.dir, root: fixture.dir, snapshot, declaring: [], known: () => new Set(stages.slice(0, 1)) },
    matcher: createMatcher(["acme-corp"]),
  });
  expect(survey.targets.map(({ versions }) => versions.map(({ blob }) => blob))).toEqual([stages]);
  expect(survey.clean.size).toBe(0);
});

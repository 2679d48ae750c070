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

it("surveyIndex reads nothing that is known, declared, a link, or not compared by git, and asks for the work tree of the latter", async () => {
  using fixture = repo({
    a: "plain",
    b: "known",
    c: "declared",
    d: { link: "a" },
    e: "not compared",
    f: "acme-corp",
    g: "xyz",
    h: "known, and not compared",
    i: { link: "b" },
  });
  fixture.git("update-index", "--skip-worktree", "e", "h");
  fixture.write({ g: "zyx!" });
  const [a = "", b = "", h = ""] = ["a", "b", "h"].map((path) => fixture.git("rev-parse", `:${path}`));
  const survey = await surveyIndex({
    ...{ cwd: fixture.dir, root: fixture.dir, snapshot: takeSnapshot(fixture.dir), declaring: ["c", "d"] },
    ...{ known: () => new Set([b, h]), matcher: createMatcher(["acme-corp"]) },
  });
  expect(survey.bytes).toBe("plain".length + "acme-corp".length + "zyx!".length);
  expect(survey.clean).toEqual(new Set([a, b, h]));
  expect(survey.apart).toEqual(["e", "h"]);
  expect(survey.tally).toEqual({ paths: 9, files: 7, links: 2, declared: 1, pointers: 0 });
  const shown = survey.targets.map(({ name, versions, withWorkTree }) => `${name} ${versions.length} ${withWorkTree}`);
  expect(shown).toEqual(["d 1 false", "e 1 true", "f 1 true", "g 1 true", "h 0 true", "i 1 false"]);
});

it("surveyIndex counts a path once: as a file when one stage of a conflict is, else as a link when one is; a submodule is neither", async () => {
  using fixture = repo();
  const blob = execFileSync("git", ["hash-object", "-w", "--stdin"], { cwd: fixture.dir, input: "x" });
  const modes = ["100644 1\ta", "120000 2\ta", "120000 1\tb", "160000 2\tb", "160000 0\tc"];
  const input = modes.map((one) => `${one.replace(" ", ` ${blob.toString().trim()} `)}\n`).join("");
  execFileSync("git", ["update-index", "--index-info"], { cwd: fixture.dir, input });
  const survey = await surveyIndex({
    ...{ cwd: fixture.dir, root: fixture.dir, declaring: [], known: () => new Set<string>() },
    ...{ snapshot: { ...takeSnapshot(fixture.dir), changes: async () => [] }, matcher: createMatcher(["acme-corp"]) },
  });
  expect(survey.tally).toEqual({ paths: 3, files: 1, links: 1, declared: 0, pointers: 0 });
});

const surveyOf = async (dir: string, tokens: readonly string[]) => {
  const common = { cwd: dir, root: dir, snapshot: takeSnapshot(dir), declaring: [], known: () => new Set<string>() };
  const { targets, ...survey } = await surveyIndex({ ...common, matcher: createMatcher(tokens) });
  return { ...survey, targets: targets.map(({ name, withWorkTree }) => `${name} ${withWorkTree}`) };
};

it("surveyIndex never asks the work tree where a filter stands between it and the blob", async () => {
  using fixture = repo({ ".gitattributes": "*.txt filter=none\n", "a.txt": "acme-corp", "b.txt": "x", c: "acme-corp" });
  const { targets, clean } = await surveyOf(fixture.dir, ["acme-corp"]);
  expect(targets).toEqual(["a.txt false", "b.txt false", "c true"]);
  expect(clean.size).toBe(1);
});

it("surveyIndex believes no quick look when a conversion of line ends could move one of the tokens", async () => {
  using fixture = repo({ a: "x" });
  const { bytes, targets, clean } = await surveyOf(fixture.dir, ["acme-corp", "b\u0a05"]);
  expect({ bytes, targets, clean }).toEqual({ bytes: 0, targets: ["a false"], clean: new Set() });
});

it("surveyIndex names the token that it finds in a path", async () => {
  using fixture = repo({ "d/globex": "x" });
  expect((await surveyOf(fixture.dir, ["acme-corp", "globex"])).findings).toMatchObject([
    { path: "d/globex", message: 'Forbidden token "globex" in the path' },
  ]);
});

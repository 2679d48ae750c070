/**
 * The schema of a project's own rules, with functions already replaced by {@link codeMark}.
 *
 * Slow to load (zod): part of `schema.ts`.
 *
 * @module
 */
import { z } from "zod";
import { because, list, section, text } from "./pieces.ts";
import { codeMark } from "./rules.ts";
import { base64Problem, globProblem, repeatedName, ruleName, rulePathProblem, ruleProblem } from "./values.ts";

const nameWanted = 'a name such as "no-print"';
const globWanted = 'a relative glob such as "src/**"';
const globsWanted = 'a list of at least one glob such as ["src/**"]';
const pathWanted = 'a relative path such as "src/a.py"';
const ruleWanted = "a rule made with defineRule";
const fixtureWanted = 'a fixture such as { files: { "src/a.py": "import logging\\n" } }';
const fileWanted = "the text of a file, or { text }, { base64 } or { link }";
const functionWanted = "a function";

const fixtureFile = z.union(
  [
    z.string({ error: fileWanted }),
    section({
      text: z.string({ error: "text" }).describe("The file's text").exactOptional(),
      base64: z
        .string({ error: "bytes in base64" })
        .check(because(base64Problem, "bytes in base64"))
        .describe("The file's bytes in base64")
        .exactOptional(),
      link: text("where a link leads").describe("It is a symbolic link to this").exactOptional(),
      ignored: z.boolean({ error: "true or false" }).describe("The repository's .gitignore ignores it").exactOptional(),
    }),
  ],
  { error: fileWanted },
);

const fixture = section({
  files: z
    .record(z.string({ error: pathWanted }).check(because(rulePathProblem, pathWanted)), fixtureFile, {
      error: "an object of files by their paths",
    })
    .describe("Path and content of each tracked file"),
  git: section({
    commit: text("an object name").nullable().exactOptional(),
    branch: text("the name of a branch").nullable().exactOptional(),
    tags: list(text("the name of a tag"), "a list of tags").exactOptional(),
  })
    .describe("What git says")
    .exactOptional(),
});

const fixtures = z.union([list(fixture, fixtureWanted).min(1, { error: "at least one fixture" }), fixture], {
  error: fixtureWanted,
});

const code = z.literal(codeMark, { error: functionWanted });

const rule = section({
  name: text(nameWanted).regex(ruleName, { error: nameWanted }).describe("Permanent name of the rule"),
  title: text("a sentence").describe("What must hold, in a few words"),
  why: text("a sentence").describe("Why it matters").exactOptional(),
  fix: text("a sentence").describe("How to mend it").exactOptional(),
  files: list(text(globWanted).check(because(globProblem, globWanted)), globsWanted)
    .min(1, { error: globsWanted })
    .describe("Globs of the tracked files that it is about; each must match something"),
  allowEmpty: text("a reason")
    .regex(/\S/, { error: "a reason" })
    .describe("Why it may be that a glob matches nothing")
    .exactOptional(),
  judge: code.describe("A function of one file").exactOptional(),
  judgeAll: code.describe("A function of the repository").exactOptional(),
  passing: fixtures.describe("Repositories in which it must find nothing"),
  failing: fixtures.describe("Repositories in which it must find a violation"),
}).check(because(ruleProblem, ruleWanted));

/** Only a configuration that is code can have any. */
export const rules = list(rule, `a list of rules made with defineRule`).check(
  because(repeatedName, "rules of different names"),
);

import { describe, expect, it } from "vitest";
import { fateOfGate as fate, faultsOfGate } from "./support.ts";

const rules = (...each: string[]) => `  rules:\n${each.map((one) => `    - ${one}\n`).join("")}`;

const push = "skipped for a push";
const change = "skipped for a change";
const [maybePush, maybeChange] = [`perhaps ${push}`, `perhaps ${change}`];
const always = "when: always";
const request = "if: $CI_PIPELINE_SOURCE == 'merge_request_event'";

describe("rules", () => {
  it.each<[string[], string[]]>([
    [[always], []],
    [["when: on_success"], []],
    [["when: delayed"], []],
    [["when: never"], [push, change]],
    [["when: sometimes"], [maybePush, maybeChange]],
    [["when: $[[ inputs.when ]]"], [maybePush, maybeChange]],
    [["when: { a: b }"], [maybePush, maybeChange]],
    [["when: [always]"], [maybePush, maybeChange]],
    [["when: true"], [maybePush, maybeChange]],
    [["if: $CI_COMMIT_BRANCH", "when: sometimes"], [maybeChange]],
    [["{ when: always, allow_failure: ~ }"], []],
    [["when: manual"], [push, change]],
    [["when: on_failure"], [push, change]],
    [["{ when: always, allow_failure: true }"], ["masked for a push", "masked for a change"]],
    [["{ when: always, allow_failure: { exit_codes: 1 } }"], ["masked for a push", "masked for a change"]],
    [["{ when: always, allow_failure: false }"], []],
    [["if: $CI_COMMIT_BRANCH"], []],
    [[request, "if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"], []],
    [[request], [push]],
    [["if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"], [change]],
    [["if: $CI_COMMIT_TAG"], [push, change]],
    [
      ["{ if: $NOPE, allow_failure: true }", "when: on_success"],
      ["masked for a push", "masked for a change"],
    ],
    [["{ if: $CI_COMMIT_TAG, when: never }", always], []],
    [["if: $NOPE == '1'"], [maybePush, maybeChange]],
    [["if: $NOPE", always], []],
    [
      ["{ if: $NOPE, when: never }", always],
      [maybePush, maybeChange],
    ],
    [
      ["{ if: $NOPE, when: manual }", always],
      [push, change],
    ],
    [
      ["if: $NOPE", "when: manual"],
      [push, change],
    ],
    [
      ["if: $NOPE", "when: on_failure"],
      [push, change],
    ],
    [
      ["{ if: $NOPE, allow_failure: true }", always],
      ["masked for a push", "masked for a change"],
    ],
    [
      ["if: $NOPE", "{ when: always, allow_failure: true }"],
      ["masked for a push", "masked for a change"],
    ],
    [
      ["{ if: $CI_COMMIT_MESSAGE =~ /skip/, when: never }", always],
      [push, change],
    ],
    [["changes: [src/**]"], [push, change]],
    [["changes: [src/**]", always], []],
    [["exists: [.gitlab-ci.yml]"], []],
    [["exists: .gitlab-ci.yml"], []],
    [["exists: { paths: [.gitlab-ci.yml] }"], []],
    [["exists: { paths: .gitlab-ci.yml }"], []],
    [["exists: ['*.yml']"], []],
    [["exists: [gone]"], [push, change]],
    [["exists: { paths: [gone] }"], [push, change]],
    [["exists: { paths: [.gitlab-ci.yml], project: a/b }"], [maybePush, maybeChange]],
    [["exists: [$FILE]"], [maybePush, maybeChange]],
    [["exists: ['[']"], [maybePush, maybeChange]],
    [["{ if: $CI, exists: [gone] }"], [push, change]],
    [["{ if: $NOPE, exists: [gone] }"], [push, change]],
    [["{ if: $NOPE, exists: [.gitlab-ci.yml] }"], [maybePush, maybeChange]],
    [["if: $CI =="], [maybePush, maybeChange]],
    [["~"], [maybePush, maybeChange]],
    [
      ["x", always],
      [maybePush, maybeChange],
    ],
    [["{ if: { a: b } }", always], []],
    [["if: { a: b }"], [maybePush, maybeChange]],
    [
      ["{ if: [$CI], when: never }", always],
      [maybePush, maybeChange],
    ],
    [
      ["when: { a: b }", always],
      [maybePush, maybeChange],
    ],
    [["exists: [{ a: b }]"], [maybePush, maybeChange]],
    [[], [push, change]],
  ])("%j", async (each, expected) => {
    expect(await fate(rules(...each))).toEqual(expected);
  });

  it("take the place of when", async () => {
    expect(await fate(`  when: manual\n${rules("if: $CI")}`)).toEqual([push, change]);
    expect(await fate(`  when: manual\n${rules(always)}`)).toEqual([]);
    expect(await fate(`  when: never\n${rules(always)}`)).toEqual([]);
  });

  it("of others are referred to", async () => {
    const other = (name: string) =>
      `.a:\n  rules: [{ when: never }]\n.b:\n  rules: [{ when: always }]\ngate:\n  script: gate\n  rules:\n    - !reference [${name}, rules]\n`;
    expect(await faultsOfGate(other(".b"))).toEqual([]);
    expect(await faultsOfGate(other(".a"))).toEqual([
      "skipped for a push 2 (when: never)",
      "skipped for a change 2 (when: never)",
    ]);
    expect(await fate("  rules:\n    - [{ when: always }]\n")).toEqual([]);
    expect(await fate("  rules:\n    - [{ when: never }]\n")).toEqual([push, change]);
  });

  it.each<[string, string[]]>([
    ["!reference [.r, rules]\n.r: { rules: [{ when: never }] }", [push, change]],
    ["!reference [.r, rules]\n.r: { rules: [{ when: always }] }", []],
    ["[!reference [.r, one]]\n.r: { one: { when: never } }", [push, change]],
    [
      "[!reference [.r, rules]]\n.r: { rules: [!reference [.s, rules]] }\n.s: { rules: [{ when: never }] }",
      [push, change],
    ],
    ["[!reference [.r, rules], { when: always }]", [maybePush, maybeChange]],
    ["[!reference [gate, rules], { when: always }]", [maybePush, maybeChange]],
    ["[[{ when: always }], x]", []],
  ])("that are %j", async (list, expected) => {
    expect(await fate(`  rules: ${list}\n`)).toEqual(expected);
  });

  it("may be many", async () => {
    expect(await fate(rules(...Array<string>(1500).fill("{ if: $X, when: never }")))).toEqual([push, change]);
  });

  it("may refer to each other", async () => {
    const references = Array<string>(20).fill("!reference [gate, rules]");
    expect(await fate(rules(...references))).toEqual([maybePush, maybeChange]);
  });

  it("are named with their place", async () => {
    const told = async (text: string) => faultsOfGate(`gate:\n  script: gate\n  rules:\n${text}`);
    expect(
      await told("    - { if: $NOPE, changes: [a], exists: [.gitlab-ci.yml], when: never }\n    - when: always\n"),
    ).toEqual([
      "perhaps skipped for a push 4 (if: $NOPE, changes, exists, when: never)",
      "perhaps skipped for a change 4 (if: $NOPE, changes, exists, when: never)",
    ]);
    expect(await told("    - if: $NOPE\n    - when: manual\n")).toEqual([
      "skipped for a push 5 (when: manual)",
      "skipped for a change 5 (when: manual)",
    ]);
    expect(await told("    - { if: $NOPE, allow_failure: true }\n    - { if: $CI, allow_failure: true }\n")).toEqual([
      "masked for a push 5 (if: $CI)",
      "masked for a change 5 (if: $CI)",
    ]);
    expect(await told("    - if: $CI_COMMIT_TAG\n")).toEqual([
      "skipped for a push 1 (rules)",
      "skipped for a change 1 (rules)",
    ]);
  });
});

describe("when and allow_failure", () => {
  it.each<[string, string[]]>([
    ["", []],
    ["  when: always\n", []],
    ["  when: manual\n", [push, change]],
    ["  when: on_failure\n", [push, change]],
    ["  when: never\n", [push, change]],
    ["  allow_failure: false\n", []],
    ["  allow_failure: true\n", ["masked"]],
    ["  allow_failure: { exit_codes: [1] }\n", ["masked"]],
  ])("%j", async (more, expected) => {
    expect(await fate(more)).toEqual(expected);
  });
  it("are shown as written", async () => {
    expect(await faultsOfGate("gate:\n  script: gate\n  when: manual\n")).toEqual([
      "skipped for a push 3 (when: manual)",
      "skipped for a change 3 (when: manual)",
    ]);
    expect(await faultsOfGate("gate:\n  script: gate\n  allow_failure: { exit_codes: 1 }\n")).toEqual([
      "masked 3 (allow_failure: exit_codes)",
    ]);
    expect(await faultsOfGate("gate:\n  script: gate\n  allow_failure: true\n")).toEqual([
      "masked 3 (allow_failure: true)",
    ]);
  });
});

describe("which pipelines a change has", () => {
  const other = "other:\n  script: x\n";
  it.each<[string, string[]]>([
    [`other:\n  script: x\n  rules: [{ ${request} }]\n`, [change]],
    [`  rules: [{ ${request} }, { if: $CI_COMMIT_BRANCH }]\nother:\n  script: x\n  rules: [{ ${request} }]\n`, []],
    [`  rules: [{ if: $CI_COMMIT_BRANCH }]\n${other}`, []],
    [`workflow: { rules: [{ ${request} }, { if: $CI_COMMIT_BRANCH == "main" }] }\n`, []],
    [
      `workflow: { rules: [{ ${request} }, { if: $CI_COMMIT_BRANCH && $CI_OPEN_MERGE_REQUESTS, when: never }, { if: $CI_COMMIT_BRANCH }] }\n`,
      [],
    ],
    ["workflow: { rules: [{ when: always }] }\n", []],
    ["workflow: {}\n", []],
    ["workflow: { rules: [{ when: always }] }\n", []],
    ["workflow: { rules: [{ when: never }] }\n", [push, change]],
    ["workflow: { rules: [{ when: { a: b } }] }\n", [maybePush, maybeChange]],
    [`workflow: { rules: [{ ${request}, when: never }, { when: always }] }\n`, []],
    [`workflow: { rules: [{ ${request} }, { when: always }] }\n`, []],
    [`  rules: [{ ${request} }]\nworkflow: { rules: [{ when: always }] }\n`, [push]],
    ["workflow: { rules: { when: always } }\n", ["perhaps unread"]],
    ["workflow: [x]\n", ["perhaps unread"]],
    [
      "workflow: { rules: [!reference [.w, rules], { when: always }] }\n.w: { rules: [{ when: never }] }\n",
      [push, change],
    ],
    ["workflow: { rules: !reference [.w, rules] }\n.w: { rules: [{ when: never }] }\n", [push, change]],
    ["workflow: { rules: !reference [.w, rules] }\n.w: { rules: [{ when: always }] }\n", []],
    ["workflow: { rules: [!reference [.w, rules], { when: always }] }\n", [maybePush, maybeChange]],
    ["workflow: { rules: [x, { when: always }] }\n", [maybePush, maybeChange]],
    ["workflow: { rules: always }\n", ["perhaps unread"]],
    [`workflow: { rules: [{ ${request} }] }\n`, [push]],
    ["workflow: { rules: [{ if: $CI_COMMIT_BRANCH }] }\n", []],
    ["workflow: { rules: [{ if: $NOPE }] }\n", [maybePush, maybeChange]],
    ["workflow: { rules: [{ if: $CI_COMMIT_TITLE =~ /wip/, when: never }, { when: always }] }\n", [push, change]],
    // Without rules of its own the other job is in every pipeline of the workflow, the gate is not.
    [`  rules: [{ if: $CI_COMMIT_BRANCH }]\n${other}workflow: { rules: [{ when: always }] }\n`, [change]],
    [`  only: [branches]\n${other}workflow: { rules: [{ when: always }] }\n`, [change]],
    [`  except: [tags]\n${other}workflow: { rules: [{ when: always }] }\n`, []],
    [
      `  rules: [{ ${request}, when: always }, { if: $CI_COMMIT_BRANCH }]\nworkflow: { rules: [{ if: $CI_COMMIT_BRANCH }] }\n`,
      [],
    ],
    [
      `  rules: [{ if: $CI_MERGE_REQUEST_SOURCE_PROJECT_PATH == $CI_PROJECT_PATH }, { if: $CI_COMMIT_BRANCH }]\n`,
      [change],
    ],
  ])("%s", async (more, expected) => {
    expect(await fate(more)).toEqual(expected);
  });
});

describe("jobs that it needs", () => {
  const needs = (needed: string, more = "") =>
    `  needs: ${needed}\ndeploy:\n  script: x\n${more}next:\n  script: x\n  needs: [deploy]\n`;
  it.each<[string, string[]]>([
    [needs("[deploy]"), []],
    [needs("[deploy]", "  when: manual\n"), [push, change]],
    [needs("[{ job: deploy }]", "  when: manual\n"), [push, change]],
    [needs("[next]", "  when: on_failure\n"), [push, change]],
    [needs("[next, gate]", "  when: always\n"), ["perhaps unread"]],
    [needs("[]", "  when: manual\n"), []],
    // What has no rules is not in pipelines of merge requests, and what needs it is in none then.
    [`  rules: [{ when: always, needs: [next] }]\n${needs("[]", "  when: manual\n").slice(12)}`, [push, change]],
    [`  rules: [{ when: always, needs: [{ job: next }] }]\n${needs("[]", "").slice(12)}`, [change]],
    [needs("[{ job: gone, optional: true }, { pipeline: x }]", "  when: manual\n"), []],
    [
      needs("[deploy]", "  rules: [{ if: $CI_COMMIT_BRANCH == 'main', when: manual }, { if: $CI_COMMIT_BRANCH }]\n"),
      [push],
    ],
    [needs("[deploy]", "  rules: [{ if: $CI_COMMIT_TAG, when: manual }]\n"), [push, change]],
    // One of a matrix, and any that may be meant.
    [needs("['deploy: [a]']", "  when: manual\n"), [push, change]],
    [needs("[deploy 1/2]", "  when: manual\n"), [push, change]],
    [needs("[{ job: deploy, optional: true }]", "  when: manual\n"), [push, change]],
    [needs("['$[[ inputs.job ]]']"), ["perhaps skipped"]],
    [needs("[!reference [.n, names]]"), ["perhaps skipped"]],
    [needs("[{ job: '$[[ inputs.job ]]' }]"), ["perhaps skipped"]],
    [needs("[next]", "  needs: ['$[[ inputs.job ]]']\n"), ["perhaps skipped"]],
    [needs("[next]", "  inherit: { default: '$[[ inputs.all ]]' }\n"), ["perhaps unread"]],
    [needs("[{ project: a/b, job: gone }, { pipeline: x, job: gone }]"), []],
    ["  rules: [{ when: always, needs: !reference [.n, names] }]\n", ["perhaps skipped"]],
  ])("%j", async (more, expected) => {
    expect(await fate(more)).toEqual(expected);
  });
});

describe("what else a job says", () => {
  it.each<[string, string[]]>([
    ["  hooks: { pre_get_sources_script: [exit 0] }\n", ["perhaps unread"]],
    ["default: { hooks: { pre_get_sources_script: [exit 0] } }\n", ["perhaps unread"]],
    ["  allow_failure: '$[[ inputs.lax ]]'\n", ["perhaps masked"]],
    ["  allow_failure: ~\n", []],
    // Which of what is said of all jobs it takes.
    ["  inherit: { default: !reference [.i, all] }\n.i: { all: true }\n", ["perhaps unread"]],
    ["  inherit: { default: !reference [.i] }\n.i: true\n", ["perhaps unread"]],
    ["  inherit: { variables: [A, !reference [.i, names]] }\n", ["perhaps unread"]],
    ["  inherit: { default: '$[[ inputs.all ]]', variables: true }\n", ["perhaps unread"]],
    ["  inherit: { default: false, variables: [A, '$[[ inputs.name ]]'] }\n", ["perhaps unread"]],
    ["  inherit: { default: [image, retry], variables: [A, B] }\n", []],
    ["  parallel: { matrix: [{ A: [b, c] }] }\n  rules: [{ if: $A == 'b' }]\n", [maybePush, maybeChange]],
    ["  parallel: { matrix: [{ B: c }] }\n  variables: { A: b }\n  rules: [{ if: $A == 'b' }]\n", []],
    ["  interruptible: true\n  retry: 2\n  timeout: 1h\n  resource_group: a\n  environment: x\n", []],
  ])("%j", async (more, expected) => {
    expect(await fate(more)).toEqual(expected);
  });
});

describe("a job's own when", () => {
  it.each<[string, string[]]>([
    ["always", []],
    ["on_success", []],
    ["delayed", []],
    ["", []],
    ["never", [push, change]],
    ["manual", [push, change]],
    ["sometimes", [maybePush, maybeChange]],
    ["'$[[ inputs.when ]]'", [maybePush, maybeChange]],
    ["{ a: b }", [maybePush, maybeChange]],
    ["[always]", [maybePush, maybeChange]],
    ["true", [maybePush, maybeChange]],
    ["5", [maybePush, maybeChange]],
  ])("%s", async (when, expected) => {
    expect(await fate(`  when: ${when}\n`)).toEqual(expected);
    // Of rules it is the one that is left out there.
    expect(await fate(`  when: ${when}\n  rules: [{ if: $CI }]\n`)).toEqual(expected);
    expect(await fate(`  when: ${when}\n  rules: [{ when: always }]\n`)).toEqual([]);
  });
});

describe("a file that is included by rules", () => {
  const included = (rules: string, inner: string, gate = "") =>
    fate(`${gate}include: [{ local: a.yml, rules: ${rules} }]\n`, { "a.yml": inner });
  const job = "other:\n  script: other\n";
  const [maybe, sure] = ["[{ if: $X }]", "[{ if: $CI }]"];
  it.each<[string, string, string[]]>([
    [maybe, "gate:\n  script: gate\n", [maybePush, maybeChange]],
    ["[{ if: $CI_COMMIT_BRANCH == 'main' }]", "gate:\n  script: gate\n", [maybeChange]],
    [maybe, "workflow: { rules: [{ when: always }] }\n", [maybePush, maybeChange]],
    [maybe, "variables: { A: b }\n", [maybePush, maybeChange]],
    [maybe, ".base: { script: x }\n", [maybePush, maybeChange]],
    [maybe, "stages: [test]\nvariables: { A: b }\n", [maybePush, maybeChange]],
    ["[{ exists: [gone] }]", "default: { retry: 1 }\n", [maybePush, maybeChange]],
    ["[{ if: $X, when: never }]", "gate:\n  script: true\n", []],
    ["[{ if: $X, when: never }, {}]", "variables: { A: b }\n", [maybePush, maybeChange]],
    ["{ if: $X }", "variables: { A: b }\n", [maybePush, maybeChange]],
    ["~", "variables: { A: b }\n", [maybePush, maybeChange]],
    // It is there for certain or never, or about other jobs.
    ["[{ when: never }]", "variables: { A: b }\n", []],
    [sure, "gate:\n  script: gate\n", []],
    [sure, "variables: { A: b }\n", []],
    ["[{ exists: [a.yml] }]", "variables: { A: b }\n", []],
    [maybe, job, []],
    [maybe, `stages: [test]\n${job}`, []],
  ])("%s with %j", async (rules, inner, expected) => {
    expect(await included(rules, inner)).toEqual(expected);
  });

  it("with what it includes itself, with jobs that are needed, and in the pipeline that starts another", async () => {
    const files = { "a.yml": "include: b.yml\n", "b.yml": "variables: { A: b }\n" };
    expect(await fate(`include: [{ local: a.yml, rules: ${maybe} }]\n`, files)).toEqual([maybePush, maybeChange]);
    const others = { "a.yml": `include: b.yml\n${job}`, "b.yml": "third:\n  script: x\n" };
    expect(await fate(`include: [{ local: a.yml, rules: ${maybe} }]\n`, others)).toEqual([]);
    expect(await included(maybe, job, "  needs: [other]\n")).toEqual([maybePush, maybeChange]);
    const start = `start:\n  trigger: { include: child.yml, strategy: depend }\ninclude: [{ local: a.yml, rules: ${maybe} }]\n`;
    const child = { "child.yml": "gate:\n  script: gate\n", "a.yml": "start:\n  stage: test\n" };
    expect(await faultsOfGate(start, child)).toEqual([`${maybePush} 3 (rules)`, `${maybeChange} 3 (rules)`]);
  });
});

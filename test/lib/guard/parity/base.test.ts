// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of other languages stand in the data
import { describe, expect, test } from "vitest";
import { findingsOf, gate, workflowPath as path, workflow } from "./support.ts";

/** Each code once: some of these have two faults. */
const judge = async (files: Readonly<Record<string, string>>) => {
  const findings = await findingsOf(files);
  return [...new Set(findings.map(({ code, level }) => `${code.slice(7)}${level === "violation" ? "" : "?"}`))];
};

const run = (script: string) => workflow(script);
const gitlab = (script: string, variables = "{}") => ({
  ".gitlab-ci.yml": `gate:\n  image: node:22\n  variables: ${variables}\n  script:\n    - ${script}\n`,
});

describe("the base that CI names", () => {
  test.each<[string, string[]]>([
    ["--base origin/main", []],
    ["--base=refs/remotes/origin/main", []],
    ["--base origin/$GITHUB_BASE_REF", []],
    ['--base "origin/${GITHUB_BASE_REF}"', []],
    ["--base ${{ github.event.pull_request.base.sha || github.event.before }}", []],
    ["--base HEAD", ["DIFFERENT"]],
    ["--base=HEAD", ["DIFFERENT"]],
    ["--base @", ["DIFFERENT"]],
    ['--base ""', ["DIFFERENT"]],
    ["--base ${{ github.sha }}", ["DIFFERENT"]],
    ['--base="${{ github.event.pull_request.head.sha }}"', ["DIFFERENT?", "DIFFERENT"]],
    ["--base $GITHUB_HEAD_REF", ["DIFFERENT"]],
    ["--base origin/${GITHUB_HEAD_REF}", ["DIFFERENT"]],
    ["--base $(git rev-parse HEAD)", ["DIFFERENT"]],
    ["--base ${{ github.base_ref || github.sha }}", ["DIFFERENT"]],
    ["--base origin/main --base HEAD", ["DIFFERENT"]],
    ["--base HEAD~1", ["UNREAD?"]],
    ["--base v1", ["UNREAD?"]],
    ["--base $BASE", ["UNREAD?"]],
    ["--base", ["UNREAD?"]],
    ["--bas\\e HEAD", ["DIFFERENT"]],
    ['"--base" HEAD', ["DIFFERENT"]],
    ['"--base=$GITHUB_SHA"', ["DIFFERENT?", "DIFFERENT"]],
    ["--base main", []],
    ["--base refs/heads/main", []],
    ["--base xorigin/main", ["UNREAD?"]],
    ["--base xrefs/heads/main", ["UNREAD?"]],
    ["--base origin/mainx", ["UNREAD?"]],
    ["--base maorigin/in", ["UNREAD?"]],
    ["--base marefs/heads/in", ["UNREAD?"]],
    ["--basement main", []],
  ])("%s", async (flags, expected) => {
    expect(await judge(run(`${gate} ${flags}`))).toEqual(expected);
  });

  // In a pull request, what was there before the push is the change itself, as it was a commit ago.
  test.each<[string, string[]]>([
    ["github.event.before", ["DIFFERENT"]],
    ["github.event.before || github.base_ref", ["DIFFERENT"]],
    ["github.event.merge_group.base_sha || github.event.before", ["DIFFERENT"]],
    ["github.base_ref || github.event.before", []],
    ["github.event.merge_group.base_sha || github.event.repository.default_branch || github.event.before", []],
    ["github.event.before || vars.BASE", ["UNREAD?"]],
    ["github.event.merge_group.base_sha", []],
    ["github.event.before || github.sha", ["DIFFERENT"]],
  ])("--base by %s", async (expression, expected) => {
    expect(await judge(run(`${gate} --base \${{ ${expression} }}`))).toEqual(expected);
    expect(await judge(run(`${gate} --base "\${{${expression}}}"`))).toEqual(expected);
  });

  test("by what was there before a push, where nothing else is pushed", async () => {
    const of = (on: string, flags: string) => run(`${gate} ${flags}`)[path]?.replace("[push, pull_request]", on) ?? "";
    const push = of("{ push: { branches: [main] } }", "--base ${{ github.event.before }}");
    expect(await judge({ [path]: of("pull_request", ""), ".github/workflows/push.yml": push })).toEqual([]);
  });

  test.each<[string, string[], string[]]>([
    [
      "the target",
      [],
      [
        ...["GITHUB_BASE_REF", "CI_DEFAULT_BRANCH", "CI_MERGE_REQUEST_DIFF_BASE_SHA"],
        ...["CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "CI_MERGE_REQUEST_TARGET_BRANCH_SHA"],
      ],
    ],
    [
      "the change",
      ["DIFFERENT"],
      [
        ...["GITHUB_SHA", "GITHUB_HEAD_REF", "GITHUB_REF", "GITHUB_REF_NAME", "CI_COMMIT_SHA"],
        ...["CI_COMMIT_REF_NAME", "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME"],
      ],
    ],
    [
      "nobody knows what",
      ["UNREAD?"],
      [
        ...["MY_GITHUB_BASE_REF", "GITHUB_BASE_REFS", "MY_GITHUB_SHA", "GITHUB_SHAS"],
        ...["CI_MERGE_REQUEST_IID", "CI_PIPELINE_ID"],
      ],
    ],
  ])("of a variable: %s", async (_, expected, names) => {
    for (const name of names) {
      expect([name, await judge(run(`${gate} --base $${name}`))]).toEqual([name, expected]);
      expect([name, await judge(run(`${gate} --base "origin/\${${name}}"`))]).toEqual([name, expected]);
      expect(await judge(run(`${gate} --base x$${name}`))).toEqual(["UNREAD?"]);
      expect(await judge(run(`${gate} --base "$${name}~1"`))).toEqual(["UNREAD?"]);
    }
  });

  test.each<[string, string[], string[]]>([
    [
      "the target",
      [],
      [
        ...["github.base_ref", "github.event.repository.default_branch"],
        ...["github.event.pull_request.base.ref", "github.event.pull_request.base.sha"],
      ],
    ],
    [
      "the change",
      ["DIFFERENT"],
      [
        ...["github.sha", "github.event.after", "github.event.pull_request.head.sha"],
        ...["github.event.merge_group.head_sha", "github.event.merge_group.head_ref"],
      ],
    ],
    [
      "the change, by words of whoever proposes it",
      ["DIFFERENT", "SKIPPED"],
      ["github.head_ref", "github.ref", "github.ref_name", "github.event.pull_request.head.ref"],
    ],
    [
      "nobody knows what",
      ["UNREAD?"],
      [
        ...["github.base_refs", "my.github.base_ref", "github.shas", "my.github.sha", "github.event.befores"],
        ...["github.event.pull_request.base.label", "github.event.merge_group.base_ref"],
      ],
    ],
    ["words of whoever proposes it", ["UNREAD?", "SKIPPED"], ["github.event.pull_request.title"]],
  ])("of an expression: %s", async (_, expected, names) => {
    const doubt = ["UNREAD?", ...expected.filter((one) => one === "SKIPPED")];
    for (const name of names) {
      expect([name, await judge(run(`${gate} --base \${{ ${name} }}`))]).toEqual([name, expected]);
      expect(await judge(run(`${gate} --base \${{${name}}}~1`))).toEqual(doubt);
      expect(await judge(run(`${gate} --base x\${{${name}}}`))).toEqual(doubt);
    }
  });

  test.each<[string, string[]]>([
    ["`git rev-parse HEAD`", ["DIFFERENT"]],
    ["$(git rev-parse @)", ["DIFFERENT"]],
    ["$( git rev-parse --verify HEAD )", ["DIFFERENT"]],
    ['"$(git rev-parse HEAD)"', ["DIFFERENT"]],
    ["$(git rev-parse HEAD~1)", ["UNREAD?"]],
    ["$(git rev-parse --short HEAD)", ["UNREAD?"]],
    ["x$(git rev-parse HEAD)", ["UNREAD?"]],
    ["$(git rev-parse HEAD)~1", ["UNREAD?"]],
    ["HEADS", ["UNREAD?"]],
    ["xHEAD", ["UNREAD?"]],
    ["origin/HEAD", ["DIFFERENT"]],
  ])("--base %s", async (base, expected) => {
    expect(await judge(run(`${gate} --base ${base}`))).toEqual(expected);
  });

  test.each<[string, string[]]>([
    [`unset GITHUB_BASE_REF\n${gate}`, ["DIFFERENT"]],
    [`env -u GITHUB_BASE_REF ${gate}`, ["DIFFERENT"]],
    [`unset CI\n${gate}`, ["UNREAD?"]],
    [`env -u CI ${gate}`, ["UNREAD?"]],
    [`env --unset=CI ${gate}`, ["UNREAD?"]],
    [`unset NODE_OPTIONS\n${gate}`, []],
    [`env --unset=GITHUB_BASE_REF ${gate}`, ["DIFFERENT"]],
    [`GITHUB_BASE_REF= ${gate}`, ["DIFFERENT"]],
    [`GITHUB_BASE_REF=$GITHUB_HEAD_REF\n${gate}`, ["DIFFERENT"]],
    [`export GITHUB_BASE_REF=$GITHUB_HEAD_REF\n${gate}`, ["DIFFERENT"]],
    [`export -n GITHUB_BASE_REF\n${gate}`, ["DIFFERENT"]],
    [`gate() { ${gate}; }\nGITHUB_BASE_REF= gate`, ["DIFFERENT"]],
    [`GITHUB_BASE_REF= bash -c '${gate}'`, ["DIFFERENT"]],
    [`echo "GITHUB_BASE_REF=x" >> $GITHUB_ENV\n${gate}`, ["DIFFERENT"]],
    [`env -i ${gate}`, ["UNREAD?"]],
    [`sudo ${gate}`, ["UNREAD?"]],
    [`echo $GITHUB_BASE_REF\n${gate}\nunset GITHUB_BASE_REF`, []],
  ])("%j", async (script, expected) => {
    expect(await judge(run(script))).toEqual(expected);
  });

  test("in variables of GitLab", async () => {
    expect(await judge(gitlab(gate))).toEqual([]);
    expect(await judge(gitlab(gate, "{ CI_MERGE_REQUEST_DIFF_BASE_SHA: x }"))).toEqual(["DIFFERENT"]);
    expect(await judge(gitlab(gate, "{ npm_config_script_shell: /bin/true }"))).toEqual(["UNREAD?"]);
    const rule = {
      ".gitlab-ci.yml": `${gitlab(gate)[".gitlab-ci.yml"]}  rules: [{ when: always, variables: { NODE_OPTIONS: x } }]\n`,
    };
    expect(await judge(rule)).toContain("UNREAD?");
    expect(await judge(gitlab(gate, "{ A: b, GIT_DEPTH: 0, npm_config_cache: .npm }"))).toEqual([]);
  });
});

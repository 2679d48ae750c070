// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of GitLab stand in the data
import { describe, expect, it } from "vitest";
import { evaluateRule, type Variable } from "../../../../../lib/guard/parity/gitlab/condition.ts";
import { faultsOfGate } from "./support.ts";

const variables: Readonly<Record<string, Variable>> = {
  A: "a",
  E: "",
  N: null,
  P: "a/b",
  Q: { unknown: "$Q", isTheirs: false },
  T: { unknown: "$T", isTheirs: true },
  B: { unknown: "$B", isTheirs: true, not: ["main"] },
};
/** `true`, `false`, what it depends on, or `not understood`. */
const value = (text: string): string => {
  const outcome = evaluateRule(text, (name) => variables[name] ?? null);
  if (outcome === undefined) return "not understood";
  return outcome.truth === undefined ? `perhaps ${outcome.on?.unknown ?? ""}` : `${outcome.truth}`;
};

describe("conditions", () => {
  it.each<[string, string]>([
    ["$A", "true"],
    ["${A}", "true"],
    ["$E", "false"],
    ["$N", "false"],
    ["$Q", "perhaps $Q"],
    ["$B", "true"],
    ["'x'", "true"],
    ["''", "false"],
    ["null", "false"],
    ["$A == 'a'", "true"],
    ['$A == "b"', "false"],
    ["$A != 'a'", "false"],
    ["$A != 'b'", "true"],
    ["'a' == $A", "true"],
    ["$N == null", "true"],
    ["$A == null", "false"],
    ["$A != null", "true"],
    ["$E == null", "false"],
    ["$Q == 'a'", "perhaps $Q"],
    ["'a' == $Q", "perhaps $Q"],
    ["$Q == $T", "perhaps $Q"],
    ["$B == 'main'", "false"],
    ["'main' == $B", "false"],
    ["$B != 'main'", "true"],
    ["$B == null", "false"],
    ["$B == ''", "false"],
    ["$B == 'x'", "perhaps $B"],
    ["$B != 'x'", "perhaps $B"],
    ["$B == $Q", "perhaps $B"],
    ["$Q == $B", "perhaps $Q"],
    ["$A =~ /^a$/", "true"],
    ["$A =~ /^A$/", "false"],
    ["$A =~ /^A$/i", "true"],
    ["$A =~ /A|i/", "false"],
    ["$A =~ /a/x", "not understood"],
    ["$A =~ /a/im", "not understood"],
    ["$A !~ /^a$/", "false"],
    ["$A !~ /b/", "true"],
    ["$N =~ /a/", "false"],
    ["$N !~ /a/", "true"],
    ["$N =~ /null/", "false"],
    ["$P =~ /a\\/b/", "true"],
    ["$Q =~ /a/", "perhaps $Q"],
    ["$Q =~ /.*/", "perhaps $Q"],
    ["$B =~ /.*/", "true"],
    ["$B =~ /^.+$/", "true"],
    ["$B !~ /^.*$/", "false"],
    ["$B =~ /^.+x/", "perhaps $B"],
    ["$B =~ /x.*/", "perhaps $B"],
    ["$A =~ $P", "perhaps a pattern in a variable"],
    ["$A !~ 'a'", "perhaps a pattern in a variable"],
    ["$A && $A", "true"],
    ["$A && $N", "false"],
    ["$N && $Q", "false"],
    ["$Q && $N", "false"],
    ["$A && $Q", "perhaps $Q"],
    ["$Q && $A", "perhaps $Q"],
    ["$Q && $T", "perhaps $Q"],
    ["$A || $Q", "true"],
    ["$Q || $A", "true"],
    ["$N || $A", "true"],
    ["$N || $N", "false"],
    ["$N || $Q", "perhaps $Q"],
    ["$Q || $N", "perhaps $Q"],
    ["$B == 'main' || $Q", "perhaps $Q"],
    ["$B =~ /.+/ && $Q", "perhaps $Q"],
    ["$Q || $T", "perhaps $Q"],
    ["$A || $N && $N", "true"],
    ["($A || $N) && $N", "false"],
    ["!$A", "false"],
    ["!$N", "true"],
    ["!$Q", "perhaps $Q"],
    ["!($A && $N)", "true"],
    ["!!$A == 'a'", "true"],
    [" $A\n== 'a' ", "true"],
    ["", "not understood"],
    ["  ", "not understood"],
    ["$A ==", "not understood"],
    ["$A =~", "not understood"],
    ["== $A", "not understood"],
    ["$A $A", "not understood"],
    ["$A == 'a' == 'b'", "not understood"],
    ["($A", "not understood"],
    ["($A == 'a'", "not understood"],
    ["$A)", "not understood"],
    ["$A &", "not understood"],
    ["a == $A", "not understood"],
    ["$A == /a/", "not understood"],
    ["$A == /'a'/", "not understood"],
    ["'a'b", "not understood"],
    ["$A == $", "not understood"],
    ["$A == ${}", "not understood"],
    ["nullable", "not understood"],
    ["$A =~ /(/", "not understood"],
    ["$A =~ /(a+)+/", "not understood"],
    ["$A =~ /(a{2})*/", "not understood"],
    ["$A =~ /(a)+/", "true"],
    ["$A =~ /\\Aa\\z/", "not understood"],
    ["$A =~ /[[:alpha:]]/", "not understood"],
    ["$A =~ /(?!b)a/", "not understood"],
    ["$A =~ /(?=a)/", "not understood"],
    ["$A =~ /(?<=b)a/", "not understood"],
    ["$A =~ /(?<!b)a/", "not understood"],
    ["$A =~ /(a)\\1/", "not understood"],
    ["$A =~ /^\\w$/", "true"],
    ["$A =~ /(?:a|b)/", "true"],
    ["$A =~ /(?i)A/", "not understood"],
    [`$A =~ /${"a?".repeat(100)}/`, "true"],
    [`$A =~ /${"a?".repeat(100)}a/`, "not understood"],
    [`${"(".repeat(49)}$A${")".repeat(49)}`, "true"],
    [`${"(".repeat(50)}$A${")".repeat(50)}`, "not understood"],
    [`${"($A) && ".repeat(60)}$A`, "true"],
    [`${"!".repeat(20_000)}$A`, "not understood"],
  ])("%s", (text, expected) => {
    expect(value(text)).toBe(expected);
  });

  it("say whether whoever proposes a change decides", () => {
    const on = (text: string) => evaluateRule(text, (name) => variables[name] ?? null)?.on;
    expect(on("$T")).toEqual({ unknown: "$T", isTheirs: true });
    expect(on("$Q")).toEqual({ unknown: "$Q", isTheirs: false });
    expect(on("$Q || $A")).toBeUndefined();
    expect(on("$A =~ $P")).toMatchObject({ isTheirs: false });
  });

  it("whose variables can't be asked for are a mistake of ours", () => {
    const ask = () => {
      throw new TypeError("planted");
    };
    expect(() => evaluateRule("$A", ask)).toThrow(TypeError);
  });
});

describe("variables", () => {
  /** Whether a job with the rule `if: text` runs for a push to `main` and for a change. */
  const fate = async (text: string, more = "", branch = "main") => {
    const found = await faultsOfGate(`gate:\n  script: gate\n  rules: [{ if: '${text}' }]\n${more}`, {}, branch);
    return [...new Set(found.map((fault) => fault.replace(/ \d+ \(.*\)$/s, "")))];
  };
  const [push, change] = ["skipped for a push", "skipped for a change"];
  const perhaps = [`perhaps ${push}`, `perhaps ${change}`];
  it.each<[string, string, string[]]>([
    ['$R == "1"', "variables: { R: '1' }\n", []],
    ['$R == "1"', "variables: { R: { value: '1', description: x } }\n", []],
    ['$R == "1"', "variables: { R: '2' }\n", [push, change]],
    ['$R == "1"', "variables: { R: $X }\n", perhaps],
    ['$R == "1"', "variables: { R: 1 }\n", perhaps],
    ['$R == "1"', "  variables: { R: '1' }\n", []],
    ['$R == "1"', "  variables: { R: '2' }\nvariables: { R: '1' }\n", [push, change]],
    ['$R == "1"', "  variables: { R: $X }\nvariables: { R: '1' }\n", perhaps],
    ['$R == "1"', "  inherit: { variables: false }\nvariables: { R: '1' }\n", perhaps],
    ['$R == "1"', "variables: { R: '1' }\nworkflow: { rules: [{ when: always, variables: { R: '2' } }] }\n", perhaps],
    ['$R == "1"', "variables: { R: '1' }\nworkflow: { rules: [{ when: always, variables: { S: '2' } }] }\n", []],
    ['$R == "1"', "  variables: !reference [.v, variables]\n.v: { variables: { R: '1' } }\n", []],
    ['$R == "1"', "variables: !reference [.v, variables]\n.v: { variables: { R: '1' } }\n", []],
    [
      '$R == "1"',
      "variables: { R: '1' }\nworkflow: { rules: [!reference [.w, rules]] }\n.w: { rules: [{ when: always, variables: { R: '2' } }] }\n",
      perhaps,
    ],
    ['$CI == "true" && $GITLAB_CI == "true"', "", []],
    // Which of the two counts is not known.
    ["$CI", "variables: { CI: '' }\n", perhaps],
    ["$CI", "  variables: { CI: '' }\n", perhaps],
    ["$CI", "  variables: { CI: 'true' }\n", perhaps],
    ["$CI", "  parallel: { matrix: [{ CI: '' }] }\n", perhaps],
    ["$CI", "workflow: { rules: [{ when: always, variables: { CI: '' } }] }\n", perhaps],
    ["$CI", "workflow: { rules: [{ if: $CI }] }\nvariables: { CI: '' }\n", perhaps],
    ["$CI", "  inherit: { variables: false }\nvariables: { CI: '' }\n", []],
    ["$CI_COMMIT_TAG == null", "", []],
    ["$CI_COMMIT_TAG == null", "variables: { CI_COMMIT_TAG: x }\n", perhaps],
    ['$CI_DEFAULT_BRANCH == "main"', "", []],
    ["$CI_COMMIT_TAG", "", [push, change]],
    // A fork may have a branch with that name.
    ['$CI_COMMIT_REF_NAME != "main"', "", [push, change]],
    ['$CI_COMMIT_REF_NAME == "topic" || $CI_COMMIT_BRANCH == "main"', "", [change]],
    ["$CI_COMMIT_BRANCH && $CI_COMMIT_BRANCH !~ /^docs/", "", [change]],
    ['$CI_COMMIT_REF_PROTECTED == "true"', "", [`perhaps ${change}`]],
    ["$CI_COMMIT_REF_SLUG", "", [push, change]],
    ['$GITLAB_USER_LOGIN != "renovate-bot"', "", [push, change]],
    ["$CI_COMMIT_MESSAGE !~ /skip/", "", [push, change]],
    ["$CI_COMMIT_MESSAGE_X", "", perhaps],
    ["$X_CI_COMMIT_MESSAGE", "", perhaps],
    ["$CI_OPEN_MERGE_REQUESTS", "", [push]],
    ['$CI_PIPELINE_SOURCE == "push"', "", []],
    ["$CI_MERGE_REQUEST_IID || $CI_COMMIT_BRANCH", "", []],
    ['$CI_MERGE_REQUEST_TARGET_BRANCH_NAME == "main" || $CI_COMMIT_BRANCH', "", []],
    ['$CI_MERGE_REQUEST_SOURCE_BRANCH_NAME != "main" || $CI_COMMIT_BRANCH', "", [change]],
    ["$CI_MERGE_REQUEST_SOURCE_BRANCH_NAME || $CI_COMMIT_BRANCH", "", []],
    ['$CI_MERGE_REQUEST_SOURCE_BRANCH_NAME == "x" || $CI_COMMIT_BRANCH', "", [change]],
    ['$CI_MERGE_REQUEST_EVENT_TYPE == "merged_result" || $CI_COMMIT_BRANCH', "", [`perhaps ${change}`]],
    ["$CI_MERGE_REQUEST_SOURCE_PROJECT_PATH == $CI_MERGE_REQUEST_PROJECT_PATH || $CI_COMMIT_BRANCH", "", [change]],
    ["$CI_MERGE_REQUEST_TITLE !~ /wip/ || $CI_COMMIT_BRANCH", "", [change]],
    ["$CI_MERGE_REQUEST_LABELS =~ /x/ || $CI_COMMIT_BRANCH", "", [change]],
  ])("%s %j", async (text, more, expected) => {
    expect(await fate(text, more)).toEqual(expected);
  });

  it("name the default branch", async () => {
    expect(await fate('$CI_COMMIT_BRANCH == "trunk"', "", "trunk")).toEqual([change]);
    expect(await fate('$CI_COMMIT_BRANCH == "main"', "", "trunk")).toEqual([push, change]);
  });
});

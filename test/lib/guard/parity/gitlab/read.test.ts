import { describe, expect, it } from "vitest";
import { readGitlab } from "../../../../../lib/guard/parity/gitlab/read.ts";
import { jobOf, settingsOfGate } from "./support.ts";

const scripts = async (...asked: Parameters<typeof jobOf>) =>
  (await jobOf(...asked)).steps.map(({ script }) => script?.text ?? "");

describe("what a job runs", () => {
  it.each<[string, string[]]>([
    ["gate:\n  script: one\n", ["one\n"]],
    ["gate:\n  script: [one, two]\n", ["one\ntwo\n"]],
    ["gate:\n  script:\n    - one\n    - [two, three]\n    - 4\n    -\n", ["one\ntwo\nthree\n4\n\n"]],
    ["gate:\n  before_script: zero\n  script: one\n", ["zero\none\n"]],
    ["default: { before_script: [zero] }\ngate:\n  script: one\n", ["zero\none\n"]],
    ["before_script: [zero]\ngate:\n  script: one\n", ["zero\none\n"]],
    ["before_script: zero\ngate:\n  script: one\n", ["zero\none\n"]],
    ["before_script: [[a, [b]], ~]\ngate:\n  script: one\n", ["a\nb\n\none\n"]],
    ["before_script: [low]\ndefault: { before_script: [high] }\ngate:\n  script: one\n", ["high\none\n"]],
    ["default: { before_script: [zero] }\ngate:\n  before_script: []\n  script: one\n", ["one\n"]],
    ["default: { before_script: [zero] }\ngate:\n  inherit: { default: false }\n  script: one\n", ["one\n"]],
    ["default: { before_script: [zero] }\ngate:\n  inherit: { default: true }\n  script: one\n", ["zero\none\n"]],
    ["default: { before_script: [zero] }\ngate:\n  inherit: { default: [image] }\n  script: one\n", ["one\n"]],
    [
      "default: { before_script: [zero] }\ngate:\n  inherit: { default: [before_script] }\n  script: one\n",
      ["zero\none\n"],
    ],
    ["gate:\n  script: one\n  after_script: [two]\n", ["one\n", "two\n"]],
    [".a: { script: [zero] }\ngate:\n  script:\n    - !reference [.a, script]\n    - one\n", ["zero\none\n"]],
    [".a: { x: { y: [zero] } }\ngate:\n  script:\n    - !reference [.a, x, y]\n", ["zero\n"]],
    [".a: { script: [zero, one] }\ngate:\n  script: !reference [.a, script]\n", ["zero\none\n"]],
    [
      ".a: { before_script: zero }\ngate:\n  before_script: !reference [.a, before_script]\n  script: one\n",
      ["zero\none\n"],
    ],
    [".a: { script: !reference [.b, x] }\n.b: { x: [zero] }\ngate:\n  script: !reference [.a, script]\n", ["zero\n"]],
    ["gate:\n  script: !reference [.gone, script]\n", [".gone\nscript\n"]],
    [".a: { script: [zero] }\ngate:\n  script: [.a]\n", [".a\n"]],
    ["gate:\n  script:\n    - [.a, script]\n", [".a\nscript\n"]],
    ["gate:\n  script:\n    - [gate]\n", ["gate\n"]],
    [".a: { script: [zero] }\ngate:\n  extends: .a\n", ["zero\n"]],
    [".a: { script: [zero] }\ngate:\n  extends: .a\n  script: one\n", ["one\n"]],
    [".a: { script: [zero], before_script: [minus] }\ngate:\n  extends: .a\n  before_script: []\n", ["zero\n"]],
    [".a: { script: [zero], before_script: [minus] }\ngate:\n  extends: .a\n  before_script: one\n", ["one\nzero\n"]],
    ["gate:\n  script: [!reference [gate, script]]\n", ["gate\nscript\n"]],
    ["gate:\n  trigger: group/other\n", [""]],
  ])("%j", async (text, expected) => {
    expect(await scripts(text)).toEqual(expected);
  });

  it("is none of a script that refers to itself", async () => {
    const text = ".a: { script: !reference [.a, script] }\ngate:\n  script: !reference [.a, script]\n";
    await expect(jobOf(text)).rejects.toThrow("There is no gate");
  });

  it.each(["[{ a: b }]", "[a, [{ a: b }]]", "[[a, [{ a: b }]]]"])("is not known for %s", async (script) => {
    expect((await jobOf(`gate:\n  script: ${script}\n`)).steps[0]?.script?.how).toEqual({
      why: "one of its commands is no text",
    });
  });

  it("is not known where it is made of steps", async () => {
    const [own] = (await jobOf("gate:\n  run: [{ name: a, script: b }]\n")).steps;
    expect(own).toMatchObject({
      at: { line: 2 },
      script: { how: { why: "it is made of steps, which are not read here" } },
    });
  });

  it("may extend what is no name", async () => {
    expect(await scripts("gate:\n  script: one\n  extends: [{ a: b }]\n")).toEqual(["one\n"]);
    expect(await scripts("gate:\n  script: one\n  extends: { a: b }\n")).toEqual(["one\n"]);
  });

  it("in another project is something that it uses", async () => {
    const used = async (text: string) => (await jobOf(text)).steps.map(({ uses, at }) => [uses?.value, at.line]);
    expect(await used("gate:\n  trigger: group/other\n")).toEqual([["project:group/other", 2]]);
    expect(await used("gate:\n  trigger:\n    project: group/other\n")).toEqual([["project:group/other", 3]]);
  });

  it("in the place of each command", async () => {
    const text = "gate:\n  before_script:\n    - a\n  script:\n    - |\n      b\n      c\n    - d\n";
    const how = (await jobOf(text)).steps[0]?.script?.how;
    if (how === undefined || "why" in how) throw new Error("It has no script");
    const lines = [...how.text].map((character, at) =>
      character === "\n" ? "" : `${character}${how.places(at).line}`,
    );
    expect(lines.filter((one) => one !== "")).toEqual(["a3", "b6", "c7", "d8"]);
    expect(how).toMatchObject({ errexit: true, pipefail: true, cwd: "", faults: [] });
    expect((await jobOf(text)).at).toEqual({ path: ".gitlab-ci.yml", line: 1, column: 1 });
  });

  it("of other files, with their places", async () => {
    const job = await jobOf("include: ci.yml\n", { "ci.yml": "\n\ngate:\n  script:\n    - a\n" });
    expect(job.at).toEqual({ path: "ci.yml", line: 3, column: 1 });
    const how = job.steps[0]?.script?.how;
    expect(how !== undefined && "places" in how && how.places(0)).toEqual({ path: "ci.yml", line: 5, column: 7 });
    expect(job).toMatchObject({ system: "gitlab", file: ".gitlab-ci.yml", name: "gate", checks: ["gate"] });
  });

  it("of other files, in blocks", async () => {
    const job = await jobOf("include: ci.yml\n", { "ci.yml": "gate:\n  script:\n    - |\n        a\n\n        b\n" });
    const how = job.steps[0]?.script?.how;
    expect(how !== undefined && "places" in how && how.places(3)).toEqual({ path: "ci.yml", line: 6, column: 9 });
  });

  it("is nothing where it has no script, and what is missing is said", async () => {
    const text =
      "include: gone.yml\nempty:\n  stage: test\ngate:\n  script: [a, ~]\n  variables: { A: b }\nvariables: { C: d }\n";
    const beside = { paths: [".gitlab-ci.yml"], text: async () => undefined, unseen: () => undefined };
    const ci = await readGitlab(".gitlab-ci.yml", text, { beside, branch: "main" });
    expect(ci).toMatchObject({ isJudging: true, unseen: [{ located: { value: "gone.yml" } }] });
    expect(ci.jobs.map(({ name }) => name)).toEqual(["gate"]);
    expect(ci.jobs[0]?.steps[0]?.variables.map(({ value }) => value)).toEqual(["A", "C"]);
    expect(ci.jobs[0]?.steps[0]?.script?.how).not.toHaveProperty("why");
  });

  it("after_script can't fail", async () => {
    const [, after] = (await jobOf("gate:\n  script: a\n  after_script: b\n")).steps;
    expect(after?.faults.map(({ kind, level, at }) => [kind, level, at.line])).toEqual([["masked", "violation", 1]]);
  });
});

describe("variables of a job", () => {
  const job = (variables: string, more = "") => `gate:\n  script: a\n  variables: ${variables}\n${more}`;
  it.each<[string, string[]]>([
    [job("{ A: b, GIT_STRATEGY: clone, GIT_CHECKOUT: 'true', GIT_DEPTH: 0 }"), []],
    [job("{ GIT_STRATEGY: fetch, GIT_CHECKOUT: true }"), []],
    [job("{ GIT_STRATEGY: none }"), ["different 3 (GIT_STRATEGY: none)"]],
    [job("{ GIT_STRATEGY: }"), ["different 3 (GIT_STRATEGY: null)"]],
    [job("{ A: b }", "  rules: [{ when: always, variables: !reference [.gone, variables] }]\n"), []],
    [`.b: { variables: { NODE_OPTIONS: x } }\n${job("~", "  extends: .b\n")}`, []],
    [job("{ GIT_STRATEGY: empty }"), ["different 3 (GIT_STRATEGY: empty)"]],
    [job("{ GIT_STRATEGY: $X }"), ["perhaps different 3 (GIT_STRATEGY: $X)"]],
    [job("{ GIT_STRATEGY: { value: none } }"), ["different 3 (GIT_STRATEGY: none)"]],
    [job("{}", "  secrets: { NODE_OPTIONS: { vault: a/b } }\n"), ["perhaps unread 4 (NODE_OPTIONS)"]],
    [job("{}", "  id_tokens: { PATH: { aud: x }, A: { aud: x } }\n"), ["perhaps unread 4 (PATH)"]],
    [job("{}", "  secrets: { CI_COMMIT_SHA: { vault: a/b, file: false } }\n"), ["different 4 (CI_COMMIT_SHA)"]],
    [job("{}", "  secrets: { A: { vault: a/b } }\n"), []],
    [job("{}", "default: { id_tokens: { HOME: { aud: x } } }\n"), ["perhaps unread 4 (HOME)"]],
    [job("{}", "  id_tokens: {}\ndefault: { id_tokens: { HOME: { aud: x } } }\n"), []],
    [job("{}", "  inherit: { default: false }\ndefault: { id_tokens: { HOME: { aud: x } } }\n"), []],
    [job("{}", "  extends: .b\n.b: { secrets: { HOME: { vault: x } } }\n"), ["perhaps unread 5 (HOME)"]],
    [job("{ GIT_CHECKOUT: 'false' }"), ["different 3 (GIT_CHECKOUT: false)"]],
    [job("{ GIT_CHECKOUT: false }"), ["different 3 (GIT_CHECKOUT: false)"]],
    [job("{ MAKEFLAGS: -i }"), ["perhaps masked 3 (MAKEFLAGS)"]],
    [job("{ MAKEFLAGS: -j4 }"), []],
    [job("{ MFLAGS: -j4 }"), ["perhaps masked 3 (MFLAGS)"]],
    [job("{ GNUMAKEFLAGS: -i, MFLAGS: -i }"), ["perhaps masked 3 (GNUMAKEFLAGS)", "perhaps masked 3 (MFLAGS)"]],
    [
      job("{ MAKEFILES: x, BASH_ENV: x, SHELLOPTS: x }"),
      ["MAKEFILES", "BASH_ENV", "SHELLOPTS"].map((name) => `perhaps masked 3 (${name})`),
    ],
    [job("{ NODE_OPTIONS: x }"), ["perhaps unread 3 (NODE_OPTIONS)"]],
    [job("{ PATH: $PATH }"), []],
    [job("{ PATH: { value: $PATH } }"), ["perhaps unread 3 (PATH)"]],
    [job("{ CI_COMMIT_SHA: x }"), ["different 3 (CI_COMMIT_SHA)"]],
    [
      job("{}", "variables: { NODE_OPTIONS: x, BASH_ENV: y, GIT_STRATEGY: none }\n"),
      ["perhaps unread 4 (NODE_OPTIONS)", "perhaps masked 4 (BASH_ENV)", "different 4 (GIT_STRATEGY: none)"],
    ],
    [job("{ GIT_STRATEGY: clone }", "variables: { GIT_STRATEGY: none }\n"), []],
    [
      job("{ A: b }", "  extends: .base\n.base:\n  variables: { NODE_OPTIONS: x }\n"),
      ["perhaps unread 6 (NODE_OPTIONS)"],
    ],
    [
      job(
        "{ A: b }",
        "  extends: [.other, .base]\n.other: {}\n.base:\n  extends: .top\n.top:\n  variables: { NODE_OPTIONS: x }\n",
      ),
      ["perhaps unread 9 (NODE_OPTIONS)"],
    ],
    [job("{ GIT_STRATEGY: clone }", "  extends: .base\n.base:\n  variables: { GIT_STRATEGY: none }\n"), []],
    [
      job("!reference [.base, variables]", ".base:\n  variables: { NODE_OPTIONS: x }\n"),
      ["perhaps unread 5 (NODE_OPTIONS)"],
    ],
    [job("{ A: b }", "  rules: [{ when: always, variables: { BASH_ENV: x } }]\n"), ["perhaps masked 4 (BASH_ENV)"]],
    [job("{ A: b }", "  rules: [{ when: always, variables: [] }, ~]\n"), []],
    // A reference to what stands at the top.
    [job("!reference [.v]", ".v: { NODE_OPTIONS: x }\n"), ["perhaps unread 4 (NODE_OPTIONS)"]],
    [job("{}", "variables: !reference [.v]\n.v: { NODE_OPTIONS: x }\n"), ["perhaps unread 5 (NODE_OPTIONS)"]],
    [
      job("{}", "  rules: [{ when: always, variables: !reference [.v] }]\n.v: { NODE_OPTIONS: x }\n"),
      ["perhaps unread 5 (NODE_OPTIONS)"],
    ],
    [
      job(
        "{ A: b }",
        "  extends: .base\n.vars:\n  variables: { MAKEFLAGS: -i }\n.base:\n  variables: !reference [.vars, variables]\n",
      ),
      ["perhaps masked 6 (MAKEFLAGS)"],
    ],
    [
      job("{ A: b }", "  rules: [!reference [.r, rules]]\n.r:\n  rules: [{ variables: { GIT_STRATEGY: none } }]\n"),
      ["different 6 (GIT_STRATEGY: none)"],
    ],
    [
      job(
        "{ A: b }",
        "  rules: [{ variables: !reference [.v, variables] }]\n.v:\n  variables: { GIT_STRATEGY: none }\n",
      ),
      ["different 6 (GIT_STRATEGY: none)"],
    ],
    [
      job("{ A: b }", "variables: !reference [.v, variables]\n.v:\n  variables: { GIT_STRATEGY: none }\n"),
      ["different 6 (GIT_STRATEGY: none)"],
    ],
    [job("{ constructor: a, toString: b, hasOwnProperty: c, __proto__: d }"), []],
    [job("{ GIT_STRATEGY: { value: { a: b } } }"), ['perhaps different 3 (GIT_STRATEGY: {"a":"b"})']],
    [
      job("{ A: b }", "workflow: { rules: [{ when: always, variables: { GIT_STRATEGY: none } }] }\n"),
      ["different 4 (GIT_STRATEGY: none)"],
    ],
    ["gate:\n  script: a\n", []],
    [
      job("{ A: b }", "  parallel: { matrix: [{ A: b }, { GIT_STRATEGY: [clone, none], MAKEFLAGS: -i, B: [c] }] }\n"),
      ["different 4 (GIT_STRATEGY: none)", "perhaps masked 4 (MAKEFLAGS)"],
    ],
    [
      job(
        "{ A: b }",
        "  parallel: { matrix: [{ GIT_STRATEGY: [clone, fetch] }] }\nvariables: { GIT_STRATEGY: none }\n",
      ),
      [],
    ],
    [
      job("{ A: b }", "  parallel: { matrix: [{ GIT_STRATEGY: { a: b } }, x] }\n"),
      ['perhaps different 4 (GIT_STRATEGY: {"a":"b"})'],
    ],
    [job("{ A: b }", "  inherit: { variables: false }\nvariables: { GIT_STRATEGY: none }\n"), []],
    [job("{ A: b }", "  inherit: { variables: [A] }\nvariables: { GIT_STRATEGY: none }\n"), []],
    [
      job("{ A: b }", "  inherit: { variables: [GIT_STRATEGY] }\nvariables: { GIT_STRATEGY: none }\n"),
      ["different 5 (GIT_STRATEGY: none)"],
    ],
    [
      job("{ A: b }", "  inherit: { variables: true }\nvariables: { GIT_STRATEGY: none }\n"),
      ["different 5 (GIT_STRATEGY: none)"],
    ],
  ])("%s", async (text, expected) => {
    expect(await settingsOfGate(text)).toEqual(expected);
  });

  it("of files that are included", async () => {
    const text = "include: ci.yml\nvariables: { A: b }\ngate:\n  script: a\n  variables: { A: b }\n";
    expect(
      await settingsOfGate(text, { "ci.yml": "gate:\n  variables: { NODE_OPTIONS: x }\nvariables: { BASH_ENV: y }\n" }),
    ).toEqual(["perhaps unread ci.yml:2 (NODE_OPTIONS)", "perhaps masked ci.yml:3 (BASH_ENV)"]);
  });
});

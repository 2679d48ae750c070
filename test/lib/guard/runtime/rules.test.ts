// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of other languages stand in the data
import { describe, expect, it } from "vitest";
import { readValue, type Statement } from "../../../../lib/guard/runtime/declaration.ts";
import { context, plantedUnseen, say } from "../../../../lib/guard/runtime/planted.ts";
import { parsePolicy, refusedRange } from "../../../../lib/guard/runtime/policy.ts";
import type { RuntimeContext, RuntimeRule } from "../../../../lib/guard/runtime/rule.ts";
import { findBlindRules, judgeRuntime, runtimeRules } from "../../../../lib/guard/runtime/rules.ts";
import type { Runtime } from "../../../../lib/guard/runtime/version.ts";

const none = { python: null, node: null, go: null, rust: null };
const policy = (python: string) => parsePolicy({ ...none, python });
const judge = (facts: Partial<RuntimeContext>) =>
  judgeRuntime(runtimeRules, context(facts)).map(({ code, level, message }) => `${code} ${level}: ${message}`);
const range = (text: string, path = "pyproject.toml") => say("range", text, { path, source: "requires-python" });
const pin = (text: string, path = ".python-version") => say("exact", text, { path, source: "pin" });
const ci = (text: string) =>
  say("tested", text, { path: ".github/workflows/ci.yml", source: "setup-python", grammar: "semver" });

describe("RUNTIME_MISMATCH", () => {
  it.each<[string, Statement[], string[]]>([
    ["agreeing places", [range(">=3.11"), pin("3.12"), pin("3.12.4", "Dockerfile"), ci("3.12")], []],
    [
      "a pin outside of a range",
      [range(">=3.11"), pin("3.10")],
      ["RUNTIME_MISMATCH violation: pin at 1:1 picks Python 3.10, which requires-python at pyproject.toml:1:1 refuses"],
    ],
    [
      "two ranges without a common version",
      [range(">=3.11"), range("<3.10", "setup.cfg")],
      [
        "RUNTIME_MISMATCH violation: requires-python at 1:1 accepts no Python version that requires-python at pyproject.toml:1:1 accepts",
      ],
    ],
    [
      "two pins",
      [pin("3.12.4"), pin("3.11", "Dockerfile")],
      ["RUNTIME_MISMATCH violation: pin at 1:1 picks another Python than pin at .python-version:1:1"],
    ],
    [
      "CI outside of the range",
      [range(">=3.11"), ci("3.10"), ci("3.11")],
      [
        "RUNTIME_MISMATCH violation: setup-python at 1:1 tests Python 3.10, which requires-python at pyproject.toml:1:1 refuses",
      ],
    ],
    [
      "CI that may leave the range",
      [range(">=3.11,<3.90"), ci("3.x"), ci("3.11")],
      [
        "RUNTIME_MISMATCH undecided: setup-python at 1:1 may test a Python version that requires-python at pyproject.toml:1:1 refuses",
      ],
    ],
    ["projects beside each other", [range(">=3.11", "a/pyproject.toml"), pin("3.9", "b/.python-version")], []],
    [
      "a pin above a project",
      [range("<3.10", "a/pyproject.toml"), pin("3.12")],
      [
        "RUNTIME_MISMATCH violation: pin at 1:1 picks Python 3.12, which requires-python at a/pyproject.toml:1:1 refuses",
      ],
    ],
    [
      "CI for one of several projects",
      [range(">=3.11", "a/pyproject.toml"), range("<3.10", "b/pyproject.toml"), ci("3.9")],
      [],
    ],
    [
      "CI for a project below, perhaps",
      [range(">=3.11"), range("<3.10", "b/pyproject.toml"), ci("3.9")],
      [
        "RUNTIME_MISMATCH violation: requires-python at 1:1 accepts no Python version that requires-python at pyproject.toml:1:1 accepts",
        "RUNTIME_MISMATCH undecided: setup-python at 1:1 tests Python 3.9, which requires-python at pyproject.toml:1:1 refuses",
      ],
    ],
  ])("%s", (_, statements, expected) => {
    expect(judge({ statements })).toEqual(expected);
  });

  it("doubts, and ends, when there are too many to compare", () => {
    const statements = Array.from({ length: 2001 }, () => pin("3.12"));
    expect(judge({ statements })).toEqual([
      "RUNTIME_MISMATCH undecided: There are more than 2000 declarations of runtimes, which are not compared",
    ]);
  });

  it("names both places, and how to mend it", () => {
    const [finding] = judgeRuntime(runtimeRules, context({ statements: [range(">=3.11"), pin("3.10")] }));
    expect(finding).toMatchObject({
      path: ".python-version",
      expected: '">=3.11" (pyproject.toml:1:1)',
      actual: '"3.10" (.python-version:1:1)',
      fix: "make .python-version:1:1 and pyproject.toml:1:1 agree",
    });
  });

  it("holds every declaration against the policy", () => {
    const facts = {
      policy: policy(">=3.11,<3.13"),
      statements: [range(">=3.9"), pin("3.13"), range(">=3.11", "setup.cfg")],
    };
    expect(judge(facts)).toEqual([
      "RUNTIME_MISMATCH violation: requires-python at 1:1 accepts Python 3.9.0, which runtime.python of the configuration refuses",
      "RUNTIME_MISMATCH violation: pin at 1:1 picks Python 3.13, which runtime.python of the configuration refuses",
    ]);
    expect(judge({ policy: policy("<3.10"), statements: [range(">=3.11")] })[0]).toContain(
      "accepts only Python versions",
    );
  });
});

describe("RUNTIME_UNTESTED", () => {
  const hasCi = true;

  it("asks for the lowest line of the range", () => {
    expect(judge({ hasCi, statements: [range(">=3.11"), ci("3.12")] })).toEqual([
      "RUNTIME_UNTESTED violation: requires-python at 1:1 promises Python 3.11, which CI does not test",
    ]);
    expect(judge({ hasCi, statements: [range(">=3.11.4"), ci("3.11")] })).toEqual([]);
    expect(judge({ hasCi: false, statements: [range(">=3.11")] })).toEqual([]);
    expect(judge({ hasCi, statements: [range("<3.13"), ci("3.12")] })).toEqual([]);
  });

  it("asks for both ends of the policy", () => {
    const facts = { hasCi, policy: policy(">=3.11,<3.14") };
    expect(judge({ ...facts, statements: [ci("3.12")] })).toEqual([
      "RUNTIME_UNTESTED violation: runtime.python of the configuration promises Python 3.11, which CI does not test",
      "RUNTIME_UNTESTED violation: runtime.python of the configuration promises Python 3.13, which CI does not test",
    ]);
    expect(judge({ ...facts, statements: [ci("3.11"), ci("3.13")] })).toEqual([]);
  });

  it("asks for what pins pick where there is no range", () => {
    expect(judge({ hasCi, statements: [pin("3.12"), ci("3.11")] })).toHaveLength(1);
    expect(judge({ hasCi, statements: [pin("3.12"), ci("3.12")] })).toEqual([]);
  });

  it("doubts where CI does not show its versions", () => {
    const unknown = say("tested", "${{ inputs.v }}", { source: "setup-python" });
    for (const statements of [[range(">=3.11")], [range(">=3.11"), ci("3.12"), unknown]]) {
      expect(judge({ hasCi, statements })[0]).toMatch(/^RUNTIME_UNTESTED undecided/);
    }
  });

  it("doubts where a part of CI was not looked at, and says which; what is tested is tested", () => {
    const unseen = [{ ...plantedUnseen, isBroken: false }];
    expect(judge({ hasCi, unseen, statements: [range(">=3.11"), ci("3.12")] })).toEqual([
      'RUNTIME_UNTESTED undecided: requires-python at 1:1 promises Python 3.11, and CI does not show that it is tested; uses "./.github/actions/planted" at .github/workflows/planted.yml:1:1 was not looked at',
    ]);
    expect(judge({ hasCi, unseen, statements: [range(">=3.11"), ci("3.11")] })).toEqual([]);
  });

  it("does not take the newest for the lowest", () => {
    expect(judge({ hasCi, statements: [range(">=3.11"), ci("3.x")] })[0]).toMatch(/^RUNTIME_UNTESTED violation/);
  });
});

describe("RUNTIME_UNDECLARED and RUNTIME_UNREADABLE", () => {
  it("asks that what the policy names is declared", () => {
    expect(judge({ policy: policy(">=3.11") })).toEqual([
      "RUNTIME_UNDECLARED violation: runtime.python of the configuration names Python, which no file of the repository declares",
    ]);
    expect(judge({})[0]).toMatch(/^RUNTIME_UNDECLARED undecided/);
  });

  it("doubts a part of CI that must be here, and isn't: RUNTIME_CI_UNSEEN", () => {
    expect(judge({ hasCi: true, unseen: [plantedUnseen], statements: [range(">=3.11"), ci("3.11")] })).toEqual([
      "RUNTIME_CI_UNSEEN undecided: uses at 1:1 names a part of CI that can't be looked at: git tracks no such file",
    ]);
  });

  it("doubts what can't be understood", () => {
    expect(judge({ statements: [range("three")] })).toEqual([
      "RUNTIME_UNREADABLE undecided: requires-python at 1:1 says of Python what can't be understood: it is not a PEP 440 specifier",
    ]);
  });
});

describe("RUNTIME_WRONG_VERSION and RUNTIME_MISSING", () => {
  const here = (version: string) => [{ runtime: "python" as const, program: "python3 on PATH", version }];

  it("asks of the interpreter what speaks of this machine at the top", () => {
    const image = say("exact", "3.12", { path: "Dockerfile", where: "image" });
    const statements = [range(">=3.11"), pin("3.12"), image, range("<3.9", "old/pyproject.toml")];
    const found = judge({ statements: statements.slice(0, 3), interpreters: here("3.11.7") });
    expect(found).toEqual([
      "RUNTIME_WRONG_VERSION violation: Python here is python3 on PATH, which pin at .python-version:1:1 refuses",
    ]);
    expect(judge({ statements: [range(">=3.11")], interpreters: here("3.14.0-rc.1") })).toEqual([]);
    expect(judge({ policy: policy("3.12"), statements: [ci("3.12")], interpreters: here("3.11.7") })).toHaveLength(1);
  });

  it("doubts an interpreter that is missing under the policy, or that does not answer", () => {
    const gone = {
      runtime: "python" as const,
      program: "python3 on PATH",
      version: undefined,
      why: "it is not installed",
    };
    const facts = { statements: [range(">=3.11")], interpreters: [gone] };
    expect(judge(facts)).toEqual([]);
    expect(judge({ ...facts, policy: policy(">=3.11") })[0]).toMatch(/^RUNTIME_MISSING undecided/);
    expect(judge({ ...facts, interpreters: [{ ...gone, isBroken: true }] })[0]).toMatch(/^RUNTIME_MISSING undecided/);
  });
});

describe("canaries", () => {
  it("find nothing to doubt in the built-in rules", () => {
    expect(findBlindRules(runtimeRules)).toEqual([]);
  });

  it.each(runtimeRules.map((rule) => [rule.code, rule] as const))("notice a broken %s", (code, rule) => {
    const throws: RuntimeRule = {
      ...rule,
      judge: () => {
        throw new Error("boom");
      },
    };
    const mild: RuntimeRule = {
      ...rule,
      judge: (facts) =>
        rule.judge(facts).map((one) => ({ ...one, level: rule.level === "violation" ? "undecided" : "violation" })),
    };
    for (const broken of [{ ...rule, judge: () => [] }, throws, mild]) {
      expect(findBlindRules([broken])).toEqual([
        {
          code: "RULE_CANARY_MISSED",
          level: "undecided",
          message: `The rule ${code} did not find its planted violation`,
        },
      ]);
    }
    expect(judgeRuntime([throws], context({}))[0]).toMatchObject({ code: "RULE_FAILED", level: "undecided" });
  });
});

describe("parsePolicy", () => {
  it("throws E_CONFIG for what can't be understood or allows nothing", () => {
    for (const runtime of [{ python: "three" }, { node: "^a" }, { go: ">2 <1" }]) {
      expect(() => parsePolicy({ ...none, ...runtime })).toThrow(
        expect.objectContaining({ code: "E_CONFIG", exit: 2 }),
      );
    }
  });
});

it.each<[Runtime, string, string | undefined]>([
  ["python", ">=3.11 <3.13", undefined],
  ["python", "^3.11", "it is not a PEP 440 specifier"],
  ["node", "^20", undefined],
  ["go", ">2 <1", "no version can lie in it"],
])("refusedRange says why a policy of %s could not be %s", (runtime, text, why) => {
  expect(refusedRange(runtime, text)).toBe(why);
});

describe("names that move", () => {
  const node = (text: string, where: "ci" | "local") =>
    readValue(
      { value: text, path: "x", line: 1, column: 1 },
      { runtime: "node", kind: where === "ci" ? "tested" : "exact", grammar: "prefix", source: "x", where },
    );

  it("are at least what they were in CI, and unknown elsewhere", () => {
    const latest = node("latest", "ci");
    expect("set" in latest && latest.set.has("99.0.0") && !latest.set.has("20.0.0")).toBe(true);
    expect(node("latest", "local")).toMatchObject({
      kind: "unclear",
      why: "the version that it names changes with time",
    });
    expect(node("lts/iron", "local")).toMatchObject({ kind: "exact", set: { text: "lts/iron" } });
  });

  it.each<[unknown, string]>([
    ["nightly-2026-01-01", "the version that it names changes with time"],
    ["beta-2026-01-01", "the version that it names changes with time"],
    ["my-nightly-2026-01-01", "it is not a version"],
    ["", "it is empty"],
    [{ a: 1 }, "it is not a text"],
    [["1.75"], "it is not a text"],
    [null, "it is not a text"],
    [true, "it is not a text"],
  ])("say why they can't be understood: %j", (value, why) => {
    const reading = { runtime: "rust", kind: "exact", grammar: "prefix", source: "x" } as const;
    expect(readValue({ value, path: "x", line: 1, column: 1 }, reading)).toMatchObject({ kind: "unclear", why });
  });

  it("are no ranges", () => {
    const reading = { runtime: "node", kind: "range", grammar: "semver", source: "engines.node" } as const;
    const found = readValue({ value: "lts/*", path: "x", line: 1, column: 1 }, reading);
    expect(found).toMatchObject({ kind: "unclear", why: "it is not a semver range" });
  });
});

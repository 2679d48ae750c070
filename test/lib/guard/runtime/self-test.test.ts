import { readdirSync } from "node:fs";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { runtimeRules, selfTestRuntime } from "../../../../lib/guard/runtime/index.ts";
import type { RuntimeRule } from "../../../../lib/guard/runtime/rule.ts";
import { wrongVersion } from "../../../../lib/guard/runtime/rules/wrong-version.ts";
import { formatSelfTest } from "../../../../lib/guard/trials.ts";
import { temporary } from "../../../support/temporary.ts";

describe("selfTestRuntime", () => {
  it("catches every planted violation in a real repository, and leaves nothing behind", async () => {
    const own = temporary();
    vi.stubEnv("TMPDIR", own);
    onTestFinished(() => void vi.unstubAllEnvs());
    const result = await selfTestRuntime({ version: "0.0.0", env: process.env });
    expect(result.trials.filter(({ caught }) => !caught)).toEqual([]);
    expect(new Set(result.trials.map(({ code }) => code))).toEqual(
      new Set([...runtimeRules.map(({ code }) => code), "SOURCE_MALFORMED"]),
    );
    expect(result).toMatchObject({ passed: true, clean: "proved" });
    expect(formatSelfTest(result)).toBe("check-runtime --self-test: passed (10 of 10 planted violations caught)");
    expect(readdirSync(own)).toEqual([]);
  });

  it("fails, and says what was missed, when a rule went blind", async () => {
    const broken: Partial<Record<string, Pick<RuntimeRule, "judge">>> = {
      RUNTIME_UNTESTED: { judge: () => [] },
      // A rule that went blind is a doubt itself, which is not the one that was planted.
      RUNTIME_UNREADABLE: { judge: () => [] },
      RUNTIME_WRONG_VERSION: {
        judge: (facts) => wrongVersion.judge(facts).map((one) => ({ ...one, level: "undecided" })),
      },
    };
    const rules = runtimeRules.map((rule) => ({ ...rule, ...broken[rule.code] }));
    const result = await selfTestRuntime({ version: "0.0.0", env: process.env, rules });
    expect(result).toMatchObject({ passed: false, clean: "undecided" });
    expect(formatSelfTest(result)).toContain("missed RUNTIME_UNTESTED: package.json, .github/workflows/ci.yml");
    expect(formatSelfTest(result)).toContain("missed RUNTIME_WRONG_VERSION: .nvmrc");
    expect(result.trials.filter(({ caught }) => !caught)).toHaveLength(4);
  });
});

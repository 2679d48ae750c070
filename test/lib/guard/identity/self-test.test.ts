import { readdirSync } from "node:fs";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { plants } from "../../../../lib/guard/identity/plants.ts";
import { type IdentityRules, identityRules } from "../../../../lib/guard/identity/rules.ts";
import { selfTestIdentity } from "../../../../lib/guard/identity/self-test.ts";
import { tokenPlants } from "../../../../lib/guard/identity/token-plants.ts";
import { formatSelfTest } from "../../../../lib/guard/trials.ts";
import { temporary } from "../../../support/temporary.ts";

describe("selfTestIdentity", () => {
  it("catches every planted violation in a real repository, and leaves nothing behind", async () => {
    const own = temporary();
    vi.stubEnv("TMPDIR", own);
    onTestFinished(() => void vi.unstubAllEnvs());
    const result = await selfTestIdentity({ version: "0.0.0" });
    const all = plants.length + tokenPlants.length;
    expect(formatSelfTest(result)).toBe(
      `check-identity --self-test: passed (${all} of ${all} planted violations caught)`,
    );
    expect(result).toMatchObject({ passed: true, clean: "proved" });
    expect(readdirSync(own)).toEqual([]);
  });

  it("fails, and says what was missed, when a rule went blind, or finds something else, or elsewhere", async () => {
    const rules: IdentityRules = {
      ...identityRules,
      judgeDisplay: () => undefined,
      judgeTitle: (...asked) => {
        const finding = identityRules.judgeTitle(...asked);
        return finding && { ...finding, path: "elsewhere" };
      },
      judgeReadme: (...asked) => {
        const verdict = identityRules.judgeReadme(...asked);
        return { ...verdict, findings: verdict.findings.map((finding) => ({ ...finding, code: "URL_MISMATCH" })) };
      },
    };
    const result = await selfTestIdentity({ version: "0.0.0", rules });
    expect(result).toMatchObject({ passed: false, clean: "undecided" });
    const missed = [
      "DISPLAY_NAME_MISPLACED: src/planted.txt",
      "NAME_MISMATCH: CITATION.cff",
      "README_URL_MISMATCH: README.md",
    ];
    for (const plant of missed) expect(formatSelfTest(result)).toContain(`missed ${plant}`);
  });
});

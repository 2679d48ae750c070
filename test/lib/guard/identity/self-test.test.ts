import { readdirSync } from "node:fs";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { plants } from "../../../../lib/guard/identity/plants.ts";
import { identityRules } from "../../../../lib/guard/identity/rules.ts";
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

  it("fails, and says what was missed, when a rule went blind", async () => {
    const rules = { ...identityRules, judgeDisplay: () => undefined };
    const result = await selfTestIdentity({ version: "0.0.0", rules });
    expect(result).toMatchObject({ passed: false, clean: "undecided" });
    expect(formatSelfTest(result)).toContain("missed DISPLAY_NAME_MISPLACED: src/planted.txt");
  });
});

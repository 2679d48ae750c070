import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { createMatcher, type Matcher } from "../../../../lib/guard/forbidden/matcher.ts";
import { scanFor } from "../../../../lib/guard/forbidden/scan.ts";
import { repo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

it("a scan that went blind says so, and leaves no verdict for those that see", async () => {
  using fixture = repo({ a: "acme-corp" });
  const cacheDir = temporary();
  const scan = async (matcher: Matcher) => {
    const options = { cwd: fixture.dir, tokens: ["acme-corp"], declaredIn: [], cacheDir, version: "0" };
    const { findings } = await scanFor(matcher, { ...options, list: "forbidden" });
    return new Set(findings.map(({ code }) => code));
  };
  const sound = createMatcher(["acme-corp"]);
  const blind: Matcher = { ...sound, hasMatch: () => false, matches: () => [] };
  expect(await scan(blind)).toEqual(new Set(["RULE_CANARY_MISSED"]));
  expect(readdirSync(cacheDir)).toEqual([]);
  expect(await scan(sound)).toEqual(new Set(["FORBIDDEN_TOKEN"]));
});

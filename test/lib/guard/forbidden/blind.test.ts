import { readdirSync } from "node:fs";
import { expect, it, vi } from "vitest";
import { scanForbidden } from "../../../../lib/guard/forbidden/index.ts";
import type { Matcher } from "../../../../lib/guard/forbidden/matcher.ts";
import { repo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

const { state } = vi.hoisted(() => ({ state: { isBlind: false } }));

vi.mock("../../../../lib/guard/forbidden/matcher.ts", async (original) => {
  const real = await original<typeof import("../../../../lib/guard/forbidden/matcher.ts")>();
  const sees = <Answer>(seen: Answer, otherwise: Answer): Answer => (state.isBlind ? otherwise : seen);
  const createMatcher = (tokens: readonly string[]): Matcher => {
    const matcher = real.createMatcher(tokens);
    return {
      ...matcher,
      hasMatch: (bytes) => sees(matcher.hasMatch(bytes), false),
      matches: (bytes, limit) => sees(matcher.matches(bytes, limit), []),
    };
  };
  return { ...real, createMatcher };
});

it("a scan that went blind says so, and leaves no verdict for those that see", async () => {
  using fixture = repo({ a: "acme-corp" });
  const cacheDir = temporary();
  const scan = async () => {
    const options = { cwd: fixture.dir, tokens: ["acme-corp"], declaredIn: [], cacheDir, version: "0" };
    return new Set((await scanForbidden(options)).findings.map(({ code }) => code));
  };
  state.isBlind = true;
  expect(await scan()).toEqual(new Set(["RULE_CANARY_MISSED"]));
  expect(readdirSync(cacheDir)).toEqual([]);
  state.isBlind = false;
  expect(await scan()).toEqual(new Set(["FORBIDDEN_TOKEN"]));
});

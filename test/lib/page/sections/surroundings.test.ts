import { describe, expect, test } from "vitest";
import { formatEnvironment, formatSource, formatToolchain } from "../../../../lib/page/sections/surroundings.ts";
import { commit } from "../../../support/bundle.ts";
import { place, viewOf, withSummary, words } from "../../../support/page.ts";

describe("surroundings", () => {
  test("tools, lock files and platform", async () => {
    const said = words(formatToolchain((await viewOf()).details, place));
    expect(said).toMatch(
      /linux x64, debian 12 .*kprovengine 0\.1\.0, Node 20\.19\.0 .*python3 3\.11\.2 command [0-9a-f]{64} .*uv\.lock [0-9a-f]{64}/,
    );
  });

  test("commit, state before and after, branch, changes", async () => {
    const said = words(formatSource((await viewOf()).details, place));
    expect(said).toContain(`Commit ${commit} ✓ clean Afterwards ? with uncommitted changes Branch main`);
    expect(said).toContain("1 changed tracked file");
    expect(said).toContain("a.csv .M after");
  });

  test("recorded variables, and nothing when there are none", async () => {
    const { details } = await viewOf();
    expect(words(formatEnvironment(details, place))).toContain("LANG C.UTF-8");
    expect(formatEnvironment(withSummary(details, { environment: {} }), place)).toBeNull();
  });
});

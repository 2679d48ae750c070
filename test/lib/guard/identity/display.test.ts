import { describe, expect, it } from "vitest";
import { fingerprintOf, linesIdentity } from "../../../../lib/guard/fingerprint.ts";
import { type DisplayContext, judgeDisplay } from "../../../../lib/guard/identity/display.ts";
import { parseRepositoryUrl } from "../../../../lib/guard/identity/urls.ts";

const context: DisplayContext = { display: "ClaimsEngine", name: "claims-engine", repository: undefined };
const judge = (text: string, more: Partial<DisplayContext> = {}) =>
  judgeDisplay("src/a.py", text, { ...context, ...more });

describe("judgeDisplay", () => {
  it("reports DISPLAY_NAME_MISPLACED with the first place and how often", () => {
    expect(judge("# a\n# by ClaimsEngine\n'ClaimsEngine'\n")).toEqual({
      code: "DISPLAY_NAME_MISPLACED",
      level: "violation",
      path: "src/a.py",
      line: 2,
      column: 6,
      fingerprint: "1f33fb0f11bd1fd4ab491ec022a4090d",
      message: 'src/a.py:2:6: The display name "ClaimsEngine" stands outside of identity.display.allow (2 times)',
      fix: 'write "claims-engine" there, or add "src/a.py" to identity.display.allow',
    });
    expect(judge("ClaimsEngine", { name: null })?.fix).toBe('add "src/a.py" to identity.display.allow');
    expect(judge("ClaimsEngine")?.message).toMatch(/stands outside of identity\.display\.allow$/);
  });

  it.each([
    ["ClaimsEngine", ["ClaimsEngine"]],
    ["a ClaimsEngine, ClaimsEngine\nx\nby ClaimsEngine", ["a ClaimsEngine, ClaimsEngine", "by ClaimsEngine"]],
  ])("knows the places in %j by their lines, each once", (text, lines) => {
    const identity = ["ClaimsEngine", linesIdentity(lines)] as const;
    expect(judge(text)?.fingerprint).toBe(fingerprintOf("DISPLAY_NAME_MISPLACED", identity));
  });

  it("wants the whole name in its case: identifiers made of it are free", () => {
    for (const text of [
      "claimsengine",
      "ClaimsEngineError",
      "MyClaimsEngine",
      "_ClaimsEngine",
      "ClaimsEngine2",
      "éClaimsEngine",
      "ClaimsEngineé",
      "𝒜ClaimsEngine",
    ])
      expect(judge(text), text).toBeUndefined();
    for (const text of [
      "ClaimsEngine.",
      "x.ClaimsEngine",
      "-ClaimsEngine-",
      "“ClaimsEngine”",
      "ClaimsEngineX ClaimsEngine",
    ])
      expect(judge(text), text).toBeDefined();
  });

  it("leaves the repository's own URL alone, and no other", () => {
    const repository = parseRepositoryUrl("https://github.com/acme/ClaimsEngine");
    expect(
      judge("https://github.com/acme/ClaimsEngine git@github.com:Acme/ClaimsEngine.git", { repository }),
    ).toBeUndefined();
    expect(judge("https://github.com/other/ClaimsEngine", { repository })).toBeDefined();
    expect(judge("see acme/x/ClaimsEngine", { repository })).toBeDefined();
    const other = parseRepositoryUrl("https://github.com/acme/claims-etl");
    expect(judge("https://github.com/acme/ClaimsEngine", { repository: other })).toBeDefined();
    const ownerless = parseRepositoryUrl("https://git.example/ClaimsEngine");
    expect(judge("https://git.example/ClaimsEngine", { repository: ownerless })).toBeUndefined();
    expect(judge("//ClaimsEngine", { repository: ownerless })).toBeDefined();
  });
});

import { describe, expect, it, test } from "vitest";
import { type CommandReport, formatPreflight, type PreflightReport } from "../../../../lib/guard/preflight/index.ts";
import { reportOf, violation, waived } from "../../../support/outcome.ts";

const report = (more: Partial<PreflightReport> = {}): PreflightReport => ({
  ...{ schema: "kprov.preflight/v1", verdict: "proved", checks: [reportOf()], commands: [], skipped: [] },
  ...{ notConfigured: {}, tree: { tree: "1", commit: null, dirty: false }, config: null, rulesetDigest: "2" },
  tool: { name: "kprovengine", version: "0.0.0" },
  ...more,
});

const command = (more: Partial<CommandReport> = {}): CommandReport => ({
  ...{ name: "test", argv: ["npm", "test"], exitCode: 0, signal: null, verdict: "proved", findings: [] },
  ...more,
});

const doubt = (message: string) => ({ code: "COMMAND_NOT_RUN", level: "undecided", message }) as const;

const shown = (more: Partial<PreflightReport>, view: object = {}) =>
  formatPreflight(report(more), { colour: false, width: 80, verbose: false, ...view });

describe("formatPreflight", () => {
  it("is one line about what passed", async () => {
    expect(await shown({ commands: [command()] })).toBe("preflight: proved (2 of 2 gates proved)");
  });

  it("shows all of it when that is asked for", async () => {
    expect((await shown({ commands: [command()] }, { verbose: true })).split("\n\n")).toEqual([
      "tracked files: 3 considered, 3 examined",
      "check-artifacts: proved (3 tracked files)",
      "test: proved (exit 0)\n    npm test",
      "preflight: proved (2 of 2 gates proved)",
    ]);
  });

  it("shows a check that found something, and one whose findings are waived", async () => {
    const text = await shown({
      verdict: "violated",
      checks: [
        reportOf([violation], { check: "check-identity" }),
        reportOf([], { waived: [waived] }),
        reportOf([], { check: "check-runtime" }),
      ],
    });
    expect(text).toContain("check-identity: violated");
    expect(text).toContain("check-artifacts: proved (1 waived");
    expect(text).not.toContain("check-runtime");
    expect(text).toMatch(/\n\npreflight: violated \(2 of 3 gates proved\)$/);
  });

  test.each<[Partial<CommandReport>, string]>([
    [{ verdict: "violated", exitCode: 4 }, "test: violated (exit 4)\n    npm test"],
    [
      { verdict: "undecided", exitCode: null, findings: [doubt("it was ended by SIGKILL")] },
      "test: could not decide (it was ended by SIGKILL)\n    npm test",
    ],
    [
      { verdict: "undecided", findings: [doubt("the tree has changed")] },
      "test: could not decide (the tree has changed)\n    npm test",
    ],
    [
      { verdict: "undecided", exitCode: null, findings: [doubt("one"), doubt("other")] },
      "test: could not decide (one; other)\n    npm test",
    ],
    [
      { name: "a\nb", argv: ["x y", "\u001b[2K"], verdict: "violated", exitCode: 1 },
      "a\\u{a}b: violated (exit 1)\n    'x y' '\\u{1b}[2K'",
    ],
  ])("says how a command ended: %j", async (more, wanted) => {
    const text = await shown({ verdict: "violated", checks: [], commands: [command(more), command({ name: "lint" })] });
    expect(text).toBe(`${wanted}\n\npreflight: violated (1 of 2 gates proved)`);
  });

  it("puts commands on lines of their own", async () => {
    const failed = command({ verdict: "violated", exitCode: 1 });
    const text = await shown({ verdict: "violated", checks: [], commands: [failed, failed] });
    expect(text).toContain("    npm test\ntest: violated");
  });

  it("always names what is not configured or left out", async () => {
    const more = { notConfigured: { "check-parity": "parity", "check-rules": "rules" }, skipped: ["te\nst", "lint"] };
    expect(await shown({ ...more, verdict: "partial" })).toBe(
      "not configured: parity, rules\nskipped: te\\u{a}st, lint\n\npreflight: partial (1 of 1 gates proved)",
    );
    expect(await shown({ skipped: ["lint"] })).toBe("skipped: lint\n\npreflight: proved (1 of 1 gates proved)");
  });

  it("names the base that judged", async () => {
    const base = { ref: "main", from: "--base", commit: "1".repeat(40), judge: "base", changes: [] } as const;
    expect(await shown({ base: { ...base, changes: [] } })).toContain("judged by the configuration and lists of");
  });

  test.each([
    ["proved", 32, "proved"],
    ["partial", 33, "partial"],
    ["undecided", 33, "could not decide"],
    ["violated", 31, "violated"],
  ] as const)("has a colour for %s", async (verdict, colour, words) => {
    const coloured = await shown({ verdict }, { colour: true });
    expect(coloured).toBe(`preflight: \u001b[${colour}m${words}\u001b[0m (1 of 1 gates proved)`);
  });
});

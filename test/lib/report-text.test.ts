import { describe, expect, it } from "vitest";
import type { Finding, Report } from "../../lib/report.ts";
import { createReport } from "../../lib/report.ts";
import { formatReport } from "../../lib/report-text.ts";

const view = { colour: false, width: 80, verbose: false };

const reportOf = (findings: Finding[], more: Partial<Pick<Report, "exemptions" | "coverage">> = {}): Report =>
  createReport({
    check: "check-artifacts",
    findings,
    coverage: [{ unit: "tracked files", considered: 9, examined: 8, skipped: { "symbolic link": 1 } }],
    config: null,
    version: "0.0.0",
    ...more,
  });

const tracked = (path: string): Finding => ({
  code: "ARTIFACT_TRACKED",
  level: "violation",
  path,
  message: 'Looks like a log: matches "**/*.log"',
  fix: `git rm --cached -- ${path}`,
});

describe("formatReport", () => {
  it("is one line when all is proved", async () => {
    expect(await formatReport(reportOf([]), view)).toBe("check-artifacts: proved (8 tracked files)");
  });

  it("groups by code, violations first, with the fix and a count line", async () => {
    const large: Finding = {
      code: "FILE_TOO_LARGE",
      level: "violation",
      path: "data.bin",
      message: "Too large",
      expected: "at most 5 bytes",
      actual: "6 bytes",
    };
    const doubt: Finding = { code: "ALLOW_UNUSED", level: "undecided", message: "Nothing" };
    expect(
      await formatReport(reportOf([doubt, large, tracked("b.log"), tracked("a.log")]), view),
    ).toMatchInlineSnapshot(`
      "ARTIFACT_TRACKED  Build output, a cache or a log is tracked (2)
        a.log  Looks like a log: matches "**/*.log"
          git rm --cached -- a.log
        b.log  Looks like a log: matches "**/*.log"
          git rm --cached -- b.log

      FILE_TOO_LARGE  A tracked file is too large (1)
        data.bin  Too large: expected at most 5 bytes, found 6 bytes

      ALLOW_UNUSED  An allow entry exempts nothing (1)
        Nothing

      check-artifacts: violated (3 violations, 1 undecided, 8 tracked files)"
    `);
  });

  it("says could not decide for a doubt alone", async () => {
    const text = await formatReport(reportOf([{ code: "ALLOW_UNUSED", level: "undecided", message: "Nothing" }]), view);
    expect(text).toContain("check-artifacts: could not decide (1 undecided, 8 tracked files)");
  });

  it("cuts a long group and says so, and shows all when verbose", async () => {
    const report = reportOf(Array.from({ length: 40 }, (_, index) => tracked(`${index}.log`)));
    const short = await formatReport(report, view);
    expect(short.split("\n").length).toBeLessThanOrEqual(24);
    expect(short).toContain("… and 30 more: --verbose or --json shows all");
    expect(short).toContain("40 violations");
    expect((await formatReport(report, { ...view, verbose: true })).match(/\.log {2}Looks/g)).toHaveLength(40);
  });

  it("can't be forged by a path", async () => {
    const text = await formatReport(reportOf([tracked("a\ncheck-artifacts: proved\u001b[2K\u202e.log")]), view);
    expect(text.split("\n").filter((line) => line.startsWith("check-artifacts:"))).toHaveLength(1);
    expect(text).not.toMatch(/[\u001b\u202e]/);
    expect(text).toContain("a\\u{a}check-artifacts: proved\\u{1b}[2K\\u{202e}.log");
  });

  it("shows every exemption with its reason, and what it hides when verbose", async () => {
    const exemptions = [
      {
        glob: "docs/*",
        reason: "shown in the README",
        exempted: [{ path: "docs/a", code: "FILE_TOO_LARGE" as const }],
      },
      { glob: "unused", reason: "none", exempted: [] },
    ];
    const text = await formatReport(reportOf([], { exemptions }), view);
    expect(text).toBe("allowed: docs/* (1 finding): shown in the README\n\ncheck-artifacts: proved (8 tracked files)");
    expect(await formatReport(reportOf([], { exemptions }), { ...view, verbose: true })).toContain(
      "  docs/a  FILE_TOO_LARGE",
    );
  });

  it.each<[number, number, string]>([
    [0, 0, ""],
    [1, 0, "not looked into: 1 file of Git LFS, of which git has a pointer\n\n"],
    [1, 2, "not looked into: 2 files of Git LFS, of which git has a pointer\n\n"],
  ])("says of how many files git has no more than a pointer: %i, %i", async (some, others, expected) => {
    const coverage = [some, others].map((count) => ({
      ...{ unit: "files", considered: 5, examined: 4 - count },
      skipped: { ...(count > 0 && { "git-lfs pointer": count }), unreadable: 1 },
    }));
    const report = reportOf([], { coverage });
    expect(await formatReport(report, view)).toMatch(new RegExp(`^${expected}check-`));
    expect(await formatReport(report, { ...view, verbose: true })).not.toContain("not looked into");
  });

  it("shows the coverage receipt when verbose", async () => {
    const text = await formatReport(reportOf([]), { ...view, verbose: true });
    expect(text).toContain("tracked files: 9 considered, 8 examined, 1 skipped (symbolic link)");
  });

  it("has colour only when asked, and breaks a line that would not fit", async () => {
    const report = reportOf([tracked(`${"d/".repeat(40)}a.log`)]);
    expect(await formatReport(report, view)).toContain("a.log\n    Looks like");
    expect(await formatReport(report, { ...view, width: 200 })).toContain("a.log  Looks like");
    expect(await formatReport(report, { ...view, colour: true })).toContain("\u001b[31m");
  });
});

it("says where in a file an own rule finds fault", async () => {
  const finding = { code: "OWN_RULE_VIOLATED", level: "violation", rule: "r", path: "a.py", message: "r: x" } as const;
  const findings = [finding, { ...finding, line: 3 }, { ...finding, line: 3, column: 7 }];
  const coverage = [{ unit: "rules", considered: 1, examined: 1, skipped: {} }];
  const report = createReport({ check: "check-rules", findings, coverage, config: null, version: "0" });
  const text = await formatReport(report, { colour: false, width: 80, verbose: false });
  expect(text.match(/^ {2}\S+/gm)).toEqual(["  a.py", "  a.py:3", "  a.py:3:7"]);
});

describe("waivers", () => {
  it("shows every waived finding with reason, owner and day, also when all is proved", async () => {
    const waiver = { reason: "a test key", owner: "mara", until: "2026-12-31" };
    const waived = Array.from({ length: 12 }, (_, at) => ({ ...tracked(`${at}.log`), waiver }));
    const first = { ...tracked("a.py"), line: 3, column: 7, waiver: { ...waiver, reason: "so\u001b[2J" } };
    const text = await formatReport({ ...reportOf([]), waived: [first, ...waived] }, view);
    expect(text.split("\n").slice(0, 2)).toEqual([
      "waived until 2026-12-31 by mara: ARTIFACT_TRACKED  a.py:3:7: so\\u{1b}[2J",
      "waived until 2026-12-31 by mara: ARTIFACT_TRACKED  0.log: a test key",
    ]);
    expect(text.split("\n").slice(12)).toEqual([
      "waived until 2026-12-31 by mara: ARTIFACT_TRACKED  11.log: a test key",
      "",
      "check-artifacts: proved (13 waived, 8 tracked files)",
    ]);
  });

  it("shows the fingerprint of what can be waived, when it is asked for details", async () => {
    const fingerprint = "0123456789abcdef0123456789abcdef";
    const doubt: Finding = { code: "ALLOW_UNUSED", level: "undecided", message: "Nothing", fingerprint };
    const report = reportOf([{ ...tracked("a.log"), fingerprint }, doubt, tracked("b.log")]);
    const text = await formatReport(report, { ...view, verbose: true });
    expect(text.match(/fingerprint.*/g)).toEqual(["fingerprint 0123456789ab"]);
    expect(await formatReport(report, view)).not.toContain("fingerprint");
  });
});

import { describe, expect, it } from "vitest";
import gitlab from "../../../../lib/output/drivers/gitlab.ts";
import { doubt, everything, hostile, outcomeFrom, preflightOf, reportOf } from "../../../support/outcome.ts";

const options = { view: { colour: false, width: 80, verbose: false }, prefix: "" };

interface Issue {
  description: string;
  check_name: string;
  fingerprint: string;
  severity: string;
  location: { path: string; lines: { begin: number } };
}

const issuesOf = async (outcome: ReturnType<typeof everything>): Promise<Issue[]> =>
  JSON.parse(await gitlab.format(outcome, options)) as Issue[];

describe("gitlab", () => {
  it("is this for one finding", async () => {
    expect(await issuesOf(everything())).toMatchInlineSnapshot(`
      [
        {
          "check_name": "ALLOW_UNUSED",
          "description": "Could not decide: The entry "x" exempts nothing",
          "fingerprint": "5626b7f5cfa3a5501463ab624ec8b890",
          "location": {
            "lines": {
              "begin": 1,
            },
            "path": "kprov.config.json",
          },
          "severity": "critical",
        },
        {
          "check_name": "NAME_MISMATCH",
          "content": {
            "body": "write "new" there",
          },
          "description": "[project] name is not the project's name: expected "new", found "old"",
          "fingerprint": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
          "location": {
            "lines": {
              "begin": 2,
            },
            "path": "pyproject.toml",
          },
          "severity": "critical",
        },
        {
          "check_name": "COMMAND_FAILED",
          "content": {
            "body": "npm test",
          },
          "description": "The command "test" failed: expected exit 0, found exit 1",
          "fingerprint": "909123b54ca79d8822f2a2371fba9f95",
          "location": {
            "lines": {
              "begin": 1,
            },
            "path": "kprov.config.json",
          },
          "severity": "critical",
        },
        {
          "check_name": "FILE_TOO_LARGE",
          "description": "Too large (waived until 2026-12-31 by data team: moves to LFS)",
          "fingerprint": "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
          "location": {
            "lines": {
              "begin": 1,
            },
            "path": "data/big.bin",
          },
          "severity": "info",
        },
        {
          "check_name": "COMPILED_FILE",
          "description": "Allowed by "vendor/**" (exempted by the configuration: upstream ships it)",
          "fingerprint": "2d1c7c78189564eb9b310e1158d6d9df",
          "location": {
            "lines": {
              "begin": 1,
            },
            "path": "vendor/lib.so",
          },
          "severity": "info",
        },
        {
          "check_name": "skipped",
          "description": "build was skipped by a flag: nothing is known of it",
          "fingerprint": "b472883db61f30d627941c3a90af05a2",
          "location": {
            "lines": {
              "begin": 1,
            },
            "path": "kprov.config.json",
          },
          "severity": "info",
        },
      ]
    `);
  });

  // What GitLab's parser refuses or drops: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
  it("has in every issue what GitLab asks for, and no fingerprint twice", async () => {
    const issues = [...(await issuesOf(hostile()))];
    expect(issues.length).toBeGreaterThan(5);
    for (const { description, check_name, fingerprint, severity, location } of issues) {
      for (const text of [description, check_name, fingerprint, location.path]) expect(text).toMatch(/\S/);
      expect(["info", "minor", "major", "critical", "blocker"]).toContain(severity);
      expect(location.path.startsWith("./") || location.path.startsWith("/")).toBe(false);
      expect(Number.isInteger(location.lines.begin) && location.lines.begin > 0).toBe(true);
    }
    expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(issues.length);
  });

  it("weighs a doubt as much as a violation", async () => {
    expect(await issuesOf(outcomeFrom(reportOf([doubt])))).toMatchObject([{ severity: "critical" }]);
  });

  it("is an empty list of a proved run alone", async () => {
    expect(await issuesOf(outcomeFrom(reportOf()))).toEqual([]);
    expect(await issuesOf(preflightOf({ verdict: "partial", checks: [reportOf()], skipped: ["test"] }))).toHaveLength(
      1,
    );
  });
});

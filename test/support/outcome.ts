/**
 * Outcomes of checks, for what writes them in other forms.
 *
 * @module
 */
import { type CommandEnd, type Outcome, outcomeOf } from "../../lib/output/outcome.ts";
import { createReport, exitOfVerdict, type Finding, type Report, type WaivedFinding } from "../../lib/report.ts";

const asked = { name: "check-artifacts", version: "0.0.0" };
const config = { path: "kprov.config.json", sha256: "0".repeat(64), effective: "0".repeat(64) };

/** A report of check-artifacts; proved without findings. */
export const reportOf = (findings: readonly Finding[] = [], more: Partial<Report> = {}): Report => ({
  ...createReport({
    check: "check-artifacts",
    findings,
    coverage: [{ unit: "tracked files", considered: 3, examined: 3, skipped: {} }],
    config,
    version: "0.0.0",
  }),
  ...more,
});

/** What check-artifacts comes to. */
export const outcomeFrom = (report: Report, exitCode: number = exitOfVerdict(report.verdict)): Outcome => {
  const outcome = outcomeOf({ exitCode, document: report, text: () => `page of ${report.check}` }, asked);
  if (outcome === null) throw new Error("No outcome");
  return outcome;
};

export interface PreflightParts {
  verdict: Outcome["verdict"];
  checks?: readonly Report[];
  commands?: readonly CommandEnd[];
  skipped?: readonly string[];
  notConfigured?: Readonly<Record<string, string>>;
  exitCode?: number;
  text?: string;
}

/** What a preflight comes to. */
export const preflightOf = (parts: PreflightParts): Outcome => {
  const { verdict, exitCode, text = "page of preflight", ...rest } = parts;
  const document = {
    ...{ schema: "kprov.preflight/v1", verdict, checks: [], commands: [], skipped: [], notConfigured: {}, config },
    ...rest,
  };
  const usual = verdict === "partial" ? 0 : exitOfVerdict(verdict);
  const outcome = outcomeOf(
    { exitCode: exitCode ?? usual, document, text: () => text },
    { ...asked, name: "preflight" },
  );
  if (outcome === null) throw new Error("No outcome");
  return outcome;
};

export const violation: Finding = {
  code: "NAME_MISMATCH",
  level: "violation",
  path: "pyproject.toml",
  line: 2,
  column: 8,
  fingerprint: "a".repeat(32),
  message: "pyproject.toml:2:8: [project] name is not the project's name",
  expected: '"new"',
  actual: '"old"',
  fix: 'write "new" there',
};

export const doubt: Finding = { code: "ALLOW_UNUSED", level: "undecided", message: 'The entry "x" exempts nothing' };

export const waived: WaivedFinding = {
  code: "FILE_TOO_LARGE",
  level: "violation",
  path: "data/big.bin",
  fingerprint: "b".repeat(32),
  message: "Too large",
  waiver: { reason: "moves to LFS", owner: "data team", until: "2026-12-31" },
};

/** One of everything. */
export const everything = (): Outcome =>
  preflightOf({
    verdict: "violated",
    checks: [
      reportOf([violation, doubt], {
        waived: [waived],
        exemptions: [
          {
            glob: "vendor/**",
            reason: "upstream ships it",
            exempted: [{ path: "vendor/lib.so", code: "COMPILED_FILE" }],
          },
        ],
      }),
      reportOf([], { check: "check-identity" }),
    ],
    commands: [
      { name: "lint", verdict: "proved", findings: [] },
      {
        name: "test",
        verdict: "violated",
        findings: [
          {
            code: "COMMAND_FAILED",
            level: "violation",
            message: 'The command "test" failed',
            expected: "exit 0",
            actual: "exit 1",
            fix: "npm test",
          },
        ],
      },
    ],
    skipped: ["build"],
    notConfigured: { "check-runtime": "runtime" },
  });

/** What others may write into names and texts: controls, escapes, workflow commands, markup, half a character. */
export const evil = [
  "\u001b[2K\u001b]0;owned\u0007\u009b31m",
  "\u202egpj\u2066\u200b\ufeff\u{e0041}\u2028\u2029\ufffe\uffff\ud800",
  "\r\n::error file=a,line=1::forged\n##[error]forged\n::stop-commands::x\n",
  "<script>alert(1)</script>]]><!--&amp;'\"[x](javascript:y)`` ``` @all #1 | a | \\| %0A%25,:",
].join("");

/** An outcome in which every word that can come from a repository is {@link evil}. */
export const hostile = (): Outcome =>
  preflightOf({
    verdict: "violated",
    text: "page",
    checks: [
      reportOf(
        [
          { ...violation, path: evil, message: evil, expected: evil, actual: evil, fix: evil },
          { ...violation, rule: evil, code: "NAME_MISMATCH", path: `::error::${evil}`, message: evil },
          { ...doubt, message: evil },
        ],
        {
          waived: [{ ...waived, path: evil, waiver: { reason: evil, owner: evil, until: evil } }],
          exemptions: [{ glob: evil, reason: evil, exempted: [{ path: evil, code: "COMPILED_FILE" }] }],
        },
      ),
    ],
    commands: [
      { name: evil, verdict: "violated", findings: [{ code: "COMMAND_FAILED", level: "violation", message: evil }] },
    ],
    skipped: [evil],
    notConfigured: { [evil]: evil },
  });

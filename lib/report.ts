/**
 * What a check says: findings, a verdict, and a receipt whose numbers add up.
 *
 * @module
 */
import type { FindingCode } from "./errors.ts";
import { exits, KprovError } from "./errors.ts";

/** `violation`: the repository or the bundle is wrong. `undecided`: it could not be judged. */
export type Level = "violation" | "undecided";

export interface Finding {
  code: FindingCode;
  level: Level;
  /** Relative POSIX path of what is wrong. */
  path?: string;
  /** Where in the file, 1-based; none for what is wrong with the file as a whole. */
  line?: number;
  /** 1-based, in UTF-16 units; only beside `line`. */
  column?: number;
  /** Names this finding wherever it moves: see `fingerprint.ts` of the guard room. */
  fingerprint?: string;
  /** One sentence, without a final full stop. */
  message: string;
  expected?: string;
  actual?: string;
  /** The exact command or edit that mends it. */
  fix?: string;
}

/** `proved`: everything asked was examined, nothing is wrong. Nothing examined is never proved. */
export type Verdict = "proved" | "violated" | "undecided";

/** `considered` = `examined` + the sum of `skipped`, or the report is `undecided`. */
export interface Coverage {
  /** What is counted, such as `tracked files`. */
  unit: string;
  considered: number;
  examined: number;
  /** Reason → how many. */
  skipped: Record<string, number>;
}

/** Which configuration decided: digest of the file's bytes and of its evaluated, completed value (JCS). */
export interface ConfigDigest {
  path: string;
  sha256: string;
  effective: string;
}

/** Something found and not counted, because the configuration allows it and says why. */
export interface Exemption {
  glob: string;
  reason: string;
  /** What was found, sorted. */
  exempted: { path: string; code: FindingCode }[];
}

/** The document of a check, `kprov.report/v1`: sorted, no times, no absolute paths. */
export interface Report {
  schema: "kprov.report/v1";
  check: string;
  verdict: Verdict;
  findings: Finding[];
  /** Only in reports of checks that know exemptions. */
  exemptions?: Exemption[];
  coverage: Coverage[];
  config: ConfigDigest | null;
  tool: { name: "kprovengine"; version: string };
}

export interface ReportInput {
  check: string;
  findings: readonly Finding[];
  exemptions?: readonly Exemption[];
  coverage: readonly Coverage[];
  config: ConfigDigest | null;
  version: string;
}

/**
 * Settle a verdict. Fails closed: a receipt that does not add up, or no examined item at all, adds an
 * `undecided` finding, so that a check that saw nothing can never be proved.
 */
export const createReport = (input: ReportInput): Report => {
  const findings = [...input.findings, ...input.coverage.flatMap(doubtsOf)].sort(compareFindings);
  if (input.coverage.length === 0) {
    findings.push({ code: "NOTHING_EXAMINED", level: "undecided", message: "The check has no coverage receipt" });
  }
  return {
    schema: "kprov.report/v1",
    check: input.check,
    verdict: verdictOf(findings),
    findings,
    ...(input.exemptions !== undefined && { exemptions: [...input.exemptions] }),
    coverage: [...input.coverage],
    config: input.config,
    tool: { name: "kprovengine", version: input.version },
  };
};

/** A violation outweighs a doubt: 1 before 3. */
export const verdictOf = (findings: readonly Finding[]): Verdict => {
  if (findings.some((finding) => finding.level === "violation")) return "violated";
  return findings.length > 0 ? "undecided" : "proved";
};

export const exitOfVerdict = (verdict: Verdict): number => exits[verdict];

/** An error that one rule met, as a finding: it could not decide, the others go on. */
export const doubtOf = (code: FindingCode, error: unknown, path?: string): Finding => ({
  code,
  level: "undecided",
  ...(path !== undefined && { path }),
  message: error instanceof KprovError ? error.message : `Unexpected: ${String(error)}`,
});

/** Sorts by bytes of path, then code, then message; a finding without a path comes first. */
export const compareFindings = (a: Finding, b: Finding): number =>
  compareBytes(a.path ?? "", b.path ?? "") || compareBytes(a.code, b.code) || compareBytes(a.message, b.message);

/** Order of the strings' UTF-8 bytes, which is the order of their code points. */
export const compareBytes = (a: string, b: string): number => {
  // Code units order like code points unless a surrogate meets a unit above the surrogates.
  if (!/[\ud800-\udfff]/.test(a) || !/[\ue000-\uffff]/.test(b)) {
    if (!/[\ud800-\udfff]/.test(b) || !/[\ue000-\uffff]/.test(a)) return a < b ? -1 : a > b ? 1 : 0;
  }
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
};

// --- internal ---

const doubtsOf = ({ unit, considered, examined, skipped }: Coverage): Finding[] => {
  const sum = examined + Object.values(skipped).reduce((total, count) => total + count, 0);
  const doubts: Finding[] = [];
  if (sum !== considered) {
    const message = `The coverage receipt for ${unit} does not add up`;
    doubts.push({
      code: "COVERAGE_MISMATCH",
      level: "undecided",
      message,
      expected: `${considered}`,
      actual: `${sum}`,
    });
  }
  if (examined === 0) {
    doubts.push({ code: "NOTHING_EXAMINED", level: "undecided", message: `No ${unit} were examined` });
  }
  return doubts;
};

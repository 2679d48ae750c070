/**
 * What a check says: findings, a verdict, and a receipt whose numbers add up.
 *
 * @module
 */
import { sha256 } from "./digest.ts";
import type { FindingCode } from "./errors.ts";
import { exits, KprovError } from "./errors.ts";

/** `violation`: the repository or the bundle is wrong. `undecided`: it could not be judged. */
export type Level = "violation" | "undecided";

export interface Finding {
  code: FindingCode;
  level: Level;
  /** Name of the project's own rule that says so. */
  rule?: string;
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
  /** Words at `line` and `column`, and those that surely mend it in their place; none where that depends on anything else. */
  edit?: { from: string; to: string };
}

/** A violation that does not count, because somebody answers for it until a day. */
export interface WaivedFinding extends Finding {
  /** `until`: the last day on which it is waived, `YYYY-MM-DD` in UTC. */
  waiver: { reason: string; owner: string; until: string };
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

/** Whose configuration, waivers and lists judged, where that was not the candidate's own. */
export interface BaseNote {
  /** As it was asked for. */
  ref: string;
  /** Who asked: `--base`, or the CI's variable. */
  from: string;
  commit: string;
  /** `candidate` when the base has no configuration at all. */
  judge: "base" | "candidate";
  /** What the candidate would change, sorted: reported, and honoured only where it gives up an exception. */
  changes: { kind: "loosened" | "tightened" | "words"; key: string; message: string; honoured?: true }[];
}

/** The document of a check, `kprov.report/v1`: sorted, no times, no absolute paths. */
export interface Report {
  schema: "kprov.report/v1";
  check: string;
  verdict: Verdict;
  /** The index alone was judged. */
  staged?: true;
  /** What counts. */
  findings: Finding[];
  /** What would count without its waiver; left out when there is nothing. */
  waived?: WaivedFinding[];
  /** Words of the project's own rules, in its configuration's order; only in the report of check-rules. */
  rules?: { name: string; title: string; why?: string; fix?: string }[];
  /** Only in reports of checks that know exemptions. */
  exemptions?: Exemption[];
  coverage: Coverage[];
  config: ConfigDigest | null;
  /** Only where a base was asked for. */
  base?: BaseNote;
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
    findings: numberEqual(findings),
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

/**
 * A fingerprint names one finding: the second with the same one gets another, the third yet another. So a copy of what is
 * waived is something new, while what only moves keeps its name. `findings` are sorted.
 */
const numberEqual = (findings: readonly Finding[]): Finding[] => {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const { fingerprint, level } = finding;
    if (fingerprint === undefined) return finding;
    // A doubt, which comes and goes, is no copy of a violation.
    const key = `${level} ${fingerprint}`;
    const ordinal = (seen.get(key) ?? 0) + 1;
    seen.set(key, ordinal);
    if (ordinal === 1) return finding;
    return { ...finding, fingerprint: sha256(`${fingerprint} ${ordinal}`).slice(0, fingerprint.length) };
  });
};

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

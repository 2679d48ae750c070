/**
 * What counts, once the waivers are taken into account.
 *
 * @module
 */
import type { FindingCode } from "../../errors.ts";
import { compareFindings, type Finding, type Report, verdictOf, type WaivedFinding } from "../../report.ts";
import { visible } from "../../text.ts";
import { shortFingerprint, type Waiver, type Waivers } from "./waiver.ts";

export interface ApplyWaiversOptions {
  /**
   * Names of the checks that could have run: a waiver of one that is not among `reports` but here is not judged this time.
   * One of any other check is left over, and is a violation.
   */
  gates: readonly string[];
}

/**
 * `reports`, in their order, with what is waived apart from what counts, and their verdicts settled anew.
 *
 * A waiver takes away one violation: of its fingerprint, its check and its code. Doubts stay. What is wrong with the list,
 * and each waiver in force that nothing was waived by, becomes a violation in the report of the check that the waiver names,
 * else in the first one. As long as a check could not decide something, nobody knows whether its waivers are in use: the
 * doubt stands for it. And what only some runs look for, in the history or at the host, is not left over in the others.
 */
export const applyWaivers = (
  reports: readonly Report[],
  waivers: Waivers,
  { gates }: ApplyWaiversOptions,
): Report[] => {
  const byFingerprint = new Map(waivers.entries.map((waiver) => [waiver.fingerprint, waiver]));
  const used = new Set<Waiver>();
  const judged = reports.map((report) => applyTo(report, byFingerprint, used));
  const addressed: Addressed[] = [
    ...waivers.faults,
    ...waivers.entries.filter((waiver) => !used.has(waiver)).flatMap((waiver) => unused(waiver, waivers, judged)),
  ];
  for (const { check, finding } of addressed) {
    const own = judged.find((one) => one.report.check === check);
    // Another run of this check says it.
    if (own === undefined && gates.some((name) => name === check)) continue;
    (own ?? judged[0])?.findings.push(finding);
  }
  return judged.map(settle);
};

// --- internal ---

interface Judged {
  report: Report;
  findings: Finding[];
  waived: WaivedFinding[];
}

interface Addressed {
  check?: string;
  finding: Finding;
}

const applyTo = (report: Report, byFingerprint: ReadonlyMap<string, Waiver>, used: Set<Waiver>): Judged => {
  const judged: Judged = { report, findings: [], waived: [...(report.waived ?? [])] };
  for (const finding of report.findings) {
    const waiver = byFingerprint.get(finding.fingerprint ?? "");
    // One takes away one, whatever comes twice.
    if (waiver === undefined || used.has(waiver) || !isOf(waiver, finding, report.check)) {
      judged.findings.push(finding);
      continue;
    }
    const { reason, owner, until } = waiver;
    used.add(waiver);
    judged.waived.push({ ...finding, waiver: { reason, owner, until } });
  }
  return judged;
};

const isOf = (waiver: Waiver, { level, code }: Finding, check: string): boolean =>
  level === "violation" && waiver.check === check && waiver.code === code;

/** Found with `--history` and `--remote` only, and in a part of the history at that. */
const soughtSometimes: ReadonlySet<string> = new Set<FindingCode>([
  ...(["FORBIDDEN_IN_MESSAGE", "FORBIDDEN_IN_PERSON", "FORBIDDEN_IN_REF", "PARITY_REMOTE"] as const),
]);

const unused = (waiver: Waiver, { path }: Waivers, judged: readonly Judged[]): Addressed[] => {
  const { check, code, owner, fingerprint } = waiver;
  if (soughtSometimes.has(code)) return [];
  const own = judged.find(({ report }) => report.check === check);
  if (own?.findings.some(({ level }) => level === "undecided") === true) return [];
  const short = shortFingerprint(fingerprint);
  const finding: Finding = {
    code: "WAIVER_UNUSED",
    level: "violation",
    path,
    message: `The waiver of ${code} that "${visible(owner)}" answers for waives nothing of ${check}: ${short}`,
    fix: `kprovengine waive --remove ${short}`,
  };
  return [{ check, finding }];
};

const settle = ({ report, findings, waived }: Judged): Report => {
  const sorted = findings.sort(compareFindings);
  const apart = waived.length > 0 && { waived: waived.sort(compareFindings) };
  return { ...report, verdict: verdictOf(sorted), findings: sorted, ...apart };
};

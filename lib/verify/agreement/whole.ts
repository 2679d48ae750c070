/**
 * The bundle as a whole: its stable digest, its trace, and whether it says itself that something is missing.
 *
 * @module
 */
import { layout, stableDigest } from "../../evidence/index.ts";
import type { Finding } from "../../report.ts";
import { violation } from "../finding.ts";
import { mustEqual, type Rule } from "./evidence.ts";

export const judgeWhole: Rule = ({ members, summary, trace }) => {
  if (summary === undefined) return [];
  const findings: Finding[] = [];
  if (members !== undefined && stableDigest(members) !== summary.stableDigest) {
    const details = { expected: stableDigest(members), actual: summary.stableDigest };
    findings.push(
      violation(
        "STABLE_DIGEST_MISMATCH",
        layout.summary,
        "The stable digest is not the one of the stable members",
        details,
      ),
    );
  }
  if (trace !== undefined) {
    findings.push(
      ...mustEqual(layout.summary, "The number of events is not the trace's", trace.events, summary.trace.events),
      ...mustEqual(
        layout.summary,
        "The head is not the digest of the trace's last line",
        trace.head,
        summary.trace.head,
      ),
    );
  }
  for (const { path, secrets } of summary.withheld) {
    findings.push(
      violation("BUNDLE_INCOMPLETE", path, `The member was withheld: it held the value of ${secrets.join(", ")}`),
    );
  }
  if (summary.incomplete && summary.withheld.length === 0) {
    findings.push(violation("BUNDLE_INCOMPLETE", layout.summary, "The run could not write all of its evidence"));
  }
  return findings;
};

/**
 * Reports without what must not be said, whichever check they are from.
 *
 * @module
 */
import type { Finding, Report } from "../report.ts";
import { withoutSecrets } from "../secrecy.ts";

/** `report` with the texts of its findings, and the paths that it excuses, as they may be said. */
export const reportUnsaid = async (report: Report): Promise<Report> => {
  const { findings, exemptions } = report;
  return {
    ...report,
    findings: await Promise.all(findings.map(findingUnsaid)),
    ...(exemptions !== undefined && {
      exemptions: await Promise.all(
        exemptions.map(async (exemption) => ({
          ...exemption,
          exempted: await Promise.all(
            exemption.exempted.map(async (one) => ({ ...one, path: await withoutSecrets(one.path) })),
          ),
        })),
      ),
    }),
  };
};

// --- internal ---

const texts = ["path", "message", "expected", "actual", "fix"] as const;

const findingUnsaid = async (finding: Finding): Promise<Finding> => {
  const said = { ...finding };
  for (const key of texts) {
    const text = finding[key];
    if (text !== undefined) said[key] = await withoutSecrets(text);
  }
  return said;
};

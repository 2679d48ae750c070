/**
 * Reports without what must not be said, whichever check they are from.
 *
 * @module
 */
import type { Finding, Report, WaivedFinding } from "../report.ts";
import { keepSecrets, withoutSecrets } from "../secrecy.ts";
import type { GateContext } from "./gate.ts";

/**
 * From now on nothing that is said shows a token of the private list, whichever check runs: the others quote paths, too.
 *
 * Without the salt nobody knows the tokens, so there is nothing to take out. As long as the list can't be used, no text is
 * shown; check-identity says why. Loads nothing where no list is configured.
 */
export const keepPrivateTokens = async (context: KeepContext): Promise<void> => {
  const { config, cwd, root, policyRoot, env, deny = {} } = context;
  const { forbidden } = config.identity;
  if (!("private" in forbidden) || forbidden.private === undefined) return;
  const { private: file, saltFile } = forbidden;
  const { createMask, openPrivateList } = await import("./private/index.ts");
  try {
    const { list } = openPrivateList({ file, policyRoot, cwd, root, env, flag: deny.saltFile, configured: saltFile });
    if (list !== undefined) keepSecrets(() => createMask(list.matcher));
  } catch (error) {
    keepSecrets(() => Promise.reject(error));
  }
};

/** `report` with the texts of its findings, waived ones too, of who waives them and why, and the paths that it excuses, as they may be said. */
export const reportUnsaid = async (report: Report): Promise<Report> => {
  const { findings, waived, exemptions } = report;
  return {
    ...report,
    findings: await Promise.all(findings.map(findingUnsaid)),
    ...(waived !== undefined && { waived: await Promise.all(waived.map(waivedUnsaid)) }),
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

type KeepContext = Pick<GateContext, "config" | "cwd" | "root" | "policyRoot" | "env" | "deny">;

const texts = ["path", "message", "expected", "actual", "fix"] as const;

const waivedUnsaid = async ({ waiver, ...finding }: WaivedFinding): Promise<WaivedFinding> => ({
  ...(await findingUnsaid(finding)),
  waiver: {
    ...waiver,
    reason: await withoutSecrets(waiver.reason),
    owner: await withoutSecrets(waiver.owner),
  },
});

/** An edit that may not be said is left to people: masked it would be another one. */
const findingUnsaid = async ({ edit, ...finding }: Finding): Promise<Finding> => {
  const said: Finding = finding;
  for (const key of texts) {
    const text = finding[key];
    if (text !== undefined) said[key] = await withoutSecrets(text);
  }
  const isSayable = edit !== undefined && (await isUnchanged(edit.from)) && (await isUnchanged(edit.to));
  return isSayable ? { ...said, edit } : said;
};

const isUnchanged = async (text: string): Promise<boolean> => (await withoutSecrets(text)) === text;

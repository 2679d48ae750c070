/**
 * What there is to be waived.
 *
 * @module
 */
import type { LoadedConfig } from "../../config/index.ts";
import type { Report } from "../../report.ts";
import type { GateContext } from "../gate.ts";
import { gates } from "../gates/index.ts";
import { runGates } from "../preflight/run-gates.ts";
import { takeSnapshot } from "../surface/snapshot.ts";
import { documentUnsaid } from "../unsaid.ts";

export interface PresentOptions extends Pick<GateContext, "cwd" | "version" | "cacheDir" | "env" | "deny"> {
  loaded: LoadedConfig;
}

/**
 * What every configured check says, without any waiver. A check that can't be run has a doubt. Throws `E_NO_REPOSITORY`,
 * `E_TOOL_MISSING` or `E_GIT` when there is nothing to judge.
 */
export const reportsHere = async ({ loaded, ...context }: PresentOptions): Promise<Report[]> => {
  const { config, digest, path, root } = loaded;
  const configured = gates.filter((gate) => gate.missing(config) === null);
  const snapshot = takeSnapshot(context.cwd);
  const reports = await runGates(configured, { ...context, config, digest, path, root, policyRoot: root, snapshot });
  return Promise.all(reports.map(documentUnsaid));
};
